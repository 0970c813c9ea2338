/* SPDX-License-Identifier: MIT
 *
 * What a further measurement would be worth: candidates, each with the interval of a target (the
 * interface's share, or a named parameter) that the data and it together would leave.
 *
 * Which truth the cell has is not known, so each candidate is weighed at several: the best fit and
 * draws that the data do not contradict. At each the measurement is made up as that truth makes it,
 * everything is fitted, and the target is profiled (design_expect.c). Widths are medians over the
 * truths; a candidate settles the verdict at a truth if the interval there would clear the
 * threshold. The winner is then simulated with noise and analysed as any study is, and what is
 * found stands beside what was expected.
 *
 * Where an evaluation is costly (current, growth, layers) the interval is linearised instead
 * (design_linear.c): with F = J^T J over data, priors and the candidate,
 *
 *     sd² = g^T (F + W^-2)^-1 g,   g = d target/du,   W: widths of the parameters' ranges
 *
 * Sources: Atkinson, Donev & Tobias, Optimum Experimental Designs (2007), ch. 10 and 17 (c- and
 * pseudo-Bayesian optimality); Raue et al., Bioinformatics 25 (2009) 1923 (profiles).
 */
#ifndef LP_DESIGN_DESIGN_H
#define LP_DESIGN_DESIGN_H

#include "estimate/multistart.h"

#define LP_DESIGN_DRAWS     12   /* truths besides the best fit */
#define LP_DESIGN_SIMULATED 4    /* of them at which the winner is simulated */
#define LP_DESIGN_EIS       0.05 /* relative error of an impedance's total resistance */
#define LP_DESIGN_DIRECT    0.05 /* of an amount or T1 that is measured by itself */
#define LP_DESIGN_ROUGH     1.5  /* simulated and expected widths further apart: told */

/* What can be measured. Words: answer/words_measure.c. Alike candidates are told in this order. */
enum lp_design_kind {
    LP_DESIGN_T1,        /* of a parameter, by itself, to LP_DESIGN_DIRECT */
    LP_DESIGN_AMOUNT,    /* likewise */
    LP_DESIGN_IMPEDANCE, /* the total resistance, to LP_DESIGN_EIS */
    LP_DESIGN_BLOCKED,   /* a second cell at rest, one of its contacts blocked, at the same times */
    LP_DESIGN_REVERSED,  /* a second cell, every current the other way round */
    LP_DESIGN_EXCHANGED, /* a second cell, its foils exchanged */
    LP_DESIGN_AT_REST,   /* a second cell without current */
    LP_DESIGN_NATURAL,   /* a second cell, one of its foils natural lithium */
    LP_DESIGN_SPECTRUM,  /* one more spectrum of all components */
    LP_DESIGN_NOTHING    /* the data there are */
};

struct lp_design_measure {
    enum lp_design_kind kind;
    const char *parameter; /* T1, amount: whose */
    double t_s;            /* spectrum: when */
    bool is_past;          /* spectrum: the run has gone on, so it takes a cell alike */
    bool is_first;         /* blocked, natural: the first electrode; else the second */
    bool has_sides;        /* likewise: the cell is not alike on both sides, so each is proposed */
};

struct lp_design_candidate {
    struct lp_design_measure measure;
    double width;       /* expected width of the target's 95 % interval, median over the truths */
    double deviance;    /* expected rise of the misfit at the threshold, likewise; NaN: parameter */
    size_t n;           /* truths at which it could be computed */
    size_t n_yes, n_no; /* of them at which the verdict would become yes, no */
    double simulated;   /* median width found by simulation; NaN: not simulated */
    double simulated_expected;            /* median of what is expected at the simulated truths */
    size_t n_simulated;                   /* simulations */
    size_t n_settled, n_settled_expected; /* of these, with a verdict; expected */
};

struct lp_design {
    struct lp_arena *arena;
    const char
        *parameter;   /* the target; NULL: the share of the net current through the interface */
    const char *unit; /* "1", "mol/s" */
    bool is_linear;   /* widths are linearised */
    double estimate, threshold;
    struct lp_design_candidate now; /* without any further measurement */
    size_t n;
    struct lp_design_candidate *candidates; /* [n] the best first */
};

/*
 * name  in   NULL: the interface's share; else a fitted parameter
 * Errors: LP_EINPUT  no data; no interface or no path; a parameter that is not fitted (diag says
 *                    which there are); LP_ENOFIT; LP_ENUMERIC; LP_ENOMEM
 * Owns:   the caller frees with lp_design_free; the design borrows the study. Does not depend on
 *         options->n_jobs.
 */
enum lp_status lp_design_run(const struct lp_study *study, const char *name,
                             const struct lp_inference_options *options, struct lp_design **design,
                             struct lp_diag *diag) LP_MUST_CHECK;
void lp_design_free(struct lp_design *design);

/*
 * Standard deviation of a target with gradient [n], J [n_rows][n] and ranges of width [n].
 * Errors: LP_ENOMEM, LP_ENUMERIC (not finite).
 */
enum lp_status lp_design_sd(size_t n, size_t n_rows, const double jacobian[],
                            const double gradient[], const double width[],
                            double *sd) LP_MUST_CHECK;

#endif
