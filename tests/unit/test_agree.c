/* SPDX-License-Identifier: MIT
 *
 * Points that agree with the data widen intervals: topologies kept within 3.84, ends of parameters
 * and other starts are inside every interval they bear on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"
#include "uncertainty/agree.h"

#include <gsl/gsl_errno.h>
#include <math.h>

static void intervals_only_grow(void **state)
{
    (void)state;
    const double values[] = {0.5, 9.0, NAN, 9.0, 0.1, 9.0, 0.7, 9.0};
    struct lp_estimate e = {.value = 0.4, .low = 0.3, .high = 0.6};
    lp_agree_widen(0, values, 2, &e);
    assert_true(e.low == 0.3 && e.high == 0.6);
    lp_agree_widen(4, values, 2, &e);
    assert_true(e.low == 0.1 && e.high == 0.7 && e.value == 0.4);
}

/* Phases that mix far faster than they are fed: either contact alone fits as well as both, and
 * draws around the one optimum see little of the other. */
static const char twins[] = "  parameters:\n"
                            "    phi_a: {start: 2e-11 mol/s}\n"
                            "    phi_b: {start: 1e-11 mol/s}\n"
                            "  compartments:\n"
                            "    left: {kind: electrode, enrichment: 0.95}\n"
                            "    right: {kind: electrode, enrichment: 0.95}\n"
                            "    a: {role: interface, inventory: 1.5 umol}\n"
                            "    b: {role: salt, inventory: 2.5 umol}\n"
                            "  exchange:\n"
                            "    - {between: [left, a], flow: phi_a, optional: true}\n"
                            "    - {between: [a, right], flow: phi_a, optional: true}\n"
                            "    - {between: [left, b], flow: phi_b, optional: true}\n"
                            "    - {between: [b, right], flow: phi_b, optional: true}\n"
                            "    - {between: [a, b], flow: 4e-9 mol/s}\n";

static void kept_topologies_are_inside(void **state)
{
    (void)state;
    size_t n_inside = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct fitmaker_series series = {.model = twins,
                                         .components = "a b",
                                         .n_times = 8,
                                         .first_s = 1e3,
                                         .last_s = 2e5,
                                         .sigma = 0.05,
                                         .noise = 1.0,
                                         .seed = seed};
        struct runmaker run = runmaker_run(&series);
        const struct lp_answer *a = run.answer;
        for (size_t i = 1; i < a->n_topologies; i++) {
            const struct lp_answer_topology *t = &a->topologies[i];
            if (t->refusal != LP_REFUSAL_NONE || t->chi2 > a->objective.chi2 + 3.84)
                continue;
            assert_true(a->verdict.share.low <= t->share.value &&
                        a->verdict.share.high >= t->share.value);
            n_inside++;
        }
        runmaker_clear(&run);
    }
    assert_true(n_inside > 0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_only_grow),
                                       cmocka_unit_test(kept_topologies_are_inside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
