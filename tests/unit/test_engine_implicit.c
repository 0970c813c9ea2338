/* SPDX-License-Identifier: MIT
 *
 * The equation of one implicit step: what is handed back satisfies it to rounding, for states and
 * for sensitivities, whatever gamma, after new rates and where rates move; and it loses no 6Li.
 */
#include "engine/engine_implicit.h"
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct lp_stretch rest = {.stop_s = 1e5, .electrodes_on = true};
static const struct lp_stretch driven = {.stop_s = 1e5, .current_A = 3e-5, .electrodes_on = true};

/* A system with everything that a step of it needs, and some numbers to step from. */
struct setup {
    struct modelmaker *maker;
    struct lp_network *net;
    struct lp_system *system;
    struct lp_implicit *implicit;
    size_t n; /* of all blocks */
    double *predicted, *change, *correction, *corrected, *slope;
};

static struct setup begin(struct modelmaker *maker, const struct lp_stretch *stretch)
{
    struct setup s = {.maker = maker, .net = modelmaker_network(maker)};
    double **arrays[] = {&s.predicted, &s.change, &s.correction, &s.corrected, &s.slope};
    s.n = s.net->n_states * (1 + s.net->slots.n);
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        *arrays[i] = calloc(s.n, sizeof(double));
        assert_non_null(*arrays[i]);
    }
    s.system = lp_system_new(s.net);
    assert_non_null(s.system);
    s.implicit = lp_implicit_new(s.system, s.net->n_states, s.net->slots.n);
    assert_non_null(s.implicit);
    assert_int_equal(lp_system_start(s.system, s.predicted, s.predicted + s.net->n_states, NULL),
                     LP_OK);
    assert_int_equal(lp_system_begin(s.system, stretch, NULL), LP_OK);
    lp_implicit_renew(s.implicit, lp_network_is_moving(s.net));
    return s;
}

static void end(struct setup *s)
{
    lp_implicit_free(s->implicit);
    lp_system_free(s->system);
    lp_network_free(s->net);
    modelmaker_free(s->maker);
    free(s->predicted);
    free(s->change);
    free(s->correction);
    free(s->corrected);
    free(s->slope);
}

/* Any numbers do: sensitivities as large as enrichments over the scale of their parameters. */
static void choose_numbers(struct setup *s, uint64_t seed)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, 12);
    for (size_t i = 0; i < s->n; i++) {
        size_t block = i / s->net->n_states;
        double size = block == 0 ? 1 : 1 / s->net->slots.scale[block - 1];
        s->predicted[i] = size * lp_random_uniform(&random);
        s->change[i] = size * (lp_random_uniform(&random) - 0.5);
    }
}

/* The equation, put back together from the right-hand sides at the corrected numbers. */
static void step_and_check(struct setup *s, double gamma_s, double r, size_t n_blocks)
{
    size_t n_states = s->net->n_states;
    struct lp_implicit_equation equation = {.n_blocks = n_blocks,
                                            .gamma_s = gamma_s,
                                            .r = r,
                                            .predicted = s->predicted,
                                            .change = s->change};
    assert_int_equal(lp_implicit_solve(s->implicit, &equation, s->correction), LP_OK);
    for (size_t i = 0; i < n_blocks * n_states; i++)
        s->corrected[i] = s->predicted[i] + s->correction[i];
    lp_system_rhs(s->system, s->corrected, s->slope);
    if (n_blocks > 1)
        lp_system_sensitivity_rhs(s->system, s->corrected, s->corrected + n_states,
                                  s->slope + n_states);
    struct lp_system_matrix A = lp_system_matrix(s->system);
    double stiffness = 0;
    for (size_t e = 0; e < A.n_nonzeros; e++)
        stiffness = fmax(stiffness, gamma_s * fabs(A.value[e]));
    for (size_t i = 0; i < n_blocks * n_states; i++) {
        size_t block = i / n_states;
        double size = block == 0 ? 1 : s->net->slots.scale[block - 1];
        net_assert_near(size * (s->correction[i] + r * s->change[i]), size * gamma_s * s->slope[i],
                        1e-13 * (1 + stiffness), "the equation of a step");
    }
}

