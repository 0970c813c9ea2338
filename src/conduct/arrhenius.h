/* SPDX-License-Identifier: MIT
 *
 * Straight lines with 95 % intervals (GSL), and what conduct makes of them: Arrhenius lines of
 * sigma T, rates and diffusivities, the attenuation of a PFG echo; and T1(T) by relaxation.h.
 * With given errors the weights are 1/error² and the intervals normal; without, the scatter about
 * the fit is the error and the intervals are Student's with n - k degrees of freedom.
 */
#ifndef LP_CONDUCT_ARRHENIUS_H
#define LP_CONDUCT_ARRHENIUS_H

#include "base/diag.h"
#include "base/estimate.h"

struct lp_line {
    size_t n;
    double slope, intercept;
    double slope_width, intercept_width; /* 95 % half widths; NaN: two points without errors */
    double chi2;                         /* NaN without errors */
    double quantile, cov00, cov01, cov11;
};

/*
 * y = intercept + slope x. sigma NULL: not given.
 * Errors: LP_EINPUT  fewer than two different x
 */
enum lp_status lp_line_fit(size_t n, const double x[], const double y[], const double sigma[],
                           struct lp_line *line) LP_MUST_CHECK;

/* y at x, with its interval. */
struct lp_estimate lp_line_at(const struct lp_line *line, double x);

struct lp_arrhenius {
    struct lp_line line;          /* ln y against 1/(kB T) - 1/(kB Tref), per J */
    double temperature_K;         /* Tref */
    struct lp_estimate energy_J;  /* -slope */
    struct lp_estimate prefactor; /* at 1/T = 0; of sigma T where with_T */
    struct lp_estimate value;     /* y at Tref (sigma itself where with_T) */
    double plain_energy_J;        /* with_T: what ln y alone, without T, would have given */
};

/*
 * ln y (with_T: ln(y T)) against 1/T. sigma [n]: error of y, NULL: none. All y, T > 0.
 * Errors: as lp_line_fit; LP_ENOMEM
 */
enum lp_status lp_arrhenius_fit(size_t n, const double temperature_K[], const double y[],
                                const double sigma[], bool with_T, double reference_K,
                                struct lp_arrhenius *fit) LP_MUST_CHECK;

/* NONE: T1 neither rises nor falls with temperature beyond its errors. */
enum lp_flank { LP_FLANK_BOTH, LP_FLANK_HOT, LP_FLANK_COLD, LP_FLANK_NONE };

struct lp_t1_table {
    size_t n;
    const double *temperature_K, *t1_s, *sigma_s; /* sigma_s NULL: the scatter is the error */
    double omega;                                 /* Larmor, rad/s */
    double beta;                                  /* NaN: fitted */
    unsigned n_terms;                             /* 1 or 2, relaxation.h */
};

struct lp_t1_fit {
    enum lp_flank flank; /* BOTH: a minimum of T1 is seen */
    bool is_converged;
    bool is_bent;                  /* one flank, but bent: its slope is less than the energy */
    bool is_beta_at_bound;         /* the best beta lies beyond 0..1 and is held at its end */
    struct lp_estimate energy_J;   /* Ea on the hot flank; cold flank alone: NaN */
    struct lp_estimate cold_J;     /* beta Ea, the slope of the cold flank; NaN if not seen */
    struct lp_estimate beta;       /* within 0..1; low NaN: the interval lies outside */
    struct lp_estimate rate_per_s; /* 1/tau at the reference; NaN without a minimum */
    struct lp_estimate minimum_K;  /* temperature of the smallest T1, NaN without a minimum */
    double minimum_rate;           /* 1/tau there: omega0 over lp_relaxation_peak */
};

/*
 * T1(T) by relaxation.h. A minimum is seen where the curve fits better than a straight flank (F
 * test, or chi2 where errors are given, at 5 %) and the 95 % interval of the minimum's temperature
 * lies within the table. Without, only the slope of the one flank is known: C and tau cannot be
 * told apart there.
 * Errors: LP_EINPUT too few rows (5, or 4 with beta given, for the whole; 2 for a flank); LP_ENOMEM
 */
enum lp_status lp_t1_fit(const struct lp_t1_table *table, double reference_K,
                         struct lp_t1_fit *fit) LP_MUST_CHECK;

#endif
