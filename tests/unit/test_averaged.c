/* SPDX-License-Identifier: MIT
 *
 * Two compartments under one peak: no share that hangs on the split between them is told as known,
 * in words and in numbers, whatever the statistics of the curve's shape say; and nothing else is
 * touched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"
#include "uncertainty/averaged.h"
#include "uncertainty/solution.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PHASES                                                                                     \
    "  compartments:\n"                                                                            \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    glass: {role: interface, inventory: 2 umol}\n"                                            \
    "    bulk: {role: bulk, inventory: 8 umol}\n"
#define CONTACTS                                                                                   \
    "  exchange:\n"                                                                                \
    "    - {between: [left, glass], flow: phi_glass}\n"                                            \
    "    - {between: [glass, right], flow: phi_glass}\n"                                           \
    "    - {between: [left, bulk], flow: phi_bulk}\n"                                              \
    "    - {between: [bulk, right], flow: phi_bulk}\n"                                             \
    "    - {between: [glass, bulk], flow: phi_mix}\n"
#define FITTED                                                                                     \
    "  parameters:\n"                                                                              \
    "    phi_glass: {start: 2e-10 mol/s}\n"                                                        \
    "    phi_bulk: {start: 2e-12 mol/s}\n"

/* Slow exchange and little noise: the curve's shape alone would name the glass. */
static const char slow[] = FITTED "    phi_mix: {value: 1e-12 mol/s}\n" PHASES CONTACTS;

static struct runmaker run_with(const char *model, const char *components, const char *names)
{
    char text[4000];
    snprintf(text, sizeof text, "%s%s", model, components);
    struct fitmaker_series series = {.model = text,
                                     .components = names,
                                     .n_times = 12,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.002,
                                     .noise = 1.0,
                                     .seed = 3};
    return runmaker_fit(&series);
}

static bool says(const struct runmaker *run, const char *words)
{
    return strstr(run->answer->verdict.text, words) != NULL;
}

static void one_peak_leaves_every_split(void **state)
{
    (void)state;
    const char *peaks[] = {"  components: {peak: {glass: 1, bulk: 1}}\n",
                           "  components: {peak: {glass: 0.5, bulk: 0.25}}\n"};
    for (size_t i = 0; i < 2; i++) {
        struct runmaker run = run_with(slow, peaks[i], "peak");
        const struct lp_answer_verdict *v = &run.answer->verdict;
        assert_int_equal(v->interface, LP_VERDICT_UNDETERMINED);
        assert_true(v->share.low < 1e-6 && v->share.high > 1.0 - 1e-6);
        assert_null(v->dominant);
        const struct lp_estimate *bulk = &runmaker_compartment(run.answer, "bulk")->visited;
        assert_true(bulk->low < 1e-6 && bulk->high > 1.0 - 1e-6);
        assert_true(says(&run, "glass and bulk are one peak ('peak')"));
        assert_true(says(&run, "does not resolve them, so of what others give"));
        assert_false(says(&run, "twins"));
        runmaker_clear(&run);
    }
}

/* The same truth with a component of its own, or a part of one, is resolved. */
static void resolved_phases_are_left_alone(void **state)
{
    (void)state;
    struct runmaker own = run_with(slow, "", "glass bulk");
    assert_int_equal(own.answer->verdict.interface, LP_VERDICT_YES);
    assert_false(says(&own, "one peak"));
    runmaker_clear(&own);
    struct runmaker part =
        run_with(slow, "  components: {peak: {glass: 0.7, bulk: 1}, shoulder: {glass: 0.3}}\n",
                 "peak shoulder");
    assert_int_equal(part.answer->verdict.interface, LP_VERDICT_YES);
    assert_false(says(&part, "one peak"));
    runmaker_clear(&part);
}

/* What no split can change is known: all goes through both; contacts that are not fitted. */
static void what_does_not_hang_on_the_split_is_known(void **state)
{
    (void)state;
    const char series[] = "  parameters:\n"
                          "    phi_bulk: {start: 1e-10 mol/s}\n"
                          "    phi_glass: {start: 2e-10 mol/s}\n" PHASES "  exchange:\n"
                          "    - {between: [left, bulk], flow: phi_bulk}\n"
                          "    - {between: [bulk, glass], flow: phi_glass}\n"
                          "    - {between: [glass, right], flow: phi_glass}\n";
    const char fixed[] = "  parameters:\n"
                         "    phi_glass: {value: 2e-10 mol/s}\n"
                         "    phi_bulk: {value: 2e-12 mol/s}\n"
                         "    phi_mix: {start: 1e-10 mol/s}\n" PHASES CONTACTS;
    const char *models[] = {series, fixed};
    for (size_t i = 0; i < 2; i++) {
        struct runmaker run =
            run_with(models[i], "  components: {peak: {glass: 1, bulk: 1}}\n", "peak");
        assert_int_equal(run.answer->verdict.interface, LP_VERDICT_YES);
        assert_true(says(&run, "comes from the model"));
        runmaker_clear(&run);
    }
}

