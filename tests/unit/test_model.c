/* SPDX-License-Identifier: MIT
 *
 * Look-ups and the value of a model's number: constants, parameters, Arrhenius, and derivatives
 * against central differences.
 */
#include "input/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#define KELVIN_25C 298.15

/* phi with an activation energy of 0.3 eV, and k without. */
static struct lp_parameter items[] = {
    {.name = "phi", .i_activation = 1, .reference_temperature_K = KELVIN_25C},
    {.name = "Ea", .i_activation = LP_NONE},
    {.name = "k", .i_activation = LP_NONE},
};
static const struct lp_parameters parameters = {3, items};
static const double p[] = {8e-11, 0.3 * LP_ELEMENTARY_CHARGE_C, 1e-8};

static void a_constant_is_itself(void **state)
{
    (void)state;
    struct lp_value value = {.is_given = true, .i_parameter = LP_NONE, .constant = 3.0};
    assert_true(lp_value_at(&parameters, &value, p, 350.0) == 3.0);
    value.is_given = false;
    assert_true(isnan(lp_value_at(&parameters, &value, p, 350.0)));
}

static void arrhenius_scales_with_temperature(void **state)
{
    (void)state;
    struct lp_value phi = {.is_given = true, .i_parameter = 0};
    assert_true(lp_value_at(&parameters, &phi, p, KELVIN_25C) == p[0]);
    /* exp(-Ea/kB (1/333.15 - 1/298.15)) for 0.3 eV, kB = 8.617333262e-5 eV/K: 3.409 */
    double ratio = lp_value_at(&parameters, &phi, p, 333.15) / p[0];
    assert_true(fabs(ratio - exp(-0.3 / 8.617333262e-5 * (1 / 333.15 - 1 / 298.15))) < 1e-8);
    assert_true(ratio > 3.40 && ratio < 3.42);
    struct lp_value k = {.is_given = true, .i_parameter = 2};
    assert_true(lp_value_at(&parameters, &k, p, 333.15) == p[2]);
}

static void gradient_is_the_derivative(void **state)
{
    (void)state;
    const size_t slots[] = {1, 0, LP_NONE};
    double gradient[2] = {10.0, 20.0};
    struct lp_value phi = {.is_given = true, .i_parameter = 0};
    lp_value_add_gradient(&parameters, &phi, p, 333.15, 2.0, slots, gradient);
    for (size_t i = 0; i < 2; i++) {
        double up[3], down[3], h = 1e-5 * p[i];
        for (size_t k = 0; k < 3; k++)
            up[k] = down[k] = p[k];
        up[i] += h;
        down[i] -= h;
        double difference = (lp_value_at(&parameters, &phi, up, 333.15) -
                             lp_value_at(&parameters, &phi, down, 333.15)) /
                            (2.0 * h);
        double added = gradient[slots[i]] - (slots[i] ? 20.0 : 10.0);
        assert_true(fabs(added - 2.0 * difference) <= 1e-7 * fabs(added) + 1e-14);
    }
    struct lp_value k = {.is_given = true, .i_parameter = 2};
    double before = gradient[0];
    lp_value_add_gradient(&parameters, &k, p, 333.15, 2.0, slots, gradient);
    assert_true(gradient[0] == before);
}

static void names_are_found(void **state)
{
    (void)state;
    struct lp_compartment compartments[] = {{.name = "left", .kind = LP_ELECTRODE},
                                            {.name = "salt", .kind = LP_PHASE},
                                            {.name = "lgps", .kind = LP_PHASE}};
    struct lp_component components[] = {{.name = "LGPS"}};
    struct lp_model model = {.n_compartments = 3,
                             .compartments = compartments,
                             .n_components = 1,
                             .components = components};
    assert_int_equal(lp_model_find_compartment(&model, "salt"), 1);
    assert_int_equal(lp_model_find_compartment(&model, "Salt"), LP_NONE);
    assert_int_equal(lp_model_find_component(&model, "LGPS"), 0);
    assert_int_equal(lp_parameters_find(&parameters, "k"), 2);
    assert_int_equal(lp_parameters_find(&parameters, "K"), LP_NONE);
    struct lp_edge contact = {.i_from = 1, .i_to = 0}, inner = {.i_from = 1, .i_to = 2};
    assert_true(lp_edge_touches_electrode(&model, &contact));
    assert_false(lp_edge_touches_electrode(&model, &inner));
    assert_false(lp_model_grows(&model));
    compartments[2].growth.is_given = true;
    assert_true(lp_model_grows(&model));
}

