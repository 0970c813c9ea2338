/* SPDX-License-Identifier: MIT
 *
 * One experiment: its effective model, then its conditions, then what was measured, in the order in
 * which they need each other (data name the model's components; noise asks whether a row lacks its
 * sigma). Keys: studykeys.c. Cross-checks (impedance, weighed, areas_before) are read
 * with the same care as data, though they never enter the fit.
 */
#include "input/experimentread.h"

#include "base/text.h"
#include "input/dataread.h"
#include "input/keyread.h"
#include "input/modelread.h"
#include "input/override.h"
#include "input/protocolread.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

struct context {
    struct lp_reader *reader;
    struct lp_scope *scope;
    const struct lp_source *source;
    const struct lp_yaml *node;
    struct lp_experiment *experiment;
    const char *where;
};

/* The word for what was observed. */
static const char *observable_word(const struct lp_experiment *experiment)
{
    return lp_keys_find(&lp_keys_experiment, "observable")->words[experiment->observable];
}

/* The effective model: the shared one, or one of its own. False: nothing to go on with. */
static bool read_model(struct context *c, struct lp_base_model *base)
{
    const struct lp_yaml *override = lp_reader_get(c->node, "override");
    const char *where = lp_reader_printf(c->reader, "override of %s", c->where);
    if (!where)
        return false;
    if (!override) {
        if (!base->is_read)
            base->model = lp_modelread(c->reader, base->tree, NULL, &base->scope);
        base->is_read = true;
        c->scope = base->scope;
        c->experiment->model = base->model;
    } else {
        const struct lp_yaml *tree = lp_override_apply(c->reader, base->tree, override, where);
        if (tree)
            c->experiment->model = lp_modelread(c->reader, tree, c->experiment->name, &c->scope);
    }
    return c->experiment->model && c->scope;
}

/* S of `area`: a number, the name of a parameter, or a parameter declared in place. */
static void read_scale(struct context *c)
{
    struct lp_value *scale = &c->experiment->scale;
    const struct lp_yaml *node = lp_reader_get(c->node, "scale");
    *scale = (struct lp_value){.is_given = true, .i_parameter = LP_NONE, .constant = 1.0};
    if (!node)
        return;
    if (c->experiment->observable != LP_OBSERVE_AREA) {
        lp_reader_error(c->reader, lp_reader_key_span(c->node, "scale"),
                        "`scale` belongs to `observable: area`, and %s has `%s`", c->where,
                        observable_word(c->experiment));
        return;
    }
    if (node->kind != LP_YAML_MAPPING) {
        (void)lp_parameterread_value(c->reader, c->scope, node, LP_DIM_ONE, LP_POSITIVE, "scale",
                                     c->where, scale);
        return;
    }
    const char *name = lp_reader_printf(c->reader, "scale@%s", c->experiment->name);
    size_t i = name ? lp_parameterread_declare(c->reader, name, node, node->span) : LP_NONE;
    if (i == LP_NONE)
        return;
    scale->i_parameter = i;
    scale->span = node->span;
    lp_parameterread_use(c->reader, i, LP_DIM_ONE, LP_POSITIVE, node->span, "scale", c->where);
}

static void read_conditions(struct context *c)
{
    struct lp_experiment *experiment = c->experiment;
    if (!lp_parameterread_is_fixed(c->reader, &experiment->model->cell.temperature_K,
                                   &experiment->temperature_K))
        experiment->temperature_K = NAN; /* modelread has said so */
    (void)lp_keyread(c->reader, c->scope, &lp_keys_experiment, NULL, c->node, c->where, experiment);
    if (experiment->flip_rad > PI * (1.0 + 1e-12)) {
        lp_reader_error(c->reader, lp_reader_get(c->node, "flip")->span,
                        "flip of %s is %g degrees, expected at most 180", c->where,
                        experiment->flip_rad * 180.0 / PI);
        lp_reader_note(c->reader, lp_span_none(NULL), "a bare number is in radians");
    }
}

static void read_protocol(struct context *c)
{
    struct lp_experiment *experiment = c->experiment;
    const struct lp_yaml *protocol = lp_reader_get(c->node, "protocol");
    const struct lp_yaml *file = lp_reader_get(c->node, "protocol_file");
    struct lp_protocolread reading = {c->reader, c->scope, experiment->model, c->where};
    if (protocol && file)
        lp_reader_error(c->reader, lp_reader_key_span(c->node, "protocol_file"),
                        "%s has both `protocol` and `protocol_file`: keep one", c->where);
    if (protocol)
        lp_protocolread_list(&reading, protocol, &experiment->protocol);
    else if (file)
        lp_protocolread_file(&reading, c->source, file, &experiment->protocol);
}

static size_t rows_without_sigma(const struct lp_experiment *experiment)
{
    size_t n = 0;
    for (size_t i = 0; i < experiment->n_rows; i++)
        n += isnan(experiment->rows[i].sigma) ? 1 : 0;
    return n;
}

