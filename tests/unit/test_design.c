/* SPDX-License-Identifier: MIT
 *
 * Plans: the closed form of a linear model, what splits twin curves, and that more data never tell
 * less.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "design/design_impl.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* y = a + b t at t = 0, 1, 2 with sigma 1 and flat ranges: var b = 1/sum (t - mean)² = 1/2; one
 * more value at t = 5: mean 2, sum of squares 14. */
static void a_line_gains_what_the_closed_form_says(void **state)
{
    (void)state;
    const double jacobian[] = {1, 0, 1, 1, 1, 2, 1, 5}, gradient[] = {0, 1}, wide[] = {1e6, 1e6};
    double sd = 0.0;
    assert_int_equal(lp_design_sd(2, 3, jacobian, gradient, wide, &sd), LP_OK);
    assert_true(fabs(sd * sd - 0.5) < 1e-9);
    assert_int_equal(lp_design_sd(2, 4, jacobian, gradient, wide, &sd), LP_OK);
    assert_true(fabs(sd * sd - 1.0 / 14.0) < 1e-9);
    /* a prior of sd w adds 1/w² to the slope: no data at all leave w */
    assert_int_equal(lp_design_sd(2, 0, jacobian, gradient, (double[]){3, 2}, &sd), LP_OK);
    assert_true(fabs(sd - 2.0) < 1e-12);
}

static void what_is_not_finite_is_refused(void **state)
{
    (void)state;
    const double jacobian[] = {NAN}, one[] = {1};
    double sd = 7.0;
    assert_int_equal(lp_design_sd(1, 1, jacobian, one, one, &sd), LP_ENUMERIC);
    assert_true(sd == 7.0);
}

/* Two phases that mix in 2 min, measured from 1 h on: twins. */
static const char *const twins =
    "  parameters:\n"
    "    phi_a: {start: 2e-10 mol/s}\n"
    "    phi_b: {start: 3e-10 mol/s}\n"
    "    phi_ab: {value: 3e-8 mol/s}\n" FITMAKER_CONTACTS "    - {between: [a, b], flow: phi_ab}\n";

static struct lp_design *plan(struct lp_study *study, const char *name, size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_design *design = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.n_starts = 5;
    options.n_jobs = n_jobs;
    enum lp_status status = lp_design_run(study, name, &options, &design, diag);
    if (status != LP_OK)
        print_error("%s\n", lp_diag_first_error(diag));
    assert_int_equal(status, LP_OK);
    lp_diag_free(diag);
    return design;
}

static const struct lp_design_candidate *find(const struct lp_design *design,
                                              enum lp_design_kind kind, double t_s)
{
    for (size_t i = 0; i < design->n; i++)
        if (design->candidates[i].measure.kind == kind && design->candidates[i].measure.t_s == t_s)
            return &design->candidates[i];
    return NULL;
}

static struct lp_study *twin_study(double times[2])
{
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        twins, "a b", 6, 4e3, 2e4, NULL, .sigma = 0.01, .noise = 1, .seed = 5});
    study->design.times_s = times;
    study->design.n_times = 2;
    study->design.sigma = 1e-4;
    return study;
}

/*
 * a and b mix with the time N_a N_b/(phi_ab (N_a + N_b)) = 31 s. What each got from the foils shows
 * as x_a - x_b, which stands still after that while both rise alike, at
 *
 *     d = (2 (0.95 - x)/phi_ab) (N_b phi_a - N_a phi_b)/(N_a + N_b)
 *
 * and shrinks with the way that is left, 0.95 - x. At 5 min that is all of it, at 4e5 s nothing:
 * however precise, a late spectrum cannot split the twins, an early one does.
 */
static void twins_are_split_by_an_early_spectrum(void **state)
{
    (void)state;
    double times[2] = {300, 4e5};
    struct lp_study *study = twin_study(times);
    struct lp_design *design = plan(study, NULL, 1);
    assert_null(design->parameter);
    assert_false(design->is_linear);
    const struct lp_design_candidate *early = find(design, LP_DESIGN_SPECTRUM, 300);
    const struct lp_design_candidate *late = find(design, LP_DESIGN_SPECTRUM, 4e5);
    assert_true(early && late);
    print_message("now %.3f, early %.3f, late %.3f; first: %.3f, simulated %.3f for %.3f\n",
                  design->now.width, early->width, late->width, design->candidates[0].width,
                  design->candidates[0].simulated, design->candidates[0].simulated_expected);
    assert_true(design->now.width > 0.9);
    assert_int_equal(design->now.n_yes + design->now.n_no, 0);
    assert_true(late->width > 0.9);
    assert_int_equal(late->n_yes + late->n_no, 0);
    assert_true(early->width < 0.3);
    assert_ptr_equal(&design->candidates[0], early);
    assert_true(early->measure.is_past && !late->measure.is_past);
    assert_true(early->n_yes + early->n_no > early->n / 2);
    assert_int_equal(early->n_simulated, LP_DESIGN_SIMULATED);
    double ratio = early->simulated / early->simulated_expected;
    assert_true(ratio < LP_DESIGN_ROUGH && ratio > 1.0 / LP_DESIGN_ROUGH);
    assert_int_equal(early->n_settled, early->n_settled_expected);
    lp_design_free(design);
    lp_study_free(study);
}

