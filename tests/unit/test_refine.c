/* SPDX-License-Identifier: MIT
 *
 * The refinement check: the change that it finds is the one that a study with twice the layers
 * shows, it falls as 1/Z², and where it matters a number of layers is named that does.
 */
#include "checks/refine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "pathway/shares.h"
#include "study_text.h"
#include "uncertainty/solution.h"

/* Two phases, the second reached through the first; Bi of the first about 20. */
static struct lp_study *film(size_t n_layers)
{
    char text[1500];
    snprintf(text, sizeof text,
             "lipath: 1\nmodel:\n"
             "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
             "    a: {inventory: 2 umol, diffusivity: 1e-13},\n"
             "    b: {inventory: 1 umol, diffusivity: 8e-13},\n"
             "    r: {kind: electrode, enrichment: 0.95}}\n"
             "  exchange: [{between: [l, a], flow: 1e-9}, {between: [r, a], flow: 1e-9},\n"
             "             {between: [a, b], flow: 1e-9}]\n"
             "  depth: {layers: %zu, thickness: 50 um}\n"
             "experiments: [{name: x, data: [[20 min, a, 0.1, 0.01], [1 h, a, 0.1, 0.01],\n"
             "                      [1 h, b, 0.1, 0.002]]}]\n",
             n_layers);
    struct lp_study *study = study_from_text(text, NULL);
    assert_non_null(study);
    return study;
}

static const double SIGMA[3] = {0.01, 0.01, 0.002};

static struct lp_refinement check(const struct lp_study *study)
{
    struct lp_refinement r;
    struct lp_engine_options engine = lp_engine_options_default();
    double p[1] = {0};
    assert_int_equal(lp_refine_check(study, p, SIGMA, &engine, &r), LP_OK);
    return r;
}

static void predict(const struct lp_study *study, double y[3])
{
    struct lp_observer *observer;
    struct lp_point points[3] = {{1200, 0, 0}, {3600, 0, 0}, {3600, 0, 1}};
    struct lp_observer_setup setup = {.experiment = &study->experiments[0],
                                      .engine = lp_engine_options_default(),
                                      .n_points = 3,
                                      .points = points};
    assert_int_equal(lp_observer_new(&setup, &observer, NULL), LP_OK);
    assert_int_equal(lp_observer_predict(observer, NULL, y, NULL, NULL), LP_OK);
    lp_observer_free(observer);
}

static double carried_by_a(const struct lp_study *study)
{
    const struct lp_model *m = study->experiments[0].model;
    struct lp_shares *shares;
    struct lp_engine_options engine = lp_engine_options_default();
    double numbers[200];
    assert_true(lp_shares_n(m) <= 200);
    assert_int_equal(lp_shares_new(study, NULL, &engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, NULL, false, numbers, NULL, NULL), LP_OK);
    lp_shares_free(shares);
    return numbers[lp_shares_at_compartment(1, LP_SHARE_CARRIED)];
}

static void the_change_is_that_of_twice_the_layers(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *coarse = film(8), *fine = film(16);
    struct lp_refinement r = check(coarse);
    double y[3], z[3], largest = 0;
    predict(coarse, y);
    predict(fine, z);
    for (size_t i = 0; i < 3; i++)
        largest = fmax(largest, fabs(z[i] - y[i]) / SIGMA[i]);
    assert_true(r.is_checked);
    assert_int_equal(r.n_layers, 8);
    assert_true(fabs(r.sigma - largest) < 1e-5);
    assert_true(fabs(fabs(z[r.i_row] - y[r.i_row]) / SIGMA[r.i_row] - largest) < 1e-5);
    double change = fabs(carried_by_a(fine) - carried_by_a(coarse));
    assert_true(change > 0 && r.share >= change - 1e-12);
    assert_true(r.which != LP_REFINE_NOTHING);
    lp_study_free(coarse);
    lp_study_free(fine);
    lp_arena_free(arena);
}

static void it_falls_by_four_until_layers_do(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    double before_sigma = NAN, before_share = NAN;
    for (size_t n_layers = 8; n_layers <= 128; n_layers *= 2) {
        struct lp_study *study = film(n_layers);
        struct lp_refinement r = check(study);
        assert_true(isnan(before_sigma) || fabs(before_sigma / r.sigma - 4) < 0.4);
        assert_true(isnan(before_share) || fabs(before_share / r.share - 4) < 0.4);
        bool is_needed = r.sigma > LP_REFINE_SIGMA || r.share > LP_REFINE_SHARE;
        assert_true((lp_refine_wanted(&r) > n_layers) == is_needed);
        assert_true(is_needed || lp_refine_wanted(&r) == 0);
        assert_true(n_layers > 8 || is_needed);
        assert_true(n_layers < 128 || !is_needed);
        before_sigma = r.sigma;
        before_share = r.share;
        lp_study_free(study);
    }
    lp_arena_free(arena);
}

