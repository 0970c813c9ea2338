/* SPDX-License-Identifier: MIT
 *
 * Cross-checks that a user expects beside the verdict (science.md): what the best fit implies, held
 * against what was weighed, charged, measured by impedance, or is known of the class of material.
 * None of them enters the fit. checks.c assembles the rows; each check_*.c makes those of one
 * subject from the solution, the books and the pathway in the answer. A check whose input is not
 * given is absent.
 *
 * Names: mass_balance, weighed_inventory; charge_budget, exchange_at_rest, zero_current_control;
 * eis_total, haven_ratio, film_resistance, conductivity; diffusivity, activation_energy,
 * rate_constants; theta, biot, twin_curves.
 */
#ifndef LP_INFERENCE_CHECKS_H
#define LP_INFERENCE_CHECKS_H

#include "inference/answer.h"
#include "inference/solution.h"

/* Rows that grow. */
struct lp_checks {
    const struct lp_solution *solution;
    struct lp_answer *answer;
    size_t n, capacity;
    struct lp_answer_check *items;
};

/*
 * Fill answer->checks from a solution with a best fit; books, depth and pathway of the answer must
 * be there already. Errors: LP_ENOMEM. Cost: LP_CHECK_DRAWS pairs of integrations for each
 * experiment with current, all else is cheap.
 */
enum lp_status lp_checks_tell(const struct lp_solution *solution,
                              struct lp_answer *answer) LP_MUST_CHECK;

/* One subject each. Errors: LP_ENOMEM. */
enum lp_status lp_check_mass(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_charge(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_impedance(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_material(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_regime(struct lp_checks *checks) LP_MUST_CHECK;

/* Add a row, whose reading is formatted into the answer's arena. Errors: LP_ENOMEM. */
enum lp_status lp_checks_add(struct lp_checks *checks, const struct lp_answer_check *check,
                             const char *format, ...)
    __attribute__((format(printf, 3, 4))) LP_MUST_CHECK;

/* "cell-1: LGPS" in the answer's arena, "" when out of memory. */
const char *lp_checks_subject(const struct lp_checks *checks, const char *experiment,
                              const char *what);

/* A number at parameters p [parameters.n]; NaN where it cannot be had. */
typedef double lp_checks_number(void *context, const double p[]);

/*
 * The number at the best fit with its interval over the draws of the full model, at most n_draws of
 * them; without an interval where nothing in it moves.
 */
struct lp_estimate lp_checks_estimate(const struct lp_checks *checks, lp_checks_number *number,
                                      void *context, size_t n_draws);

/*
 * ok where value or interval touches [low, high], look where [low/factor, high factor], else fail.
 * NaN: open end. factor INFINITY: never fail.
 */
enum lp_check_status lp_checks_within(const struct lp_estimate *value, double low, double high,
                                      double factor);

#endif
