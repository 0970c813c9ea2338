/* SPDX-License-Identifier: MIT
 *
 * The exact engine against closed forms where stepping in time is hardest: rates over twenty
 * decades and more, times up to 1e9 s, defective and degenerate generators, parts that nothing
 * reaches, thousands of repeats; what it is chosen for, and what it refuses by name.
 */
#include "tests/support/enginerun.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct enginerun solved(struct modelmaker *maker, size_t n_times, const double times_s[])
{
    struct lp_engine_options options = lp_engine_options_default();
    options.kind = LP_ENGINE_EXACT;
    struct enginerun run = enginerun_solve(maker, n_times, times_s, options);
    assert_int_equal(lp_engine_kind_of(run.engine), LP_ENGINE_EXACT);
    return run;
}

/*
 * Two phases in fast exchange F fill from a reservoir through a slow contact G: to first order in
 * G/F one pool of 2 N with x = x_r (1 - e^{-G t/2N}). A matrix whose diagonal holds F + G keeps
 * none of G's digits at F/G = 1e17.
 */
static void fill_slowly(bool is_driven)
{
    const double F = 1e-3, G = 1e-20, N = 5e-12, times[] = {0, 1e3, 1e6, 1e9};
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 1);
    size_t a = modelmaker_phase(maker, N, 0), b = modelmaker_phase(maker, N, 0);
    size_t slow = modelmaker_exchange(maker, foil, a, G),
           fast = modelmaker_exchange(maker, a, b, F);
    if (is_driven) /* a one-way edge that does nothing takes the network to the other method */
        modelmaker_one_way(maker, a, b, 0);
    struct enginerun run = solved(maker, 4, times);
    const struct lp_edge *edges = maker->model.edges;
    for (size_t i = 0; i < 4; i++) {
        double kt = G * times[i] / (2 * N), x = -expm1(-kt), slope = kt * exp(-kt);
        net_assert_near(x_at(&run, i, a), x, 1e-12, "filled");
        net_assert_near(x_at(&run, i, b), x, 1e-12, "filled behind");
        net_assert_near(dx_at(&run, i, b, &edges[slow].flow_mol_per_s), slope, 1e-10, "slow");
        net_assert_near(dx_at(&run, i, b, &edges[fast].flow_mol_per_s), 0, 1e-10, "fast");
        net_assert_near(dx_at(&run, i, a, &maker->model.compartments[b].inventory_mol), -slope / 2,
                        1e-10, "inventory");
    }
    enginerun_clear(&run);
}

static void slow_rates_keep_their_digits_beside_fast_ones(void **state)
{
    (void)state;
    fill_slowly(false);
    fill_slowly(true);
}

/* A -> B -> C at one rate: a Jordan block, x_B = k t e^{-k t}; c also in the derivative to k. */
static void defective_chain(void **state)
{
    (void)state;
    const double k = 1e-5, times[] = {10, 1e4, 1e5, 1e6};
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, 1e-6, 1), b = modelmaker_phase(maker, 1e-6, 0);
    size_t c = modelmaker_phase(maker, 1e-6, 0);
    size_t first = modelmaker_one_way(maker, a, b, k), second = modelmaker_one_way(maker, b, c, k);
    struct enginerun run = solved(maker, 4, times);
    const struct lp_edge *edges = maker->model.edges;
    for (size_t i = 0; i < 4; i++) {
        double kt = k * times[i], e = exp(-kt), half = kt * kt / 2 * e;
        net_assert_near(x_at(&run, i, a), e, 1e-12, "a");
        net_assert_near(x_at(&run, i, b), kt * e, 1e-12, "b");
        net_assert_near(x_at(&run, i, c), 1 - e - kt * e, 1e-12, "c");
        net_assert_near(dx_at(&run, i, b, &edges[first].rate_per_s), kt * e - half, 1e-11, "first");
        net_assert_near(dx_at(&run, i, b, &edges[second].rate_per_s), -half, 1e-11, "second");
    }
    enginerun_clear(&run);
}

/* Two equal phases side by side: eigenvalues that coincide but for what their exchange e adds, from
 * nothing to much; x_1 = m + d, x_2 = m - d with rates k and k + 2 e/N. */