/* Areas at a short repetition time: kappa of b and its flow are one but for the T1. The same with
 * enrichments: T1 enters nothing, and nobody is told to measure it. */
static void a_t1_is_worth_measuring_where_areas_are_saturated(void **state)
{
    (void)state;
    char model[2000];
    snprintf(model, sizeof model,
             "%s  components:\n"
             "    a: {a: 1}\n"
             "    b: {of: {b: 1}, T1: T1_b}\n",
             fitmaker_two_phases);
    char *at = strstr(model, "parameters:\n") + strlen("parameters:\n");
    const char *line = "    T1_b: {start: 8 s, prior: {median: 8 s, factor: 3}}\n";
    memmove(at + strlen(line), at, strlen(at) + 1);
    memcpy(at, line, strlen(line));
    for (size_t i = 0; i < 2; i++) {
        struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
            model, "a b", 6, 1e3, 2e4,
            i == 0 ? "    observable: area\n    scale: 1e6\n    recycle: 4 s\n" : NULL,
            .sigma = i == 0 ? 0.02 : 0.002, .noise = 0, .seed = 2});
        struct lp_design *design = plan(study, "phi_b", 2);
        const struct lp_design_candidate *t1 = find(design, LP_DESIGN_T1, 0);
        if (i == 0) {
            assert_non_null(t1);
            assert_string_equal(t1->measure.parameter, "T1_b");
            print_message("phi_b: now %.3g, with T1 %.3g\n", design->now.width, t1->width);
            assert_true(t1->width < 0.6 * design->now.width);
        } else
            assert_null(t1);
        lp_design_free(design);
        lp_study_free(study);
    }
}

/* One phase, so R is 2/(phi F²/RT) of its contacts, ln phi known to 5 %/1: the impedance must leave
 * an interval of 2 x 1.96 x 0.05 in ln phi where the data leave more, by profile and simulated. */
static void an_impedance_counts_as_a_measurement(void **state)
{
    (void)state;
    static const char *const model = "  parameters:\n"
                                     "    phi_a: {start: 2e-11 mol/s}\n"
                                     "  compartments:\n"
                                     "    left: {kind: electrode, enrichment: 0.95}\n"
                                     "    right: {kind: electrode, enrichment: 0.95}\n"
                                     "    a: {role: interface, inventory: 1.5 umol}\n"
                                     "  exchange:\n"
                                     "    - {between: [left, a], flow: phi_a}\n"
                                     "    - {between: [a, right], flow: phi_a}\n";
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        model, "a", 2, 1e3, 2e3, NULL, .sigma = 0.02, .noise = 0, .seed = 5});
    struct lp_design *design = plan(study, "phi_a", 1);
    const struct lp_design_candidate *z = &design->candidates[0];
    assert_int_equal(z->measure.kind, LP_DESIGN_IMPEDANCE);
    assert_true(z->width < 0.7 * design->now.width);
    assert_int_equal(z->n_simulated, LP_DESIGN_SIMULATED);
    assert_true(fabs(z->simulated / z->simulated_expected - 1.0) < 0.2);
    lp_design_free(design);
    lp_study_free(study);
}

static const struct lp_design_option *option(const struct lp_design_options *list,
                                             enum lp_design_kind kind, bool is_first)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].measure.kind == kind && list->items[i].measure.is_first == is_first)
            return &list->items[i];
    return NULL;
}

static struct lp_design_options options_of(struct lp_study *study, struct lp_arena *arena)
{
    struct lp_design_options list = {0};
    double *p = lp_arena_alloc(arena, study->parameters.n, sizeof *p);
    lp_study_start(study, p);
    lp_design_list(study, p, 0.01, arena, &list);
    assert_false(lp_arena_has_failed(arena));
    return list;
}

