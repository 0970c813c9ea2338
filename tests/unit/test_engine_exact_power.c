/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free */
/*
 * Repeats of a block by powers, against closed forms over a million of them: driven back and forth,
 * stiff, defective, in and out of the cell; outputs in, between and after the repeats; blocks that
 * come again. When powers are used and when not; what is too stiff for them; a fault in a step;
 * memory that runs out, and none taken by a second evaluation.
 */
#include "engine/engine_exact.h"
#include "tests/support/allocations.h"
#include "tests/support/enginerun.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MILLION 1000000

static struct lp_engine_options exact(void)
{
    struct lp_engine_options options = lp_engine_options_default();
    options.kind = LP_ENGINE_EXACT;
    return options;
}

static struct enginerun solved(struct modelmaker *maker, size_t n_times, const double times_s[])
{
    return enginerun_solve(maker, n_times, times_s, exact());
}

/*
 * One phase between two foils, currents back and forth: on each half repeat it relaxes at the rate
 * (r_1 + r_2)/N towards (r_1 x_1 + r_2 x_2)/(r_1 + r_2), so a repeat maps x to e x + b, and m of
 * them to e^m x + b (1 - e^m)/(1 - e).
 */
struct half {
    double e, b; /* x -> e x + b */
};

static struct half half_of(double q, double h_s, double N, const double phi[2], const double x[2])
{
    double r_1 = sqrt(phi[0] * phi[0] + q * q / 4) + q / 2;
    double r_2 = sqrt(phi[1] * phi[1] + q * q / 4) - q / 2;
    double rate = (r_1 + r_2) / N, gone = -expm1(-rate * h_s);
    return (struct half){1 - gone, gone * (r_1 * x[0] + r_2 * x[1]) / (r_1 + r_2)};
}

static double after_repeats(const struct half half[2], double x, double m)
{
    double e = half[0].e * half[1].e, b = half[1].e * half[0].b + half[1].b;
    double level = b / (1 - e);
    return level + pow(e, m) * (x - level);
}

static void driven_back_and_forth(void **state)
{
    const double phi[2] = {2e-12, 3e-12}, x[2] = {0.95, 0.5}, N = 3e-6, x0 = 0.08, h_s = 300;
    const double m[] = {1, 7, 400, 4e4, 999999, MILLION}, q = 1e-12;
    double times[12], given[24];
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, x[0]),
           right = modelmaker_electrode(maker, NAN, x[1]), a = modelmaker_phase(maker, N, x0);
    modelmaker_exchange(maker, left, a, phi[0]);
    modelmaker_exchange(maker, a, right, phi[1]);
    modelmaker_step(maker, h_s, q * LP_FARADAY_C_PER_MOL, true);
    modelmaker_step(maker, h_s, -q * LP_FARADAY_C_PER_MOL, true);
    modelmaker_repeat(maker, 2, MILLION + 1);
    for (size_t i = 0; i < 6; i++) {
        times[2 * i] = 2 * h_s * m[i];
        times[2 * i + 1] = times[2 * i] + h_s;
    }
    const struct half half[2] = {half_of(q, h_s, N, phi, x), half_of(-q, h_s, N, phi, x)};
    struct enginerun run = solved(maker, 12, times);
    for (int with_given = 0; with_given < 2; with_given++) {
        for (size_t i = 0; i < 6; i++) {
            double between = after_repeats(half, x0, m[i]);
            double within = half[0].e * between + half[0].b;
            net_assert_near(x_at(&run, 2 * i, a), between, 1e-13, "between two repeats");
            net_assert_near(x_at(&run, 2 * i + 1, a), within, 1e-13, "in the middle of one");
            if (with_given)
                net_assert_near((given[4 * i] + given[4 * i + 1]) / N, between - x0,
                                1e-15 * m[i] + 1e-13, "books");
        }
        run.out.li6_given_mol = given;
        assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_OK);
    }
    enginerun_clear(&run);
}

/* Two phases in fast exchange F fill through a slow contact G while the electrodes are on, three
 * fifths of the time: x = 1 - e^{-G t_on/2N} as far as G/F reaches, 1e-17 here. */
