/* SPDX-License-Identifier: MIT
 *
 * The noise factors that are estimated, by maximum likelihood at given predictions. With d the
 * differences measured - predicted, f_g the factor of group g and l_i the loadings of row i on
 * errors that rows share,
 *
 *     d ~ N(0, V),   V = diag(f_g² sigma²) + L L^T
 *
 * Without shared errors f_g is the root mean square of the group's d/sigma (/n).
 */
#ifndef LP_ESTIMATE_NOISE_H
#define LP_ESTIMATE_NOISE_H

#include "estimate/problem.h"

struct lp_noise_memory;

/* Borrows the problem. NULL: out of memory. Free with lp_noise_free, which accepts NULL. */
struct lp_noise_memory *lp_noise_new(const struct lp_problem *problem);
void lp_noise_free(struct lp_noise_memory *memory);

/*
 * factor [n_groups] out at predicted [n_rows], at least 1e-6 of the largest measured value.
 * Cost: O(n_rows n_nuisances²) per iteration, tens of them; O(n_rows) without shared errors.
 */
void lp_noise_estimate(struct lp_noise_memory *memory, const double predicted[], double factor[]);

#endif