/*
 * b shows phi_b to 10 % (one spectrum: x - x0 = 2 (0.95 - x0) phi_b t/N_b = 0.028, sigma 0.0028),
 * nothing shows a, and the impedance gives S = phi_a + phi_b to 5 %. So
 *
 *     phi_a = S - phi_b               sd² = (0.05 S)² + (0.1 phi_b)²        5.0e-12 mol/s
 *     share = 1 - phi_b/S             sd  = phi_b/S (0.05² + 0.1²)^1/2      0.0745
 *
 * Were the impedance only added to the misfit of fits that know nothing of it, phi_b would stay
 * where its data have it, and the second term would be missing: 3.0e-12 and 0.033.
 */
static void an_impedance_takes_part_in_the_fits(void **state)
{
    (void)state;
    static const char *const model =
        "  parameters:\n"
        "    phi_a: {start: 2e-11 mol/s}\n"
        "    phi_b: {start: 4e-11 mol/s}\n" FITMAKER_CONTACTS "  components: {b: {b: 1}}\n";
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        model, "b", 1, 1e3, 1e3, NULL, .sigma = 0.0028, .noise = 0, .seed = 5});
    struct lp_arena *arena = lp_arena_new();
    struct lp_problem *problem = NULL;
    struct lp_design_options list = options_of(study, arena);
    struct lp_engine_options engine = fitmaker_options().engine;
    const struct lp_design_option *z = option(&list, LP_DESIGN_IMPEDANCE, false);
    double p[2] = {2e-11, 4e-11};
    assert_non_null(z);
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    const double no_groups[1] = {1.0};
    struct lp_design_ground ground = {study, problem, &engine, 0, no_groups, 1, 1, p};
    struct lp_design_outlook outlook;
    assert_int_equal(lp_design_expect(&ground, z, 0, NULL, false, &outlook, NULL), LP_OK);
    assert_true(outlook.is_known);
    print_message("phi_a %.3g [%.3g, %.3g]\n", outlook.value, outlook.low, outlook.high);
    assert_true(fabs((outlook.high - outlook.low) / (2.0 * 1.96 * 5.0e-12) - 1.0) < 0.1);
    ground.i_target = LP_NONE;
    assert_int_equal(lp_design_expect(&ground, z, 0, NULL, false, &outlook, NULL), LP_OK);
    print_message("share %.3g [%.3g, %.3g], D %.3g\n", outlook.value, outlook.low, outlook.high,
                  outlook.deviance);
    assert_true(fabs(outlook.value - 1.0 / 3.0) < 1e-3);
    assert_true(fabs((outlook.high - outlook.low) / (2.0 * 1.96 * 0.0745) - 1.0) < 0.1);
    /* share 0.1: S = phi_b/0.9, where b's spectrum and the impedance give way as is cheapest */
    double expected = INFINITY;
    for (double f = 1.0; f < 1.35; f += 1e-4) {
        double y = (0.95 - 0.0759) * (exp(-0.032) - exp(-0.032 * f)) / 0.0028;
        double r = log(f / 1.35) / 0.05;
        expected = fmin(expected, y * y + r * r);
    }
    assert_true(fabs(outlook.deviance / expected - 1.0) < 0.01);
    lp_problem_free(problem);
    lp_study_free(study);
    lp_arena_free(arena);
}

/* Without noise what the truth predicts, with noise sigma beside it; the data there are stay. */
static void a_measurement_is_made_up_as_its_noise_says(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        fitmaker_two_phases, "a b", 50, 1e3, 1e5, NULL, .sigma = 0.01, .seed = 1});
    struct lp_engine_options engine = fitmaker_options().engine;
    struct lp_design_options list = options_of(study, arena);
    const struct lp_design_option *o = option(&list, LP_DESIGN_BLOCKED, false);
    double *p = lp_arena_alloc(arena, study->parameters.n, sizeof *p), factor, sum = 0.0;
    struct lp_study *exact = NULL, *noisy = NULL, *again = NULL;
    uint64_t seed = 7;
    lp_study_start(study, p);
    assert_int_equal(lp_design_make_up(o, &engine, p, NULL, arena, &exact, &factor), LP_OK);
    assert_true(factor == 1.0);
    assert_int_equal(lp_design_make_up(o, &engine, p, &seed, arena, &noisy, &factor), LP_OK);
    assert_true(factor != 1.0);
    assert_int_equal(lp_design_make_up(o, &engine, p, &seed, arena, &again, &factor), LP_OK);
    const struct lp_row *a = exact->experiments[1].rows, *b = noisy->experiments[1].rows;
    assert_int_equal(exact->experiments[1].n_rows, 100);
    for (size_t k = 0; k < 100; k++) {
        sum += pow((b[k].value - a[k].value) / 0.01, 2.0);
        assert_true(b[k].value == again->experiments[1].rows[k].value);
        assert_true(a[k].value >= 0.0759 && a[k].value < 0.95);
    }
    assert_true(sum > 65.0 && sum < 142.0); /* 99 % of chi2 of 100 */
    assert_memory_equal(exact->experiments[0].rows, study->experiments[0].rows,
                        study->experiments[0].n_rows * sizeof *a);
    lp_study_free(study);
    lp_arena_free(arena);
}

