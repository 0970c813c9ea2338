/* SPDX-License-Identifier: MIT
 *
 * Profiles of whole studies: closed forms where the model is linear, ends at 0 and 1, invariance
 * under relabelling and change of unit, independence of the workers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"
#include "uncertainty/profiles_impl.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Points within 30 of the best, each once: another differs by 1e-3 in some parameter. */
static void the_pool_keeps_what_may_help(void **state)
{
    (void)state;
    struct lp_problem problem = {.n = 2};
    struct lp_optimum best = {.deviance = 5};
    struct lp_solution s = {.problem = &problem, .best = &best};
    double deviance[3], u[6];
    struct lp_profiles_work work = {.s = &s, .pool = {.n_max = 3, .deviance = deviance, .u = u}};
    const double one[] = {1, 2}, alike[] = {1.0005, 1.9995}, first[] = {1.0015, 2},
                 second[] = {1, 1.9985}, other[] = {7, 8};
    lp_profiles_pool_add(&work, one, 35); /* 30 above */
    lp_profiles_pool_add(&work, one, NAN);
    assert_int_equal(work.pool.n, 0);
    lp_profiles_pool_add(&work, one, 34.5);
    lp_profiles_pool_add(&work, alike, 6);
    assert_int_equal(work.pool.n, 1);
    lp_profiles_pool_add(&work, first, 6);
    lp_profiles_pool_add(&work, alike, 6);
    assert_int_equal(work.pool.n, 2);
    lp_profiles_pool_add(&work, second, 7);
    assert_int_equal(work.pool.n, 3);
    lp_profiles_pool_add(&work, other, 6); /* no more room */
    assert_int_equal(work.pool.n, 3);
    const double expected_u[] = {1, 2, 1.0015, 2, 1, 1.9985}, expected[] = {34.5, 6, 7};
    assert_memory_equal(u, expected_u, sizeof u);
    assert_memory_equal(deviance, expected, sizeof deviance);
    work.pool.n = 0;
    work.is_costly = true; /* any start is welcome where each step is costly */
    lp_profiles_pool_add(&work, other, 1e6);
    lp_profiles_pool_add(&work, one, NAN);
    assert_true(work.pool.n == 1 && u[0] == 7 && u[1] == 8);
}

/* Parameters, numbers, paths and the rest, in that order; what was not done has none. */
static void each_profile_has_its_place(void **state)
{
    (void)state;
    struct lp_profiled items[8] = {{.is_done = false}};
    const struct lp_profiles p = {
        .n = 8, .item = items, .n_parameters = 2, .n_numbers = 3, .n_paths = 2};
    for (size_t i = 0; i < 8; i++)
        items[i].is_done = i != 1;
    assert_ptr_equal(lp_profiles_parameter(&p, 0), &items[0]);
    assert_null(lp_profiles_parameter(&p, 1));
    assert_ptr_equal(lp_profiles_number(&p, 1), &items[3]);
    assert_ptr_equal(lp_profiles_path(&p, 1), &items[6]);
    assert_ptr_equal(lp_profiles_path(&p, LP_NONE), &items[7]);
    assert_null(lp_profiles_path(&p, 3)); /* beyond all */
}

/* A scale is all that is fitted: y_k = S c_k, c_k = exp(-0.1 t_k), so S is a linear parameter. */
static const double linear_t[6] = {1.0, 2.0, 4.0, 8.0, 16.0, 24.0};
static const double linear_y[6] = {91.0, 80.0, 68.5, 44.0, 21.0, 8.5};

