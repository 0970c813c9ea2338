/* SPDX-License-Identifier: MIT
 *
 * Each rule of intervals.h by a case worked out by hand: profile, draws, union, points that agree,
 * edges, splits, open ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uncertainty/intervals.h"

#include <math.h>
#include <string.h>

/* Percentiles of {0.45, 0.5, 0.55}: 5 % of a step of 0.05 from either end. */
#define LOW  0.4525
#define HIGH 0.5475

static bool is(struct lp_estimate e, double value, double low, double high)
{
    return fabs(e.value - value) < 1e-12 && fabs(e.low - low) < 1e-12 &&
           fabs(e.high - high) < 1e-12;
}

/* A solution with a pathway of one number (G), one path and the rest, and three draws of each. */
struct made {
    struct lp_inference_options options;
    struct lp_model model;
    struct lp_experiment report;
    double best[2], draws[3][2], path[3], rest[3], scratch[3];
    struct lp_sampled sampled[2];
    struct lp_solution s;
    struct lp_path paths[2]; /* last, so that a look beyond is noticed */
};

static void make(struct made *m)
{
    const double draws[3][2] = {{0.45, 4.5}, {0.5, 5.0}, {0.55, 5.5}};
    const double path[] = {0.45, 0.5, 0.55}, rest[] = {0.55, 0.5, 0.45};

    *m = (struct made){.options = lp_inference_options_default(), .best = {0.5, 5.0}};
    memcpy(m->draws, draws, sizeof draws);
    memcpy(m->path, path, sizeof path);
    memcpy(m->rest, rest, sizeof rest);
    m->report.model = &m->model;
    m->sampled[0] = m->sampled[1] = (struct lp_sampled){.sample = {.n_draws = 3,
                                                                   .n_numbers = 2,
                                                                   .n_paths = 1,
                                                                   .numbers = *m->draws,
                                                                   .probability = m->path,
                                                                   .rest = m->rest},
                                                        .best = m->best};
    m->paths[0] = (struct lp_path){.n = 2, .probability = 0.5};
    m->paths[1] = (struct lp_path){.n = 0, .probability = 0.5};
    m->s = (struct lp_solution){.options = &m->options,
                                .report = &m->report,
                                .numbers = m->best,
                                .paths = {.n = 2, .items = m->paths},
                                .followed = {.n = 1, .items = m->paths},
                                .n_sampled = 1,
                                .sampled = m->sampled,
                                .scratch = m->scratch};
}

static void percentiles_of_draws(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, LOW, HIGH));
    assert_true(is(lp_intervals_number(&m.s, 1), 5.0, 10 * LOW, 10 * HIGH));
    assert_true(is(lp_intervals_path(&m.s, 0), 0.5, LOW, HIGH));
    assert_true(is(lp_intervals_path(&m.s, 1), 0.5, LOW, HIGH));
    m.paths[0].probability = 0.6; /* paths that are listed by name leave 0.4 */
    assert_true(is(lp_intervals_rest(&m.s), 0.4, 0.4, HIGH));
    m.s.n_sampled = 0;
    assert_true(isnan(lp_intervals_number(&m.s, 0).low));
}

/* Two paths are followed: the second's column. */
static void each_path_has_its_own_draws(void **state)
{
    (void)state;
    struct made m;
    double probability[] = {0.3, 0.45, 0.3, 0.5, 0.3, 0.55};
    make(&m);
    m.paths[1].n = 2;
    m.s.followed.n = 2;
    m.sampled[0].sample.n_paths = 2;
    m.sampled[0].sample.probability = probability;
    assert_true(is(lp_intervals_path(&m.s, 1), 0.5, LOW, HIGH));
    assert_true(is(lp_intervals_path(&m.s, 0), 0.5, 0.3, 0.5));
}

static void topologies_are_united(void **state)
{
    (void)state;
    struct made m;
    double other[3][2] = {{0.25, 0}, {0.3, 0}, {0.35, 0}}, best[2] = {0.38, 0};
    make(&m);
    m.sampled[1].sample.numbers = *other;
    m.sampled[1].best = best;
    m.s.n_sampled = 2;
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, 0.2525, HIGH));
    for (size_t i = 0; i < 3; i++)
        other[i][0] += 0.15;                                        /* 0.4025 and more */
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, 0.38, HIGH)); /* its own best is held */
}

