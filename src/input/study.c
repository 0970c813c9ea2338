/* SPDX-License-Identifier: MIT
 *
 * Reading a study from end to end, one step after the other:
 *
 *     file -> tree -> model's tree (inline or a file of its own) -> override -> parameters
 *          -> experiments (model, protocol, data) -> parameters settled -> inputs' digests
 *
 * A model alone is a study with one experiment and no data. Nothing is computed here but SI
 * numbers; every fault is collected by the reader, so that one run shows them all.
 */
#include "input/study.h"

#include "base/sourceread.h"
#include "input/experimentread.h"
#include "input/keyread.h"
#include "input/modelread.h"
#include "input/name.h"
#include "input/override.h"

#include <math.h>
#include <string.h>

struct build {
    struct lp_reader reader;
    struct lp_study *study;
    const struct lp_source *source; /* the study's file */
    const struct lp_yaml *root;     /* its tree */
    bool is_study;                  /* false: a model alone */
    struct lp_base_model base;
};

/* The tree of the study's model, from wherever it is. */
static const struct lp_yaml *find_model(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    const struct lp_yaml *node =
        build->is_study ? lp_reader_get(build->root, "model") : build->root;
    if (!node) {
        lp_reader_error(reader, lp_reader_key_span(build->root, "model"),
                        "the study has no `model`");
        lp_reader_note(
            reader, lp_span_none(NULL),
            "name its file, as in `model: ../../models/two-pool.yaml`, or write it here");
        return NULL;
    }
    bool is_file = node->kind == LP_YAML_SCALAR;
    if (is_file) {
        const struct lp_source *source = lp_reader_open(reader, build->source, node, "model file");
        node = source ? lp_reader_tree(reader, source) : NULL;
        if (!node)
            return NULL;
    }
    lp_reader_keys(reader, node, &lp_keys_model, "a model");
    if (node->kind != LP_YAML_MAPPING)
        return NULL;
    if (build->is_study)
        lp_reader_version(reader, node, is_file);
    return node;
}

static void read_head(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    const struct lp_yaml *study = build->is_study ? build->root : NULL;
    build->study->title = "";
    lp_reader_version(reader, build->root, true);
    if (study)
        lp_reader_keys(reader, study, &lp_keys_study, "a study");
    else
        (void)lp_keyread_one(reader, NULL, &lp_keys_study, "title", build->root, "the study",
                             build->study);
    (void)lp_keyread(reader, NULL, &lp_keys_study, NULL, study, "the study", build->study);
}

/* "polymer-ceramic" out of "models/polymer-ceramic.yaml"; "model" where that would be no name. */
static const char *stem(struct lp_reader *reader, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    const char *stem = lp_arena_strndup(reader->arena, name, n);
    return lp_name_is_fit(stem, LP_NAME_CELL) ? stem : "model";
}

static void settle_name(struct build *build, const struct lp_yaml *node, size_t i)
{
    struct lp_reader *reader = &build->reader;
    struct lp_experiment *experiment = &build->study->experiments[i];
    const struct lp_yaml *name = lp_reader_get(node, "name");
    experiment->span = node ? node->span : build->root->span;
    experiment->name = build->is_study ? lp_reader_printf(reader, "experiment-%zu", i + 1)
                                       : stem(reader, build->study->path);
    if (name)
        (void)lp_name_read(reader, name, LP_NAME_CELL, "name of an experiment", &experiment->name);
    for (size_t k = 0; k < i && experiment->name; k++) {
        const struct lp_experiment *other = &build->study->experiments[k];
        if (!other->name || strcmp(other->name, experiment->name) != 0)
            continue;
        lp_reader_error(reader, name ? name->span : experiment->span,
                        "two experiments are called '%s'", experiment->name);
        lp_reader_note(reader, other->span, "the first is here");
    }
}

