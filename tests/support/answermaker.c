/* SPDX-License-Identifier: MIT
 *
 * The hand-made answer. Its numbers are chosen to look like a result and to be told apart, not to
 * agree with each other; curves are x0 + (plateau - x0)(1 - exp(-k t)).
 */
#include "tests/support/answermaker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_DATA 12
#define N_GRID 120

static void *need(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static struct lp_estimate known(double value, double low, double high)
{
    return (struct lp_estimate){value, low, high};
}

static struct lp_estimate unknown(void)
{
    return (struct lp_estimate){(double)NAN, (double)NAN, (double)NAN};
}

static struct lp_study *new_study(struct lp_arena *arena)
{
    struct lp_study *study = need(lp_arena_alloc(arena, 1, sizeof *study));
    struct lp_model *model = need(lp_arena_alloc(arena, 1, sizeof *model));
    struct lp_compartment *compartments = need(lp_arena_alloc(arena, 5, sizeof *compartments));
    static const char *const names[] = {"left", "right", "LGPS", "interface", "salt"};
    for (size_t i = 0; i < 5; i++) {
        compartments[i].name = names[i];
        compartments[i].kind = i < 2 ? LP_ELECTRODE : LP_PHASE;
    }
    model->n_compartments = 5;
    model->compartments = compartments;
    study->experiments = need(lp_arena_alloc(arena, 2, sizeof *study->experiments));
    study->experiments[0].name = "cell-1";
    study->experiments[0].model = model;
    study->n_experiments = 1;
    study->inputs = need(lp_arena_alloc(arena, 1, sizeof *study->inputs));
    study->inputs[0].path = "study.yaml";
    memset(study->inputs[0].sha256, 'a', LP_SHA256_TEXT - 1);
    study->n_inputs = 1;
    study->title = "LGPS-PEO(LiTFSI), 70 wt% \"as made\"";
    study->seed = 7;
    study->threshold = 0.1;
    study->is_synthetic = true;
    return study;
}

static const char *const *names_of(struct lp_arena *arena, size_t n, const char *const names[])
{
    const char **copy = need(lp_arena_alloc(arena, n, sizeof *copy));
    for (size_t i = 0; i < n; i++)
        copy[i] = names[i];
    return copy;
}

static void set_compartments(struct lp_arena *arena, struct lp_answer_pathway *pathway)
{
    pathway->n_compartments = 5;
    pathway->compartments = need(lp_arena_alloc(arena, 5, sizeof *pathway->compartments));
    for (size_t i = 0; i < 5; i++) {
        struct lp_answer_compartment *c = &pathway->compartments[i];
        static const char *const names[] = {"left", "right", "LGPS", "interface", "salt"};
        static const char *const roles[] = {"", "", "bulk", "interface", "salt"};
        static const double inventory[] = {0, 0, 6e-6, 1.5e-6, 2.5e-6};
        const double share = 0.1 * (double)i;
        *c = (struct lp_answer_compartment){.name = names[i],
                                            .kind = i < 2 ? LP_ELECTRODE : LP_PHASE,
                                            .role = roles[i],
                                            .inventory_mol = i < 2 ? (double)NAN : inventory[i],
                                            .enrichment = i < 2 ? 0.95 : 0.2 + share,
                                            .visited = unknown(),
                                            .carried = unknown(),
                                            .without = unknown(),
                                            .increase_percent = unknown(),
                                            .uptake_mol = unknown(),
                                            .uptake_share = unknown()};
        if (i < 2)
            continue;
        c->visited = known(share, share - 0.05, share + 0.07);
        c->without = known(share / 2, share / 2 - 0.01, share / 2 + 0.01);
        c->increase_percent = known(270 + 100 * share, 250, 330);
        c->uptake_mol = known(inventory[i] * share, inventory[i] * share / 2, inventory[i]);
        c->uptake_share = known(0.3, 0.2, 0.4);
    }
}

static void set_edges(struct lp_arena *arena, struct lp_answer_pathway *pathway)
{
    static const struct {
        const char *id, *from, *to;
        double share, low, high;
    } rows[] = {{"left--LGPS", "left", "LGPS", 0.2, 0.15, 0.27},
                {"left--interface", "left", "interface", 0.5, 0.4, 0.6},
                {"left--salt", "left", "salt", 0.3, 0.2, 0.4},
                {"right--LGPS", "right", "LGPS", -0.2, -0.27, -0.15},
                {"right--interface", "right", "interface", -0.5, -0.6, -0.4},
                {"right--salt", "right", "salt", -0.3, -0.4, -0.2},
                {"LGPS--interface", "LGPS", "interface", 0.01, -0.02, 0.04}};
    const size_t n = sizeof rows / sizeof *rows;
    pathway->n_edges = n;
    pathway->edges = need(lp_arena_alloc(arena, n, sizeof *pathway->edges));
    for (size_t i = 0; i < n; i++)
        pathway->edges[i] =
            (struct lp_answer_edge){.id = rows[i].id,
                                    .between = {rows[i].from, rows[i].to},
                                    .net_share = known(rows[i].share, rows[i].low, rows[i].high),
                                    .is_significant = rows[i].low * rows[i].high > 0,
                                    .resistance_share = known(0.1, 0.05, 0.2),
                                    .activation_eV = {NAN, NAN, NAN},
                                    .inclusion = NAN};
}

static void set_paths(struct lp_arena *arena, struct lp_answer *answer,
                      struct lp_answer_pathway *pathway)
{
    static const char *const first[] = {"left", "interface", "right"};
    static const char *const second[] = {"left", "salt", "right"};
    pathway->n_paths = 3;
    pathway->paths = need(lp_arena_alloc(arena, 3, sizeof *pathway->paths));
    pathway->paths[0] =
        (struct lp_answer_path){3, names_of(arena, 3, first), known(0.5, 0.4, 0.6), 0.97, 0.45};
    pathway->paths[1] =
        (struct lp_answer_path){3, names_of(arena, 3, second), known(0.3, 0.2, 0.4), 0.03, 0.35};
    pathway->paths[2] = (struct lp_answer_path){0, NULL, known(0.2, 0.15, 0.27), 0, 0.2};
    answer->verdict.dominant = pathway->paths[0].compartments;
    answer->verdict.n_dominant = 3;
}

static void set_parameters(struct lp_arena *arena, struct lp_answer *answer)
{
    answer->n_parameters = 3;
    answer->parameters = need(lp_arena_alloc(arena, 3, sizeof *answer->parameters));
    answer->parameters[0] = (struct lp_answer_parameter){
        "phi_el_salt", "mol/s", known(5e-11, 4e-11, 6.25e-11), "covariance", LP_IDENTIFIED, ""};
    answer->parameters[1] = (struct lp_answer_parameter){
        "phi_lgps_salt",       "mol/s",
        known(0, 0, INFINITY), "covariance",
        LP_NOT_IDENTIFIED,     "the data change by less than 0.1 sigma when it is varied tenfold"};
    answer->parameters[2] = (struct lp_answer_parameter){"w",
                                                         "1",
                                                         known(0.25, (double)NAN, (double)NAN),
                                                         "covariance",
                                                         LP_UPPER_BOUND_ONLY,
                                                         "at its lower bound"};
}

static void set_topologies(struct lp_arena *arena, struct lp_answer *answer)
{
    static const char *const absent[] = {"LGPS--interface"};
    static const char *const both[] = {"LGPS--interface", "left--LGPS"};
    double *uptake = need(lp_arena_alloc(arena, 5, sizeof *uptake));
    uptake[2] = 0.6;
    uptake[3] = 0.15;
    uptake[4] = 0.25;
    answer->n_topologies = 3;
    answer->topologies = need(lp_arena_alloc(arena, 3, sizeof *answer->topologies));
    answer->topologies[0] = (struct lp_answer_topology){.chi2 = 70.5,
                                                        .aicc = 84.1,
                                                        .bic = 90,
                                                        .delta = 2.2,
                                                        .weight = 0.25,
                                                        .share = {0.5, (double)NAN, (double)NAN},
                                                        .uptake_share = uptake,
                                                        .main_taker = "LGPS"};
    answer->topologies[1] = (struct lp_answer_topology){.n_absent = 1,
                                                        .absent = absent,
                                                        .chi2 = 70.8,
                                                        .aicc = 81.9,
                                                        .bic = 90,
                                                        .weight = 0.75,
                                                        .share = {0.52, (double)NAN, (double)NAN},
                                                        .uptake_share = uptake,
                                                        .main_taker = "LGPS"};
    answer->topologies[2] =
        (struct lp_answer_topology){.n_absent = 2,
                                    .absent = both,
                                    .chi2 = (double)NAN,
                                    .aicc = (double)NAN,
                                    .bic = (double)NAN,
                                    .delta = (double)NAN,
                                    .weight = (double)NAN,
                                    .refusal = LP_REFUSAL_UNFED,
                                    .rejected = "LGPS is not fed, says A; B",
                                    .rejected_briefly = "LGPS, A; B, is not fed",
                                    .share = unknown()};
}

static struct lp_answer_series new_series(struct lp_arena *arena, const char *component,
                                          double plateau, double k_per_s)
{
    double *memory = need(lp_arena_alloc(arena, 4 * N_DATA + 4 * N_GRID, sizeof *memory));
    double *t = memory, *value = t + N_DATA, *sigma = value + N_DATA, *fitted = sigma + N_DATA;
    double *grid = fitted + N_DATA, *curve = grid + N_GRID, *low = curve + N_GRID;
    double *high = low + N_GRID;
    const double x0 = 0.0759;
    for (size_t i = 0; i < N_DATA; i++) {
        t[i] = 600 * pow(10, 2.75 * (double)i / (N_DATA - 1));
        fitted[i] = x0 + (plateau - x0) * (1 - exp(-k_per_s * t[i]));
        sigma[i] = 0.012;
        value[i] = fitted[i] + sigma[i] * sin(3.7 * (double)(i + 1) + 10 * plateau) * 1.3;
    }
    for (size_t i = 0; i < N_GRID; i++) {
        grid[i] = i == 0 ? 0 : 300 * pow(10, 3.2 * (double)i / (N_GRID - 1));
        curve[i] = x0 + (plateau - x0) * (1 - exp(-k_per_s * grid[i]));
        low[i] = curve[i] - 0.05 * (curve[i] - x0);
        high[i] = curve[i] + 0.06 * (curve[i] - x0);
    }
    return (struct lp_answer_series){.experiment = "cell-1",
                                     .component = component,
                                     .quantity = "6Li enrichment",
                                     .n_data = N_DATA,
                                     .t_s = t,
                                     .value = value,
                                     .sigma = sigma,
                                     .fitted = fitted,
                                     .n_grid = N_GRID,
                                     .grid_s = grid,
                                     .curve = curve,
                                     .low = low,
                                     .high = high};
}

static void set_series(struct lp_arena *arena, struct lp_answer *answer)
{
    answer->n_series = 3;
    answer->series = need(lp_arena_alloc(arena, 3, sizeof *answer->series));
    answer->series[0] = new_series(arena, "LGPS", 0.6, 6e-6);
    answer->series[1] = new_series(arena, "interface", 0.85, 4e-5);
    answer->series[2] = new_series(arena, "salt \"LiTFSI\" \\ <x> & _{y}", 0.7, 1.2e-5);
}

void answermaker_before_after(struct lp_answer *answer)
{
    for (size_t i = 0; i < answer->n_series; i++) {
        struct lp_answer_series *series = &answer->series[i];
        series->quantity = "increase of the 6Li area / %";
        series->t_s += N_DATA - 1;
        series->value += N_DATA - 1;
        series->fitted += N_DATA - 1;
        series->sigma += N_DATA - 1;
        series->n_data = 1;
    }
}

struct lp_answer *answermaker_new(void)
{
    static const char *const warnings[] = {
        "the interface's curve stands 2.1 sigma from the salt's: only the sum of their contacts is "
        "known",
        "short"};
    struct lp_arena *arena = need(lp_arena_new());
    struct lp_answer *answer = need(lp_arena_alloc(arena, 1, sizeof *answer));
    struct lp_answer_pathway *pathway = need(lp_arena_alloc(arena, 1, sizeof *pathway));
    enum lp_verdict *verdicts = need(lp_arena_alloc(arena, 5, sizeof *verdicts));
    verdicts[2] = LP_VERDICT_UNDETERMINED;
    verdicts[3] = LP_VERDICT_YES;
    verdicts[4] = LP_VERDICT_NO;
    answer->arena = arena;
    answer->study = new_study(arena);
    answer->seed = answer->study->seed;
    answer->engine = "cvodes";
    answer->is_converged = true;
    answer->objective = (struct lp_answer_objective){.chi2 = 70.5,
                                                     .n_data = 72,
                                                     .n_parameters = 3,
                                                     .loglik = 210.25,
                                                     .aicc = (double)NAN,
                                                     .bic = 90,
                                                     .starts = 20,
                                                     .starts_at_best = 19,
                                                     .distinct_optima = 2};
    pathway->conductance_mol_s = known(1.9e-10, 1.7e-10, 2.2e-10);
    pathway->activation_eV = known(0.35, 0.3, 0.4);
    pathway->resistance_ohm = known(1401, 1210, INFINITY);
    answer->pathway = pathway;
    answer->has_verdict = true;
    answer->verdict = (struct lp_answer_verdict){
        .interface = LP_VERDICT_YES,
        .share = known(0.5, 0.4, 0.6),
        .compartments = verdicts,
        .p_dominant = 0.97,
        .text = "Half of the net Li flow goes through the interface. It is the foil-contact share: "
                "the phases are taken as well mixed, so the flows between them do not enter it."};
    set_compartments(arena, pathway);
    set_edges(arena, pathway);
    set_paths(arena, answer, pathway);
    set_parameters(arena, answer);
    set_topologies(arena, answer);
    set_series(arena, answer);
    answer->n_warnings = 2;
    answer->warnings = warnings;
    return answer;
}

void answermaker_free(struct lp_answer *answer)
{
    if (answer)
        lp_arena_free(answer->arena);
}

struct lp_study *answermaker_study(const struct lp_answer *answer)
{
    /* Made writable above; the answer only borrows it. */
    return (struct lp_study *)(uintptr_t)answer->study;
}
