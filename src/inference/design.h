/* SPDX-License-Identifier: MIT
 *
 * What a further measurement would be worth: candidates, each with the interval of a target (the
 * interface's share, or a named parameter) that the data and it together would leave.
 *
 *     F = J^T J over data, priors and the candidate,   sd² = g^T (F + W^-2)^-1 g,   g = d target/du
 *
 * (expected information: J does not depend on what will be measured). W are the widths of the
 * parameters' ranges. J and g are taken at the best fit and at draws that the data do not
 * contradict, so that it is not the best fit alone that speaks; widths are medians over these
 * points. The winner is then simulated: the measurement is made up at some of the points, with
 * noise, everything is fitted anew, and the interval found stands beside the one predicted.
 *
 * Source: Atkinson, Donev & Tobias, Optimum Experimental Designs (2007), ch. 10 and 17 (c- and
 * pseudo-Bayesian optimality).
 */
#ifndef LP_INFERENCE_DESIGN_H
#define LP_INFERENCE_DESIGN_H

#include "inference/multistart.h"

#define LP_DESIGN_DRAWS     12   /* points besides the best fit */
#define LP_DESIGN_SIMULATED 4    /* of them at which the winner is simulated */
#define LP_DESIGN_EIS       0.05 /* relative error of an impedance's total resistance */
#define LP_DESIGN_DIRECT    0.05 /* of an amount or T1 that is measured by itself */

struct lp_design_candidate {
    const char *name;
    const char *text; /* what is done, in words */
    double width;     /* expected width of the target's 95 % interval, median over the points */
    double deviance;  /* expected rise of the misfit at the threshold, likewise; NaN: parameter */
    double decided;   /* part of the points at which it would exceed 3.84; NaN: parameter */
    double simulated; /* median width found by simulation; NaN: not simulated */
    double simulated_expected; /* median of what is expected at the simulated points */
    size_t n_simulated;
};

struct lp_design {
    struct lp_arena *arena;
    const char *target; /* "share of the net current through the interface", or the parameter */
    const char *unit;   /* "1", "mol/s" */
    bool is_share;
    double estimate, threshold;
    struct lp_design_candidate now; /* without any further measurement */
    size_t n;
    struct lp_design_candidate *candidates; /* [n] the best first */
};

/*
 * name  in   NULL: the interface's share; else a fitted parameter
 * Errors: LP_EINPUT  no data; no interface or no path; a parameter that is not fitted (diag says
 *                    which there are); LP_ENOFIT; LP_ENUMERIC; LP_ENOMEM
 * Owns:   the caller frees with lp_design_free. Does not depend on options->n_jobs.
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
