/* SPDX-License-Identifier: MIT
 *
 * The last station of a run: the answer, which inference has filled, becomes result.json. Nothing
 * is computed here; names, nesting and units are those of examples/README.md, with further keys
 * beside them (title, synthetic, fit series, what each phase gained).
 *
 * A number that is not finite becomes null, an estimate whose three numbers are all missing becomes
 * null as a whole, and an interval with both ends missing is null.
 */
#include "output/result.h"
#include "base/clean.h"
#include "base/units.h"
#include "output/json.h"
#include "output/versions.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Failures stick, so that building reads as a list of keys and is checked once. */
struct writer {
    bool has_failed;
    bool is_plain; /* numbers where result.json has {estimate, ci95} */
};

static void put(struct writer *writer, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        writer->has_failed = true;
}

/* The same under a key that is somebody's name for something. */
static void put_named(struct writer *writer, json_t *object, const char *name, json_t *value)
{
    const size_t n = strlen(name);
    char *shown = malloc(LP_CLEAN_ROOM(n));
    if (shown)
        lp_clean_write(shown, name, n, LP_SPACE_REPLACED);
    put(writer, object, shown, value);
    free(shown);
}

static void append(struct writer *writer, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        writer->has_failed = true;
}

static json_t *count(size_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *text(const char *string)
{
    return lp_json_string(string);
}

static json_t *texts(struct writer *writer, size_t n, const char *const strings[])
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(writer, array, text(strings[i]));
    return array;
}

static json_t *reals(struct writer *writer, size_t n, const double values[])
{
    json_t *array = json_array();
    for (size_t i = 0; values && i < n; i++)
        append(writer, array, lp_json_real(values[i]));
    return array;
}

static json_t *interval(struct writer *writer, const struct lp_estimate *estimate)
{
    if (!isfinite(estimate->low) && !isfinite(estimate->high))
        return json_null();
    json_t *ends = json_array();
    append(writer, ends, lp_json_real(estimate->low));
    append(writer, ends, lp_json_real(estimate->high));
    return ends;
}

static bool is_missing(const struct lp_estimate *estimate)
{
    return !isfinite(estimate->value) && !isfinite(estimate->low) && !isfinite(estimate->high);
}

static json_t *number(struct writer *writer, const struct lp_estimate *estimate)
{
    if (writer->is_plain)
        return lp_json_real(estimate->value);
    if (is_missing(estimate))
        return json_null();
    json_t *object = json_object();
    put(writer, object, "estimate", lp_json_real(estimate->value));
    put(writer, object, "ci95", interval(writer, estimate));
    return object;
}

/* What was gained stands beside the stable keys only where it is known. */
static void put_if_known(struct writer *writer, json_t *object, const char *key,
                         const struct lp_estimate *estimate)
{
    if (!is_missing(estimate))
        put(writer, object, key, number(writer, estimate));
}

static json_t *verdict_word(enum lp_verdict verdict)
{
    return verdict == LP_VERDICT_NULL ? json_null() : json_string(lp_verdict_text(verdict));
}

static json_t *pathway_compartment(struct writer *writer,
                                   const struct lp_answer_compartment *compartment)
{
    json_t *object = json_object();
    put(writer, object, "name", text(compartment->name));
    put(writer, object, "kind", text(lp_compartment_kind_text(compartment->kind)));
    put(writer, object, "role", text(compartment->role ? compartment->role : ""));
    put(writer, object, "inventory_mol", lp_json_real(compartment->inventory_mol));
    put(writer, object, "enrichment", lp_json_real(compartment->enrichment));
    put(writer, object, "visited", number(writer, &compartment->visited));
    put(writer, object, "carried",
        compartment->has_carried ? number(writer, &compartment->carried) : json_null());
    put(writer, object, "without", number(writer, &compartment->without));
    put_if_known(writer, object, "increase_percent", &compartment->increase_percent);
    put_if_known(writer, object, "uptake_mol", &compartment->uptake_mol);
    put_if_known(writer, object, "uptake_share", &compartment->uptake_share);
    return object;
}

static json_t *pathway_edge(struct writer *writer, const struct lp_answer_edge *edge)
{
    json_t *object = json_object();
    put(writer, object, "id", text(edge->id));
    put(writer, object, "between", texts(writer, 2, edge->between));
    put(writer, object, "net_share", number(writer, &edge->net_share));
    /* Without an interval nobody can say. */
    put(writer, object, "significant",
        isnan(edge->net_share.low) ? json_null() : json_boolean(edge->is_significant));
    put_if_known(writer, object, "resistance_share", &edge->resistance_share);
    put_if_known(writer, object, "activation_eV", &edge->activation_eV);
    if (!isnan(edge->inclusion))
        put(writer, object, "inclusion", lp_json_real(edge->inclusion));
    return object;
}