/* A chain l -> a -> b -> c of edges that are listed from its end, so that each look over the list
 * adds one compartment; forwards or backwards as written. */
static void what_is_far_is_reached(void **state)
{
    (void)state;
    struct lp_edge edges[2][3] = {{{.id = "bc", .i_from = 2, .i_to = 3},
                                   {.id = "ab", .i_from = 1, .i_to = 2},
                                   {.id = "la", .i_from = 0, .i_to = 1}},
                                  {{.id = "bc", .i_from = 3, .i_to = 2},
                                   {.id = "ab", .i_from = 2, .i_to = 1},
                                   {.id = "la", .i_from = 1, .i_to = 0}}};
    static const char *const ab = "ab";
    const struct lp_edge_set absent = {.n = 1, .ids = &ab};
    for (size_t k = 0; k < 2; k++) {
        const struct lp_model m = {.n_compartments = 4, .n_edges = 3, .edges = edges[k]};
        bool all[4] = {true}, past_a[4] = {true}, without[4] = {true};
        lp_model_reach(&m, NULL, LP_NONE, true, all);
        assert_true(all[0] && all[1] && all[2] && all[3]);
        lp_model_reach(&m, NULL, 1, true, past_a); /* a is reached, and not passed */
        assert_true(past_a[1] && !past_a[2] && !past_a[3]);
        lp_model_reach(&m, &absent, LP_NONE, true, without);
        assert_true(without[1] && !without[2] && !without[3]);
    }
    /* One way: forwards only, and by tracer only. */
    for (size_t k = 0; k < 2; k++) {
        const struct lp_model m = {.n_compartments = 4, .n_edges = 3, .edges = edges[k]};
        edges[k][1].is_one_way = true;
        bool by_tracer[4] = {true}, by_exchange[4] = {true};
        lp_model_reach(&m, NULL, LP_NONE, false, by_tracer);
        assert_true(by_tracer[1] && by_tracer[2] == (k == 0) && by_tracer[3] == (k == 0));
        lp_model_reach(&m, NULL, LP_NONE, true, by_exchange);
        assert_true(by_exchange[1] && !by_exchange[2] && !by_exchange[3]);
    }
}

/* Of the edges between a foil and a phase only that is a contact which a current can pass,
 * whichever way it is written. */
static void a_contact_conducts(void **state)
{
    (void)state;
    struct lp_edge edges[] = {{.id = "a->l", .i_from = 1, .i_to = 0, .is_one_way = true},
                              {.id = "a--b", .i_from = 1, .i_to = 2},
                              {.id = "l--a", .i_from = 0, .i_to = 1},
                              {.id = "b--l", .i_from = 2, .i_to = 0}};
    struct lp_model m = {.n_compartments = 3, .n_edges = 4, .edges = edges};
    assert_int_equal(lp_model_contact(&m, 0, 1), 2);
    assert_int_equal(lp_model_contact(&m, 0, 2), 3);
    m.n_edges = 2;
    assert_int_equal(lp_model_contact(&m, 0, 1), LP_NONE);
    assert_int_equal(lp_model_contact(&m, 0, 2), LP_NONE);
}

static void an_interface_is_a_phase_by_its_role(void **state)
{
    (void)state;
    assert_true(lp_compartment_is_interface(
        &(struct lp_compartment){.kind = LP_PHASE, .role = "interface"}));
    assert_false(lp_compartment_is_interface(
        &(struct lp_compartment){.kind = LP_ELECTRODE, .role = "interface"}));
    assert_false(
        lp_compartment_is_interface(&(struct lp_compartment){.kind = LP_PHASE, .role = "inter"}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_is_itself),
        cmocka_unit_test(arrhenius_scales_with_temperature),
        cmocka_unit_test(gradient_is_the_derivative),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(what_is_far_is_reached),
        cmocka_unit_test(a_contact_conducts),
        cmocka_unit_test(an_interface_is_a_phase_by_its_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
