/* SPDX-License-Identifier: MIT
 *
 * The linear system: its right-hand side, its matrix and its sensitivities' right-hand side tell
 * the same story, and equal enrichments stand still to the last bit under any current.
 */
#include "engine/engine_system.h"
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_STATES 16

static const struct lp_stretch driven = {.current_A = 3e-5, .electrodes_on = true};

/* Problem S with a loss, so that terms of all kinds are there. */
static struct modelmaker *lossy_problem(void)
{
    struct modelmaker *maker = modelmaker_problem_s(false);
    modelmaker_one_way(maker, 3, 4, 2e-6);
    return maker;
}

static void matrix_times_state_is_the_right_hand_side(void **state)
{
    (void)state;
    struct modelmaker *maker = lossy_problem();
    struct lp_network *net = modelmaker_network(maker);
    struct lp_system *system = lp_system_new(net);
    double x[MAX_STATES] = {0}, at_zero[MAX_STATES], at_x[MAX_STATES], product[MAX_STATES] = {0};
    assert_non_null(system);
    assert_int_equal(lp_system_begin(system, &driven, NULL), LP_OK);
    lp_system_rhs(system, x, at_zero);
    for (size_t i = 0; i < net->n_states; i++)
        x[i] = 0.1 + 0.2 * (double)i;
    lp_system_rhs(system, x, at_x);
    struct lp_system_matrix A = lp_system_matrix(system);
    for (size_t j = 0; j < net->n_states; j++) {
        bool has_diagonal = false;
        for (size_t e = A.start[j]; e < A.start[j + 1]; e++) {
            product[A.row[e]] += A.value[e] * x[j];
            has_diagonal |= A.row[e] == j;
            assert_true(e == A.start[j] || A.row[e] > A.row[e - 1]);
        }
        assert_true(has_diagonal);
    }
    for (size_t i = 0; i < net->n_states; i++)
        net_assert_near(product[i] + at_zero[i], at_x[i], 1e-19, "A x + b");
    lp_system_free(system);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void equal_enrichments_stand_still(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    for (size_t i = 0; i < maker->model.n_compartments; i++)
        maker->p[maker->model.compartments[i].enrichment.i_parameter] = 0.3;
    struct lp_network *net = modelmaker_network(maker);
    struct lp_system *system = lp_system_new(net);
    double x_dot[MAX_STATES];
    assert_int_equal(lp_system_begin(system, &driven, NULL), LP_OK);
    lp_system_rhs(system, net->x0, x_dot);
    for (size_t i = 0; i < net->n_states; i++)
        assert_true(x_dot[i] == 0);
    lp_system_free(system);
    lp_network_free(net);
    modelmaker_free(maker);
}

/* With s = 0 the sensitivities' right-hand side is the derivative of x' at fixed x. */
static void sensitivity_source_is_a_derivative(void **state)
{
    (void)state;
    struct modelmaker *maker = lossy_problem();
    struct lp_network *net = modelmaker_network(maker);
    struct lp_system *system = lp_system_new(net);
    size_t n = net->n_states, n_slots = net->slots.n;
    double start[MAX_STATES], x[MAX_STATES], up[MAX_STATES], down[MAX_STATES];
    double *s = calloc(n * n_slots, sizeof *s), *s_dot = calloc(n * n_slots, sizeof *s_dot);
    for (size_t i = 0; i < n; i++)
        x[i] = 0.1 + 0.2 * (double)i;
    assert_int_equal(lp_system_start(system, start, s, NULL), LP_OK); /* with derivatives */
    assert_int_equal(lp_system_begin(system, &driven, NULL), LP_OK);
    memset(s, 0, n * n_slots * sizeof *s);
    lp_system_sensitivity_rhs(system, x, s, s_dot);
    for (size_t k = 0; k < n_slots; k++) {
        double value = maker->p[k], h = 1e-4 * maker->scale[k];
        for (int side = 0; side < 2; side++) {
            maker->p[k] = side == 0 ? value + h : value - h;
            assert_int_equal(lp_network_set(net, maker->p, NULL), LP_OK);
            assert_int_equal(lp_system_begin(system, &driven, NULL), LP_OK);
            lp_system_rhs(system, x, side == 0 ? up : down);
        }
        maker->p[k] = value;
        for (size_t i = 0; i < n; i++) {
            net_assert_near(s_dot[k * n + i] * maker->scale[k],
                            (up[i] - down[i]) / (2 * h) * maker->scale[k], 1e-11, "d x'/dp");
        }
    }
    free(s);
    free(s_dot);
    lp_system_free(system);
    lp_network_free(net);
    modelmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix_times_state_is_the_right_hand_side),
        cmocka_unit_test(equal_enrichments_stand_still),
        cmocka_unit_test(sensitivity_source_is_a_derivative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