/* Draws around one optimum, another optimum that agrees, and two splits of one peak. */
static void points_and_splits_are_inside(void **state)
{
    (void)state;
    struct made m;
    double numbers[] = {0.05, 0, NAN, 0}, probability[] = {0.9, NAN}, rest[] = {0.1, NAN};
    double split[] = {0.7, 0, 0.2, 0}, split_path[] = {0.95, 0.01};
    make(&m);
    m.s.agreeing = (struct lp_agreeing){.n = 2,
                                        .n_numbers = 2,
                                        .n_paths = 1,
                                        .numbers = numbers,
                                        .probability = probability,
                                        .rest = rest};
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, 0.05, HIGH));
    assert_true(is(lp_intervals_path(&m.s, 0), 0.5, LOW, 0.9));
    assert_true(is(lp_intervals_path(&m.s, 1), 0.5, 0.1, HIGH));
    m.s.averaged = (struct lp_averaged){
        .n = 2, .n_numbers = 2, .n_paths = 1, .numbers = split, .probability = split_path};
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, 0.05, 0.7));
    assert_true(is(lp_intervals_path(&m.s, 0), 0.5, 0.01, 0.95));
    assert_true(is(lp_intervals_path(&m.s, 1), 0.5, 0.1, HIGH)); /* of the rest none is known */
    m.options.method = LP_METHOD_BOOTSTRAP; /* points count for profiles alone, splits always */
    assert_true(is(lp_intervals_number(&m.s, 0), 0.5, 0.2, 0.7));
}

/* Profiles of G, one path and the rest; R has that of G, turned over: R G = 2.5. */
static void a_profile_stands_in_for_draws(void **state)
{
    (void)state;
    struct made m;
    struct lp_profiled items[] = {{.is_done = true, .low = 0.25, .high = 0.8},
                                  {.is_done = false},
                                  {.is_done = true, .low = 0.3, .high = 0.6},
                                  {.is_done = true, .low = 0.35, .high = 0.65}};
    double other[3][2] = {{0.05, 9}, {0.1, 9}, {0.15, 9}}, near = 0.01;
    make(&m);
    m.s.profiles = (struct lp_profiles){.n = 4, .item = items, .n_numbers = 2, .n_paths = 1};
    m.s.agreeing = (struct lp_agreeing){.n = 1, .numbers = &near, .n_numbers = 2};
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, 0.25, 0.8));
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_R), 5.0, 2.5 / 0.8, 10.0));
    assert_true(is(lp_intervals_path(&m.s, 0), 0.5, 0.3, 0.6));
    assert_true(is(lp_intervals_rest(&m.s), 0.5, 0.35, 0.65));
    m.sampled[1].sample.numbers = *other;
    m.s.n_sampled = 2; /* united with other topologies: then points count, too */
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, 0.01, 0.8));
    m.s.agreeing.n = 0;
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, 0.0525, 0.8));
    m.s.agreeing.n = 1;
    items[0].high = 0.51; /* its own draws reach further, and do not count */
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, 0.01, 0.51));
    m.s.n_sampled = 1;
    m.options.method = LP_METHOD_BOOTSTRAP;
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, LOW, HIGH));
}

