/* SPDX-License-Identifier: MIT
 *
 * Topologies refused without a fit: nothing feeds a phase, nothing joins the electrodes, and the
 * falsifier at rest, which must hold its tongue where it does not apply.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inference/refuse.h"
#include "tests/support/fitmaker.h"

#include <string.h>

static struct lp_study *two_phases(const char *experiment, double sigma)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 3,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = sigma,
                                     .seed = 1};
    return fitmaker_study(&series);
}

static const char *const contacts_a[] = {"left--a", "a--right"};
static const char *const contacts_b[] = {"left--b", "b--right"};
static const char *const b_alone[] = {"left--b", "b--right", "a--b"};
static const char *const right_only[] = {"a--right", "b--right"};

static void structure_names_what_is_missing(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    struct lp_arena *arena = lp_arena_new();
    struct lp_edge_set set = {.n = 3, .ids = b_alone};
    assert_null(lp_refuse_structure(study, NULL, arena));
    const char *reason = lp_refuse_structure(study, &set, arena);
    assert_non_null(strstr(reason, "nothing feeds 'b'"));
    set = (struct lp_edge_set){.n = 2, .ids = right_only};
    reason = lp_refuse_structure(study, &set, arena);
    assert_non_null(strstr(reason, "nothing joins the electrodes 'left' and 'right'"));
    set = (struct lp_edge_set){.n = 2, .ids = contacts_b};
    assert_null(lp_refuse_structure(study, &set, arena));
    lp_arena_free(arena);
    lp_study_free(study);
}

/* The reason that physics gives against a topology without these contacts; NULL if none. */
static const char *physics(struct lp_study *study, const char *const ids[2], struct lp_arena *arena)
{
    struct lp_problem *problem = NULL;
    struct lp_edge_set set = {.n = 2, .ids = ids};
    double factor[2] = {1.0, 1.0};
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    const char *reason = lp_refuse_physics(problem, factor, &set, arena);
    lp_problem_free(problem);
    return reason;
}

/* In truth a is filled faster than b: b cannot be a's only link, a may be b's. */
static void the_less_enriched_is_not_the_only_link(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    struct lp_arena *arena = lp_arena_new();
    const char *reason = physics(study, contacts_a, arena);
    assert_non_null(reason);
    assert_non_null(strstr(reason, "'b' would be the only link of 'a' to the electrodes"));
    assert_non_null(strstr(reason, "times their joint error"));
    assert_null(physics(study, contacts_b, arena));
    lp_arena_free(arena);
    lp_study_free(study);
}

static void errors_and_other_conditions_silence_it(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *noisy = two_phases(NULL, 0.5);
    assert_null(physics(noisy, contacts_a, arena));
    lp_study_free(noisy);
    struct lp_study *stored = two_phases(
        "    protocol: [{duration: 10 h, current: 0 A}, {duration: 20 h, electrodes: off}]\n",
        0.01);
    assert_null(physics(stored, contacts_a, arena));
    lp_study_free(stored);
    struct lp_study *increase = two_phases("    observable: increase\n", 2.0);
    assert_non_null(physics(increase, contacts_a, arena));
    increase->experiments[0].model->compartments[2].enrichment.constant = 0.09; /* unequal start */
    assert_null(physics(increase, contacts_a, arena));
    lp_study_free(increase);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(structure_names_what_is_missing),
                                       cmocka_unit_test(the_less_enriched_is_not_the_only_link),
                                       cmocka_unit_test(errors_and_other_conditions_silence_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
