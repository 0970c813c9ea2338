/* SPDX-License-Identifier: MIT
 *
 * Each warning is there where its fact is, with its numbers, in the order of the steps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words_warnings.h"
#include "uncertainty/grounds.h"
#include "uncertainty/posterior.h"

#include <math.h>
#include <string.h>

/* A best fit of one noise group, phase `b` out of reach, 1000 draws. */
struct made {
    struct lp_inference_options options;
    struct lp_compartment compartments[3];
    struct lp_edge edge;
    struct lp_model model;
    struct lp_experiment report;
    struct lp_study study;
    const char *group;
    size_t n_in_group;
    struct lp_problem problem;
    double factor;
    struct lp_optimum best;
    struct lp_sampled sampled;
    struct lp_solution s;
    struct lp_diag *diag;
};

static void make(struct made *m)
{
    *m = (struct made){.options = lp_inference_options_default(),
                       .compartments = {{.name = "left", .kind = LP_ELECTRODE},
                                        {.name = "a", .kind = LP_PHASE},
                                        {.name = "b", .kind = LP_PHASE}},
                       .edge = {.id = "left--a", .i_from = 0, .i_to = 1},
                       .group = "peak",
                       .n_in_group = 12,
                       .factor = 1.0,
                       .sampled = {.sample = {.n_draws = 1000, .n_tried = 1100}},
                       .diag = lp_diag_new()};
    m->model = (struct lp_model){.n_compartments = 2,
                                 .compartments = m->compartments,
                                 .n_edges = 1,
                                 .edges = &m->edge,
                                 .i_second = LP_NONE};
    m->report.model = &m->model;
    m->problem = (struct lp_problem){.study = &m->study,
                                     .n_rows = 12,
                                     .n_groups = 1,
                                     .group_names = &m->group,
                                     .n_in_group = &m->n_in_group};
    m->best.factor = &m->factor;
    m->s = (struct lp_solution){.arena = lp_arena_new(),
                                .options = &m->options,
                                .study = &m->study,
                                .report = &m->report,
                                .problem = &m->problem,
                                .best = &m->best,
                                .n_sampled = 1,
                                .sampled = &m->sampled};
}

static void clear(struct made *m)
{
    lp_diag_free(m->diag);
    lp_arena_free(m->s.arena);
}

/* The i-th warning of all that there are says this. */
static void assert_warned(struct made *m, size_t i, size_t n, const char *words)
{
    assert_int_equal(lp_diag_n_warnings(m->diag), n);
    if (!strstr(lp_diag_warning_text(m->diag, i), words))
        fail_msg("'%s' missing in: %s", words, lp_diag_warning_text(m->diag, i));
}

static void a_good_fit_is_warned_of_nothing(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_int_equal(lp_diag_n_warnings(m.diag), 0);
    m.s.best = NULL;
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_int_equal(lp_diag_n_warnings(m.diag), 0);
    clear(&m);
}

static void all_in_their_order(void **state)
{
    (void)state;
    struct made m;
    /* The last lies behind the end of the list. */
    struct lp_profiled items[] = {
        {.is_done = true, .stop = {LP_PROFILE_UNSOLVED, LP_PROFILE_CROSSED}},
        {.is_done = true, .stop = {LP_PROFILE_UNSOLVED, LP_PROFILE_UNSOLVED}},
        {.is_done = true, .stop = {LP_PROFILE_UNSOLVED, LP_PROFILE_UNSOLVED}},
        {.is_done = false, .stop = {LP_PROFILE_UNSOLVED, LP_PROFILE_UNSOLVED}},
        {.is_done = true, .stop = {LP_PROFILE_UNSOLVED, LP_PROFILE_UNSOLVED}}};
    make(&m);
    m.model.n_compartments = 3;
    lp_grounds_reach(&m.s);
    m.factor = 1e-6;
    m.sampled.sample.n_draws = 99;
    m.s.topologies = (struct lp_topologies){
        .n = 40, .n_candidates = 20, .is_searched = true, .n_refused[LP_REFUSAL_NONE] = 6};
    m.s.gain_topology = 3.5;
    m.s.gain_profile = 1.25;
    m.s.gain_left = 0.75;
    m.s.profiles = (struct lp_profiles){.n = 4, .item = items, .n_parameters = 2, .rise = 3.841};
    m.s.n_refits_failed = 4;
    m.s.doubts = lp_diag_new();
    lp_diag_warning(m.s.doubts, lp_span_none(NULL), "in doubt");
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_warned(&m, 0, 11, "20 candidates make 2^20 topologies: 40 were found");
    assert_warned(&m, 1, 11, "fewer edges led to one that is better by 3.5;");
    assert_warned(&m, 2, 11, "a profile led to one that is better by 1.25,");
    assert_warned(&m, 3, 11, "profiles still met one that is better by 0.75, which is left;");
    assert_int_equal(
        strncmp(lp_diag_warning_text(m.diag, 4), "5 ends of intervals (3 of parameters)", 37), 0);
    assert_warned(&m, 4, 11, "risen by 3.84:");
    assert_warned(&m, 5, 11, "4 of 1000 refits");
    assert_warned(&m, 6, 11, "(99 of 1100 agree)");
    assert_warned(&m, 7, 11, "(12 values, ");
    assert_warned(&m, 7, 11, "the 6 of 40 topologies within chi2 3.84");
    assert_warned(&m, 8, 11, "no electrode reaches 'b'");
    assert_warned(&m, 9, 11, "in doubt");
    assert_warned(&m, 10, 11,
                  "'peak' is fitted without any error: its estimated noise means "
                  "nothing (12 values)");
    lp_diag_free(m.s.doubts);
    clear(&m);
}