static json_t *pathway_path(struct writer *writer, const struct lp_answer_path *path)
{
    json_t *object = json_object();
    put(writer, object, "compartments", texts(writer, path->n, path->compartments));
    put(writer, object, "probability", number(writer, &path->probability));
    put(writer, object, "p_top", lp_json_real(path->p_top));
    if (!isnan(path->averaged))
        put(writer, object, "averaged", lp_json_real(path->averaged));
    return object;
}

static json_t *pathway_object(struct writer *writer, const struct lp_answer_pathway *pathway)
{
    if (!pathway)
        return json_null();
    json_t *object = json_object();
    put(writer, object, "conductance_mol_s", number(writer, &pathway->conductance_mol_s));
    if (pathway->method)
        put(writer, object, "method", text(pathway->method));
    if (pathway->method_rest)
        put(writer, object, "method_rest", text(pathway->method_rest));
    put(writer, object, "resistance_ohm", number(writer, &pathway->resistance_ohm));
    put_if_known(writer, object, "activation_eV", &pathway->activation_eV);
    json_t *compartments = json_array();
    for (size_t i = 0; i < pathway->n_compartments; i++)
        append(writer, compartments, pathway_compartment(writer, &pathway->compartments[i]));
    put(writer, object, "compartments", compartments);
    json_t *edges = json_array();
    for (size_t i = 0; i < pathway->n_edges; i++)
        append(writer, edges, pathway_edge(writer, &pathway->edges[i]));
    put(writer, object, "edges", edges);
    json_t *paths = json_array();
    for (size_t i = 0; i < pathway->n_paths; i++)
        append(writer, paths, pathway_path(writer, &pathway->paths[i]));
    put(writer, object, "paths", paths);
    return object;
}

static json_t *verdict_object(struct writer *writer, const struct lp_answer *answer)
{
    if (!answer->has_verdict)
        return json_null();
    const struct lp_answer_verdict *verdict = &answer->verdict;
    json_t *object = json_object();
    put(writer, object, "interface", verdict_word(verdict->interface));
    put(writer, object, "share", number(writer, &verdict->share));
    json_t *compartments = json_object();
    for (size_t i = 0; answer->pathway && i < answer->pathway->n_compartments; i++) {
        const struct lp_answer_compartment *compartment = &answer->pathway->compartments[i];
        if (verdict->compartments && compartment->kind == LP_PHASE)
            put_named(writer, compartments, compartment->name,
                      verdict_word(verdict->compartments[i]));
    }
    put(writer, object, "compartments", compartments);
    put(writer, object, "dominant",
        verdict->dominant ? texts(writer, verdict->n_dominant, verdict->dominant) : json_null());
    put(writer, object, "p_dominant", lp_json_real(verdict->p_dominant));
    put(writer, object, "text", text(verdict->text ? verdict->text : ""));
    return object;
}

static json_t *objective_object(struct writer *writer, const struct lp_answer_objective *objective)
{
    json_t *object = json_object();
    put(writer, object, "chi2", lp_json_real(objective->chi2));
    put(writer, object, "n_data", count(objective->n_data));
    put(writer, object, "n_parameters", count(objective->n_parameters));
    put(writer, object, "loglik", lp_json_real(objective->loglik));
    put(writer, object, "aicc", lp_json_real(objective->aicc));
    put(writer, object, "bic", lp_json_real(objective->bic));
    put(writer, object, "starts", count(objective->starts));
    put(writer, object, "starts_at_best", count(objective->starts_at_best));
    put(writer, object, "distinct_optima", count(objective->distinct_optima));
    json_t *stops = json_array();
    for (size_t i = 0; i < objective->n_stops; i++) {
        json_t *stop = json_object();
        put(writer, stop, "reason", text(objective->stops[i].reason));
        put(writer, stop, "n", count(objective->stops[i].n));
        append(writer, stops, stop);
    }
    put(writer, object, "stops", stops);
    return object;
}

static json_t *parameter_object(struct writer *writer, const struct lp_answer_parameter *parameter)
{
    json_t *object = json_object();
    put(writer, object, "name", text(parameter->name));
    put(writer, object, "estimate", lp_json_real(parameter->estimate.value));
    put(writer, object, "unit", text(parameter->unit));
    put(writer, object, "ci95", interval(writer, &parameter->estimate));
    put(writer, object, "method", text(parameter->method));
    put(writer, object, "identifiable", json_string(lp_identifiable_text(parameter->identifiable)));
    put(writer, object, "why", text(parameter->why ? parameter->why : ""));
    return object;
}

