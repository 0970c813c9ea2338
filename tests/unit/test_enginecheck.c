/* SPDX-License-Identifier: MIT
 *
 * Both engines at given parameters: alike where both apply, an obstacle where one does not, a
 * difference that shows where the first ran too loosely, a failure with its message.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/enginecheck.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {value: 1e-10 mol/s}}\n"                                                  \
    "  compartments: {l: {kind: electrode, enrichment: 0.95, inventory: 9 umol},\n"                \
    "    a: {inventory: 1 umol}, r: {kind: electrode, enrichment: 0.95}}\n"                        \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"                   \
    "experiments:\n"                                                                               \
    "  - {name: rest, data: [[0 s, a, 0.076, 0.01], [1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]}\n"
#define DRIVEN                                                                                     \
    "  - name: driven\n    data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]\n"                     \
    "    protocol: [{duration: 3 h, current: 5 uA}]\n"

struct made {
    struct lp_study *study;
    double p[4];
    struct lp_solution s;
};

static void make(const char *text, const struct lp_inference_options *options, struct made *m)
{
    *m = (struct made){.study = fitmaker_from_text(text)};
    lp_study_start(m->study, m->p);
    m->s = (struct lp_solution){
        .arena = lp_arena_new(), .study = m->study, .options = options, .p = m->p};
    assert_int_equal(lp_enginecheck_run(&m->s), LP_OK);
}

static void clear(struct made *m)
{
    lp_arena_free(m->s.arena);
    lp_study_free(m->study);
}

static void engines_agree_or_there_is_an_obstacle(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    struct made m;
    make(HEAD DRIVEN, &options, &m);
    assert_int_equal(m.s.n_engines, 2);
    const struct lp_engine_check *rest = &m.s.engines[0], *driven = rest + 1;
    assert_string_equal(rest->experiment->name, "rest");
    assert_true(rest->engine == LP_ENGINE_EXACT && rest->other == LP_ENGINE_CVODES);
    assert_true(rest->difference > 0 && rest->difference < 1e-8);
    assert_true(rest->obstacle == LP_OBSTACLE_NONE && !rest->failure);
    assert_true(driven->engine == LP_ENGINE_CVODES && driven->other == LP_ENGINE_EXACT);
    assert_true(isnan(driven->difference) && driven->obstacle == LP_OBSTACLE_CHARGE);
    clear(&m);
}

/* Ten times the tolerance, a difference that grows with it. */
static void a_loose_tolerance_shows(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    struct made loose, tight;
    options.engine.kind = LP_ENGINE_CVODES;
    options.engine.rtol = 1e-3;
    options.engine.atol = 1e-6;
    make(HEAD, &options, &loose);
    options.engine.rtol = 1e-9;
    options.engine.atol = 1e-12;
    make(HEAD, &options, &tight);
    assert_true(loose.s.engines[0].engine == LP_ENGINE_CVODES);
    assert_true(loose.s.engines[0].difference > LP_ENGINE_DIFFERENCE);
    assert_true(tight.s.engines[0].difference < LP_ENGINE_DIFFERENCE);
    clear(&loose);
    clear(&tight);
}

/* CVODES as the other one, without the steps that it would take. */
static void an_engine_that_gives_up_says_why(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    struct made m;
    options.engine.max_steps = 1;
    make(HEAD, &options, &m);
    assert_int_equal(m.s.n_engines, 1);
    assert_true(isnan(m.s.engines[0].difference));
    assert_true(m.s.engines[0].failure && strlen(m.s.engines[0].failure) > 0);
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(engines_agree_or_there_is_an_obstacle),
                                       cmocka_unit_test(a_loose_tolerance_shows),
                                       cmocka_unit_test(an_engine_that_gives_up_says_why)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
