/* SPDX-License-Identifier: MIT
 *
 * Status and place of a value with and without an interval, open ends; a study without inputs has
 * no such rows.
 */
#include "checks/checks_impl.h"

#include "tests/support/checkmaker.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A row judged by a factor; NULL: none was made. *checks lives in the solution's arena. */
static const struct lp_check *judged(struct lp_checks *checks, struct lp_estimate value, double low,
                                     double high, double factor)
{
    const size_t n = checks->n;
    const struct lp_check check = {.value = value, .expected_low = low, .expected_high = high};

    lp_checks_judge(checks, check, factor);
    return checks->n == n ? NULL : &checks->items[n];
}

static void status_follows_value_and_interval(void **state)
{
    static const struct {
        struct lp_estimate value;
        double low, high, factor;
        enum lp_check_status status;
        enum lp_check_place place;
    } cases[] = {
        {{1, NAN, NAN}, 0.5, 2, 10, LP_CHECK_OK, LP_CHECK_WITHIN},
        {{1, NAN, NAN}, 1, 1, 10, LP_CHECK_OK, LP_CHECK_WITHIN}, /* ends count */
        {{5, 0.5, 8}, 0.1, 1, 10, LP_CHECK_OK, LP_CHECK_ONLY_TOUCHES},
        {{1, NAN, NAN}, 2, 3, 10, LP_CHECK_LOOK, LP_CHECK_OUTSIDE},
        {{1, NAN, NAN}, 0.2, 0.3, 10, LP_CHECK_LOOK, LP_CHECK_OUTSIDE},
        {{50, 40, 60}, 2, 3, 10, LP_CHECK_FAIL, LP_CHECK_OUTSIDE},
        {{50, 29, 60}, 2, 3, 10, LP_CHECK_LOOK, LP_CHECK_OUTSIDE}, /* 29 < 3 x 10 */
        {{1, 0.5, 1.5}, 16, 20, 10, LP_CHECK_FAIL, LP_CHECK_OUTSIDE},
        {{1, 0.5, 1.7}, 16, 20, 10, LP_CHECK_LOOK, LP_CHECK_OUTSIDE}, /* 1.7 > 16/10 */
        {{50, 40, 60}, 2, 3, INFINITY, LP_CHECK_LOOK, LP_CHECK_OUTSIDE},
        {{50, 40, 60}, 2, NAN, 10, LP_CHECK_OK, LP_CHECK_WITHIN},
        {{50, 40, 60}, NAN, 2, 10, LP_CHECK_FAIL, LP_CHECK_OUTSIDE},
    };
    struct lp_solution solution = {.arena = lp_arena_new()};
    struct lp_checks checks = {.solution = &solution};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lp_check *check =
            judged(&checks, cases[i].value, cases[i].low, cases[i].high, cases[i].factor);
        assert_non_null(check);
        if (check->status != cases[i].status || lp_check_place(check) != cases[i].place)
            fail_msg("case %zu: status %d, place %d", i, (int)check->status,
                     (int)lp_check_place(check));
    }
    /* a value that could not be had makes no row */
    assert_null(judged(&checks, (struct lp_estimate){NAN, NAN, NAN}, 0, 1, 10));
    lp_arena_free(solution.arena);
}

/* A number may fail, memory may not: want of it is kept until the end of all checks. */
static void want_of_memory_is_remembered(void **state)
{
    struct lp_checks checks = {.n = 0};
    (void)state;
    assert_true(lp_checks_could(&checks, LP_OK));
    assert_false(lp_checks_could(&checks, LP_ENUMERIC));
    assert_false(checks.has_no_memory);
    assert_false(lp_checks_could(&checks, LP_ENOMEM));
    assert_true(lp_checks_could(&checks, LP_OK));
    assert_true(checks.has_no_memory);
}

/* Over a unit: that of a fitted parameter has its interval (here its bounds, for nothing is known
 * of its ends), an activated one follows the experiment's temperature, and a constant is itself. */
