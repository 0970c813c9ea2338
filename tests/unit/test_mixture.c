/* SPDX-License-Identifier: MIT
 *
 * p_top and averaged paths over topologies: sums, and the same on any number of threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/mixture.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void averages_sum_to_one_and_do_not_depend_on_threads(void **state)
{
    (void)state;
    struct lp_study *s = fitmaker_two_phase_study(0.02);
    struct lp_answer *one = fitmaker_answer(s, LP_METHOD_PROFILE, 1);
    struct lp_answer *two = fitmaker_answer(s, LP_METHOD_PROFILE, 3);
    double sum = 0.0, top = 0.0;
    for (size_t i = 0; i < one->pathway->n_paths; i++) {
        const struct lp_answer_path *path = &one->pathway->paths[i];
        sum += path->averaged;
        top += path->p_top;
        assert_true(path->averaged == two->pathway->paths[i].averaged);
        assert_true(path->p_top == two->pathway->paths[i].p_top);
    }
    assert_true(fabs(sum - 1.0) < 0.02);
    assert_true(top <= 1.0 + 1e-12 && top > 0.5);
    lp_answer_free(one);
    lp_answer_free(two);
    lp_study_free(s);
}

/* Four points of the mixture, two followed paths; what they leave is 0.1, 0.2, 0.1, 0. Without a
 * mixture the draws of two topologies count alike: 2/4 and 1/1. */
static void sums_by_hand(void **state)
{
    (void)state;
    double probability[] = {0.6, 0.3, 0.5, 0.3, 0.2, 0.7, 1.0, 0.0};
    size_t top[] = {0, 0, 1, 0}, drawn[] = {0, 1, 0, LP_NONE};
    struct lp_sampled sampled[] = {{.sample = {.n_draws = 4, .top = drawn}},
                                   {.sample = {.n_draws = 1, .top = drawn}},
                                   {.sample = {.n_draws = 0}}};
    struct lp_solution s = {.followed = {.n = 2},
                            .mixture = {.n = 4, .probability = probability, .top = top},
                            .n_sampled = 3,
                            .sampled = sampled};
    assert_true(fabs(lp_mixture_average(&s, 0) - 0.575) < 1e-12);
    assert_true(fabs(lp_mixture_average(&s, 1) - 0.325) < 1e-12);
    assert_true(fabs(lp_mixture_average(&s, LP_NONE) - 0.1) < 1e-12);
    assert_true(lp_mixture_leads(&s, 0) == 0.75 && lp_mixture_leads(&s, 1) == 0.25);
    s.mixture.n = 0;
    assert_true(isnan(lp_mixture_average(&s, 0)));
    assert_true(lp_mixture_leads(&s, 0) == 0.75 && lp_mixture_leads(&s, 1) == 0.125);
    s.mixture.n = 1;
    assert_true(lp_mixture_average(&s, 0) == 0.6 && lp_mixture_leads(&s, 0) == 1);
    s.mixture.n = 0;
    s.n_sampled = 1;
    assert_true(lp_mixture_leads(&s, 1) == 0.25);
    s.n_sampled = 0;
    assert_true(isnan(lp_mixture_leads(&s, 0)));
}

/* A well mixed study is refitted: twice the full model, and once without a, where all goes by b. */
static void refits_have_data_of_their_own(void **state)
{
    (void)state;
    static const char *const ids[] = {"left--a", "a--right"};
    const struct fitmaker_series series = {
        .model = "  parameters:\n"
                 "    phi_a: {start: 4e-11 mol/s}\n"
                 "    phi_b: {start: 2e-11 mol/s}\n" FITMAKER_CONTACTS,
        .components = "a b",
        .n_times = 6,
        .first_s = 1e3,
        .last_s = 2e4,
        .sigma = 0.01,
        .seed = 5};
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = fitmaker_options();
    const size_t by_a[] = {0, 2, 1}, by_b[] = {0, 3, 1};
    const struct lp_path paths[] = {{3, by_a, 2.0 / 3}, {3, by_b, 1.0 / 3}};
    struct lp_topology items[] = {
        {.problem = fit.problem, .optimum = fit.best, .weight = 0.4},
        {.problem = fit.problem, .optimum = fit.best, .weight = 0.4, .number = 1},
        {.absent = {.n = 2, .ids = ids}, .weight = 0.2, .number = 2}};
    struct lp_solution s = {.arena = fit.arena,
                            .study = fit.study,
                            .options = &options,
                            .report = &fit.study->experiments[0],
                            .workers = fit.workers,
                            .followed = {.n = 2, .items = paths},
                            .topologies = {.n = 3, .items = items, .has_weights = true}};
    size_t n_again = 0;
    double sum = 0.0, squares = 0.0;
    assert_int_equal(lp_problem_new(fit.study, &items[2].absent, &items[2].problem, NULL), LP_OK);
    items[2].optimum = lp_optimum_new(fit.arena, items[2].problem);
    assert_int_equal(lp_mixture_run(&s), LP_OK);
    assert_int_equal(s.mixture.n, LP_DRAWS);
    for (size_t i = 0; i < LP_DRAWS; i++) {
        const double a = s.mixture.probability[2 * i], b = s.mixture.probability[2 * i + 1];
        assert_true(fabs(a + b - 1) < 1e-9);
        assert_int_equal(s.mixture.top[i], a > b ? 0 : 1);
        if (i >= LP_DRAWS / 5 * 4) {
            assert_true(fabs(b - 1) < 1e-9);
            continue;
        }
        n_again += i >= LP_DRAWS / 5 * 2 && a == s.mixture.probability[2 * (i - LP_DRAWS / 5 * 2)];
        sum += a;
        squares += a * a;
    }
    assert_int_equal(n_again, 0);
    const double mean = sum / 800, sd = sqrt(squares / 800 - mean * mean);
    assert_true(fabs(mean - 2.0 / 3) < 0.01);
    assert_true(sd > 0.002 && sd < 0.02);
    lp_problem_free(items[2].problem);
    fitmaker_clear(&fit);
}

