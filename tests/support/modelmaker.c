/* SPDX-License-Identifier: MIT
 *
 * See modelmaker.h. Room for a fixed number of things each, checked.
 */
#include "modelmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ROOM 160

static void *claim(struct modelmaker *maker, size_t n, size_t size)
{
    void *memory = lp_arena_alloc(maker->arena, n, size);
    assert_non_null(memory);
    return memory;
}

struct lp_value modelmaker_parameter(struct modelmaker *maker, double value)
{
    size_t i = maker->parameters.n++;
    assert_true(i < ROOM);
    maker->parameters.item[i] = (struct lp_parameter){
        .name = "p", .is_fitted = true, .is_used = true, .value = value, .i_activation = LP_NONE};
    maker->p[i] = value;
    maker->scale[i] = value != 0 ? fabs(value) : 1;
    maker->i_slot[i] = i;
    maker->slots.n = maker->parameters.n;
    return (struct lp_value){.is_given = true, .i_parameter = i};
}

static struct lp_value constant(double value)
{
    return (struct lp_value){.is_given = true, .i_parameter = LP_NONE, .constant = value};
}

struct modelmaker *modelmaker_new(void)
{
    struct modelmaker *maker = calloc(1, sizeof *maker);
    assert_non_null(maker);
    maker->arena = lp_arena_new();
    assert_non_null(maker->arena);
    maker->parameters.item = claim(maker, ROOM, sizeof *maker->parameters.item);
    maker->p = claim(maker, ROOM, sizeof *maker->p);
    maker->scale = claim(maker, ROOM, sizeof *maker->scale);
    maker->i_slot = claim(maker, ROOM, sizeof *maker->i_slot);
    maker->steps = claim(maker, ROOM, sizeof *maker->steps);
    maker->blocks = claim(maker, ROOM, sizeof *maker->blocks);
    maker->slots = (struct lp_slots){.i_slot = maker->i_slot, .scale = maker->scale};
    maker->model.parameters = &maker->parameters;
    maker->model.compartments = claim(maker, ROOM, sizeof *maker->model.compartments);
    maker->model.edges = claim(maker, ROOM, sizeof *maker->model.edges);
    maker->model.components = claim(maker, ROOM, sizeof *maker->model.components);
    maker->model.i_first = maker->model.i_second = LP_NONE;
    maker->experiment = (struct lp_experiment){.name = "cell",
                                               .model = &maker->model,
                                               .temperature_K = 298.15,
                                               .observable = LP_OBSERVE_ENRICHMENT,
                                               .scale = constant(1),
                                               .recycle_s = NAN,
                                               .flip_rad = acos(0)};
    maker->experiment.protocol.blocks = maker->blocks;
    return maker;
}

void modelmaker_free(struct modelmaker *maker)
{
    lp_arena_free(maker->arena);
    free(maker);
}

static size_t add_compartment(struct modelmaker *maker, enum lp_compartment_kind kind,
                              double inventory_mol, double enrichment)
{
    size_t i = maker->model.n_compartments++;
    assert_true(i < ROOM);
    struct lp_compartment *c = &maker->model.compartments[i];
    c->name = lp_arena_printf(maker->arena, "%s%zu", kind == LP_ELECTRODE ? "foil" : "phase", i);
    c->kind = kind;
    c->role = "";
    if (!isnan(inventory_mol))
        c->inventory_mol = modelmaker_parameter(maker, inventory_mol);
    c->enrichment = modelmaker_parameter(maker, enrichment);
    c->haven = constant(1);
    return i;
}

size_t modelmaker_electrode(struct modelmaker *maker, double inventory_mol, double enrichment)
{
    size_t i = add_compartment(maker, LP_ELECTRODE, inventory_mol, enrichment);
    if (maker->model.i_first == LP_NONE)
        maker->model.i_first = i;
    else
        maker->model.i_second = i;
    return i;
}

size_t modelmaker_phase(struct modelmaker *maker, double inventory_mol, double enrichment)
{
    size_t i = add_compartment(maker, LP_PHASE, inventory_mol, enrichment);
    struct lp_component *component = &maker->model.components[maker->model.n_components++];
    component->name = maker->model.compartments[i].name;
    component->n_parts = 1;
    component->parts = claim(maker, ROOM, sizeof *component->parts);
    component->parts[0] = (struct lp_component_part){.i_compartment = i, .weight = constant(1)};
    return i;
}

size_t modelmaker_pool(struct modelmaker *maker, double surface_mol, double enrichment)
{
    size_t i = modelmaker_electrode(maker, NAN, enrichment);
    maker->model.compartments[i].surface_mol = modelmaker_parameter(maker, surface_mol);
    return i;
}

void modelmaker_growth(struct modelmaker *maker, size_t i_phase, double rate_m2_per_s,
                       double start_m, double scale_m, size_t i_source)
{
    maker->model.compartments[i_phase].growth =
        (struct lp_growth){.is_given = true,
                           .rate_m2_per_s = modelmaker_parameter(maker, rate_m2_per_s),
                           .start_m = modelmaker_parameter(maker, start_m),
                           .scale_m = modelmaker_parameter(maker, scale_m),
                           .i_source = i_source};
}