static void values_in_units(void **state)
{
    struct lp_study *study = fitmaker_from_text(
        "lipath: 1\nmodel:\n"
        "  parameters: {N: {start: 3 umol, min: 0.5 umol, max: 90 umol},\n"
        "    phi: {value: 1e-10 mol/s, activation: 0.5 eV}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: N},\n"
        "    b: {inventory: 5 umol}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, b], flow: phi}]\n"
        "experiments: [{name: cell, temperature: 50 degC, data: [[1 h, a, 0.4, 0.01]]}]\n");
    const struct lp_experiment *x = &study->experiments[0];
    const struct lp_model *m = x->model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_estimate of_N = {3e-6, 0.5e-6, 90e-6};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = study,
                            .options = &options,
                            .report = x,
                            .intervals = {.parameters = &of_N}};
    double p[4];
    (void)state;
    assert_int_equal(lp_problem_new(study, NULL, &s.problem, NULL), LP_OK);
    assert_int_equal(s.problem->n, 1);
    lp_problem_values(s.problem, s.problem->start, p);
    s.p = p;
    const struct lp_checks checks = {.solution = &s};
    struct lp_estimate e = lp_checks_value(&checks, x, &m->compartments[1].inventory_mol, 1e-6);
    assert_true(fabs(e.value - 3) < 1e-9 && fabs(e.low - 0.5) < 1e-9 && fabs(e.high - 90) < 1e-9);
    e = lp_checks_value(&checks, x, &m->compartments[2].inventory_mol, 1e-6);
    assert_true(fabs(e.value - 5) < 1e-9 && isnan(e.low) && isnan(e.high));
    e = lp_checks_value(&checks, x, &m->edges[0].flow_mol_per_s, 1e-12);
    const double by_hand = 100 * exp(0.5 / 8.617333e-5 * (1 / 298.15 - 1 / 323.15));
    assert_true(fabs(e.value / by_hand - 1) < 1e-6 && isnan(e.low) && isnan(e.high));
    assert_true(lp_experiment_last_s(x) == 3600);
    lp_problem_free(s.problem);
    lp_arena_free(s.arena);
    lp_study_free(study);
}

static bool lacks(const struct checkmaker *maker, const char *words)
{
    for (size_t i = 0; i < maker->answer->n_unchecked; i++)
        if (strstr(maker->answer->unchecked[i], words))
            return true;
    return false;
}

static void what_is_not_given_is_absent(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film("", "", "", "");
    assert_non_null(checkmaker_find(&maker, "theta", ""));
    assert_null(checkmaker_find(&maker, "eis_total", "cell"));
    assert_null(checkmaker_find(&maker, "mass_balance", "cell: a"));
    assert_null(checkmaker_find(&maker, "charge_budget", "cell"));
    assert_null(checkmaker_find(&maker, "diffusivity", "a"));
    assert_true(lacks(&maker, "cell: mass_balance (give `areas_before`"));
    assert_true(lacks(&maker, "cell: weighed_inventory (give `weighed`)"));
    assert_true(lacks(&maker, "cell: charge_budget and exchange_at_rest"));
    assert_true(lacks(&maker, "cell: eis_total and haven_ratio (give `impedance: {total: ...}`)"));
    assert_true(lacks(&maker, "a: biot (give the phase `diffusivity`"));
    assert_true(lacks(&maker, "b: diffusivity and activation_energy (give the phase `material`"));
    checkmaker_clear(&maker);
}