/* The number that is named is enough, and a power of two times what there is. */
static void the_layers_named_would_do(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = film(4);
    struct lp_refinement r = check(study);
    size_t wanted = lp_refine_wanted(&r);
    assert_true(wanted > 4 && (wanted & (wanted - 1)) == 0);
    lp_study_free(study);
    study = film(wanted);
    r = check(study);
    assert_true(r.sigma <= 1.2 * LP_REFINE_SIGMA && r.share <= 1.2 * LP_REFINE_SHARE);
    lp_study_free(study);
    lp_arena_free(arena);
}

/* Rows of a well-mixed experiment come first: each depth experiment finds its own sigmas behind. */
static void each_experiment_has_its_own_sigmas(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *alone = film(8);
    struct lp_experiment both[2] = {alone->experiments[0], alone->experiments[0]};
    struct lp_model mixed = *alone->experiments[0].model;
    struct lp_study study = *alone;
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_refinement r, expected = check(alone);
    const double sigma[6] = {1e-9, 1e-9, 1e-9, SIGMA[0], SIGMA[1], SIGMA[2]};
    double p[1] = {0};
    mixed.n_layers = 0;
    both[0].model = &mixed;
    study.experiments = both;
    study.n_experiments = 2;
    study.i_report = 1;
    assert_int_equal(lp_refine_check(&study, p, sigma, &engine, &r), LP_OK);
    assert_true(r.is_checked && r.i_experiment == 1 && r.i_row == expected.i_row);
    assert_true(r.sigma == expected.sigma && r.share == expected.share);
    lp_study_free(alone);
    lp_arena_free(arena);
}

static void a_well_mixed_study_is_not_checked(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study =
        study_from_text("lipath: 1\nmodel:\n"
                        "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
                        "    a: {inventory: 2 umol}}\n"
                        "  exchange: [{between: [l, a], flow: 1e-9}]\n"
                        "experiments: [{data: [[1 h, a, 0.1, 0.01]]}]\n",
                        NULL);
    struct lp_refinement r = check(study);
    assert_false(r.is_checked);
    assert_int_equal(lp_refine_wanted(&r), 0);
    lp_study_free(study);
    lp_arena_free(arena);
}

/* By hand: twice the limit at 8 layers is 8 sqrt 2 = 11.3, so 16; the larger of the two counts. */
static void layers_by_hand(void **state)
{
    (void)state;
    struct lp_refinement r = {.is_checked = true, .n_layers = 8, .sigma = 0.2, .share = NAN};
    assert_int_equal(lp_refine_wanted(&r), 16);
    r.share = 0.02; /* 20 times its limit: 8 sqrt 20 = 35.8 */
    assert_int_equal(lp_refine_wanted(&r), 64);
    r.sigma = NAN;
    assert_int_equal(lp_refine_wanted(&r), 64);
    r.share = 1e-3; /* at the limit */
    assert_int_equal(lp_refine_wanted(&r), 0);
    r.share = 1;
    r.is_checked = false;
    assert_int_equal(lp_refine_wanted(&r), 0);
}

/* From a solution: sigma of the rows with their noise factors; a fifth of it, five times the
 * change. Without a fit only shares are compared. */
static void a_solution_knows_its_sigmas(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = film(8);
    struct lp_refinement expected = check(study);
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_problem_row rows[3] = {{.sigma = 0.05}, {.sigma = 0.05}, {.sigma = 0.01}};
    struct lp_problem problem = {.n_rows = 3, .rows = rows};
    double factor = 0.2, p[1] = {0};
    struct lp_optimum best = {.factor = &factor};
    struct lp_solution s = {
        .arena = arena, .study = study, .problem = &problem, .best = &best, .p = p};
    assert_int_equal(lp_refine_run(&s, &engine), LP_OK);
    assert_true(fabs(s.refinement->sigma / expected.sigma - 1) < 1e-9);
    for (size_t i = 0; i < 3; i++)
        rows[i].i_group = LP_NONE;
    assert_int_equal(lp_refine_run(&s, &engine), LP_OK);
    assert_true(fabs(5 * s.refinement->sigma / expected.sigma - 1) < 1e-9);
    s.best = NULL;
    assert_int_equal(lp_refine_run(&s, &engine), LP_OK);
    assert_true(isnan(s.refinement->sigma) && s.refinement->share == expected.share);
    lp_study_free(study);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_change_is_that_of_twice_the_layers),
        cmocka_unit_test(it_falls_by_four_until_layers_do),
        cmocka_unit_test(the_layers_named_would_do),
        cmocka_unit_test(each_experiment_has_its_own_sigmas),
        cmocka_unit_test(a_well_mixed_study_is_not_checked),
        cmocka_unit_test(layers_by_hand),
        cmocka_unit_test(a_solution_knows_its_sigmas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