/* One of each is enough; what is at its limit is not past it. */
static void the_least_that_is_warned_of(void **state)
{
    (void)state;
    struct made m;
    struct lp_profiled item = {.is_done = true, .stop = {LP_PROFILE_CROSSED, LP_PROFILE_UNSOLVED}};
    make(&m);
    m.s.gain_topology = 0.5;
    m.s.gain_profile = 0.25;
    m.s.profiles = (struct lp_profiles){.n = 1, .item = &item, .rise = 3.841};
    m.s.n_refits_failed = 1;
    m.s.topologies = (struct lp_topologies){.n = 2, .n_refused[LP_REFUSAL_NONE] = 2};
    m.factor = 1e-5;
    m.sampled.sample.n_draws = LP_DRAWS_FEW;
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_warned(&m, 0, 5, "fewer edges led to one that is better by 0.5;");
    assert_warned(&m, 1, 5, "a profile led to one that is better by 0.25,");
    assert_warned(&m, 2, 5, "1 ends of intervals (0 of parameters)");
    assert_warned(&m, 3, 5, "1 of 1000 refits");
    assert_warned(&m, 4, 5, "the 2 of 2 topologies within chi2 3.84");
    clear(&m);

    make(&m);
    m.s.topologies = (struct lp_topologies){.n = 1, .n_refused[LP_REFUSAL_NONE] = 1};
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_int_equal(lp_diag_n_warnings(m.diag), 0);
    clear(&m);
}

/* 6Li reaches b one way only, from a; c, the first, is reached by nothing. */
static void what_tracer_reaches_is_reached(void **state)
{
    (void)state;
    struct made m;
    struct lp_compartment compartments[] = {{.name = "c", .kind = LP_PHASE},
                                            {.name = "left", .kind = LP_ELECTRODE},
                                            {.name = "a", .kind = LP_PHASE},
                                            {.name = "b", .kind = LP_PHASE}};
    struct lp_edge edges[] = {{.id = "left--a", .i_from = 1, .i_to = 2},
                              {.id = "a->b", .i_from = 2, .i_to = 3, .is_one_way = true}};
    make(&m);
    m.model = (struct lp_model){.n_compartments = 4,
                                .compartments = compartments,
                                .n_edges = 2,
                                .edges = edges,
                                .i_first = 1,
                                .i_second = LP_NONE};
    lp_grounds_reach(&m.s);
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_warned(&m, 0, 1, "no electrode reaches 'c'");
    clear(&m);
}

/* Two quantities and accept_stat__, which is none; the worst of each is named. */
static void chains_that_did_not_mix(void **state)
{
    (void)state;
    struct made m;
    const char *names[] = {"one", "accept_stat__", "two"};
    double rhat[] = {1.005, NAN, 1.2}, bulk[] = {500, NAN, 399}, tail[] = {380, NAN, 700};
    struct lp_chains chains = {.n_chains = 4,
                               .n_columns = 3,
                               .names = names,
                               .rhat = rhat,
                               .ess_bulk = bulk,
                               .ess_tail = tail};
    make(&m);
    m.options.method = LP_METHOD_MCMC;
    m.s.chains = &chains;
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_warned(&m, 0, 2, "R-hat of 'two' is 1.200, above 1.01");
    assert_warned(&m, 1, 2, "draws of 'one' are worth 380 independent ones, fewer than 400");
    tail[0] = 400;
    bulk[2] = 400;
    rhat[2] = 1.01;
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_int_equal(lp_diag_n_warnings(m.diag), 2); /* no more than there were */
    tail[0] = bulk[2] = 300;                         /* of two alike the first is named */
    rhat[0] = rhat[2] = 1.5;
    lp_words_warn_of_fit(&m.s, m.diag);
    assert_warned(&m, 2, 4, "R-hat of 'one' is 1.500");
    assert_warned(&m, 3, 4, "draws of 'one' are worth 300");
    clear(&m);
}

/* Estimates of no optimum: none at all, or where the best start stopped. */
static void what_did_not_converge(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.best.stop = LP_STOP_GRADIENT;
    lp_words_warn_of_no_optimum(&m.s, m.diag);
    assert_int_equal(lp_diag_n_warnings(m.diag), 0);
    m.best.stop = LP_STOP_LIMIT;
    lp_words_warn_of_no_optimum(&m.s, m.diag);
    assert_warned(&m, 0, 1, "no fit converged: estimates are where the best start stopped");
    m.s.best = NULL;
    lp_words_warn_of_no_optimum(&m.s, m.diag);
    assert_warned(&m, 1, 2, "no fit converged: estimates are null");
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_good_fit_is_warned_of_nothing),
                                       cmocka_unit_test(all_in_their_order),
                                       cmocka_unit_test(the_least_that_is_warned_of),
                                       cmocka_unit_test(what_tracer_reaches_is_reached),
                                       cmocka_unit_test(chains_that_did_not_mix),
                                       cmocka_unit_test(what_did_not_converge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