/* A prior on a contact is knowledge from elsewhere: that contact is not moved. */
static void a_prior_holds_its_flow(void **state)
{
    (void)state;
    const char model[] = "  parameters:\n"
                         "    phi_glass: {start: 2e-10 mol/s}\n"
                         "    phi_bulk: {prior: {median: 2e-12 mol/s, factor: 1.5}}\n"
                         "    phi_mix: {value: 1e-9 mol/s}\n" PHASES CONTACTS;
    struct runmaker run = run_with(model, "  components: {peak: {glass: 1, bulk: 1}}\n", "peak");
    assert_int_equal(run.answer->verdict.interface, LP_VERDICT_YES);
    runmaker_clear(&run);
}

/* The first path of the best fit leads all others, and all that are not listed, at every split. */
static void the_leading_path_leads_at_either_end(void **state)
{
    (void)state;
    const struct {
        size_t n, n_paths;
        double probability[6];
        bool is_kept;
    } cases[] = {{0, 2, {0}, true},
                 {1, 0, {0}, true},
                 {1, 2, {0.6, 0.3}, true},
                 {1, 2, {0.5, 0.5}, false},       /* as much as another */
                 {1, 2, {0.4, 0.3}, true},        /* 0.3 is not listed */
                 {1, 2, {0.4, 0.125}, false},     /* 0.475 */
                 {1, 2, {0.5, 0.0}, false},       /* 0.5 */
                 {1, 3, {0.45, 0.05, 0.1}, true}, /* 0.4 */
                 {1, 3, {0.3, 0.1, 0.6}, false},  /* the last of the list counts too */
                 {1, 3, {0.3, 0.6, 0.1}, false},
                 {2, 3, {0.6, 0.2, 0.2, 0.1, 0.7, 0.2}, false}, /* and the other end */
                 {2, 3, {0.6, 0.2, 0.2, 0.7, 0.1, 0.2}, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double probability[6];
        memcpy(probability, cases[i].probability, sizeof probability);
        struct lp_solution s = {
            .averaged = {.n = cases[i].n, .n_paths = cases[i].n_paths, .probability = probability}};
        if (lp_averaged_keeps_dominant(&s) != cases[i].is_kept)
            fail_msg("case %zu", i);
    }
}

/* Components that weigh a and b alike but for one factor, and at least one that sees them. */
static void one_peak_is_one_factor(void **state)
{
    (void)state;
    const struct {
        const char *components, *sees;
        bool is_pair;
    } cases[] = {{"{both: {of: {a: 1, b: 1}}}", "both", true},
                 {"{both: {of: {a: 1, b: 3}}}", "both", true},
                 {"{both: {of: {a: 1, b: 3}}, more: {of: {a: 2, b: 6}}}", "both", true},
                 {"{both: {of: {a: 1, b: 3}}, more: {of: {a: 2, b: 6.1}}}", "both", false},
                 {"{both: {of: {a: 1, b: 3}}, more: {of: {a: 2, b: 5.9}}}", "both", false},
                 {"{both: {of: {a: 1, b: 1}}, own: {of: {a: 1}}}", "both", false},
                 {"{own: {of: {b: 1}}, both: {of: {a: 1, b: 1}}}", "both", false},
                 {"{other: {of: {c: 1}}, both: {of: {a: 1, b: 1}}}", "both", true},
                 {"{other: {of: {c: 1}}}", "other", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2000];
        snprintf(text, sizeof text,
                 "lipath: 1\nmodel:\n  compartments: {a: {inventory: 1 umol, role: interface},\n"
                 "    b: {inventory: 2 umol}, c: {inventory: 3 umol}}\n"
                 "  exchange: [{between: [a, b], flow: 1e-11 mol/s}, {between: [b, c], flow: 1e-11 "
                 "mol/s}]\n"
                 "  components: %s\nexperiments:\n  - {name: cell, data: [[1 h, %s, 0.2, 0.01]]}\n",
                 cases[i].components, cases[i].sees);
        struct lp_study *study = fitmaker_from_text(text);
        double p[4] = {NAN, NAN, NAN, NAN};
        struct lp_solution s = {.study = study, .report = &study->experiments[0], .p = p};
        if (lp_averaged_is_pair(&s, 0, 1) != cases[i].is_pair)
            fail_msg("%s", cases[i].components);
        lp_study_free(study);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_leading_path_leads_at_either_end),
                                       cmocka_unit_test(one_peak_is_one_factor),
                                       cmocka_unit_test(one_peak_leaves_every_split),
                                       cmocka_unit_test(resolved_phases_are_left_alone),
                                       cmocka_unit_test(what_does_not_hang_on_the_split_is_known),
                                       cmocka_unit_test(a_prior_holds_its_flow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