/* With current and foils that differ the cell can be turned round; at rest and with like foils and
 * like sides it would be the same cell again. */
static void cells_are_turned_round_where_that_makes_a_difference(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        fitmaker_two_phases, "a b", 4, 1e3, 1e4, NULL, .sigma = 0.01, .seed = 1});
    struct lp_design_options list = options_of(study, arena);
    assert_non_null(option(&list, LP_DESIGN_BLOCKED, false));
    assert_non_null(option(&list, LP_DESIGN_NATURAL, false));
    assert_null(option(&list, LP_DESIGN_BLOCKED, true));
    assert_false(option(&list, LP_DESIGN_BLOCKED, false)->measure.has_sides);
    assert_null(option(&list, LP_DESIGN_REVERSED, false));
    assert_null(option(&list, LP_DESIGN_EXCHANGED, false));
    lp_study_free(study);

    char model[2000];
    snprintf(model, sizeof model, "%s", fitmaker_sides);
    char *second = strstr(strstr(model, "enrichment: 0.95") + 1, "enrichment: 0.95");
    memcpy(second, "enrichment: 0.50", strlen("enrichment: 0.50"));
    study = fitmaker_study(&(struct fitmaker_series){
        model, "a b", 4, 1e3, 1e4,
        "    protocol: [{repeat: 3, steps: [{duration: 1e3 s, current: 1e-6 A}]}]\n", .sigma = 0.01,
        .seed = 1});
    list = options_of(study, arena);
    const struct lp_design_option *reversed = option(&list, LP_DESIGN_REVERSED, false);
    const struct lp_design_option *exchanged = option(&list, LP_DESIGN_EXCHANGED, false);
    const struct lp_design_option *rest = option(&list, LP_DESIGN_AT_REST, false);
    assert_true(reversed && exchanged && rest);
    assert_non_null(option(&list, LP_DESIGN_BLOCKED, true));
    assert_non_null(option(&list, LP_DESIGN_NATURAL, false));
    const struct lp_experiment *x = &reversed->study->experiments[reversed->i_experiment];
    assert_true(lp_protocol_current_A(&x->protocol) == -1e-6);
    assert_true(lp_protocol_current_A(&study->experiments[0].protocol) == 1e-6);
    assert_int_equal(x->protocol.blocks[0].n_repeat, 3);
    x = &rest->study->experiments[rest->i_experiment];
    assert_false(lp_protocol_is_driven(&x->protocol));
    x = &exchanged->study->experiments[exchanged->i_experiment];
    assert_true(x->model->compartments[x->model->i_first].enrichment.constant == 0.5);
    assert_true(x->model->compartments[x->model->i_second].enrichment.constant == 0.95);
    lp_study_free(study);
    lp_arena_free(arena);
}

static void jobs_do_not_matter(void **state)
{
    (void)state;
    double times[2] = {300, 4e5};
    struct lp_study *study = twin_study(times);
    struct lp_design *one = plan(study, "phi_a", 1), *three = plan(study, "phi_a", 3);
    assert_string_equal(one->parameter, "phi_a");
    assert_int_equal(one->n, three->n);
    for (size_t i = 0; i < one->n; i++) {
        assert_int_equal(one->candidates[i].measure.kind, three->candidates[i].measure.kind);
        assert_true(one->candidates[i].measure.t_s == three->candidates[i].measure.t_s);
        assert_memory_equal(&one->candidates[i].width, &three->candidates[i].width, sizeof(double));
    }
    assert_memory_equal(&one->candidates[0].simulated, &three->candidates[0].simulated,
                        sizeof(double));
    lp_design_free(one);
    lp_design_free(three);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gains_what_the_closed_form_says),
        cmocka_unit_test(what_is_not_finite_is_refused),
        cmocka_unit_test(twins_are_split_by_an_early_spectrum),
        cmocka_unit_test(a_t1_is_worth_measuring_where_areas_are_saturated),
        cmocka_unit_test(an_impedance_counts_as_a_measurement),
        cmocka_unit_test(an_impedance_takes_part_in_the_fits),
        cmocka_unit_test(a_measurement_is_made_up_as_its_noise_says),
        cmocka_unit_test(cells_are_turned_round_where_that_makes_a_difference),
        cmocka_unit_test(jobs_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