static void read_experiments(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    struct lp_study *study = build->study;
    const struct lp_yaml *list = build->is_study ? lp_reader_get(build->root, "experiments") : NULL;
    if (list && !lp_reader_kind(reader, list, LP_YAML_SEQUENCE, "experiments"))
        return;
    size_t n = list && list->n ? list->n : 1;
    study->experiments = lp_reader_alloc(reader, n, sizeof *study->experiments);
    if (!study->experiments)
        return;
    for (size_t i = 0; i < n && !reader->is_out_of_memory; i++) {
        const struct lp_yaml *node = list && list->n ? list->items[i] : NULL;
        settle_name(build, node, i);
        if (!reader->is_out_of_memory && build->base.tree)
            lp_experimentread(reader, &build->base, build->source, node, &study->experiments[i]);
        study->n_experiments++;
    }
}

/* The condition that the pathway describes: the first experiment's, unless the study says so. */
static void read_report(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    struct lp_study *study = build->study;
    const struct lp_yaml *node = build->is_study ? lp_reader_get(build->root, "report") : NULL;
    const char *name = NULL;
    bool is_mapping = node && lp_reader_keys(reader, node, &lp_keys_report, "report");
    const struct lp_yaml *experiment = is_mapping ? lp_reader_get(node, "experiment") : NULL;
    if (experiment && lp_reader_text(reader, experiment, "experiment of report", &name)) {
        const char **names = lp_reader_alloc(reader, study->n_experiments, sizeof *names);
        size_t n = study->n_experiments, i = 0;
        if (!names)
            return;
        for (size_t k = 0; k < n; k++)
            names[k] = study->experiments[k].name;
        while (i < n && strcmp(names[i], name) != 0)
            i++;
        if (i == n) {
            lp_reader_error(reader, experiment->span, "report: no experiment is called '%s'", name);
            lp_reader_suggest(reader, name, n, names);
            return;
        }
        study->i_report = i;
    }
    if (study->n_experiments)
        study->report_temperature_K = study->experiments[study->i_report].temperature_K;
    (void)lp_keyread(reader, NULL, &lp_keys_report, NULL, is_mapping ? node : NULL, "report",
                     study);
}

/* What further measurements could be. A fault leaves out that key. */
static void read_design(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    struct lp_design_wish *design = &build->study->design;
    const struct lp_yaml *node = build->is_study ? lp_reader_get(build->root, "design") : NULL;
    design->duration_s = design->sigma = NAN;
    if (!node)
        return;
    lp_reader_keys(reader, node, &lp_keys_design, "design");
    if (node->kind != LP_YAML_MAPPING)
        return;
    const struct lp_yaml *times = lp_reader_get(node, "times");
    (void)lp_keyread(reader, NULL, &lp_keys_design, NULL, node, "design", design);
    if (!times || !lp_reader_kind(reader, times, LP_YAML_SEQUENCE, "times of design"))
        return;
    design->times_s = lp_reader_alloc(reader, times->n, sizeof *design->times_s);
    for (size_t i = 0; design->times_s && i < times->n; i++)
        design->n_times += lp_reader_quantity(reader, times->items[i], LP_DIM_TIME, LP_POSITIVE,
                                              "times", "design", &design->times_s[design->n_times]);
}

static void record_inputs(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    struct lp_input_file *inputs = lp_reader_alloc(reader, reader->n_opened, sizeof *inputs);
    if (!inputs)
        return;
    for (size_t i = 0; i < reader->n_opened; i++) {
        const struct lp_source *source = reader->opened[i].source;
        bool is_decoded = source->file_bytes != NULL;
        inputs[i].path = reader->opened[i].path;
        lp_file_sha256(is_decoded ? source->file_bytes : source->bytes,
                       is_decoded ? source->n_file_bytes : source->n_bytes, inputs[i].sha256);
    }
    build->study->inputs = inputs;
    build->study->n_inputs = reader->n_opened;
}