static void read_noise(struct context *c)
{
    struct lp_noise *noise = &c->experiment->noise;
    const struct lp_yaml *node = lp_reader_get(c->node, "noise");
    if (!node || !lp_reader_keys(c->reader, node, &lp_keys_noise, "noise"))
        return;
    size_t n_errors = c->reader->n_errors;
    (void)lp_keyread(c->reader, c->scope, &lp_keys_noise, NULL, node, c->where, noise);
    if (noise->is_estimated && !lp_reader_get(node, "constant") && !lp_reader_get(node, "relative"))
        noise->constant = 1.0; /* the estimated factor is then sigma² itself */
    if (c->reader->n_errors == n_errors && noise->constant == 0.0 && noise->relative == 0.0) {
        lp_reader_error(c->reader, node->span, "the noise of %s is zero", c->where);
        lp_reader_note(c->reader, lp_span_none(NULL),
                       "as in {constant: 0.01, relative: 0.03} or {estimate: true}");
    }
}

/* Every row needs a sigma above 0 from somewhere. */
static void settle_noise(struct context *c)
{
    struct lp_experiment *experiment = c->experiment;
    struct lp_noise *noise = &experiment->noise;
    bool has_noise = lp_reader_get(c->node, "noise");
    size_t n_without = rows_without_sigma(experiment);
    if (!has_noise && n_without) {
        *noise = (struct lp_noise){.is_estimated = true, .constant = 1.0};
        lp_reader_warning(c->reader, lp_reader_key_span(c->node, "data"),
                          "%s has neither `noise` nor a sigma for %zu of its %zu values: the noise "
                          "is estimated from the misfit, per component",
                          c->where, n_without, experiment->n_rows);
        return;
    }
    if (!has_noise || noise->constant > 0.0)
        return;
    for (size_t i = 0; i < experiment->n_rows; i++) {
        const struct lp_row *row = &experiment->rows[i];
        if (!isnan(row->sigma) || row->value != 0.0)
            continue;
        lp_reader_error(c->reader, row->span,
                        "the value 0 has sigma 0: `noise` has a relative part only");
        lp_reader_note(c->reader, lp_span_none(NULL),
                       "give `noise` a `constant` part, or this row a sigma");
    }
}

static void read_times(struct context *c)
{
    struct lp_experiment *experiment = c->experiment;
    const struct lp_yaml *list = lp_reader_get(c->node, "times");
    if (!list || !lp_reader_kind(c->reader, list, LP_YAML_SEQUENCE, "times"))
        return;
    experiment->times_s = lp_reader_alloc(c->reader, list->n, sizeof *experiment->times_s);
    if (!experiment->times_s)
        return;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += lp_parameterread_number(c->reader, c->scope, list->items[i], LP_DIM_TIME,
                                     LP_NOT_NEGATIVE, "times", c->where, &experiment->times_s[n]);
    if (n == 0)
        return;
    gsl_sort(experiment->times_s, 1, n);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || experiment->times_s[i] != experiment->times_s[i - 1])
            experiment->times_s[experiment->n_times++] = experiment->times_s[i];
}

static void read_impedance(struct context *c)
{
    struct lp_impedance *impedance = &c->experiment->impedance;
    const struct lp_yaml *node = lp_reader_get(c->node, "impedance");
    *impedance = (struct lp_impedance){false, NAN, NAN, NAN};
    if (!node || !lp_reader_keys(c->reader, node, &lp_keys_impedance, "impedance"))
        return;
    impedance->is_given = true;
    (void)lp_keyread(c->reader, c->scope, &lp_keys_impedance, NULL, node, c->where, impedance);
    if (impedance->bulk_ohm > impedance->total_ohm)
        lp_reader_error(c->reader, lp_reader_get(node, "bulk")->span,
                        "bulk of impedance is %g ohm, more than the total of %g ohm",
                        impedance->bulk_ohm, impedance->total_ohm);
}

/* An array that says "not given" everywhere. */
static double *not_given(struct lp_reader *reader, size_t n)
{
    double *values = lp_reader_alloc(reader, n, sizeof *values);
    for (size_t i = 0; values && i < n; i++)
        values[i] = NAN;
    return values;
}

/* `{component: number}`: reference_sigma and areas_before. */
static double *read_by_component(struct context *c, const char *key)
{
    const struct lp_yaml *node = lp_reader_get(c->node, key);
    if (!node || !lp_reader_kind(c->reader, node, LP_YAML_MAPPING, key))
        return NULL;
    double *values = not_given(c->reader, c->experiment->model->n_components);
    struct lp_dataread reading = {c->reader, c->scope, c->experiment, c->source, c->where};
    for (size_t i = 0; values && i < node->n; i++) {
        size_t k =
            lp_dataread_component(&reading, node->pairs[i].key, node->pairs[i].key_span, key);
        if (k != LP_NONE)
            (void)lp_keyread_plain(c->reader, c->scope, node->pairs[i].value, LP_POSITIVE, key,
                                   c->where, &values[k]);
    }
    return values;
}

