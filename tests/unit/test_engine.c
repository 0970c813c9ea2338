/* SPDX-License-Identifier: MIT
 *
 * Engine CVODES: trajectories and sensitivities against closed forms, at rest, driven, one-way,
 * stored, with few states and with many; outputs at t = 0 and at protocol steps; failures that are
 * named and never look like numbers.
 */
#include "tests/support/enginerun.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Ten times the local tolerance 1e-8: what errors of hundreds of steps may add up to. */
#define TOLERANCE 1e-7

static struct lp_engine_options stepping(void)
{
    struct lp_engine_options options = lp_engine_options_default();
    options.kind = LP_ENGINE_CVODES;
    return options;
}

static struct enginerun solved(struct modelmaker *maker, size_t n_times, const double times_s[])
{
    return enginerun_solve(maker, n_times, times_s, stepping());
}

static void one_compartment_fills_from_a_reservoir(void **state)
{
    (void)state;
    const double phi = 3e-11, N = 6e-6, x_el = 0.95, x0 = 0.0759;
    const double times[] = {0, 1, 3600, 1e5, 4e5, 3e6};
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, x_el), a = modelmaker_phase(maker, N, x0);
    modelmaker_exchange(maker, foil, a, phi);
    struct enginerun run = solved(maker, 6, times);
    const struct lp_compartment *c = maker->model.compartments;
    for (size_t i = 0; i < 6; i++) {
        double kt = phi / N * times[i], decay = exp(-kt);
        net_assert_near(x_at(&run, i, a), x_el + (x0 - x_el) * decay, TOLERANCE, "x");
        net_assert_near(x_at(&run, i, foil), x_el, 0, "reservoir");
        double by_flow = (x_el - x0) * kt * decay;
        net_assert_near(dx_at(&run, i, a, &maker->model.edges[0].flow_mol_per_s), by_flow,
                        TOLERANCE, "dx/d ln phi");
        net_assert_near(dx_at(&run, i, a, &c[a].inventory_mol), -by_flow, TOLERANCE, "dx/d ln N");
        net_assert_near(dx_at(&run, i, a, &c[a].enrichment), x0 * decay, TOLERANCE, "dx/d ln x0");
        net_assert_near(dx_at(&run, i, a, &c[foil].enrichment), x_el * (1 - decay), TOLERANCE,
                        "dx/d ln x_el");
    }
    net_assert_near(x_at(&run, 0, a), x0, 0, "t = 0 is the start itself");
    enginerun_clear(&run);
}

static void two_pools_level_out(void **state)
{
    (void)state;
    const double phi = 5e-11, N1 = 1e-4, N2 = 3e-6, x1 = 0.95, x2 = 0.07;
    const double times[] = {600, 2e4, 6e4, 1e6};
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, N1, x1), a = modelmaker_phase(maker, N2, x2);
    modelmaker_exchange(maker, foil, a, phi);
    struct enginerun run = solved(maker, 4, times);
    double mean = (N1 * x1 + N2 * x2) / (N1 + N2);
    for (size_t i = 0; i < 4; i++) {
        double gap = (x1 - x2) * exp(-phi * (1 / N1 + 1 / N2) * times[i]);
        net_assert_near(x_at(&run, i, foil), mean + gap * N2 / (N1 + N2), TOLERANCE, "foil");
        net_assert_near(x_at(&run, i, a), mean - gap * N1 / (N1 + N2), TOLERANCE, "phase");
        double sum = N1 * x_at(&run, i, foil) + N2 * x_at(&run, i, a);
        net_assert_near(sum / (N1 * x1 + N2 * x2), 1, 1e-9, "6Li is conserved");
    }
    enginerun_clear(&run);
}

