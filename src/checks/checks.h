/* SPDX-License-Identifier: MIT
 *
 * Cross-checks that a user expects beside the verdict (science.md): what the best fit implies, held
 * against what was weighed, charged, measured by impedance, or is known of the class of material.
 * None of them enters the fit. They are computed here as facts, which the answer's words turn into
 * sentences; a check whose input is not given makes no row, but says what it lacks.
 *
 * To add a check:
 *  1. a row in LP_CHECKS_ALL below, with its name and unit; what its sentence needs beside the
 *     value, if anything, in lp_check.facts;
 *  2. a file check_x.c whose lp_check_x computes it from the solution and adds the row, with a name
 *     in LP_CHECKS_FILES (checks_impl.h, which has what such a file needs);
 *  3. a sentence in answer/words_checks.c: a function read_<name>, without which nothing compiles.
 */
#ifndef LP_CHECKS_CHECKS_H
#define LP_CHECKS_CHECKS_H

#include "base/estimate.h"
#include "input/study.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_material_class; /* network/material.h */
struct lp_solution;       /* uncertainty/solution.h */

/* X(enumerator, name in result.json, unit of its value). */
#define LP_CHECKS_ALL(X)                                                                           \
    X(THETA, theta, "1")                               /* how far uptake has come */               \
    X(BIOT, biot, "1")                                 /* whether a phase is well mixed */         \
    X(TWIN_CURVES, twin_curves, "1")                   /* whether two phases can be told apart */  \
    X(MASS_BALANCE, mass_balance, "1")                 /* lithium by NMR over that expected */     \
    X(WEIGHED_INVENTORY, weighed_inventory, "mol")     /* a fitted inventory */                    \
    X(CHARGE_BUDGET, charge_budget, "1")               /* 6Li gained over charge passed */         \
    X(EXCHANGE_AT_REST, exchange_at_rest, "1")         /* gained without current over gained */    \
    X(ZERO_CURRENT_CONTROL, zero_current_control, "1") /* chi2/n of a control at rest */           \
    X(BLIND_PREDICTION, blind_prediction, "1")         /* chi2/n of data not fitted */             \
    X(EIS_TOTAL, eis_total, "ohm")                     /* resistance by exchange, contacts too */  \
    X(HAVEN_RATIO, haven_ratio, "1")                   /* impedance over exchange */               \
    X(FILM_RESISTANCE, film_resistance, "ohm")         /* resistance by exchange, no contacts */   \
    X(CONDUCTIVITY, conductivity, "S/m")               /* of the bulk arc */                       \
    X(DIFFUSIVITY, diffusivity, "m2/s")                /* of a phase, against its class */         \
    X(ACTIVATION_ENERGY, activation_energy, "eV")      /* likewise */                              \
    X(RATE_CONSTANTS, rate_constants, "1/s")           /* the largest phi/N between phases */

#define LP_CHECK_ENUMERATOR(enumerator, name, unit) LP_CHECK_##enumerator,
enum lp_check_name { LP_CHECKS_ALL(LP_CHECK_ENUMERATOR) LP_N_CHECKS };
#undef LP_CHECK_ENUMERATOR

/* ok: as expected; look: a reader should know; fail: the numbers contradict each other. */
enum lp_check_status { LP_CHECK_OK, LP_CHECK_LOOK, LP_CHECK_FAIL };

/* What a check, or a lack, is of: a part of an experiment, an experiment, a part of the model of
 * the report experiment, or nothing in particular. */
struct lp_check_subject {
    const struct lp_experiment *experiment; /* NULL: none */
    const char *part; /* name of a compartment or component, id of an edge; NULL: none */
};

/* A resistance by exchange beside an arc of the impedance spectrum. */
struct lp_check_arc {
    double measured_ohm; /* as given, of all ions */
    double transference; /* Li+'s part of the current: the Li-only resistance is R/transference */
    bool is_error_taken; /* the spectrum has no `sigma`: 10 % are taken */
};

