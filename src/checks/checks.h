/* SPDX-License-Identifier: MIT
 *
 * Cross-checks that a user expects beside the verdict (science.md): what the best fit implies, held
 * against what was weighed, charged, measured by impedance, or is known of the class of material.
 * None of them enters the fit. checks.c assembles the rows; each check_*.c makes those of one
 * subject from the solution, the books and the pathway in the answer. A check whose input is not
 * given is absent, and answer->unchecked says what it lacks.
 *
 * Names: mass_balance, weighed_inventory; charge_budget, exchange_at_rest; zero_current_control,
 * blind_prediction; eis_total, haven_ratio, film_resistance, conductivity; diffusivity,
 * activation_energy, rate_constants; theta, biot, twin_curves.
 */
#ifndef LP_CHECKS_CHECKS_H
#define LP_CHECKS_CHECKS_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Rows and lacks that grow. */
struct lp_checks {
    const struct lp_solution *solution;
    struct lp_answer *answer;
    size_t n, capacity;
    struct lp_answer_check *items;
    size_t n_lacks, lacks_capacity;
    const char **lacks;
};

/*
 * Fill answer->checks and answer->unchecked from a solution with a best fit; parameters, books,
 * depth and pathway of the answer must be there already. Errors: LP_ENOMEM. Cost: some 100
 * integrations for each experiment with current, a local fit for each one beside a control at rest;
 * all else is cheap.
 */
enum lp_status lp_checks_tell(const struct lp_solution *solution,
                              struct lp_answer *answer) LP_MUST_CHECK;

/* One subject each. Errors: LP_ENOMEM. */
enum lp_status lp_check_mass(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_charge(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_control(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_impedance(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_material(struct lp_checks *checks) LP_MUST_CHECK;
enum lp_status lp_check_regime(struct lp_checks *checks) LP_MUST_CHECK;

/* Add a row, whose reading is formatted into the answer's arena. Errors: LP_ENOMEM. */
enum lp_status lp_checks_add(struct lp_checks *checks, const struct lp_answer_check *check,
                             const char *format, ...)
    __attribute__((format(printf, 3, 4))) LP_MUST_CHECK;

/* Note a check that lacks an input, and the key that would give it. Errors: LP_ENOMEM. */
enum lp_status lp_checks_lack(struct lp_checks *checks, const char *format, ...)
    __attribute__((format(printf, 2, 3))) LP_MUST_CHECK;

/* "cell-1: LGPS" in the answer's arena, "" when out of memory. */
const char *lp_checks_subject(const struct lp_checks *checks, const char *experiment,
                              const char *what);

/* A value of the model at an experiment's temperature, over unit_SI. That of a parameter has the
 * parameter's own interval. */
struct lp_estimate lp_checks_value(const struct lp_checks *checks,
                                   const struct lp_experiment *experiment,
                                   const struct lp_value *value, double unit_SI);

/* The last time of an experiment's data [s], 0 without any. */
double lp_checks_last_time(const struct lp_experiment *experiment);

/*
 * ok where a row's value or interval touches what is expected, [low, high], look where [low/factor,
 * high factor], else fail. NaN: open end. factor INFINITY: never fail.
 */
enum lp_check_status lp_checks_within(const struct lp_answer_check *check, double factor);

/* "within range" if the value is as expected, "out of range", "out of range, but its interval is
 * not". */
const char *lp_checks_where(const struct lp_answer_check *check);

#endif