/* A -> B -> C, first order: Bateman's solution. */
static void one_way_chain_decays(void **state)
{
    (void)state;
    const double k1 = 2e-4, k2 = 5e-5, N = 1;
    const double times[] = {1e3, 1e4, 4e4, 2e5};
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, N, 1), b = modelmaker_phase(maker, 2 * N, 0),
           c = modelmaker_phase(maker, N, 0);
    modelmaker_one_way(maker, a, b, k1);
    modelmaker_one_way(maker, b, c, k2);
    struct enginerun run = solved(maker, 4, times);
    for (size_t i = 0; i < 4; i++) {
        double ea = exp(-k1 * times[i]), eb = exp(-k2 * times[i]);
        double amount_b = k1 / (k2 - k1) * (ea - eb);
        net_assert_near(x_at(&run, i, a), ea, TOLERANCE, "source");
        net_assert_near(2 * x_at(&run, i, b), amount_b, TOLERANCE, "middle");
        net_assert_near(x_at(&run, i, c), 1 - ea - amount_b, TOLERANCE, "end");
        net_assert_near(x_at(&run, i, a) + 2 * x_at(&run, i, b) + x_at(&run, i, c), 1, 1e-9,
                        "nothing is lost");
        double by_k1 = -k1 * times[i] * ea;
        net_assert_near(dx_at(&run, i, a, &maker->model.edges[0].rate_per_s), by_k1, TOLERANCE,
                        "dx/d ln k");
    }
    enginerun_clear(&run);
}

/* foil - phase - foil under current: each piece of the protocol is one exponential. */
static double driven_piece(double x, double phi, double N, const double x_foil[2], double current,
                           double t)
{
    double q = current / LP_FARADAY_C_PER_MOL, s = sqrt(phi * phi + q * q / 4);
    double in_first = s + q / 2, in_second = s - q / 2;
    double limit = (in_first * x_foil[0] + in_second * x_foil[1]) / (in_first + in_second);
    return limit + (x - limit) * exp(-(in_first + in_second) / N * t);
}

static void protocol_steps_are_exact_pieces(void **state)
{
    (void)state;
    const double phi = 4e-11, N = 2e-6, x_foil[2] = {0.95, 0.5};
    const double times[] = {0, 500, 1000, 1000.0000000000002, 1500, 2000, 5000, 9000, 20000};
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, x_foil[0]);
    size_t right = modelmaker_electrode(maker, NAN, x_foil[1]), a = modelmaker_phase(maker, N, 0.1);
    modelmaker_exchange(maker, left, a, phi);
    modelmaker_exchange(maker, right, a, phi);
    modelmaker_step(maker, 1000, 2e-5, true);
    modelmaker_step(maker, 1000, -2e-5, true);
    modelmaker_step(maker, 3000, 0, true);
    modelmaker_step(maker, 5000, 0, false);
    struct enginerun run = solved(maker, 9, times);
    double end1 = driven_piece(0.1, phi, N, x_foil, 2e-5, 1000);
    double end2 = driven_piece(end1, phi, N, x_foil, -2e-5, 1000);
    double end3 = driven_piece(end2, phi, N, x_foil, 0, 3000);
    const double expected[] = {0.1,
                               driven_piece(0.1, phi, N, x_foil, 2e-5, 500),
                               end1,
                               end1,
                               driven_piece(end1, phi, N, x_foil, -2e-5, 500),
                               end2,
                               end3,
                               end3,
                               end3};
    for (size_t i = 0; i < 9; i++)
        net_assert_near(x_at(&run, i, a), expected[i], TOLERANCE, "x under a protocol");
    enginerun_clear(&run);
}

/* Each compartment on its own: a matrix without a link between its blocks. */
static void many_states_beside_one_another(void **state)
{
    (void)state;
    const double times[] = {3e3, 3e4, 3e5};
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 0.95);
    for (size_t i = 0; i < 48; i++) {
        size_t a = modelmaker_phase(maker, 1e-6, 0.05);
        modelmaker_exchange(maker, foil, a, 1e-12 * (double)(1 + i * i));
    }
    struct enginerun run = solved(maker, 3, times);
    for (size_t i_time = 0; i_time < 3; i_time++) {
        for (size_t i = 0; i < 48; i++) {
            double kt = 1e-6 * (double)(1 + i * i) * times[i_time];
            net_assert_near(x_at(&run, i_time, 1 + i), 0.95 - 0.9 * exp(-kt), TOLERANCE, "x");
            net_assert_near(dx_at(&run, i_time, 1 + i, &maker->model.edges[i].flow_mol_per_s),
                            0.9 * kt * exp(-kt), TOLERANCE, "dx/d ln phi");
        }
    }
    enginerun_clear(&run);
}