static void slow_rates_keep_their_digits(void **state)
{
    const double F = 1e-3, G = 1e-20, N = 5e-12, repeats[] = {1, 1000, 500000, MILLION};
    double times[4];
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 1);
    size_t a = modelmaker_phase(maker, N, 0), b = modelmaker_phase(maker, N, 0);
    size_t slow = modelmaker_exchange(maker, foil, a, G),
           fast = modelmaker_exchange(maker, a, b, F);
    modelmaker_step(maker, 600, 0, true);
    modelmaker_step(maker, 400, 0, false);
    modelmaker_repeat(maker, 2, MILLION);
    for (size_t i = 0; i < 4; i++)
        times[i] = 1000 * repeats[i];
    struct enginerun run = solved(maker, 4, times);
    const struct lp_edge *edges = maker->model.edges;
    for (size_t i = 0; i < 4; i++) {
        double kt = G * 600 * repeats[i] / (2 * N), slope = kt * exp(-kt);
        net_assert_near(x_at(&run, i, a), -expm1(-kt), 1e-12, "filled");
        net_assert_near(x_at(&run, i, b), -expm1(-kt), 1e-12, "filled behind");
        net_assert_near(dx_at(&run, i, b, &edges[slow].flow_mol_per_s), slope, 1e-10, "slow");
        net_assert_near(dx_at(&run, i, b, &edges[fast].flow_mol_per_s), 0, 1e-10, "fast");
    }
    enginerun_clear(&run);
}

/* A -> B -> C at one rate, a Jordan block: x_B = k t e^{-k t}; two steps that differ in length, and
 * a step by itself, in two blocks with the same steps and a step between. */
static void defective_chain(void **state)
{
    const double k = 1e-9;
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, 1e-6, 1), b = modelmaker_phase(maker, 1e-6, 0);
    size_t c = modelmaker_phase(maker, 1e-6, 0);
    size_t first = modelmaker_one_way(maker, a, b, k), second = modelmaker_one_way(maker, b, c, k);
    for (int i = 0; i < 2; i++) {
        modelmaker_step(maker, 1000, 0, true);
        modelmaker_step(maker, 234, 0, true);
        modelmaker_repeat(maker, 2, i == 0 ? 1000 : MILLION);
        modelmaker_step(maker, 5e4, 0, true);
    }
    modelmaker_step(maker, 77, 0, true);
    modelmaker_repeat(maker, 1, MILLION);
    const double last_s = 1234.0 * (1000 + MILLION) + 1e5 + 77.0 * MILLION;
    const double times[] = {1, 1.234e6, 1.25e6, 1e7, 1e9, last_s, last_s + 1e9};
    struct enginerun run = solved(maker, 7, times);
    const struct lp_edge *edges = maker->model.edges;
    for (size_t i = 0; i < 7; i++) {
        double kt = k * times[i], e = exp(-kt), half = kt * kt / 2 * e;
        net_assert_near(x_at(&run, i, a), e, 1e-12, "a");
        net_assert_near(x_at(&run, i, b), kt * e, 1e-12, "b");
        net_assert_near(x_at(&run, i, c), 1 - e - kt * e, 1e-12, "c");
        net_assert_near(dx_at(&run, i, b, &edges[first].rate_per_s), kt * e - half, 1e-11, "first");
        net_assert_near(dx_at(&run, i, b, &edges[second].rate_per_s), -half, 1e-11, "second");
    }
    enginerun_clear(&run);
}

/* Rates of 1e25 relaxation times a step are beyond doublings; at rest eigenvalues pass them, repeat
 * by repeat. */
static void what_is_too_stiff_is_walked(void **state)
{
    const double F = 1e8, G = 1e-16, N = 5e-12, repeats[] = {1, 99, 500};
    double times[3];
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 1);
    size_t a = modelmaker_phase(maker, N, 0), b = modelmaker_phase(maker, N, 0);
    modelmaker_exchange(maker, foil, a, G);
    modelmaker_exchange(maker, a, b, F);
    modelmaker_step(maker, 100, 0, true);
    modelmaker_step(maker, 1e6, 0, false);
    modelmaker_repeat(maker, 2, 500);
    for (size_t i = 0; i < 3; i++)
        times[i] = (1e6 + 100) * repeats[i];
    struct enginerun run = solved(maker, 3, times);
    for (size_t i = 0; i < 3; i++)
        net_assert_near(x_at(&run, i, b), -expm1(-G * 100 * repeats[i] / (2 * N)), 1e-12, "filled");
    enginerun_clear(&run);
}