static size_t add_edge(struct modelmaker *maker, size_t a, size_t b, const char *joint)
{
    size_t i = maker->model.n_edges++;
    assert_true(i < ROOM);
    struct lp_edge *edge = &maker->model.edges[i];
    edge->id = lp_arena_printf(maker->arena, "%s%s%s", maker->model.compartments[a].name, joint,
                               maker->model.compartments[b].name);
    edge->i_from = a;
    edge->i_to = b;
    edge->haven = constant(1);
    return i;
}

size_t modelmaker_exchange(struct modelmaker *maker, size_t a, size_t b, double phi_mol_per_s)
{
    size_t i = add_edge(maker, a, b, "--");
    maker->model.edges[i].flow_mol_per_s = modelmaker_parameter(maker, phi_mol_per_s);
    return i;
}

size_t modelmaker_one_way(struct modelmaker *maker, size_t from, size_t to, double k_per_s)
{
    size_t i = add_edge(maker, from, to, "->");
    maker->model.edges[i].is_one_way = true;
    maker->model.edges[i].rate_per_s = modelmaker_parameter(maker, k_per_s);
    return i;
}

void modelmaker_depth(struct modelmaker *maker, size_t n_layers, double thickness_m)
{
    maker->model.n_layers = n_layers;
    maker->model.depth_thickness_m = modelmaker_parameter(maker, thickness_m);
}

void modelmaker_step(struct modelmaker *maker, double duration_s, double current_A,
                     bool electrodes_on)
{
    size_t i = maker->experiment.protocol.n_blocks++, s = maker->n_steps++;
    assert_true(s < ROOM);
    maker->steps[s] = (struct lp_step){
        .duration_s = duration_s, .current_A = current_A, .electrodes_on = electrodes_on};
    maker->blocks[i] = (struct lp_block){.n_repeat = 1, .n_steps = 1, .steps = &maker->steps[s]};
}

void modelmaker_repeat(struct modelmaker *maker, size_t n_steps, size_t n_repeat)
{
    assert_true(n_steps > 0 && n_steps <= maker->experiment.protocol.n_blocks);
    maker->experiment.protocol.n_blocks -= n_steps - 1;
    maker->blocks[maker->experiment.protocol.n_blocks - 1] = (struct lp_block){
        .n_repeat = n_repeat, .n_steps = n_steps, .steps = &maker->steps[maker->n_steps - n_steps]};
}

static void assert_ok(enum lp_status status, struct lp_diag *diag)
{
    if (status != LP_OK) {
        const char *text = lp_diag_first_error(diag);
        fail_msg("%s: %s", lp_status_text(status), text != NULL ? text : "");
    }
    lp_diag_free(diag);
}

struct lp_network *modelmaker_network(struct modelmaker *maker)
{
    struct lp_network *net = NULL;
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status = lp_network_new(&maker->model, maker->experiment.temperature_K, NULL,
                                           &maker->slots, &net, diag);
    if (status == LP_OK)
        status = lp_network_set(net, maker->p, diag);
    assert_ok(status, diag);
    return net;
}

struct lp_observer *modelmaker_observer(struct modelmaker *maker, size_t n_points,
                                        const struct lp_point points[])
{
    struct lp_observer *observer = NULL;
    struct lp_diag *diag = lp_diag_new();
    struct lp_observer_setup setup = {.experiment = &maker->experiment,
                                      .slots = maker->slots,
                                      .engine = lp_engine_options_default(),
                                      .n_points = n_points,
                                      .points = points};
    assert_ok(lp_observer_new(&setup, &observer, diag), diag);
    return observer;
}

struct modelmaker *modelmaker_problem_s(bool flows_only)
{
    static const double contact[3] = {2e-11, 1.5e-10, 5e-11}; /* LGPS, interface, salt */
    static const double inner[3] = {8e-11, 5e-12, 6e-11};     /* LGPS-int, LGPS-salt, int-salt */
    static const double inventory[3] = {6e-6, 1.5e-6, 2.5e-6};
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.95);
    size_t right = modelmaker_electrode(maker, NAN, 0.95), phase[3];
    for (size_t i = 0; i < 3; i++)
        phase[i] = modelmaker_phase(maker, inventory[i], 0.0759);
    if (flows_only) {
        for (size_t i = 0; i < maker->parameters.n; i++)
            maker->i_slot[i] = LP_NONE;
    }
    size_t n_fixed = maker->parameters.n;
    for (size_t i = 0; i < 3; i++) {
        size_t e = modelmaker_exchange(maker, left, phase[i], contact[i]);
        size_t same = modelmaker_exchange(maker, right, phase[i], contact[i]);
        maker->parameters.n--; /* both sides share one parameter */
        maker->model.edges[same].flow_mol_per_s = maker->model.edges[e].flow_mol_per_s;
    }
    modelmaker_exchange(maker, phase[0], phase[1], inner[0]);
    modelmaker_exchange(maker, phase[0], phase[2], inner[1]);
    modelmaker_exchange(maker, phase[1], phase[2], inner[2]);
    maker->slots.n = maker->parameters.n;
    for (size_t k = 0; flows_only && k < 6; k++) {
        maker->i_slot[n_fixed + k] = k;
        maker->scale[k] = maker->p[n_fixed + k];
        maker->slots.n = 6;
    }
    return maker;
}

double random_decades(struct lp_random *random, double low, double high)
{
    return low * pow(high / low, lp_random_uniform(random));
}

size_t random_below(struct lp_random *random, size_t n)
{
    return (size_t)(lp_random_uniform(random) * (double)n);
}