/* Where each topology sends the new 6Li: by name, for phases only. */
static json_t *uptake_object(struct writer *writer, const struct lp_answer *answer,
                             const double uptake_share[])
{
    const struct lp_model *model = lp_study_report(answer->study)->model;
    json_t *object = json_object();
    for (size_t i = 0; i < model->n_compartments; i++)
        if (model->compartments[i].kind == LP_PHASE)
            put_named(writer, object, model->compartments[i].name, lp_json_real(uptake_share[i]));
    return object;
}

static json_t *topology_object(struct writer *writer, const struct lp_answer *answer,
                               const struct lp_answer_topology *topology)
{
    json_t *object = json_object();
    put(writer, object, "absent", texts(writer, topology->n_absent, topology->absent));
    put(writer, object, "chi2", lp_json_real(topology->chi2));
    put(writer, object, "aicc", lp_json_real(topology->aicc));
    put(writer, object, "bic", lp_json_real(topology->bic));
    put(writer, object, "delta", lp_json_real(topology->delta));
    put(writer, object, "weight", lp_json_real(topology->weight));
    put(writer, object, "tie", json_boolean(topology->is_tied));
    put(writer, object, "refusal", text(lp_refusal_text(topology->refusal)));
    put(writer, object, "rejected", text(topology->rejected));
    put_if_known(writer, object, "share", &topology->share);
    if (topology->uptake_share)
        put(writer, object, "uptake_share", uptake_object(writer, answer, topology->uptake_share));
    if (topology->main_taker)
        put(writer, object, "main_taker", text(topology->main_taker));
    return object;
}

/* How far the chains are to be trusted, column by column. */
static json_t *chains_object(struct writer *writer, const struct lp_chains *chains)
{
    json_t *object = json_object(), *columns = json_array();
    put(writer, object, "chains", count(chains->n_chains));
    put(writer, object, "draws", count(chains->n_draws));
    put(writer, object, "warmup", count(chains->n_warmup));
    put(writer, object, "thin", count(chains->thin));
    for (size_t k = 0; k < chains->n_columns; k++) {
        if (isnan(chains->rhat[k]) && isnan(chains->ess_bulk[k]))
            continue;
        json_t *column = json_object();
        put(writer, column, "name", text(chains->names[k]));
        put(writer, column, "rhat", lp_json_real(chains->rhat[k]));
        put(writer, column, "ess_bulk", lp_json_real(chains->ess_bulk[k]));
        put(writer, column, "ess_tail", lp_json_real(chains->ess_tail[k]));
        append(writer, columns, column);
    }
    put(writer, object, "columns", columns);
    return object;
}

static json_t *series_object(struct writer *writer, const struct lp_answer_series *series)
{
    json_t *object = json_object();
    put(writer, object, "experiment", text(series->experiment));
    put(writer, object, "component", text(series->component));
    put(writer, object, "quantity", text(series->quantity));
    put(writer, object, "t_s", reals(writer, series->n_data, series->t_s));
    put(writer, object, "value", reals(writer, series->n_data, series->value));
    put(writer, object, "sigma", reals(writer, series->n_data, series->sigma));
    put(writer, object, "fitted", reals(writer, series->n_data, series->fitted));
    put(writer, object, "grid_s", reals(writer, series->n_grid, series->grid_s));
    put(writer, object, "curve", reals(writer, series->n_grid, series->curve));
    put(writer, object, "low", reals(writer, series->n_grid, series->low));
    put(writer, object, "high", reals(writer, series->n_grid, series->high));
    return object;
}

/* Bi of each phase, and what more layers would change. */
static json_t *depth_object(struct writer *writer, const struct lp_answer_depth *depth)
{
    if (!depth)
        return json_null();
    json_t *object = json_object(), *biot = json_object(), *refinement = json_null();
    for (size_t i = 0; i < depth->n_phases; i++)
        put_named(writer, biot, depth->phases[i], lp_json_real(depth->biot[i]));
    if (depth->is_refined) {
        refinement = json_object();
        put(writer, refinement, "layers", count(depth->refined_layers));
        put(writer, refinement, "prediction_sigma", lp_json_real(depth->change_sigma));
        put(writer, refinement, "share", lp_json_real(depth->change_share));
        put(writer, refinement, "share_of", text(depth->share_name));
    }
    put(writer, object, "layers", count(depth->n_layers));
    put(writer, object, "biot", biot);
    put(writer, object, "refinement", refinement);
    return object;
}