static void eigenvalues_may_coincide(void **state)
{
    (void)state;
    const double exchange[] = {0, 1e-26, 1e-18, 1e-14, 1e-11, 1e-10, 1e-9};
    const double N = 1e-6, G = 1e-10, times[] = {1e3, 1e4, 1e5};
    for (size_t i = 0; i < sizeof exchange / sizeof exchange[0]; i++) {
        struct modelmaker *maker = modelmaker_new();
        size_t foil = modelmaker_electrode(maker, NAN, 1);
        size_t a = modelmaker_phase(maker, N, 0.4), b = modelmaker_phase(maker, N, 0.2);
        modelmaker_exchange(maker, foil, a, G);
        size_t second = modelmaker_exchange(maker, foil, b, G);
        size_t between = modelmaker_exchange(maker, a, b, exchange[i]);
        struct enginerun run = solved(maker, 3, times);
        const struct lp_edge *edges = maker->model.edges;
        for (size_t t = 0; t < 3; t++) {
            double k = G / N, l = k + 2 * exchange[i] / N;
            double e_k = exp(-k * times[t]), e_l = exp(-l * times[t]);
            double gap = 2 * exchange[i] / N * times[t];
            double both = times[t] * e_k * (gap > 0 ? -expm1(-gap) / gap : 1);
            net_assert_near(x_at(&run, t, a), 1 - 0.7 * e_k + 0.1 * e_l, 1e-13, "x");
            net_assert_near(dx_at(&run, t, a, &edges[between].flow_mol_per_s),
                            -0.2 * exchange[i] / N * times[t] * e_l, 1e-12, "between");
            /* the contact mixes the modes (1, 1) and (1, -1), which are 1.4 and -0.2 away */
            double own = 0.35 * e_k - 0.05 * e_l;
            double expected = own * times[t] - 0.3 * both;
            net_assert_near(dx_at(&run, t, a, &edges[second].flow_mol_per_s), k * expected, 1e-12,
                            "second contact");
        }
        enginerun_clear(&run);
    }
}

/* What no electrode reaches levels out to its mean, and moves with it. */
static void isolated_parts_keep_their_lithium(void **state)
{
    (void)state;
    const double times[] = {1, 1e9};
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 1), fed = modelmaker_phase(maker, 1e-6, 0);
    size_t a = modelmaker_phase(maker, 3e-6, 0.5), b = modelmaker_phase(maker, 1e-6, 0.1);
    size_t alone = modelmaker_phase(maker, 1e-6, 0.3);
    modelmaker_exchange(maker, foil, fed, 1e-9);
    modelmaker_exchange(maker, a, b, 1e-10);
    struct enginerun run = solved(maker, 2, times);
    net_assert_near(x_at(&run, 1, fed), 1, 1e-14, "fed");
    net_assert_near(x_at(&run, 1, a), 0.4, 1e-14, "mean");
    net_assert_near(x_at(&run, 1, b), 0.4, 1e-14, "mean");
    net_assert_near(x_at(&run, 1, alone), 0.3, 0, "alone");
    const struct lp_compartment *c = maker->model.compartments;
    net_assert_near(dx_at(&run, 1, b, &c[a].enrichment), 0.375, 1e-13, "x0");
    net_assert_near(dx_at(&run, 1, b, &c[a].inventory_mol), 3e-6 * (0.5 - 0.4) / 4e-6, 1e-13, "N");
    enginerun_clear(&run);
}

/*
 * A fit may take flows to zero, and asks there too what they would do: to first order in its flow
 * an edge moves flow t (x_b - x_a), whether its ends are joined otherwise, hardly, or not at all.
 */