static struct modelmaker *lossy_problem(void)
{
    struct modelmaker *maker = modelmaker_problem_s(false);
    modelmaker_one_way(maker, 3, 4, 2e-6);
    return maker;
}

static void one_solve_is_exact(void **state)
{
    (void)state;
    struct setup s = begin(lossy_problem(), &driven);
    for (int i = 0; i < 10; i++) {
        choose_numbers(&s, (uint64_t)i);
        step_and_check(&s, pow(10, i), 0.4, 1 + s.net->slots.n);
        step_and_check(&s, pow(10, i), 0.7, 1); /* with the same factors, states alone */
    }
    end(&s);
}

static void layers_too(void **state)
{
    (void)state;
    struct modelmaker *maker = lossy_problem();
    for (size_t i = 2; i < maker->model.n_compartments; i++)
        maker->model.compartments[i].diffusivity_m2_per_s = modelmaker_parameter(maker, 1e-13);
    modelmaker_depth(maker, 20, 1e-4);
    struct setup s = begin(maker, &driven);
    choose_numbers(&s, 1);
    for (double gamma_s = 1; gamma_s < 1e7; gamma_s *= 100)
        step_and_check(&s, gamma_s, 1, 1 + s.net->slots.n);
    end(&s);
}

/* The factors of one gamma are kept, but not beyond their rates. */
static void new_rates_want_new_factors(void **state)
{
    (void)state;
    struct setup s = begin(lossy_problem(), &rest);
    choose_numbers(&s, 1);
    step_and_check(&s, 1e4, 1, 1 + s.net->slots.n);
    assert_int_equal(lp_system_begin(s.system, &driven, NULL), LP_OK);
    lp_implicit_renew(s.implicit, lp_network_is_moving(s.net));
    step_and_check(&s, 1e4, 1, 1 + s.net->slots.n);
    end(&s);
}

static struct modelmaker *growing_pair(void)
{
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, 1e-5, 0.95);
    size_t a = modelmaker_phase(maker, 2e-6, 0.07), b = modelmaker_phase(maker, 1e-7, 0.07);
    modelmaker_exchange(maker, foil, a, 4e-11);
    modelmaker_exchange(maker, a, b, 2e-11);
    modelmaker_growth(maker, b, 1e-22, 2e-9, 5e-9, a);
    return maker;
}

static void moving_rates_want_new_factors_at_each_time(void **state)
{
    (void)state;
    struct setup s = begin(growing_pair(), &rest);
    assert_true(lp_network_is_moving(s.net));
    choose_numbers(&s, 1);
    for (double t = 0; t < 1e5; t = 10 * t + 10) {
        assert_int_equal(lp_system_move(s.system, t, NULL), LP_OK);
        step_and_check(&s, 1e4, 1, 1 + s.net->slots.n);
    }
    end(&s);
}

/* What grows is taken from elsewhere: N(0) weighs the corrections of all states to 0. */
static void nothing_is_lost(void **state)
{
    (void)state;
    struct setup s = begin(growing_pair(), &rest);
    struct lp_implicit_equation equation = {
        .n_blocks = 1, .r = 1, .predicted = s.predicted, .change = s.change};
    for (equation.gamma_s = 1; equation.gamma_s < 1e8; equation.gamma_s *= 10) {
        double lost = 0, moved = 0;
        assert_int_equal(lp_system_move(s.system, equation.gamma_s / 1e3, NULL), LP_OK);
        assert_int_equal(lp_implicit_solve(s.implicit, &equation, s.correction), LP_OK);
        for (size_t i = 0; i < s.net->n_states; i++) {
            lost += s.net->inventory0_mol[i] * s.correction[i];
            moved += fabs(s.net->inventory0_mol[i] * s.correction[i]);
        }
        assert_true(moved > 0);
        net_assert_near(lost / moved, 0, 1e-11, "6Li lost in a step");
    }
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_solve_is_exact),
        cmocka_unit_test(layers_too),
        cmocka_unit_test(new_rates_want_new_factors),
        cmocka_unit_test(moving_rates_want_new_factors_at_each_time),
        cmocka_unit_test(nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