/* Shares end exactly at 0 and 1 where a point, or the profile's limit, says so; G does not. */
static void chains_reach_the_edge(void **state)
{
    (void)state;
    struct made m;
    enum { N = LP_SHARE_INTERFACE + 1 };
    double best[N] = {0.5, 0, 0.5}, draws[N] = {0.5, 0, 0.4}, point[N] = {1e-12, 0, 1e-12};
    struct lp_profiled items[N + 2] = {
        [LP_SHARE_INTERFACE] = {.is_done = true,
                                .low = 0.1,
                                .high = 1.0,
                                .stop = {LP_PROFILE_CROSSED, LP_PROFILE_LIMIT}}};
    make(&m);
    m.options.method = LP_METHOD_MCMC;
    m.s.numbers = best;
    m.sampled[0].sample.n_draws = 1;
    m.sampled[0].sample.n_numbers = N;
    m.sampled[0].sample.numbers = draws;
    m.s.profiles = (struct lp_profiles){.n = N + 2, .item = items, .n_numbers = N, .n_paths = 1};
    m.s.agreeing = (struct lp_agreeing){.n = 1, .n_numbers = N, .numbers = point};
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.0, 1.0));
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_G), 0.5, 0.5, 0.5));
    point[LP_SHARE_INTERFACE] = 0.2; /* agrees, but is not at an edge */
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.4, 1.0));
    items[LP_SHARE_INTERFACE].high = 0.9;
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.4, 0.5));
    point[LP_SHARE_INTERFACE] = 1 - 1e-12;
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.4, 1.0));
    point[LP_SHARE_INTERFACE] = 1e-9; /* as far as the edge reaches, and no part of it */
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.4, 0.5));
    double two[2 * N] = {0, 0, 0.2, 0, 0, 1}; /* the second is at 1 */
    m.s.agreeing = (struct lp_agreeing){.n = 2, .n_numbers = N, .numbers = two};
    assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, 0.4, 1.0));
    m.s.agreeing.n = 0;
    const struct {
        enum lp_profile_stop stop[2];
        double low, high, low_told, high_told;
    } cases[] = {{{LP_PROFILE_LIMIT, LP_PROFILE_CROSSED}, 1e-12, 1.0, 0.0, 0.5},
                 {{LP_PROFILE_LIMIT, LP_PROFILE_CROSSED}, 1e-9, 1.0, 0.4, 0.5},
                 {{LP_PROFILE_LIMIT, LP_PROFILE_CROSSED}, 0.1, 1.0, 0.4, 0.5},
                 {{LP_PROFILE_CROSSED, LP_PROFILE_LIMIT}, 0.0, 0.9, 0.4, 0.5},
                 {{LP_PROFILE_CROSSED, LP_PROFILE_LIMIT}, 0.0, 1.0, 0.4, 1.0},
                 {{LP_PROFILE_FLAT, LP_PROFILE_FLAT}, 0.0, 1.0, 0.4, 0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        items[LP_SHARE_INTERFACE] =
            (struct lp_profiled){.is_done = true,
                                 .low = cases[i].low,
                                 .high = cases[i].high,
                                 .stop = {cases[i].stop[0], cases[i].stop[1]}};
        assert_true(is(lp_intervals_number(&m.s, LP_SHARE_INTERFACE), 0.5, cases[i].low_told,
                       cases[i].high_told));
    }
}

/* Two parameters, the second fitted. */
static void a_parameter_ends_at_its_bound(void **state)
{
    (void)state;
    struct made m;
    struct lp_parameter items[2] = {{.min = 0}, {.min = 1.0, .max = 90.0}};
    struct lp_study study = {.parameters = {.n = 2, .item = items}};
    size_t i_parameter = 1;
    struct lp_problem problem = {.n = 1, .i_parameter = &i_parameter};
    struct lp_identity identity = {.is_open = {false, false}};
    double p[] = {0, 5.0}, draws[] = {0, 4.5, 0, 5.0, 0, 5.5}, agreeing[] = {0, 7.0};
    struct lp_profiled profile = {.is_done = true, .low = 3.0, .high = 8.0};
    make(&m);
    m.s.study = &study;
    m.s.problem = &problem;
    m.s.identity = &identity;
    m.s.p = p;
    m.sampled[0].sample.p = draws;
    m.s.n_sampled = 2; /* the second topology says nothing of it */
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 10 * LOW, 10 * HIGH));
    m.s.agreeing = (struct lp_agreeing){.n = 1, .p = agreeing};
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 10 * LOW, 7.0));
    identity.is_open[0] = true;
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 1.0, 7.0));
    identity.is_open[1] = true;
    m.options.method = LP_METHOD_RESIDUAL;
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 1.0, 90.0));
    m.options.method = LP_METHOD_PROFILE;
    m.s.profiles = (struct lp_profiles){.n = 1, .item = &profile, .n_parameters = 1};
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 3.0, 8.0));
    m.options.method = LP_METHOD_MCMC; /* no share, so that its profile at 0 moves nothing */
    m.s.n_sampled = 1;
    identity.is_open[0] = identity.is_open[1] = false;
    profile.low = 0.0;
    profile.stop[0] = LP_PROFILE_LIMIT;
    assert_true(is(lp_intervals_parameter(&m.s, 0), 5.0, 10 * LOW, 10 * HIGH));
    m.s.n_sampled = 0;
    m.s.sampled = NULL;
    assert_true(isnan(lp_intervals_parameter(&m.s, 0).low));
}