/* A film of one phase in many layers between two foils at 0 and 1 ends as a straight line, whose
 * mean is 1/2, and fills first as the square root of time: mean = 2 sqrt(D t/pi)/L per side. */
static void layers_diffuse(void **state)
{
    (void)state;
    const double D = 1e-13, L = 5e-5, times[] = {1e3, 2e6};
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 1), a = modelmaker_phase(maker, 1e-6, 0);
    size_t right = modelmaker_electrode(maker, NAN, 0);
    maker->model.compartments[a].diffusivity_m2_per_s = modelmaker_parameter(maker, D);
    modelmaker_exchange(maker, left, a, 1e-3);
    modelmaker_exchange(maker, right, a, 1e-3);
    modelmaker_depth(maker, 300, L);
    struct enginerun run = solved(maker, 2, times);
    double early = 2 * sqrt(D * times[0] / acos(-1)) / L;
    net_assert_near(x_at(&run, 0, a) / early, 1, 2e-3, "square root of time");
    net_assert_near(dx_at(&run, 0, a, &maker->model.compartments[a].diffusivity_m2_per_s) / early,
                    0.5, 2e-3, "d ln x/d ln D");
    net_assert_near(x_at(&run, 1, a), 0.5, 1e-6, "steady state");
    enginerun_clear(&run);
}

/* Sensitivities switched off and on again change nothing. */
static void solving_again_gives_the_same(void **state)
{
    (void)state;
    const double times[] = {1e3, 1e4, 1e5};
    struct modelmaker *maker = modelmaker_problem_s(true);
    modelmaker_step(maker, 5e3, 1e-5, true);
    struct enginerun run = solved(maker, 3, times);
    size_t n_x = 3 * run.n_compartments, n_dx = n_x * maker->slots.n;
    double *x = malloc(n_x * sizeof *x), *dx = malloc(n_dx * sizeof *dx), *x_alone = run.out.x;
    memcpy(x, run.out.x, n_x * sizeof *x);
    memcpy(dx, run.out.dx, n_dx * sizeof *dx);
    struct lp_trajectory alone = {.x = x_alone, .N = run.out.N};
    assert_int_equal(lp_engine_solve(run.engine, &alone, run.diag), LP_OK);
    for (size_t i = 0; i < n_x; i++)
        net_assert_near(x_alone[i], x[i], TOLERANCE, "without sensitivities");
    assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_OK);
    assert_memory_equal(run.out.x, x, n_x * sizeof *x);
    assert_memory_equal(run.out.dx, dx, n_dx * sizeof *dx);
    free(x);
    free(dx);
    enginerun_clear(&run);
}

static void expect_nan(const struct enginerun *run)
{
    size_t n = run->n_times * run->n_compartments;
    for (size_t i = 0; i < n; i++)
        assert_true(isnan(run->out.x[i]) != 0);
    for (size_t i = 0; i < n * run->maker->slots.n; i++)
        assert_true(isnan(run->out.dx[i]) != 0);
}

static void expect_words(const struct enginerun *run, size_t n_words, const char *const words[])
{
    char *text = lp_diag_render(run->diag, false);
    assert_non_null(text);
    for (size_t i = 0; i < n_words; i++) {
        if (strstr(text, words[i]) == NULL)
            fail_msg("'%s' is not in: %s", words[i], text);
    }
    free(text);
}

/* The budget is for the whole trajectory: enough for each output, not for all of them. */
static void failure_is_named_and_leaves_nan(void **state)
{
    (void)state;
    const char *const words[] = {"experiment 'cell'", "100 steps", "t = ", "compartment 'phase"};
    double times[40];
    for (size_t i = 0; i < 40; i++)
        times[i] = 600 * pow(10, (double)i / 13);
    struct lp_engine_options options = stepping();
    options.max_steps = 100;
    struct enginerun run = enginerun_start(modelmaker_problem_s(true), 40, times, options);
    assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_ENUMERIC);
    expect_nan(&run);
    expect_words(&run, 4, words);
    enginerun_clear(&run);
}