/* What a second time point would leave, after a single one. */
static json_t *next_object(struct writer *writer, const struct lp_answer_next *next)
{
    if (!next)
        return json_null();
    json_t *object = json_object();
    put(writer, object, "time_s", lp_json_real(next->t_s));
    put(writer, object, "truths", json_integer((json_int_t)next->n_truths));
    put(writer, object, "yes", json_integer((json_int_t)next->n_yes));
    put(writer, object, "no", json_integer((json_int_t)next->n_no));
    put(writer, object, "width_now", lp_json_real(next->width_now));
    put(writer, object, "expected_width", lp_json_real(next->width));
    put(writer, object, "text", text(next->text));
    return object;
}

/* The answer under the other assumption on the electrodes. */
static json_t *otherwise_object(struct writer *writer, const struct lp_answer_otherwise *otherwise)
{
    if (!otherwise)
        return json_null();
    json_t *object = json_object();
    put(writer, object, "assumption", text(otherwise->assumption));
    put(writer, object, "status",
        json_string(otherwise->is_converged ? "converged" : "not-converged"));
    put(writer, object, "chi2", lp_json_real(otherwise->chi2));
    put(writer, object, "conductance_mol_s", number(writer, &otherwise->conductance_mol_s));
    put(writer, object, "share", number(writer, &otherwise->share));
    put(writer, object, "verdict", verdict_word(otherwise->interface));
    put(writer, object, "differs", json_boolean(otherwise->differs));
    put(writer, object, "text", text(otherwise->text));
    return object;
}

static json_t *books_object(struct writer *writer, const struct lp_answer_books *books)
{
    json_t *object = json_object(), *electrodes = json_array();
    put(writer, object, "experiment", text(books->experiment));
    put(writer, object, "time_s", lp_json_real(books->t_s));
    put(writer, object, "net_C", lp_json_real(books->charge_C));
    put(writer, object, "throughput_C", lp_json_real(books->throughput_C));
    put(writer, object, "net_mol", lp_json_real(lp_mol_of_charge(books->charge_C)));
    put(writer, object, "throughput_mol", lp_json_real(lp_mol_of_charge(books->throughput_C)));
    put(writer, object, "phases_li6_gained_mol", lp_json_real(books->phases_li6_gained_mol));
    put(writer, object, "imbalance", lp_json_real(books->imbalance));
    for (size_t i = 0; i < 2 && books->electrode[i].name; i++) {
        const struct lp_answer_books_electrode *electrode = &books->electrode[i];
        json_t *entry = json_object();
        put(writer, entry, "name", text(electrode->name));
        put(writer, entry, "kind", text(electrode->kind));
        put(writer, entry, "li6_given_mol", lp_json_real(electrode->li6_given_mol));
        put(writer, entry, "foil_li6_mol", lp_json_real(electrode->foil_li6_mol));
        put(writer, entry, "inventory_mol", lp_json_real(electrode->inventory_mol));
        put(writer, entry, "enrichment", lp_json_real(electrode->enrichment));
        append(writer, electrodes, entry);
    }
    put(writer, object, "electrodes", electrodes);
    return object;
}

static json_t *engine_object(struct writer *writer, const struct lp_answer_engine *engine)
{
    json_t *object = json_object();
    put(writer, object, "experiment", text(engine->experiment));
    put(writer, object, "engine", text(engine->engine));
    put(writer, object, "other", text(engine->other));
    put(writer, object, "difference", lp_json_real(engine->difference));
    put(writer, object, "skipped", text(engine->skipped));
    return object;
}

static json_t *check_object(struct writer *writer, const struct lp_answer_check *check)
{
    json_t *object = json_object(), *expected = json_array();
    append(writer, expected, lp_json_real(check->expected_low));
    append(writer, expected, lp_json_real(check->expected_high));
    put(writer, object, "name", text(check->name));
    put(writer, object, "of", text(check->subject));
    put(writer, object, "value", lp_json_real(check->value.value));
    put(writer, object, "ci95", interval(writer, &check->value));
    put(writer, object, "unit", text(check->unit));
    put(writer, object, "expected", expected);
    put(writer, object, "status", json_string(lp_check_status_text(check->status)));
    put(writer, object, "reading", text(check->reading));
    return object;
}