static void flows_towards_zero_keep_their_derivatives(void **state)
{
    (void)state;
    const double flows[] = {0, 1e-170, 1e-90, 1e-40, 1e-20}, times[] = {400, 1000, 1e5};
    const double N = 1e-6, x_a = 0.1, x_b = 0.3, x_left = 0.95, x_right = 0.05;
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
        struct modelmaker *maker = modelmaker_new();
        size_t left = modelmaker_electrode(maker, NAN, x_left),
               right = modelmaker_electrode(maker, NAN, x_right);
        size_t a = modelmaker_phase(maker, N, x_a), b = modelmaker_phase(maker, 2 * N, x_b);
        size_t fed = modelmaker_exchange(maker, left, a, flows[i]);
        size_t drained = modelmaker_exchange(maker, a, right, 3 * flows[i]);
        size_t between = modelmaker_exchange(maker, a, b, 2 * flows[i]);
        modelmaker_step(maker, 1000, 0, true);
        modelmaker_step(maker, 1e9, 0, false);
        struct enginerun run = solved(maker, 3, times);
        const size_t edge[] = {fed, drained, between};
        const double difference[] = {x_left - x_a, x_right - x_a, x_b - x_a};
        for (size_t t = 0; t < 3; t++) {
            net_assert_near(x_at(&run, t, a), x_a, 1e-8, "a");
            net_assert_near(x_at(&run, t, b), x_b, 1e-8, "b");
            for (size_t e = 0; e < 3; e++) {
                double on_s = e < 2 ? fmin(times[t], 1000) : times[t];
                double expected = on_s * difference[e] / N;
                size_t slot = maker->i_slot[maker->model.edges[edge[e]].flow_mol_per_s.i_parameter];
                const double *dx = run.out.dx + (t * run.n_compartments + a) * maker->slots.n;
                net_assert_near(dx[slot], expected, 1e-8 * fabs(expected), "a's derivative");
                dx += (b - a) * maker->slots.n;
                net_assert_near(dx[slot], e < 2 ? 0 : -expected / 2, 1e-8 * fabs(expected),
                                "b's derivative");
            }
        }
        enginerun_clear(&run);
    }
}

/* 2000 reversals come back to the same answer as one long rest where nothing is carried: equal
 * enrichments stay equal to the last bit, under current, and to rounding of the mean in depth. */
static void equal_enrichments_stay(void **state)
{
    (void)state;
    const double times[] = {5, 777, 1e5, 1e9};
    for (size_t n_layers = 0; n_layers <= 40; n_layers += 20) {
        struct modelmaker *maker = modelmaker_new();
        size_t left = modelmaker_electrode(maker, NAN, 0.3),
               right = modelmaker_electrode(maker, NAN, 0.3);
        size_t a = modelmaker_phase(maker, 1e-6, 0.3);
        maker->model.compartments[a].diffusivity_m2_per_s = modelmaker_parameter(maker, 1e-12);
        modelmaker_exchange(maker, left, a, 1e-10);
        modelmaker_exchange(maker, a, right, 1e-9);
        modelmaker_step(maker, 50, 1e-5, true);
        modelmaker_step(maker, 50, -1e-5, true);
        maker->experiment.protocol.n_blocks = 1;
        maker->blocks[0].n_steps = 2;
        maker->blocks[0].n_repeat = 1000;
        if (n_layers > 0)
            modelmaker_depth(maker, n_layers, 1e-4);
        struct enginerun run = solved(maker, 4, times);
        for (size_t i = 0; i < 4; i++)
            net_assert_near(x_at(&run, i, a), 0.3, n_layers > 0 ? 1e-15 : 0, "equal");
        enginerun_clear(&run);
    }
}

static void chosen_wherever_it_applies(void **state)
{
    (void)state;
    const double times[] = {100};
    for (int is_driven = 0; is_driven <= 1; is_driven++) {
        struct modelmaker *maker = modelmaker_new();
        size_t left = modelmaker_electrode(maker, 1e-4, 0.9),
               a = modelmaker_phase(maker, 1e-6, 0.1);
        size_t right = modelmaker_electrode(maker, NAN, 0.9);
        modelmaker_exchange(maker, left, a, 1e-10);
        modelmaker_exchange(maker, a, right, 1e-10);
        modelmaker_step(maker, 1000, is_driven ? 1e-6 : 0, true);
        struct lp_network *net = modelmaker_network(maker);
        struct lp_engine *engine = NULL;
        struct lp_diag *diag = lp_diag_new();
        struct lp_engine_options options = lp_engine_options_default();
        struct lp_engine_problem problem = {.network = net,
                                            .protocol = &maker->experiment.protocol,
                                            .experiment = "cell",
                                            .n_times = 1,
                                            .times_s = times};
        assert_int_equal(lp_engine_new(&problem, &options, &engine, diag), LP_OK);
        assert_int_equal(lp_engine_kind_of(engine), is_driven ? LP_ENGINE_CVODES : LP_ENGINE_EXACT);
        assert_int_equal(lp_engine_exact_obstacle(&problem),
                         is_driven ? LP_OBSTACLE_CHARGE : LP_OBSTACLE_NONE);
        lp_engine_free(engine);
        engine = NULL;
        options.kind = LP_ENGINE_EXACT;
        assert_int_equal(lp_engine_new(&problem, &options, &engine, diag),
                         is_driven ? LP_EINPUT : LP_OK);
        if (is_driven)
            assert_non_null(strstr(lp_diag_first_error(diag), "finite electrode"));
        lp_engine_free(engine);
        lp_diag_free(diag);
        lp_network_free(net);
        modelmaker_free(maker);
    }
}

