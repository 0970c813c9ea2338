/* SPDX-License-Identifier: MIT
 *
 * Between the files of a plan: design.c (pipeline), design_list.c (what could be measured),
 * design_linear.c and design_expect.c (what it would leave of an interval), design_next.c (the
 * next spectrum after a single one).
 */
#ifndef LP_DESIGN_DESIGN_IMPL_H
#define LP_DESIGN_DESIGN_IMPL_H

#include "design/design.h"

/* A candidate as a study: the data there are, and rows to be measured (values mean nothing yet). */
struct lp_design_option {
    struct lp_design_measure measure;
    struct lp_study *study; /* its parameter table is its own */
    size_t i_experiment;    /* whose rows from first_new on are new */
    size_t first_new;       /* no new rows: n_rows */
    size_t i_measured;      /* the parameter that is measured by itself; LP_NONE */
};

struct lp_design_options {
    size_t n, capacity;
    struct lp_design_option *items;
};

/*
 * Everything that can be proposed for a study. sigma: of a value that will be measured. p
 * [parameters.n]: best estimate. In the arena, which remembers if there was no memory for all.
 */
void lp_design_list(const struct lp_study *study, const double p[], double sigma,
                    struct lp_arena *arena, struct lp_design_options *options);

/* One more spectrum of the report experiment at each of n times. As above. */
void lp_design_list_times(const struct lp_study *study, const double p[], double sigma, size_t n,
                          const double times_s[], struct lp_arena *arena,
                          struct lp_design_options *options);

/* sigma of a value to come: what the study wishes, else the median of those there are; NaN without
 * one. */
double lp_design_sigma(const struct lp_problem *problem, const double factor[],
                       struct lp_arena *arena);

/* What every candidate is weighed on. */
struct lp_design_ground {
    const struct lp_study *study;
    const struct lp_problem *problem; /* of the data there are */
    const struct lp_engine_options *engine;
    size_t i_target;      /* parameter of the study; LP_NONE: the interface's share */
    const double *factor; /* [n_groups] of the noise that is estimated */
    size_t n_points;      /* truths: points that the data do not contradict, the best fit first */
    size_t n_known;       /* these, and others that fits may start from */
    const double *p;      /* [n_known][parameters.n] */
};

/* What a measurement would leave, were the truth one of the points; SI. */
struct lp_design_outlook {
    bool is_known; /* false: it could not be computed there */
    double value;  /* of the target */
    double low, high;
    double deviance; /* rise of the misfit at the threshold; NaN: parameter */
};

/* Which verdict an outlook means: 1 yes, -1 no, 0 none. */
int lp_design_settled(const struct lp_design_ground *ground,
                      const struct lp_design_outlook *outlook);

/* The linearised outlook: design.h. n_points outlooks. Errors: LP_EINPUT, LP_ENOMEM. */
enum lp_status lp_design_linear(const struct lp_design_ground *ground,
                                const struct lp_design_option *option,
                                struct lp_design_outlook outlook[]) LP_MUST_CHECK;

/*
 * The outlook by profile at truth i_point: the measurement is made up there (noise NULL: exactly as
 * the truth has it; else with noise from that seed), put beside the data there are, and the target
 * is profiled. without_interval: low and high stay NaN, at a fifth of the cost.
 * p_end [2][parameters.n], may be NULL: the points at the interval's ends; as they were without
 * one. Errors: LP_EINPUT, LP_ENOMEM; a numerical failure is an outlook that is not known.
 */
enum lp_status lp_design_expect(const struct lp_design_ground *ground,
                                const struct lp_design_option *option, size_t i_point,
                                const uint64_t *noise, bool without_interval,
                                struct lp_design_outlook *outlook, double p_end[]) LP_MUST_CHECK;

/*
 * A measurement made up at p [parameters.n]: a study like the option's, whose new rows (and what is
 * measured by itself) have values. resistance_ohm is measured as R of the truth times this factor.
 * In the arena. Errors: LP_ENUMERIC, LP_EINPUT, LP_ENOMEM.
 */
enum lp_status lp_design_make_up(const struct lp_design_option *option,
                                 const struct lp_engine_options *engine, const double p[],
                                 const uint64_t *noise, struct lp_arena *arena,
                                 struct lp_study **study, double *resistance_factor) LP_MUST_CHECK;

/* Median of n values, which are sorted; NaN if n == 0. */
double lp_design_median(size_t n, double values[]);

#endif