/* p0/p1, with p1 not fitted; the second point that agrees leaves an edge out. */
static double ratio(void *context, const struct lp_interval_point *at)
{
    const struct lp_edge_set **seen = context;

    *seen = at->absent ? at->absent : *seen;
    return at->p[0] / at->p[1];
}

static void a_function_has_draws_and_points(void **state)
{
    (void)state;
    struct lp_study study = {.parameters = {.n = 2}};
    const struct lp_edge_set set = {.n = 0}, *absent[] = {NULL, &set}, *seen = NULL;
    double p[] = {6, 2}, agreeing[] = {4, NAN, 10, NAN}, scratch[LP_DRAWS];
    double draws[] = {2, 2, 6, 2, 40, 2};
    struct lp_sampled sampled = {.sample = {.n_draws = 3, .p = draws}};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = &study,
                            .p = p,
                            .scratch = scratch,
                            .agreeing = {.n = 2, .p = agreeing, .absent = absent}};
    assert_true(is(lp_intervals_function(&s, ratio, &seen, LP_DRAWS), 3, 2, 5));
    assert_ptr_equal(seen, &set);
    s.n_sampled = 1;
    s.sampled = &sampled; /* of {1, 3} alone 1.05 and 2.95, widened to 3; then the points */
    assert_true(is(lp_intervals_function(&s, ratio, &seen, 2), 3, 1.05, 5));
    s.agreeing.n = 0;
    assert_true(is(lp_intervals_function(&s, ratio, &seen, 2), 3, 1.05, 3));
    /* of {1, 3, 20}: 5 % of the first step from below, of the last from above */
    assert_true(is(lp_intervals_function(&s, ratio, &seen, LP_DRAWS), 3, 1.1, 19.15));
    p[0] = NAN; /* without a value there is no interval */
    assert_true(isnan(lp_intervals_function(&s, ratio, &seen, LP_DRAWS).high));
    p[0] = 6;
    draws[0] = 6;
    assert_true(isnan(lp_intervals_function(&s, ratio, &seen, 2).low)); /* nothing moves */
    lp_arena_free(s.arena);
}

/* A second topology with twelve draws, the last seven of them at 9; five where as many for each of
 * the two would be more than were asked for. */
static void few_draws_of_a_further_topology(void **state)
{
    (void)state;
    struct lp_study study = {.parameters = {.n = 2}};
    const struct lp_edge_set *seen = NULL;
    double p[] = {6, 2}, scratch[LP_DRAWS], first[] = {6, 2, 6, 2}, draws[24];
    struct lp_sampled sampled[] = {{.sample = {.n_draws = 2, .p = first}},
                                   {.sample = {.n_draws = 12, .p = draws}}};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = &study,
                            .p = p,
                            .n_sampled = 2,
                            .sampled = sampled,
                            .scratch = scratch};
    for (size_t i = 0; i < 12; i++) {
        draws[2 * i] = i < 5 ? 5 : 18;
        draws[2 * i + 1] = 2;
    }
    assert_true(is(lp_intervals_function(&s, ratio, &seen, 10), 3, 2.5, 3));
    assert_true(is(lp_intervals_function(&s, ratio, &seen, 12), 3, 2.5, 9));
    lp_arena_free(s.arena);
}

/* Three edges; draws of their net shares on both sides of 0, or on one; two topologies, of which
 * the second (weight 1/4) leaves 'b' out. Draws alone say which path leads: the first in two of
 * three. */
