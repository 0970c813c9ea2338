/* SPDX-License-Identifier: MIT
 *
 * What the files check_*.c share: how a row is judged and added, and the interval of a value.
 */
#ifndef LP_CHECKS_CHECKS_IMPL_H
#define LP_CHECKS_CHECKS_IMPL_H

#include "checks/checks.h"
#include "uncertainty/intervals.h"

/* Rows and lacks that grow. */
struct lp_checks {
    const struct lp_solution *solution;
    bool has_no_memory; /* some step wanted it (lp_checks_could) */
    size_t n, capacity;
    struct lp_check *items;
    size_t n_lacks, lacks_capacity;
    struct lp_check_lack *lacks;
};

/* X(subject): check_<subject>.c, in the order in which their rows are told. Each has
 * lp_check_<subject>, which adds all rows and lacks of its subject. */
#define LP_CHECKS_FILES(X) X(regime) X(mass) X(charge) X(control) X(impedance) X(material)

#define LP_CHECKS_DECLARE(subject) void lp_check_##subject(struct lp_checks *checks);
LP_CHECKS_FILES(LP_CHECKS_DECLARE)
#undef LP_CHECKS_DECLARE

/* True if a step went well. Want of memory is remembered, and is what lp_checks_run ends with; a
 * step that failed otherwise leaves its number out. */
bool lp_checks_could(struct lp_checks *checks, enum lp_status status);

/* Add a row as it is, status and all. */
void lp_checks_add(struct lp_checks *checks, const struct lp_check *check);

/*
 * Judge a row and add it: ok where its value or interval touches what is expected, [low, high],
 * look where [low/factor, high factor], else fail. factor INFINITY: never fail. A value that could
 * not be had (NaN) makes no row.
 */
void lp_checks_judge(struct lp_checks *checks, struct lp_check check, double factor);

/* Note what checks lack; part NULL: the experiment as a whole, experiment NULL: none. */
void lp_checks_lack(struct lp_checks *checks, enum lp_check_lack_kind kind,
                    const struct lp_experiment *experiment, const char *part);

/* A value of the model at an experiment's temperature, over unit_SI. That of a parameter has the
 * parameter's own interval. */
struct lp_estimate lp_checks_value(const struct lp_checks *checks,
                                   const struct lp_experiment *experiment,
                                   const struct lp_value *value, double unit_SI);

#endif