/* The condition that the pathway describes. */
static json_t *report_object(struct writer *writer, const struct lp_study *study)
{
    json_t *object = json_object();
    put(writer, object, "experiment", text(lp_study_report(study)->name));
    put(writer, object, "temperature_K", lp_json_real(study->report_temperature_K));
    put(writer, object, "of_experiments", json_integer((json_int_t)study->n_experiments));
    return object;
}

/* jansson's integers are signed; a larger seed is written as text rather than rounded. */
static json_t *seed_value(uint64_t seed)
{
    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    char digits[32];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)seed);
    return json_string(digits);
}

static json_t *inputs_array(struct writer *writer, const struct lp_study *study)
{
    json_t *array = json_array();
    for (size_t i = 0; i < study->n_inputs; i++) {
        json_t *input = json_object();
        put(writer, input, "path", text(study->inputs[i].path));
        put(writer, input, "sha256", text(study->inputs[i].sha256));
        append(writer, array, input);
    }
    return array;
}

static void put_head(struct writer *writer, json_t *root, const struct lp_answer *answer)
{
    const struct lp_study *study = answer->study;
    put(writer, root, "lipath", json_integer(1));
    put(writer, root, "version", json_string(LP_VERSION));
    put(writer, root, "title", text(study->title ? study->title : ""));
    put(writer, root, "synthetic", json_boolean(study->is_synthetic));
    put(writer, root, "seed", seed_value(answer->seed));
    put(writer, root, "engine", text(answer->engine));
    json_t *libraries = json_object();
    for (size_t i = 0; i < LP_N_LIBRARIES; i++) {
        const struct lp_library library = lp_library_version(i);
        put(writer, libraries, library.name, text(library.version));
    }
    put(writer, root, "libraries", libraries);
    put(writer, root, "inputs", inputs_array(writer, study));
    put(writer, root, "threshold", lp_json_real(study->threshold));
    put(writer, root, "status", json_string(answer->is_converged ? "converged" : "not-converged"));
}

/* The text of a tree, with a line end; consumes root. */
/* The text of the whole; NULL if any part of it failed. Takes root. */
static char *text_take(const struct writer *writer, json_t *root)
{
    if (!writer->has_failed)
        return lp_json_text_take(root);
    json_decref(root);
    return NULL;
}

char *lp_result_json(const struct lp_answer *answer)
{
    struct writer writer = {false, false};
    json_t *root = json_object();
    put_head(&writer, root, answer);
    put(&writer, root, "objective", objective_object(&writer, &answer->objective));
    json_t *parameters = json_array();
    for (size_t i = 0; i < answer->n_parameters; i++)
        append(&writer, parameters, parameter_object(&writer, &answer->parameters[i]));
    put(&writer, root, "parameters", parameters);
    json_t *topologies = json_array();
    for (size_t i = 0; i < answer->n_topologies; i++)
        append(&writer, topologies, topology_object(&writer, answer, &answer->topologies[i]));
    put(&writer, root, "topologies", topologies);
    put(&writer, root, "report", report_object(&writer, answer->study));
    put(&writer, root, "pathway", pathway_object(&writer, answer->pathway));
    put(&writer, root, "depth", depth_object(&writer, answer->depth));
    put(&writer, root, "verdict", verdict_object(&writer, answer));
    put(&writer, root, "next_time_point", next_object(&writer, answer->next));
    put(&writer, root, "other_electrodes", otherwise_object(&writer, answer->otherwise));
    json_t *books = json_array();
    for (size_t i = 0; i < answer->n_books; i++)
        append(&writer, books, books_object(&writer, &answer->books[i]));
    put(&writer, root, "books", books);
    json_t *engines = json_array();
    for (size_t i = 0; i < answer->n_engines; i++)
        append(&writer, engines, engine_object(&writer, &answer->engines[i]));
    put(&writer, root, "engine_check", engines);
    json_t *checks = json_array();
    for (size_t i = 0; i < answer->n_checks; i++)
        append(&writer, checks, check_object(&writer, &answer->checks[i]));
    put(&writer, root, "checks", checks);
    if (answer->chains)
        put(&writer, root, "mcmc", chains_object(&writer, answer->chains));
    put(&writer, root, "warnings", texts(&writer, answer->n_warnings, answer->warnings));
    json_t *fit = json_array();
    for (size_t i = 0; i < answer->n_series; i++)
        append(&writer, fit, series_object(&writer, &answer->series[i]));
    put(&writer, root, "fit", fit);
    return text_take(&writer, root);
}

char *lp_pathway_json(const struct lp_answer_pathway *pathway)
{
    struct writer writer = {false, true};
    return text_take(&writer, pathway_object(&writer, pathway));
}
