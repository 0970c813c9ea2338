/* SPDX-License-Identifier: MIT
 *
 * Which path leads, over topologies: bootstraps of every topology whose Akaike weight is above
 * LP_MIXTURE_LEAST, each as many as its weight asks for, LP_DRAWS at least in all. From them come
 * p_top and the averaged path probabilities; shares and the verdict do not (they are the full
 * model's: a topology that wins by AICc leaves real weak contacts out).
 */
#ifndef LP_UNCERTAINTY_MIXTURE_H
#define LP_UNCERTAINTY_MIXTURE_H

#include "uncertainty/solution.h"

#define LP_MIXTURE_LEAST 0.004

/*
 * Fill solution->mixture; left empty where there are no weights (after `fit`, or too few data).
 *
 * Refits where all experiments are well mixed and solved exactly; elsewhere, where one refit takes
 * as long as a thousand there, the draws of sample.h: a bootstrap of the linearised model that the
 * model itself accepts. Errors: LP_ENOMEM.
 */
enum lp_status lp_mixture_run(struct lp_solution *solution) LP_MUST_CHECK;

/* A followed path's mean probability over the mixture; LP_NONE: what they leave. NaN where there is
 * no mixture. */
double lp_mixture_average(const struct lp_solution *solution, size_t i_path);

/* The part of the mixture in which a followed path leads; where there is none that of the draws,
 * topologies alike. NaN where nothing could be drawn. */
double lp_mixture_leads(const struct lp_solution *solution, size_t i_path);

#endif