/* The same over protocol steps, each of which is short. */
static void budget_counts_over_protocol_steps(void **state)
{
    (void)state;
    const double times[] = {3e4};
    const char *const words[] = {"experiment 'cell'", "500 steps"};
    struct modelmaker *maker = modelmaker_problem_s(true);
    for (int i = 0; i < 100; i++)
        modelmaker_step(maker, 300, i % 2 == 0 ? 1e-5 : -1e-5, true);
    struct lp_engine_options options = stepping();
    options.max_steps = 500;
    struct enginerun run = enginerun_start(maker, 1, times, options);
    assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_ENUMERIC);
    expect_nan(&run);
    expect_words(&run, 2, words);
    enginerun_clear(&run);
}

/* Problem S after 30 min of exchange, and after 12 h more in the rotor: the ranking reverses. */
static void storage_reverses_the_ranking(void **state)
{
    (void)state;
    const double times[] = {1800, 1800 + 12 * 3600};
    const double expected[2][3] = {{0.09, 0.32, 0.14}, {0.13, 0.14, 0.16}}; /* science.md */
    struct modelmaker *maker = modelmaker_problem_s(false);
    modelmaker_step(maker, 1800, 0, true);
    modelmaker_step(maker, 12 * 3600, 0, false);
    struct enginerun run = solved(maker, 2, times);
    for (size_t i = 0; i < 2; i++)
        for (size_t phase = 0; phase < 3; phase++)
            net_assert_near(x_at(&run, i, 2 + phase), expected[i][phase], 5e-3, "as quoted");
    enginerun_clear(&run);
}

static void impossible_drive_is_named_with_its_time(void **state)
{
    (void)state;
    const double times[] = {50, 1000};
    const char *const words[] = {"nothing joins", "experiment 'cell'", "t = 100 s"};
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9), a = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_electrode(maker, NAN, 0.9);
    modelmaker_exchange(maker, left, a, 1e-10);
    modelmaker_step(maker, 100, 0, true);
    modelmaker_step(maker, 100, 1e-5, true);
    struct enginerun run = enginerun_start(maker, 2, times, stepping());
    assert_int_equal(lp_engine_solve(run.engine, &run.out, run.diag), LP_EINPUT);
    expect_nan(&run);
    expect_words(&run, 3, words);
    enginerun_clear(&run);
}

static void asks_for_what_it_can_do(void **state)
{
    (void)state;
    const double times[] = {10, 5};
    struct modelmaker *maker = modelmaker_problem_s(true);
    struct lp_engine *engine = NULL;
    struct lp_network *net = modelmaker_network(maker);
    struct lp_engine_options options = lp_engine_options_default();
    struct lp_engine_problem problem = {.network = net,
                                        .protocol = &maker->experiment.protocol,
                                        .experiment = "cell",
                                        .n_times = 2,
                                        .times_s = times};
    assert_int_equal(lp_engine_new(&problem, &options, &engine, NULL), LP_EINPUT);
    problem.n_times = 1;
    options.kind = LP_ENGINE_CVODES;
    options.rtol = 0;
    assert_int_equal(lp_engine_new(&problem, &options, &engine, NULL), LP_EINPUT);
    assert_null(engine);
    options.rtol = 1e-8;
    assert_int_equal(lp_engine_new(&problem, &options, &engine, NULL), LP_OK);
    assert_int_equal(lp_engine_kind_of(engine), LP_ENGINE_CVODES);
    lp_engine_free(engine);
    lp_engine_free(NULL);
    lp_network_free(net);
    modelmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_compartment_fills_from_a_reservoir),
        cmocka_unit_test(two_pools_level_out),
        cmocka_unit_test(one_way_chain_decays),
        cmocka_unit_test(protocol_steps_are_exact_pieces),
        cmocka_unit_test(many_states_beside_one_another),
        cmocka_unit_test(layers_diffuse),
        cmocka_unit_test(solving_again_gives_the_same),
        cmocka_unit_test(failure_is_named_and_leaves_nan),
        cmocka_unit_test(budget_counts_over_protocol_steps),
        cmocka_unit_test(storage_reverses_the_ranking),
        cmocka_unit_test(impossible_drive_is_named_with_its_time),
        cmocka_unit_test(asks_for_what_it_can_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