static void read_reference_sigma(struct context *c)
{
    c->experiment->reference_sigma_percent = read_by_component(c, "reference_sigma");
    if (c->experiment->reference_sigma_percent && c->experiment->observable != LP_OBSERVE_INCREASE)
        lp_reader_error(c->reader, lp_reader_key_span(c->node, "reference_sigma"),
                        "`reference_sigma` belongs to `observable: increase`, and %s has `%s`",
                        c->where, observable_word(c->experiment));
}

/* `weighed`: amounts by compartment. */
static void read_weighed(struct context *c)
{
    const struct lp_model *model = c->experiment->model;
    const struct lp_yaml *node = lp_reader_get(c->node, "weighed");
    if (!node || !lp_reader_kind(c->reader, node, LP_YAML_MAPPING, "weighed"))
        return;
    c->experiment->weighed_mol = not_given(c->reader, model->n_compartments);
    const char **names = lp_reader_alloc(c->reader, model->n_compartments, sizeof *names);
    if (!c->experiment->weighed_mol || !names)
        return;
    for (size_t k = 0; k < model->n_compartments; k++)
        names[k] = model->compartments[k].name;
    for (size_t i = 0; i < node->n; i++) {
        const struct lp_yaml_pair *pair = &node->pairs[i];
        size_t k = lp_model_find_compartment(model, pair->key);
        if (k == LP_NONE) {
            lp_reader_error(c->reader, pair->key_span, "weighed: no compartment is called '%s'",
                            pair->key);
            lp_reader_suggest(c->reader, pair->key, model->n_compartments, names);
        } else {
            (void)lp_parameterread_number(c->reader, c->scope, pair->value, LP_DIM_AMOUNT,
                                          LP_POSITIVE, "weighed", c->where,
                                          &c->experiment->weighed_mol[k]);
        }
    }
}

/* 6Li of a component at t = 0 [mol]; NaN where a number is not known. */
static double amount_before(const struct context *c, const struct lp_component *component)
{
    double sum = 0.0;
    for (size_t k = 0; k < component->n_parts; k++) {
        const struct lp_compartment *compartment =
            &c->experiment->model->compartments[component->parts[k].i_compartment];
        sum += lp_parameterread_start(c->reader, &component->parts[k].weight) *
               lp_parameterread_start(c->reader, &compartment->inventory_mol) *
               lp_parameterread_start(c->reader, &compartment->enrichment);
    }
    return sum;
}

/* An increase refers to what was there before. */
static void check_increase(struct context *c)
{
    const struct lp_experiment *experiment = c->experiment;
    if (experiment->observable != LP_OBSERVE_INCREASE)
        return;
    for (size_t i = 0; i < experiment->model->n_components; i++) {
        const struct lp_component *component = &experiment->model->components[i];
        bool is_asked = experiment->n_rows == 0;
        for (size_t k = 0; k < experiment->n_rows && !is_asked; k++)
            is_asked = experiment->rows[k].i_component == i;
        if (!is_asked || amount_before(c, component) != 0.0)
            continue;
        lp_reader_error(c->reader, lp_reader_get(c->node, "observable")->span,
                        "component '%s' holds no 6Li at t = 0: its increase in per cent is "
                        "infinite",
                        component->name);
        lp_reader_note(c->reader, component->span, "'%s' declared here", component->name);
        lp_reader_note(c->reader, lp_span_none(NULL),
                       "give its compartments an enrichment above 0 (natural is 0.0759), or use "
                       "another observable");
    }
}

static void read_measurements(struct context *c)
{
    const struct lp_yaml *data = lp_reader_get(c->node, "data");
    const struct lp_yaml *covariance = lp_reader_get(c->node, "covariance");
    struct lp_dataread reading = {c->reader, c->scope, c->experiment, c->source, c->where};
    size_t n_errors = c->reader->n_errors;
    if (data)
        lp_dataread(&reading, data);
    bool has_data = data && c->reader->n_errors == n_errors;
    if (covariance && !data)
        lp_reader_error(c->reader, lp_reader_key_span(c->node, "covariance"),
                        "%s has `covariance` without `data`", c->where);
    else if (covariance && has_data)
        lp_covarianceread(&reading, covariance);
    read_noise(c);
    if (has_data)
        settle_noise(c);
    read_reference_sigma(c);
    read_times(c);
    check_increase(c);
}

void lp_experimentread(struct lp_reader *reader, struct lp_base_model *base,
                       const struct lp_source *source, const struct lp_yaml *node,
                       struct lp_experiment *experiment)
{
    struct context c = {.reader = reader, .source = source, .node = node, .experiment = experiment};
    experiment->recycle_s = NAN;
    c.where = lp_reader_printf(reader, "experiment '%s'", experiment->name);
    if (!c.where)
        return;
    if (node) {
        lp_reader_keys(reader, node, &lp_keys_experiment, c.where);
        if (node->kind != LP_YAML_MAPPING)
            return;
    }
    if (!read_model(&c, base))
        return;
    read_conditions(&c);
    read_scale(&c);
    read_protocol(&c);
    read_measurements(&c);
    read_impedance(&c);
    read_weighed(&c);
    experiment->areas_before = read_by_component(&c, "areas_before");
}
