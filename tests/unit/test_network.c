/* SPDX-License-Identifier: MIT
 *
 * Network: the structure of well-mixed and layered models, the values of their links, and the
 * rates under rest, current and storage against the formulas of science.md.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct lp_stretch at_rest = {.current_A = 0, .electrodes_on = true};

static struct lp_rates new_rates(const struct lp_network *net)
{
    struct lp_rates rates = {.rate = calloc(net->n_terms + 1, sizeof(double)),
                             .d_rate = calloc(net->n_terms * net->slots.n + 1, sizeof(double))};
    assert_non_null(rates.rate);
    assert_non_null(rates.d_rate);
    return rates;
}

static void free_rates(struct lp_rates *rates)
{
    free(rates->rate);
    free(rates->d_rate);
}

static struct lp_rates rates_under(struct lp_network *net, struct lp_stretch stretch)
{
    struct lp_rates rates = new_rates(net);
    assert_int_equal(lp_network_rates(net, &stretch, &rates, NULL), LP_OK);
    return rates;
}

/* Rate of the term from -> to (relaxing or not); fails if there is none or more than one. */
static double rate_of(const struct lp_network *net, const struct lp_rates *rates, size_t to,
                      size_t from)
{
    double rate = NAN;
    for (size_t t = 0; t < net->n_terms; t++) {
        if (net->terms[t].to == to && net->terms[t].from == from) {
            assert_true(isnan(rate));
            rate = rates->rate[t];
        }
    }
    if (isnan(rate))
        fail_msg("no term from node %zu to node %zu", from, to);
    return rate;
}

static void flow_over_inventory_is_the_rate(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 0.95);
    size_t a = modelmaker_phase(maker, 6e-6, 0.08), b = modelmaker_phase(maker, 2e-6, 0.08);
    modelmaker_exchange(maker, foil, a, 3e-11);
    modelmaker_exchange(maker, a, b, 8e-11);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates rates = rates_under(net, at_rest);
    size_t node_a = net->first_node[a], node_b = net->first_node[b];
    assert_int_equal(net->n_states, 2);
    assert_int_equal(net->n_links, 2);
    assert_int_equal(net->n_terms, 3); /* the reservoir does not change */
    net_assert_near(rate_of(net, &rates, node_a, net->first_node[foil]), 3e-11 / 6e-6, 1e-20,
                    "from the foil");
    net_assert_near(rate_of(net, &rates, node_a, node_b), 8e-11 / 6e-6, 1e-20, "b to a");
    net_assert_near(rate_of(net, &rates, node_b, node_a), 8e-11 / 2e-6, 1e-20, "a to b");
    free_rates(&rates);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void one_way_loses_at_k_and_arrives_in_the_target(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, 6e-6, 0.5), b = modelmaker_phase(maker, 2e-6, 0.1);
    modelmaker_one_way(maker, a, b, 1e-4);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates rates = rates_under(net, at_rest);
    size_t node_a = net->first_node[a], node_b = net->first_node[b];
    assert_int_equal(net->n_links, 0); /* no part in Kirchhoff's law */
    assert_int_equal(net->n_terms, 2);
    assert_false(net->terms[0].relaxes);
    net_assert_near(rate_of(net, &rates, node_a, node_a), -1e-4, 0, "loss");
    net_assert_near(rate_of(net, &rates, node_b, node_a), 3e-4, 1e-18, "gain k N_a/N_b");
    free_rates(&rates);
    lp_network_free(net);
    modelmaker_free(maker);
}

/* Two phases in Z layers between two foils, one with a Haven ratio. */
static struct modelmaker *layered(size_t n_layers)
{
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.95);
    size_t a = modelmaker_phase(maker, 6e-6, 0.08), b = modelmaker_phase(maker, 2e-6, 0.08);
    size_t right = modelmaker_electrode(maker, NAN, 0.9);
    maker->model.compartments[a].diffusivity_m2_per_s = modelmaker_parameter(maker, 1e-13);
    maker->model.compartments[a].haven = modelmaker_parameter(maker, 0.5);
    size_t e = modelmaker_exchange(maker, left, a, 1e-10);
    maker->model.edges[e].haven = modelmaker_parameter(maker, 0.8);
    modelmaker_exchange(maker, a, right, 2e-10);
    modelmaker_exchange(maker, a, b, 8e-11);
    modelmaker_depth(maker, n_layers, 5e-5);
    return maker;
}