/* Every quantity in another unit, each order of the keys its own: the same rows, to round-off. */
static void units_do_not_matter(void **state)
{
    (void)state;
    struct checkmaker one = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  cell: {area: 1 cm2, thickness: 40 um, temperature: 25 degC, transference: 0.5}\n"
        "  parameters: {phi: {start: 1e-10 mol/s, min: 0 mol/s, max: 1e-8 mol/s, activation: 0.5 "
        "eV},\n"
        "    k: {value: 1e-10 mol/s, activation: 0.4 eV}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
        "    a: {inventory: 1 umol, diffusivity: 1e-12 m2/s, material: ceramic},\n"
        "    b: {inventory: 3 umol, role: interface, material: ceramic},\n"
        "    r: {kind: electrode, enrichment: 0.95}}\n"
        "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}, T1: 0.1 s}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [a, b], flow: k}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.55, 0.01], [2 h, b, 0.2, 0.01]],\n"
        "     protocol: [{duration: 2 h, current: 10 uA}],\n"
        "     impedance: {total: 1000 ohm, bulk: 300 ohm, sigma: 10 ohm}}\n"
        "  - {name: rest, data: [[1 h, a, 0.4, 0.01]], recycle: 10 s, flip: 45 degree,\n"
        "     areas_before: {a: 10, b: 40}, weighed: {a: 1 umol, b: 2.9 umol}}\n");
    struct checkmaker other = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  cell: {area: 100 mm2, thickness: 4e-5 m, temperature: 298.15 K, transference: 50 %}\n"
        "  parameters: {phi: {start: 0.36 umol/h, min: 0 umol/h, max: 36 umol/h, activation: "
        "48.24266 kJ/mol},\n"
        "    k: {value: 0.36 umol/h, activation: 38.594128 kJ/mol}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 95 %},\n"
        "    a: {inventory: 1000 nmol, diffusivity: 1e-8 cm2/s, material: ceramic},\n"
        "    b: {inventory: 0.003 mmol, role: interface, material: ceramic},\n"
        "    r: {kind: electrode, enrichment: 95 %}}\n"
        "  components: {a: {of: {a: 1}, T1: 10000 ms}, b: {of: {b: 1}, T1: 100 ms}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [a, b], flow: k}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[60 min, a, 0.4, 0.01], [7200 s, a, 0.55, 0.01], [2 h, b, 0.2, "
        "0.01]],\n"
        "     protocol: [{duration: 120 min, current: 10 uA/cm2}],\n"
        "     impedance: {total: 1 kohm, bulk: 0.3 kohm, sigma: 0.01 kohm}}\n"
        "  - {name: rest, data: [[3600 s, a, 0.4, 0.01]], recycle: 10000 ms, flip: "
        "0.78539816339745 "
        "rad,\n"
        "     areas_before: {a: 10, b: 40}, weighed: {a: 1000 nmol, b: 2.9e-6 mol}}\n");
    assert_true(one.answer->n_checks >= 18);
    assert_int_equal(one.answer->n_checks, other.answer->n_checks);
    for (size_t i = 0; i < one.answer->n_checks; i++) {
        const struct lp_answer_check *a = &one.answer->checks[i], *b = &other.answer->checks[i];
        const double x[] = {a->value.value, a->value.low, a->value.high, a->expected_low,
                            a->expected_high};
        const double y[] = {b->value.value, b->value.low, b->value.high, b->expected_low,
                            b->expected_high};
        assert_string_equal(a->name, b->name);
        assert_string_equal(a->subject, b->subject);
        assert_string_equal(a->unit, b->unit);
        assert_string_equal(a->reading, b->reading);
        assert_int_equal(a->status, b->status);
        for (size_t k = 0; k < 5; k++)
            if (isnan(x[k]) != isnan(y[k]) || fabs(x[k] - y[k]) > 1e-5 * fabs(x[k]))
                fail_msg("%s %s [%zu]: %.10g and %.10g", a->name, a->subject, k, x[k], y[k]);
    }
    checkmaker_clear(&one);
    checkmaker_clear(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_follows_value_and_interval),
        cmocka_unit_test(want_of_memory_is_remembered),
        cmocka_unit_test(values_in_units),
        cmocka_unit_test(what_is_not_given_is_absent),
        cmocka_unit_test(units_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
