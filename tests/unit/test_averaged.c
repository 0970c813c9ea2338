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

#include <gsl/gsl_errno.h>
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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_peak_leaves_every_split),
                                       cmocka_unit_test(resolved_phases_are_left_alone),
                                       cmocka_unit_test(what_does_not_hang_on_the_split_is_known),
                                       cmocka_unit_test(a_prior_holds_its_flow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
