/* SPDX-License-Identifier: MIT
 *
 * Conductivity from microscopic quantities and back. Five relations join thirteen quantities:
 *
 *     sigma t = c q² D_sigma/(kB T)      Nernst-Einstein, t the transference number of Li+
 *     D*      = H_R D_sigma              Haven ratio
 *     D*      = f D_r                    correlation factor
 *     D_r     = a² nu / b                random walk, b = 2, 4, 6 in 1, 2, 3 dimensions
 *     nu      = nu0 exp(dS/kB) exp(-dH/kB T)
 *
 * Each is a product, so it is a sum in logarithms, and what is given spreads along the chain.
 * Source: Gao et al., Chem. Rev. 2020, 120, 5954.
 */
#ifndef LP_CONDUCT_CONDUCTION_H
#define LP_CONDUCT_CONDUCTION_H

#include <stdbool.h>
#include <stddef.h>

enum lp_conduction_quantity {
    LP_CONDUCTION_SIGMA,        /* S/m, as measured: all ions */
    LP_CONDUCTION_TRANSFERENCE, /* 1 */
    LP_CONDUCTION_CARRIERS,     /* 1/m3 */
    LP_CONDUCTION_D_SIGMA,      /* m2/s */
    LP_CONDUCTION_HAVEN,        /* 1 */
    LP_CONDUCTION_D_TRACER,     /* m2/s */
    LP_CONDUCTION_CORRELATION,  /* 1 */
    LP_CONDUCTION_D_RANDOM,     /* m2/s */
    LP_CONDUCTION_DISTANCE,     /* m */
    LP_CONDUCTION_RATE,         /* 1/s */
    LP_CONDUCTION_ATTEMPT,      /* 1/s */
    LP_CONDUCTION_ENTROPY,      /* 1, dS/kB */
    LP_CONDUCTION_ENTHALPY,     /* J per particle */
    LP_N_CONDUCTION
};
#define LP_N_CONDUCTION_RELATIONS 5

enum lp_conduction_origin { LP_CONDUCTION_UNKNOWN, LP_CONDUCTION_GIVEN, LP_CONDUCTION_DERIVED };

/*
 * A quantity and its 95 % half width: relative (in its logarithm) but for the entropy and the
 * enthalpy, whose own it is; 0: none was given. i_relation: what it was derived by.
 */
struct lp_conduction_value {
    enum lp_conduction_origin origin;
    double value, width;
    size_t i_relation;
};

struct lp_conduction {
    double temperature_K;
    unsigned dimension; /* 1, 2 or 3 */
    struct lp_conduction_value of[LP_N_CONDUCTION];
};

/* What a relation says of quantities that were all known without it. */
struct lp_conduction_check {
    bool is_checked;  /* all its quantities are known, and none by it */
    double ratio;     /* left side over right side; 1 where it holds */
    double width;     /* 95 % half width of ln ratio; 0: none was given */
    size_t n_missing; /* quantities that nothing gives */
    size_t n_without_width;
};

/*
 * Derive all that follows from what is given (origin GIVEN, of positive value but for entropy and
 * enthalpy). Widths add in quadrature: the relations form a chain, so no input comes in twice.
 * checks [LP_N_CONDUCTION_RELATIONS] out.
 */
void lp_conduction_solve(struct lp_conduction *conduction,
                         struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS]);

/* True if the quantity stands in the relation. */
bool lp_conduction_has(size_t i_relation, enum lp_conduction_quantity quantity);

/* The formula of a relation, and a quantity's symbol, words and SI unit; static storage. */
const char *lp_conduction_formula(size_t i_relation);
const char *lp_conduction_symbol(enum lp_conduction_quantity quantity);
const char *lp_conduction_words(enum lp_conduction_quantity quantity);
const char *lp_conduction_unit(enum lp_conduction_quantity quantity);

/* True where the width is relative. */
bool lp_conduction_is_logarithmic(enum lp_conduction_quantity quantity);

/* The correlation factors of the tracer by lattice and mechanism. */
struct lp_lattice {
    const char *name, *mechanism;
    double correlation;
};
extern const struct lp_lattice lp_lattices[];
extern const size_t lp_n_lattices;

#endif