/* How many of the repeats ahead are passed at once. */
static size_t n_passed(size_t n_repeats)
{
    struct modelmaker *maker = modelmaker_problem_s(true);
    modelmaker_step(maker, 300, 1e-6, true);
    modelmaker_step(maker, 300, -1e-6, true);
    modelmaker_repeat(maker, 2, n_repeats);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_exact_step *step = lp_exact_step_new(net);
    struct lp_exact_power *power = lp_exact_power_new(net, step);
    struct lp_stretches stretches = lp_network_stretches(net, &maker->experiment.protocol);
    double x[3] = {0.1, 0.2, 0.3}, given[2] = {0, 0};
    size_t n = lp_stretches_repeats(&stretches, 1e12);
    assert_int_equal(n, n_repeats);
    assert_int_equal(
        lp_exact_power_pass(power, &stretches, &n, &(struct lp_exact_state){.x = x}, given, NULL),
        LP_OK);
    assert_int_equal(n > 0, x[0] > 0.1 && given[0] > 0);
    lp_exact_power_free(power);
    lp_exact_step_free(step);
    lp_network_free(net);
    modelmaker_free(maker);
    return n;
}

static void used_where_it_pays(void **state)
{
    (void)state;
    assert_int_equal(n_passed(1), 0);
    assert_int_equal(n_passed(3), 0);
    assert_int_equal(n_passed(100), 100);
    assert_int_equal(n_passed(100000000), 100000000);
}

/* The first repeat is walked: what is wrong with a step is said of that step. */
static void a_fault_names_its_step(void **state)
{
    const double times[] = {1e5};
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(true);
    modelmaker_step(maker, 100, 1e-6, true);
    modelmaker_step(maker, 100, 1e-6, false);
    modelmaker_repeat(maker, 2, 1000);
    struct enginerun run = enginerun_start(maker, 1, times, exact());
    assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_EINPUT);
    char *text = lp_diag_render(run.diag, false);
    assert_non_null(strstr(text, "while the electrodes are off"));
    assert_non_null(strstr(text, "protocol step at t = 100 s"));
    free(text);
    enginerun_clear(&run);
}

static struct modelmaker *cycled_s(void)
{
    struct modelmaker *maker = modelmaker_problem_s(true);
    for (size_t i = 0; i < 6; i++) {
        modelmaker_step(maker, 100, 1e-6, true);
        modelmaker_step(maker, 100, -1e-6, true);
        modelmaker_step(maker, 50 + (double)i, 0, i % 2 == 0);
        modelmaker_repeat(maker, 3, 200 + 100 * i);
    }
    return maker;
}

/* In the engine's making or in its first evaluation, which then says so; not in the second. */
static void memory_may_run_out(void **state)
{
    const double times[] = {1e4, 3e4, 1e5, 3e5, 1e6};
    const struct lp_engine_options options = exact();
    enum lp_status status = LP_ENOMEM;
    size_t n_refused = 0;
    (void)state;
    struct enginerun run = enginerun_start(cycled_s(), 5, times, options);
    const struct lp_engine_problem problem = {.network = run.net,
                                              .protocol = &run.maker->experiment.protocol,
                                              .experiment = "cycled",
                                              .n_times = 5,
                                              .times_s = times};
    for (long k = 1; status != LP_OK; k++) {
        lp_engine_free(run.engine);
        run.engine = NULL;
        allocations.countdown = k;
        status = lp_engine_new(&problem, &options, &run.engine, NULL);
        if (status == LP_OK)
            status = lp_engine_solve(run.engine, &run.out, NULL);
        allocations.countdown = 0;
        assert_true(status == LP_OK || status == LP_ENOMEM);
        n_refused += status == LP_ENOMEM;
    }
    assert_true(n_refused > 20); /* four blocks' powers among them */
    allocations.n_made = 0;
    assert_int_equal(lp_engine_solve(run.engine, &run.out, NULL), LP_OK);
    assert_int_equal(allocations.n_made, 0);
    enginerun_clear(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(driven_back_and_forth), cmocka_unit_test(slow_rates_keep_their_digits),
        cmocka_unit_test(defective_chain),       cmocka_unit_test(what_is_too_stiff_is_walked),
        cmocka_unit_test(used_where_it_pays),    cmocka_unit_test(a_fault_names_its_step),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
