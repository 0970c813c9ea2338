/* SPDX-License-Identifier: MIT
 *
 * Chooses an engine for a problem, checks what all engines rely on, and does what they have in
 * common: states to compartment means, and NaN wherever a solve failed, so that a failure can
 * never pass for a perfect fit.
 */
#include "engine/engine_impl.h"

#include <math.h>

struct lp_engine_options lp_engine_options_default(void)
{
    return (struct lp_engine_options){
        .kind = LP_ENGINE_AUTO, .rtol = 1e-8, .atol = 1e-12, .max_steps = 200000};
}

static enum lp_status check_problem(const struct lp_engine_problem *problem,
                                    const struct lp_engine_options *options, struct lp_diag *diag)
{
    if (!(options->rtol > 0) || !(options->atol > 0) || options->max_steps == 0) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "tolerances and the number of steps must be above zero");
        return LP_EINPUT;
    }
    if (problem->network->n_states == 0) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': nothing changes in time: the model has no phase",
                      problem->experiment);
        return LP_EINPUT;
    }
    for (size_t i = 0; i < problem->n_times; i++) {
        double t = problem->times_s[i];
        if (isfinite(t) && t >= 0 && (i == 0 || t > problem->times_s[i - 1]))
            continue;
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': output times must be increasing and not negative",
                      problem->experiment);
        return LP_EINPUT;
    }
    double last_s = problem->n_times > 0 ? problem->times_s[problem->n_times - 1] : 0;
    enum lp_status status =
        lp_network_check_protocol(problem->network, problem->protocol, last_s, diag);
    if (status != LP_OK)
        lp_diag_note(diag, lp_span_none(NULL), "in experiment '%s'", problem->experiment);
    return status;
}

enum lp_status lp_engine_new(const struct lp_engine_problem *problem,
                             const struct lp_engine_options *options, struct lp_engine **engine,
                             struct lp_diag *diag)
{
    enum lp_status status = check_problem(problem, options, diag);
    if (status != LP_OK)
        return status;
    if (options->kind == LP_ENGINE_EXACT && !lp_engine_exact_applies(problem, diag))
        return LP_EINPUT;
    if (options->kind != LP_ENGINE_CVODES && lp_engine_exact_applies(problem, NULL))
        return lp_engine_exact_new(problem, options, engine);
    return lp_engine_cvodes_new(problem, options, engine, diag);
}

void lp_engine_free(struct lp_engine *engine)
{
    if (engine)
        engine->type->free(engine);
}

const char *lp_engine_name(const struct lp_engine *engine)
{
    return engine->type->name;
}

static void fill(double values[], size_t n, double value)
{
    for (size_t i = 0; values && i < n; i++)
        values[i] = value;
}

static void fill_with_nan(const struct lp_engine *engine, struct lp_trajectory *out)
{
    const struct lp_network *net = engine->problem.network;
    size_t n = engine->problem.n_times * net->model->n_compartments;
    fill(out->x, n, NAN);
    fill(out->N, n, NAN);
    fill(out->dx, n * net->slots.n, NAN);
    fill(out->dN, n * net->slots.n, NAN);
    fill(out->li6_given_mol, 2 * engine->problem.n_times, NAN);
}

enum lp_status lp_engine_solve(struct lp_engine *engine, struct lp_trajectory *out,
                               struct lp_diag *diag)
{
    enum lp_status status = engine->type->solve(engine, out, diag);
    if (status != LP_OK)
        fill_with_nan(engine, out);
    return status;
}

/* Layers hold equal inventories, so the mean enrichment of a phase is the plain mean. */
static double mean_over_layers(const struct lp_network *net, size_t i_compartment, const double x[])
{
    size_t first = net->first_node[i_compartment];
    size_t n_layers = lp_network_n_layers(net, i_compartment);
    double sum = 0;
    if (n_layers == 1)
        return x[first];
    for (size_t layer = 0; layer < n_layers; layer++)
        sum += x[first + layer * net->layer_stride];
    return sum / (double)n_layers;
}

void lp_engine_fold(const struct lp_network *network, const double x[], const double reservoir[],
                    size_t stride, double row[])
{
    for (size_t i = 0; i < network->model->n_compartments; i++) {
        size_t node = network->first_node[i];
        row[i * stride] =
            node < network->n_states ? mean_over_layers(network, i, x) : reservoir[node * stride];
    }
}

void lp_engine_write_inventories(const struct lp_network *network, size_t i_time,
                                 struct lp_trajectory *out)
{
    size_t n = network->model->n_compartments, n_slots = network->slots.n;
    for (size_t i = 0; out->N && i < n; i++) {
        size_t node = network->first_node[i];
        double n_layers = (double)lp_network_n_layers(network, i);
        out->N[i_time * n + i] = network->inventory_mol[node] * n_layers;
        for (size_t k = 0; out->dN && k < n_slots; k++)
            out->dN[(i_time * n + i) * n_slots + k] =
                network->d_inventory[node * n_slots + k] * n_layers;
    }
}

void lp_engine_write(const struct lp_engine *engine, size_t i_time, const double x[],
                     const double dx[], struct lp_trajectory *out)
{
    const struct lp_network *net = engine->problem.network;
    size_t n = net->model->n_compartments, n_slots = net->slots.n;
    lp_engine_fold(net, x, net->x0, 1, out->x + i_time * n);
    for (size_t k = 0; out->dx && k < n_slots; k++)
        lp_engine_fold(net, dx + k * net->n_states, net->d_x0 + k, n_slots,
                       out->dx + i_time * n * n_slots + k);
    lp_engine_write_inventories(net, i_time, out);
}