/* A row. */
struct lp_check {
    enum lp_check_name name;
    struct lp_check_subject of;
    struct lp_estimate value;
    double expected_low, expected_high; /* in the unit of the value; NaN: open */
    enum lp_check_status status;
    union {
        struct {
            bool is_well_mixed; /* by this Bi */
            bool has_layers;    /* the model resolves the depth */
        } mixing;               /* BIOT */
        const char *neighbour;  /* TWIN_CURVES: the phase whose curve is the nearest */
        struct {
            double meant;      /* the component's part of the lithium by the reference */
            bool is_weighed;   /* the reference is what was weighed; else the best fit */
            bool is_corrected; /* for saturation */
        } mass;                /* MASS_BALANCE */
        double weighed_mol;    /* WEIGHED_INVENTORY */
        struct {
            double passed_mol; /* int |I| dt/F, of CHARGE_BUDGET alone */
            bool is_loss;      /* the phases lost 6Li: "gained" is what they lost */
        };                     /* CHARGE_BUDGET, EXCHANGE_AT_REST */
        struct {
            double chi2;                            /* of all n_rows values of the experiment */
            const struct lp_experiment *driven;     /* control: with current, composition as here */
        } fit;                                      /* ZERO_CURRENT_CONTROL, BLIND_PREDICTION */
        struct lp_check_arc arc;                    /* EIS_TOTAL, FILM_RESISTANCE, CONDUCTIVITY */
        bool is_single_ion;                         /* HAVEN_RATIO: only Li+ conducts */
        const struct lp_material_class *classes[2]; /* DIFFUSIVITY (both the same),
                                                       ACTIVATION_ENERGY: of the edge's ends */
    } facts;                                        /* of others: unused */
};

/* Why checks could not be made. */
enum lp_check_lack_kind {
    LP_LACK_DIFFUSIVITY_OR_SIZE, /* BIOT */
    LP_LACK_AREAS,               /* MASS_BALANCE */
    LP_LACK_WEIGHED,             /* WEIGHED_INVENTORY */
    LP_LACK_CURRENT,             /* CHARGE_BUDGET, EXCHANGE_AT_REST */
    LP_LACK_CONTROL,             /* ZERO_CURRENT_CONTROL, BLIND_PREDICTION */
    LP_LACK_CONVERGENCE,         /* BLIND_PREDICTION: the fit without the data */
    LP_LACK_TOTAL_ARC,           /* EIS_TOTAL, HAVEN_RATIO */
    LP_LACK_BULK_ARC,            /* FILM_RESISTANCE, CONDUCTIVITY */
    LP_LACK_DEPTH,               /* FILM_RESISTANCE */
    LP_LACK_SIZE,                /* CONDUCTIVITY */
    LP_LACK_MATERIAL,            /* DIFFUSIVITY, ACTIVATION_ENERGY */
    LP_LACK_DIFFUSIVITY,         /* DIFFUSIVITY */
    LP_N_LACKS
};

struct lp_check_lack {
    enum lp_check_lack_kind kind;
    struct lp_check_subject of;
};

/* All of them, in the order in which they are told. */
struct lp_checks_done {
    size_t n;
    const struct lp_check *items;
    size_t n_lacks;
    const struct lp_check_lack *lacks;
};

/*
 * Fill solution->checks, of a solution with a best fit and its intervals, in its arena; borrows
 * names from its study. Errors: LP_ENOMEM. Cost: some 100 integrations for each experiment with
 * current, a local fit for each one beside a control at rest; all else is cheap.
 */
enum lp_status lp_checks_run(struct lp_solution *solution) LP_MUST_CHECK;

/* Where a row's value lies. */
enum lp_check_place {
    LP_CHECK_WITHIN,       /* as expected */
    LP_CHECK_ONLY_TOUCHES, /* not, but its interval reaches what is expected */
    LP_CHECK_OUTSIDE
};
enum lp_check_place lp_check_place(const struct lp_check *check);

#endif
