/* SPDX-License-Identifier: MIT
 *
 * Look-ups in the model and the value of one of its numbers at given parameters, with its
 * derivatives. A parameter with an activation energy holds at its reference temperature Tref:
 *
 *     v(T) = p exp(-Ea/kB (1/T - 1/Tref)),    dv/dp = v/p,    dv/dEa = -v/kB (1/T - 1/Tref)
 *
 * (science.md, "What is fitted"). modelread fills the model, the network reads it.
 */
#include "input/model.h"

#include <math.h>
#include <string.h>

/* -(1/T - 1/Tref)/kB, the factor of Ea in the exponent [1/J]. */
static double arrhenius_slope(const struct lp_parameter *parameter, double temperature_K)
{
    return -(1.0 / temperature_K - 1.0 / parameter->reference_temperature_K) / LP_BOLTZMANN_J_PER_K;
}

static double arrhenius_factor(const struct lp_parameter *parameter, const double p[],
                               double temperature_K)
{
    if (parameter->i_activation == LP_NONE)
        return 1.0;
    return exp(p[parameter->i_activation] * arrhenius_slope(parameter, temperature_K));
}

double lp_value_at(const struct lp_parameters *parameters, const struct lp_value *value,
                   const double p[], double temperature_K)
{
    if (!value->is_given)
        return NAN;
    if (value->i_parameter == LP_NONE)
        return value->constant;
    const struct lp_parameter *parameter = &parameters->item[value->i_parameter];
    return p[value->i_parameter] * arrhenius_factor(parameter, p, temperature_K);
}

void lp_value_add_gradient(const struct lp_parameters *parameters, const struct lp_value *value,
                           const double p[], double temperature_K, double factor,
                           const size_t i_slot[], double gradient[])
{
    if (!value->is_given || value->i_parameter == LP_NONE)
        return;
    const struct lp_parameter *parameter = &parameters->item[value->i_parameter];
    double arrhenius = arrhenius_factor(parameter, p, temperature_K);
    size_t slot = i_slot[value->i_parameter];
    if (slot != LP_NONE)
        gradient[slot] += factor * arrhenius;
    if (parameter->i_activation == LP_NONE)
        return;
    slot = i_slot[parameter->i_activation];
    if (slot != LP_NONE)
        gradient[slot] +=
            factor * p[value->i_parameter] * arrhenius * arrhenius_slope(parameter, temperature_K);
}

size_t lp_model_find_compartment(const struct lp_model *model, const char *name)
{
    for (size_t i = 0; i < model->n_compartments; i++)
        if (strcmp(model->compartments[i].name, name) == 0)
            return i;
    return LP_NONE;
}

size_t lp_model_find_component(const struct lp_model *model, const char *name)
{
    for (size_t i = 0; i < model->n_components; i++)
        if (strcmp(model->components[i].name, name) == 0)
            return i;
    return LP_NONE;
}

size_t lp_parameters_find(const struct lp_parameters *parameters, const char *name)
{
    for (size_t i = 0; i < parameters->n; i++)
        if (strcmp(parameters->item[i].name, name) == 0)
            return i;
    return LP_NONE;
}

bool lp_edge_touches_electrode(const struct lp_model *model, const struct lp_edge *edge)
{
    return model->compartments[edge->i_from].kind == LP_ELECTRODE ||
           model->compartments[edge->i_to].kind == LP_ELECTRODE;
}

size_t lp_model_contact(const struct lp_model *model, size_t i_electrode, size_t i_phase)
{
    for (size_t i = 0; i < model->n_edges; i++) {
        const struct lp_edge *e = &model->edges[i];
        if (lp_edge_conducts(e) && ((e->i_from == i_electrode && e->i_to == i_phase) ||
                                    (e->i_to == i_electrode && e->i_from == i_phase)))
            return i;
    }
    return LP_NONE;
}

bool lp_edge_set_has(const struct lp_edge_set *set, const char *id)
{
    if (!set)
        return false;
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->ids[i], id) == 0)
            return true;
    }
    return false;
}

void lp_model_reach(const struct lp_model *model, const struct lp_edge_set *absent, size_t blocked,
                    bool exchange_only, bool reached[])
{
    bool has_grown = true;

    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < model->n_edges; i++) {
            const struct lp_edge *e = &model->edges[i];
            if (lp_edge_set_has(absent, e->id) || (!lp_edge_conducts(e) && exchange_only))
                continue;
            bool forwards = reached[e->i_from] && !reached[e->i_to] && e->i_from != blocked;
            bool backwards = lp_edge_conducts(e) && reached[e->i_to] && !reached[e->i_from] &&
                             e->i_to != blocked;
            if (forwards)
                reached[e->i_to] = true;
            if (backwards)
                reached[e->i_from] = true;
            has_grown = has_grown || forwards || backwards;
        }
    }
}

const char *lp_compartment_kind_text(enum lp_compartment_kind kind)
{
    switch (kind) {
    case LP_ELECTRODE:
        return "electrode";
    case LP_PHASE:
        return "phase";
    }
    return "?";
}

bool lp_compartment_is_interface(const struct lp_compartment *compartment)
{
    return compartment->kind == LP_PHASE && strcmp(compartment->role, "interface") == 0;
}

bool lp_model_grows(const struct lp_model *model)
{
    for (size_t i = 0; i < model->n_compartments; i++)
        if (model->compartments[i].growth.is_given)
            return true;
    return false;
}