/* All of it, given the tree. Faults are the reader's. */
static void read_study(struct build *build)
{
    struct lp_reader *reader = &build->reader;
    build->is_study =
        lp_yaml_find(build->root, "model") || lp_yaml_find(build->root, "experiments");
    read_head(build);
    build->base.tree = find_model(build);
    if (build->base.tree && build->is_study)
        build->base.tree =
            lp_override_apply(reader, build->base.tree, lp_reader_get(build->root, "override"),
                              "override of the study");
    if (build->base.tree)
        lp_modelread_parameters(reader, build->base.tree);
    read_experiments(build);
    if (reader->is_out_of_memory)
        return;
    read_report(build);
    read_design(build);
    if (build->base.tree)
        lp_parameterread_finish(reader);
    record_inputs(build);
    build->study->nuisances = reader->nuisances;
    build->study->n_nuisances = reader->n_nuisances;
    build->study->is_synthetic = build->study->is_synthetic || reader->is_synthetic;
}

static enum lp_status read_any(const char *path, bool is_lenient, struct lp_study **study,
                               struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct build build = {.study = lp_arena_alloc(arena, 1, sizeof *build.study)};
    enum lp_status status = LP_ENOMEM;
    if (!build.study)
        goto out;
    build.study->arena = arena;
    build.study->path = lp_arena_strdup(arena, path);
    status = lp_source_load(arena, path, &build.source, diag);
    if (status == LP_OK)
        status = lp_reader_init(&build.reader, arena, diag);
    if (status != LP_OK)
        goto out;
    build.reader.is_lenient = is_lenient;
    build.reader.table = &build.study->parameters;
    lp_reader_add_input(&build.reader, build.source);
    build.root = lp_reader_tree(&build.reader, build.source);
    if (build.root)
        read_study(&build);
    status = lp_reader_status(&build.reader);
    lp_reader_clear(&build.reader);
    if (status == LP_OK) {
        *study = build.study;
        return LP_OK;
    }
out:
    lp_arena_free(arena);
    return status;
}

enum lp_status lp_study_read(const char *path, struct lp_study **study, struct lp_diag *diag)
{
    return read_any(path, false, study, diag);
}

enum lp_status lp_study_read_for_pathway(const char *path, struct lp_study **study,
                                         struct lp_diag *diag)
{
    return read_any(path, true, study, diag);
}

void lp_study_free(struct lp_study *study)
{
    if (study)
        lp_arena_free(study->arena);
}

void lp_study_start(const struct lp_study *study, double p[])
{
    for (size_t i = 0; i < study->parameters.n; i++)
        p[i] = study->parameters.item[i].value;
}

double lp_experiment_last_s(const struct lp_experiment *x)
{
    return x->n_rows > 0 ? x->rows[x->n_rows - 1].t_s : 0.0;
}

bool lp_experiment_sees(const struct lp_experiment *x, size_t i_compartment)
{
    for (size_t r = 0; r < x->n_rows; r++) {
        const struct lp_component *c = &x->model->components[x->rows[r].i_component];
        for (size_t k = 0; k < c->n_parts; k++)
            if (c->parts[k].i_compartment == i_compartment)
                return true;
    }
    return false;
}

static size_t n_times(const struct lp_experiment *x)
{
    size_t n = 0;

    for (size_t k = 0; k < x->n_rows; k++)
        n += x->rows[k].t_s > 0.0 && (k == 0 || x->rows[k].t_s != x->rows[k - 1].t_s);
    return n;
}

const struct lp_experiment *lp_study_report(const struct lp_study *study)
{
    return &study->experiments[study->i_report];
}

size_t lp_study_n_rows(const struct lp_study *study)
{
    size_t n = 0;

    for (size_t e = 0; e < study->n_experiments; e++)
        n += study->experiments[e].n_rows;
    return n;
}

bool lp_study_is_single(const struct lp_study *study)
{
    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].n_rows > 0 && n_times(&study->experiments[e]) > 1)
            return false;
    return lp_study_report(study)->n_rows > 0;
}