static struct lp_answer *fit_linear(const char *noise, struct lp_study **study)
{
    char text[2000];
    int n = snprintf(text, sizeof(text),
                     "lipath: 1\ntitle: decay\nmodel:\n  compartments:\n"
                     "    parent: {inventory: 1 mol, enrichment: 1}\n"
                     "    sink: {inventory: 1 mol, enrichment: 0}\n"
                     "  exchange:\n    - {from: parent, to: sink, rate: 0.1 1/s}\n"
                     "  components: {parent: {parent: 1}}\n"
                     "experiments:\n  - name: A\n    observable: area\n"
                     "    scale: {start: 90, min: 1, max: 1e4}\n    noise: {%s}\n    data:\n",
                     noise);
    for (size_t k = 0; k < 6; k++)
        n += snprintf(text + n, sizeof(text) - (size_t)n, "      - [%g s, parent, %g]\n",
                      linear_t[k], linear_y[k]);
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    *study = fitmaker_from_text(text);
    assert_int_equal(lp_inference_fit(*study, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}

/* Estimate and its sd per unit of sigma of a line through the origin; rss as it is left. */
static void line(double *estimate, double *unit_sd, double *rss)
{
    double cc = 0.0, cy = 0.0;

    for (size_t k = 0; k < 6; k++) {
        double c = exp(-0.1 * linear_t[k]);
        cc += c * c;
        cy += c * linear_y[k];
    }
    *estimate = cy / cc;
    *unit_sd = 1.0 / sqrt(cc);
    *rss = 0.0;
    for (size_t k = 0; k < 6; k++)
        *rss += pow(linear_y[k] - *estimate * exp(-0.1 * linear_t[k]), 2);
}

static void a_linear_parameter_has_the_normal_interval(void **state)
{
    (void)state;
    struct lp_study *study;
    struct lp_answer *answer = fit_linear("constant: 2", &study);
    double estimate, sd, rss;
    line(&estimate, &sd, &rss);
    const struct lp_estimate *e = &answer->parameters[0].estimate;
    double half = 1.959963985 * 2.0 * sd;
    assert_true(fabs(e->value - estimate) < 1e-4 * half);
    assert_true(fabs(e->high - estimate - half) < 2e-3 * half);
    assert_true(fabs(estimate - half - e->low) < 2e-3 * half);
    assert_string_equal(answer->parameters[0].method, "profile");
    lp_answer_free(answer);
    lp_study_free(study);
}

static void an_estimated_noise_gives_the_interval_of_student(void **state)
{
    (void)state;
    struct lp_study *study;
    struct lp_answer *answer = fit_linear("estimate: true", &study);
    double estimate, sd, rss;
    line(&estimate, &sd, &rss);
    const struct lp_estimate *e = &answer->parameters[0].estimate;
    double half = gsl_cdf_tdist_Pinv(0.975, 5.0) * sqrt(rss / 5.0) * sd;
    assert_true(fabs(e->high - estimate - half) < 5e-3 * half);
    assert_true(fabs(estimate - half - e->low) < 5e-3 * half);
    lp_answer_free(answer);
    lp_study_free(study);
}

static const struct fitmaker_series twelve = {.components = "a b",
                                              .n_times = 12,
                                              .first_s = 1e3,
                                              .last_s = 2e5,
                                              .sigma = 0.01,
                                              .noise = 1.0,
                                              .seed = 5};

#define MODEL(PHI_A, PHI_B, LEFT, RIGHT)                                                           \
    "  parameters:\n    phi_a: {start: " PHI_A "}\n    phi_b: {start: " PHI_B "}\n"                \
    "    phi_ab: {start: 3e-11 mol/s}\n  compartments:\n"                                          \
    "    " LEFT ": {kind: electrode, enrichment: 0.95}\n"                                          \
    "    " RIGHT ": {kind: electrode, enrichment: 0.95}\n"                                         \
    "    a: {role: interface, inventory: 1.5 umol}\n    b: {role: salt, inventory: 2.5 umol}\n"    \
    "  exchange:\n    - {between: [left, a], flow: phi_a}\n"                                       \
    "    - {between: [a, right], flow: phi_a}\n    - {between: [left, b], flow: phi_b}\n"          \
    "    - {between: [b, right], flow: phi_b}\n    - {between: [a, b], flow: phi_ab}\n"

static void an_absent_contact_gives_a_share_from_exactly_zero(void **state)
{
    (void)state;
    struct fitmaker_series series = twelve;
    series.noise = 0.0;
    series.model = MODEL("1e-15 mol/s", "4e-11 mol/s", "left", "right");
    struct runmaker run = runmaker_fit(&series);
    assert_true(run.answer->verdict.share.low == 0.0);
    assert_true(run.answer->verdict.share.high > 1e-3 && run.answer->verdict.share.high < 0.3);
    assert_true(runmaker_compartment(run.answer, "b")->visited.high == 1.0);
    runmaker_clear(&run);
    series.model = MODEL("4e-11 mol/s", "1e-15 mol/s", "left", "right");
    run = runmaker_fit(&series);
    assert_true(run.answer->verdict.share.high == 1.0);
    assert_true(run.answer->verdict.share.low > 0.7);
    runmaker_clear(&run);
}

static bool near(const struct lp_estimate *a, const struct lp_estimate *b)
{
    double width = a->high - a->low;

    return fabs(a->low - b->low) < 5e-3 * width && fabs(a->high - b->high) < 5e-3 * width;
}

static void names_of_sides_and_units_do_not_matter(void **state)
{
    (void)state;
    struct fitmaker_series series = twelve;
    series.model = MODEL("5e-11 mol/s", "2e-11 mol/s", "left", "right");
    struct runmaker plain = runmaker_fit(&series);
    series.model = MODEL("5e-11 mol/s", "2e-11 mol/s", "right", "left");
    struct runmaker swapped = runmaker_fit(&series);
    series.model = MODEL("0.18 umol/h", "0.072 umol/h", "left", "right");
    struct runmaker hours = runmaker_fit(&series);
    assert_true(near(&plain.answer->verdict.share, &swapped.answer->verdict.share));
    assert_true(near(&plain.answer->verdict.share, &hours.answer->verdict.share));
    for (size_t i = 0; i < plain.answer->n_parameters; i++) {
        assert_true(
            near(&plain.answer->parameters[i].estimate, &swapped.answer->parameters[i].estimate));
        assert_true(
            near(&plain.answer->parameters[i].estimate, &hours.answer->parameters[i].estimate));
    }
    assert_true(
        near(&plain.answer->pathway->conductance_mol_s, &hours.answer->pathway->conductance_mol_s));
    runmaker_clear(&plain);
    runmaker_clear(&swapped);
    runmaker_clear(&hours);
}

/* Shares of one potential: all numbers that are the same number have the same interval. */
static void numbers_that_are_one_have_one_interval(void **state)
{
    (void)state;
    struct fitmaker_series series = twelve;
    series.model = fitmaker_two_phases;
    struct runmaker run = runmaker_fit(&series);
    const struct lp_answer_pathway *p = run.answer->pathway;
    const struct lp_estimate *share = &run.answer->verdict.share;
    const struct lp_estimate *b = &runmaker_compartment(run.answer, "b")->visited;
    assert_true(p->edges[0].net_share.low == share->low);
    assert_true(p->edges[1].net_share.high == share->high);
    assert_true(fabs(p->edges[0].resistance_share.high - 0.5 * share->high) < 1e-12);
    assert_true(fabs(b->low - (1.0 - share->high)) < 1e-12);
    assert_true(p->edges[4].net_share.low == 0.0 && p->edges[4].net_share.high == 0.0);
    double RG = p->resistance_ohm.value * p->conductance_mol_s.value;
    assert_true(fabs(p->resistance_ohm.low * p->conductance_mol_s.high - RG) < 1e-9 * RG);
    runmaker_clear(&run);
}

static void workers_do_not_matter(void **state)
{
    (void)state;
    struct fitmaker_series series = twelve;
    series.model = fitmaker_two_phases;
    struct lp_study *study = fitmaker_study(&series);
    struct lp_answer *answer[2];
    for (size_t k = 0; k < 2; k++) {
        struct lp_inference_options options = fitmaker_options();
        struct lp_diag *diag = lp_diag_new();
        options.n_jobs = k == 0 ? 1 : 3;
        assert_int_equal(lp_inference_run(study, &options, &answer[k], diag), LP_OK);
        lp_diag_free(diag);
    }
    assert_memory_equal(&answer[0]->verdict.share, &answer[1]->verdict.share,
                        sizeof(struct lp_estimate));
    for (size_t i = 0; i < answer[0]->n_parameters; i++)
        assert_memory_equal(&answer[0]->parameters[i].estimate, &answer[1]->parameters[i].estimate,
                            sizeof(struct lp_estimate));
    lp_answer_free(answer[0]);
    lp_answer_free(answer[1]);
    lp_study_free(study);
}

static void sides_that_only_add_up_are_told_so(void **state)
{
    (void)state;
    struct fitmaker_series series = twelve;
    series.model = fitmaker_sides;
    struct runmaker run = runmaker_fit(&series);
    const struct lp_answer_parameter *left = runmaker_parameter(run.answer, "phi_left");
    assert_int_equal(left->identifiable, LP_NOT_IDENTIFIED);
    assert_non_null(strstr(left->why, "only phi_left + phi_right"));
    assert_non_null(strstr(left->why, "whatever the precision"));
    assert_true(left->estimate.low == 0.0);
    runmaker_clear(&run);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pool_keeps_what_may_help),
        cmocka_unit_test(each_profile_has_its_place),
        cmocka_unit_test(a_linear_parameter_has_the_normal_interval),
        cmocka_unit_test(an_estimated_noise_gives_the_interval_of_student),
        cmocka_unit_test(an_absent_contact_gives_a_share_from_exactly_zero),
        cmocka_unit_test(names_of_sides_and_units_do_not_matter),
        cmocka_unit_test(numbers_that_are_one_have_one_interval),
        cmocka_unit_test(workers_do_not_matter),
        cmocka_unit_test(sides_that_only_add_up_are_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