static void layers_are_joined_as_science_says(void **state)
{
    (void)state;
    struct modelmaker *maker = layered(4);
    struct lp_network *net = modelmaker_network(maker);
    double P = 1e-13 * 6e-6 * 4 / (5e-5 * 5e-5);
    assert_int_equal(net->n_states, 8);
    assert_int_equal(net->n_nodes, 10);
    assert_int_equal(net->n_links, 1 + 1 + 4 + 3); /* b has no diffusivity: no layer links */
    net_assert_near(net->inventory_mol[net->first_node[1]], 1.5e-6, 1e-20, "N/Z");
    net_assert_near(net->phi[0], 1 / (1 / 1e-10 + 1 / (2 * P)), 1e-22, "first contact");
    net_assert_near(net->g[0], 1 / (0.8 / 1e-10 + 0.5 / (2 * P)), 1e-22, "its conductance");
    net_assert_near(net->phi[1], 1 / (1 / 2e-10 + 1 / (2 * P)), 1e-22, "second contact");
    net_assert_near(net->phi[2], 8e-11 / 4, 1e-22, "between phases");
    net_assert_near(net->phi[6], P, 1e-22, "between layers");
    net_assert_near(net->g[6], P / 0.5, 1e-22, "their conductance");
    assert_int_equal(net->nodes[net->links[0].b].i_layer, 0);
    assert_int_equal(net->nodes[net->links[1].a].i_layer, 3);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void one_layer_is_well_mixed_with_half_layer_contacts(void **state)
{
    (void)state;
    struct modelmaker *maker = layered(1);
    struct lp_network *net = modelmaker_network(maker);
    double P = 1e-13 * 6e-6 / (5e-5 * 5e-5);
    assert_int_equal(net->n_states, 2);
    assert_int_equal(net->n_links, 3);
    net_assert_near(net->phi[0], 1 / (1 / 1e-10 + 1 / (2 * P)), 1e-22, "contact");
    net_assert_near(net->phi[2], 8e-11, 1e-22, "between phases");
    lp_network_free(net);
    modelmaker_free(maker);
}

/* Under current the jumps of a link obey r+ - r- = q and r+ r- = phi², and by Kirchhoff's law as
 * much arrives at each compartment as leaves it. */
static void current_drives_jumps_apart(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    struct lp_network *net = modelmaker_network(maker);
    double q0 = 5e-5 / LP_FARADAY_C_PER_MOL, total = 0;
    struct lp_rates rates =
        rates_under(net, (struct lp_stretch){.current_A = 5e-5, .electrodes_on = true});
    for (size_t l = 6; l < net->n_links; l++) { /* links between phases: both ends are states */
        size_t a = net->links[l].a, b = net->links[l].b;
        double forward = rate_of(net, &rates, b, a) * net->inventory_mol[b];
        double backward = rate_of(net, &rates, a, b) * net->inventory_mol[a];
        net_assert_near(forward * backward / (net->phi[l] * net->phi[l]), 1, 1e-12, "r+ r-");
    }
    for (size_t l = 0; l < 6; l += 2) {
        /* the first foil's contacts: r+ arrives; r- = phi²/r+ leaves */
        double arriving = rate_of(net, &rates, net->links[l].b, net->links[l].a) *
                          net->inventory_mol[net->links[l].b];
        total += arriving - net->phi[l] * net->phi[l] / arriving;
    }
    net_assert_near(total / q0, 1, 1e-12, "the current");
    free_rates(&rates);
    lp_network_free(net);
    modelmaker_free(maker);
}

/* Reversed current in a network that looks the same from both sides mirrors the rates. */
static void reversed_current_mirrors(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates up =
        rates_under(net, (struct lp_stretch){.current_A = 2e-5, .electrodes_on = true});
    struct lp_rates down =
        rates_under(net, (struct lp_stretch){.current_A = -2e-5, .electrodes_on = true});
    size_t left = net->first_node[0], right = net->first_node[1];
    for (size_t i = 0; i < net->n_states; i++) {
        net_assert_near(rate_of(net, &up, i, left) / rate_of(net, &down, i, right), 1, 1e-12,
                        "left and right change places");
    }
    free_rates(&up);
    free_rates(&down);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void far_against_the_drift_nothing_cancels(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9),
           right = modelmaker_electrode(maker, NAN, 0.1);
    size_t a = modelmaker_phase(maker, 1e-6, 0.5);
    modelmaker_exchange(maker, left, a, 1e-16);
    modelmaker_exchange(maker, a, right, 1e-16);
    struct lp_network *net = modelmaker_network(maker);
    double q0 = 1e-3 / LP_FARADAY_C_PER_MOL;
    struct lp_rates rates =
        rates_under(net, (struct lp_stretch){.current_A = 1e-3, .electrodes_on = true});
    net_assert_near(rate_of(net, &rates, net->first_node[a], net->first_node[right]) * 1e-6 /
                        (1e-32 / q0),
                    1, 1e-12, "r- = phi²/q");
    free_rates(&rates);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void storage_cuts_every_electrode_edge(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    modelmaker_one_way(maker, 2, 1, 1e-6);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates rates =
        rates_under(net, (struct lp_stretch){.current_A = 0, .electrodes_on = false});
    for (size_t t = 0; t < net->n_terms; t++) {
        bool inner = net->terms[t].from < net->n_states && net->terms[t].relaxes;
        assert_int_equal(rates.rate[t] != 0, inner);
    }
    free_rates(&rates);
    lp_network_free(net);
    modelmaker_free(maker);
}

/* At its lower bound 0 a flow has one-sided derivatives, under current too. */
static void derivative_at_zero_flow(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    size_t i_flow = maker->model.edges[7].flow_mol_per_s.i_parameter; /* LGPS--salt */
    double step = 1e-20;
    maker->p[i_flow] = 0;
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates at_zero =
        rates_under(net, (struct lp_stretch){.current_A = 5e-5, .electrodes_on = true});
    maker->p[i_flow] = step;
    assert_int_equal(lp_network_set(net, maker->p, NULL), LP_OK);
    struct lp_rates beside =
        rates_under(net, (struct lp_stretch){.current_A = 5e-5, .electrodes_on = true});
    size_t n_moved = 0;
    for (size_t t = 0; t < net->n_terms; t++) {
        if (net->terms[t].from >= net->n_states)
            continue;
        double slope = at_zero.d_rate[t * net->slots.n + i_flow];
        if (at_zero.rate[t] == 0) {
            net_assert_near(beside.rate[t] / step / slope, 1, 1e-6, "slope at zero flow");
            n_moved++;
        }
    }
    assert_int_equal(n_moved, 2);
    free_rates(&at_zero);
    free_rates(&beside);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void absent_edges_are_not_there(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    const char *ids[] = {maker->model.edges[6].id, maker->model.edges[8].id};
    struct lp_edge_set absent = {.n = 2, .ids = ids};
    struct lp_network *net = NULL;
    assert_int_equal(lp_network_new(&maker->model, 298.15, &absent, &maker->slots, &net, NULL),
                     LP_OK);
    assert_int_equal(net->n_links, 7);
    for (size_t l = 0; l < net->n_links; l++)
        assert_true(net->links[l].i_edge != 6 && net->links[l].i_edge != 8);
    assert_true(lp_edge_set_has(&absent, ids[1]));
    assert_false(lp_edge_set_has(&absent, "none"));
    assert_false(lp_edge_set_has(NULL, ids[1]));
    lp_network_free(net);
    modelmaker_free(maker);
}

static void flows_follow_arrhenius(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    size_t i_flow = maker->model.edges[6].flow_mol_per_s.i_parameter;
    struct lp_value energy = modelmaker_parameter(maker, 0.3 * LP_ELEMENTARY_CHARGE_C);
    maker->parameters.item[i_flow].i_activation = energy.i_parameter;
    maker->parameters.item[i_flow].reference_temperature_K = 298.15;
    maker->experiment.temperature_K = 333.15;
    struct lp_network *net = modelmaker_network(maker);
    double expected = 8e-11 * exp(-0.3 * LP_ELEMENTARY_CHARGE_C / LP_BOLTZMANN_J_PER_K *
                                  (1 / 333.15 - 1 / 298.15));
    net_assert_near(net->phi[6] / expected, 1, 1e-12, "phi at 60 degC");
    assert_true(net->d_phi[6 * net->slots.n + energy.i_parameter] > 0);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void expect_refusal(enum lp_status status, enum lp_status expected, struct lp_diag *diag,
                           const char *word, const char *other_word)
{
    assert_int_equal(status, expected);
    const char *text = lp_diag_first_error(diag);
    assert_non_null(text);
    assert_non_null(strstr(text, word));
    assert_non_null(strstr(text, other_word));
    lp_diag_free(diag);
}

static void refuses_a_contact_that_would_vanish(void **state)
{
    (void)state;
    struct modelmaker *maker = layered(4);
    struct lp_network *net = NULL;
    struct lp_diag *diag = lp_diag_new();
    modelmaker_exchange(maker, 0, 2, 1e-11); /* b has no diffusivity */
    expect_refusal(lp_network_new(&maker->model, 298.15, NULL, &maker->slots, &net, diag),
                   LP_EINPUT, diag, "phase2", "foil0");
    modelmaker_free(maker);
}

static void expect_no_rates(struct modelmaker *maker, struct lp_stretch stretch, const char *word,
                            const char *other_word)
{
    struct lp_network *net = modelmaker_network(maker);
    struct lp_rates rates = new_rates(net);
    struct lp_diag *diag = lp_diag_new();
    expect_refusal(lp_network_rates(net, &stretch, &rates, diag), LP_EINPUT, diag, word,
                   other_word);
    free_rates(&rates);
    lp_network_free(net);
}

static void refuses_currents_that_cannot_be(void **state)
{
    (void)state;
    const struct lp_stretch driven = {.current_A = 1e-5, .electrodes_on = true};
    struct modelmaker *maker = modelmaker_problem_s(false);
    expect_no_rates(maker, (struct lp_stretch){.current_A = 1e-5, .electrodes_on = false},
                    "current", "off");
    modelmaker_free(maker);
    maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9), a = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_exchange(maker, left, a, 1e-10);
    expect_no_rates(maker, driven, "two electrodes", "fewer");
    size_t right = modelmaker_electrode(maker, NAN, 0.9), b = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_exchange(maker, right, b, 1e-10);
    expect_no_rates(maker, driven, "foil0", "foil2");
    modelmaker_free(maker);
}

/* The pathway of a well-mixed model needs no inventories; motion in time does. */
static void missing_numbers_stop_motion_only(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    maker->p[maker->model.compartments[2].inventory_mol.i_parameter] = NAN;
    expect_no_rates(maker, at_rest, "inventory", "phase2");
    struct lp_network *net = modelmaker_network(maker);
    struct lp_diag *diag = lp_diag_new();
    maker->p[maker->model.edges[7].flow_mol_per_s.i_parameter] = NAN;
    expect_refusal(lp_network_set(net, maker->p, diag), LP_EINPUT, diag, "flow", "phase2--phase4");
    diag = lp_diag_new();
    maker->p[maker->model.edges[7].flow_mol_per_s.i_parameter] = -1e-12;
    expect_refusal(lp_network_set(net, maker->p, diag), LP_ENUMERIC, diag, "flow", "not negative");
    lp_network_free(net);
    modelmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_over_inventory_is_the_rate),
        cmocka_unit_test(one_way_loses_at_k_and_arrives_in_the_target),
        cmocka_unit_test(layers_are_joined_as_science_says),
        cmocka_unit_test(one_layer_is_well_mixed_with_half_layer_contacts),
        cmocka_unit_test(current_drives_jumps_apart),
        cmocka_unit_test(reversed_current_mirrors),
        cmocka_unit_test(far_against_the_drift_nothing_cancels),
        cmocka_unit_test(storage_cuts_every_electrode_edge),
        cmocka_unit_test(derivative_at_zero_flow),
        cmocka_unit_test(absent_edges_are_not_there),
        cmocka_unit_test(flows_follow_arrhenius),
        cmocka_unit_test(refuses_a_contact_that_would_vanish),
        cmocka_unit_test(refuses_currents_that_cannot_be),
        cmocka_unit_test(missing_numbers_stop_motion_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