static void count(void *context, const char *what, size_t n_done, size_t n_all)
{
    size_t *n = context;

    assert_string_equal(what, "averaging over topologies");
    assert_true(n_done <= n_all && n_all == 4);
    ++*n;
}

/* Layers: no refits, and of the full model the draws that are there serve. Two entries stand for
 * it, with weights of 3 to 1 among those that count; the third weighs too little, the fourth was
 * not fitted. */
static void draws_that_are_there_are_shared_out_by_weight(void **state)
{
    (void)state;
    enum { ENOUGH = LP_DRAWS, N = LP_DRAWS / 4 };
    static double probability[ENOUGH][2];
    static size_t top[ENOUGH];
    struct lp_model layers = {.n_layers = 1}, mixed = {.n_layers = 0};
    struct lp_experiment experiments[] = {{.model = &mixed, .n_rows = 1},
                                          {.model = &layers, .n_rows = 1}};
    struct lp_study study = {.n_experiments = 2, .experiments = experiments};
    struct lp_problem problem = {.n = 0};
    struct lp_optimum optimum = {.deviance = 0};
    struct lp_topology items[] = {
        {.problem = &problem, .optimum = &optimum, .weight = 0.6},
        {.problem = &problem, .optimum = &optimum, .weight = 0.2},
        {.problem = &problem, .optimum = &optimum, .weight = LP_MIXTURE_LEAST},
        {.problem = &problem, .weight = 0.2}};
    struct lp_inference_options options = lp_inference_options_default();
    size_t n_told = 0;
    struct lp_sampled sampled = {
        .sample = {.n_draws = ENOUGH, .n_paths = 2, .probability = *probability, .top = top}};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = &study,
                            .options = &options,
                            .followed = {.n = 2},
                            .topologies = {.n = 4, .items = items, .has_weights = true},
                            .n_sampled = 1,
                            .sampled = &sampled};
    options.progress = count;
    options.progress_context = &n_told;
    for (size_t i = 0; i < ENOUGH; i++) {
        probability[i][0] = 1.0 / (double)(i + 1);
        probability[i][1] = (double)i;
        top[i] = i % 3;
    }
    assert_int_equal(lp_mixture_run(&s), LP_OK);
    assert_int_equal(n_told, 3);
    assert_int_equal(s.mixture.n, 4 * N);
    for (size_t i = 0; i < s.mixture.n; i++) {
        const size_t k = i < 3 * N ? i : i - 3 * N;
        assert_true(s.mixture.probability[2 * i] == 1.0 / (double)(k + 1));
        assert_true(s.mixture.probability[2 * i + 1] == (double)k);
        assert_true(s.mixture.top[i] == k % 3);
    }
    s.mixture = (struct lp_mixture){.n = 0};
    experiments[0].model = &layers; /* whichever experiment has them */
    experiments[1].model = &mixed;
    sampled.sample.n_draws = N / 2; /* no more than there are */
    assert_int_equal(lp_mixture_run(&s), LP_OK);
    assert_int_equal(s.mixture.n, N);
    s.mixture = (struct lp_mixture){.n = 0};
    s.topologies.has_weights = false;
    assert_int_equal(lp_mixture_run(&s), LP_OK);
    assert_true(s.mixture.n == 0 && !s.mixture.probability);
    lp_arena_free(s.arena);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_by_hand), cmocka_unit_test(refits_have_data_of_their_own),
        cmocka_unit_test(draws_that_are_there_are_shared_out_by_weight),
        cmocka_unit_test(averages_sum_to_one_and_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