/* Chains of one-way edges in many layers are left to CVODES. */
static void many_states_with_one_way_edges_are_not(void **state)
{
    (void)state;
    const double times[] = {100};
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, 1e-6, 0.1), b = modelmaker_phase(maker, 1e-6, 0.9);
    modelmaker_one_way(maker, a, b, 1e-6);
    modelmaker_depth(maker, 20, 1e-4);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_diag *diag = lp_diag_new();
    struct lp_engine *engine = NULL;
    struct lp_engine_options options = lp_engine_options_default();
    struct lp_engine_problem problem = {.network = net,
                                        .protocol = &maker->experiment.protocol,
                                        .experiment = "cell",
                                        .n_times = 1,
                                        .times_s = times};
    options.kind = LP_ENGINE_EXACT;
    assert_int_equal(lp_engine_new(&problem, &options, &engine, diag), LP_EINPUT);
    assert_non_null(strstr(lp_diag_first_error(diag), "one-way edges"));
    assert_int_equal(lp_engine_exact_obstacle(&problem), LP_OBSTACLE_ONE_WAY);
    options.kind = LP_ENGINE_AUTO;
    assert_int_equal(lp_engine_new(&problem, &options, &engine, diag), LP_OK);
    assert_int_equal(lp_engine_kind_of(engine), LP_ENGINE_CVODES);
    lp_engine_free(engine);
    lp_diag_free(diag);
    lp_network_free(net);
    modelmaker_free(maker);
}

/* A step shorter than the clock can tell changes nothing, at rest or under current. */
static void a_step_of_no_length_is_passed(void **state)
{
    const double times[] = {1e3, 1e9, 1e9 + 1800, 1e9 + 7200}, current_A[] = {0, 1e-6};
    (void)state;
    for (int c = 0; c < 2; c++) {
        struct enginerun run[2];
        for (int has_one = 0; has_one <= 1; has_one++) {
            struct modelmaker *maker = modelmaker_new();
            size_t left = modelmaker_electrode(maker, NAN, 0.95);
            size_t right = modelmaker_electrode(maker, NAN, 0.1);
            size_t a = modelmaker_phase(maker, 1e-6, 0.0759);
            modelmaker_exchange(maker, left, a, 1e-10);
            modelmaker_exchange(maker, a, right, 1e-11);
            modelmaker_step(maker, 1e9, 0, true);
            if (has_one)
                modelmaker_step(maker, 1e-9, current_A[c], true);
            modelmaker_step(maker, 3600, -1e-6, true);
            run[has_one] = solved(maker, 4, times);
        }
        size_t n = 4 * run[0].n_compartments * run[0].maker->slots.n;
        assert_memory_equal(run[0].out.dx, run[1].out.dx, n * sizeof(double));
        enginerun_clear(&run[0]);
        enginerun_clear(&run[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_of_no_length_is_passed),
        cmocka_unit_test(slow_rates_keep_their_digits_beside_fast_ones),
        cmocka_unit_test(defective_chain),
        cmocka_unit_test(eigenvalues_may_coincide),
        cmocka_unit_test(isolated_parts_keep_their_lithium),
        cmocka_unit_test(flows_towards_zero_keep_their_derivatives),
        cmocka_unit_test(equal_enrichments_stay),
        cmocka_unit_test(chosen_wherever_it_applies),
        cmocka_unit_test(many_states_with_one_way_edges_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