static void all_are_put_together_once(void **state)
{
    (void)state;
    struct made m;
    enum { N = LP_SHARE_N_WHOLE + 3 * LP_SHARE_PER_EDGE };
    const double net[3][3] = {{0.2, -0.1, -0.3}, {0.3, 0.1, -0.2}, {0.4, 0.2, -0.1}};
    struct lp_edge edges[] = {
        {.id = "a"}, {.id = "b", .is_optional = true}, {.id = "c", .is_optional = true}};
    const char *b = "b";
    struct lp_topology topologies[] = {{.weight = 0.75},
                                       {.weight = 0.25, .absent = {.n = 1, .ids = &b}}};
    struct lp_parameter item = {.min = 0, .max = 9};
    struct lp_study study = {.parameters = {.n = 1, .item = &item}};
    size_t i_parameter = 0, top[] = {0, 0, LP_NONE};
    struct lp_problem problem = {.n = 1, .i_parameter = &i_parameter};
    struct lp_identity identity = {.is_open = {false, false}};
    double best[N] = {0.5}, draws[3][N] = {{0}}, p[] = {5.0}, p_draws[] = {4.5, 5.0, 5.5};
    make(&m);
    m.model = (struct lp_model){.n_edges = 3, .edges = edges};
    for (size_t i = 0; i < 3; i++) {
        best[lp_shares_at_edge(&m.model, i, LP_SHARE_NET)] = net[1][i];
        for (size_t k = 0; k < 3; k++)
            draws[k][lp_shares_at_edge(&m.model, i, LP_SHARE_NET)] = net[k][i];
    }
    m.s.arena = lp_arena_new();
    m.s.study = &study;
    m.s.problem = &problem;
    m.s.identity = &identity;
    m.s.p = p;
    m.s.numbers = best;
    m.s.is_joined = true;
    m.sampled[0].sample.n_numbers = N;
    m.sampled[0].sample.numbers = *draws;
    m.sampled[0].sample.p = p_draws;
    m.sampled[0].sample.top = top;
    m.s.topologies = (struct lp_topologies){.n = 2, .items = topologies, .has_weights = true};
    assert_int_equal(lp_intervals_run(&m.s), LP_OK);
    const struct lp_intervals *all = &m.s.intervals;
    const size_t i_last = lp_shares_at_edge(&m.model, 2, LP_SHARE_NET);
    assert_true(is(all->numbers[i_last], -0.2, -0.295, -0.105));
    assert_true(all->is_significant[0] && !all->is_significant[1] && all->is_significant[2]);
    assert_true(isnan(all->inclusion[0]));
    assert_true(all->inclusion[1] == 0.75 && all->inclusion[2] == 1.0);
    assert_true(is(all->parameters[0], 5.0, 10 * LOW, 10 * HIGH));
    assert_true(is(all->paths[0], 0.5, LOW, HIGH) && is(all->rest, 0.5, LOW, HIGH));
    assert_true(fabs(all->p_top[0] - 2.0 / 3.0) < 1e-12 && all->p_top[1] == 0.0);
    assert_true(isnan(all->averaged[0]));
    m.s.is_joined = false; /* then there are no paths; and without a fit no parameters */
    m.s.problem = NULL;
    m.s.intervals = (struct lp_intervals){.numbers = NULL};
    assert_int_equal(lp_intervals_run(&m.s), LP_OK);
    assert_true(is(m.s.intervals.numbers[i_last], -0.2, -0.295, -0.105));
    assert_null(m.s.intervals.paths);
    lp_arena_free(m.s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_of_draws),
        cmocka_unit_test(topologies_are_united),
        cmocka_unit_test(each_path_has_its_own_draws),
        cmocka_unit_test(few_draws_of_a_further_topology),
        cmocka_unit_test(points_and_splits_are_inside),
        cmocka_unit_test(a_profile_stands_in_for_draws),
        cmocka_unit_test(chains_reach_the_edge),
        cmocka_unit_test(a_parameter_ends_at_its_bound),
        cmocka_unit_test(a_function_has_draws_and_points),
        cmocka_unit_test(all_are_put_together_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
