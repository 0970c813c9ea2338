/* SPDX-License-Identifier: MIT
 *
 * The candidates of `lipath design`, all variations of the report experiment:
 *
 *     times     one more spectrum, in the same run: `times` of the study's `design`, else a quarter
 *               of the first time, the middle (in log t) of the widest gap, 2 and 4 times the last
 *     rest      a control without current, at the same times (driven studies)
 *     reversed  a second cell with the current the other way round (driven studies), or with its
 *               foils exchanged (where they differ), at the same times
 *     blocked   a second cell whose second contact is blocked, at the same times
 *     natural   a second cell whose second foil is natural lithium, at the same times; both with
 *               the first foil, too, where the sides of the model are not alike
 *     amount    a fitted inventory or T1 measured by itself, to 5 %
 *     impedance the total resistance, to 5 %
 *
 * Each is a study of its own with the same parameters, so that weighing and simulating need no case
 * by case. A new cell is assumed to be made like the one there is.
 */
#include "design/design_impl.h"

#include "input/studycopy.h"

#include <gsl/gsl_sort.h>
#include <math.h>

struct maker {
    const struct lp_study *study;
    const double *p;
    double sigma;
    struct lp_arena *arena;
    struct lp_design_options *options;
};

/* One more candidate; NULL when out of memory. */
static struct lp_design_option *add(const struct maker *m, const struct lp_design_measure *measure)
{
    struct lp_design_options *list = m->options;
    struct lp_study *study = lp_study_copy(m->study, 1, m->arena); /* a second cell may follow */
    struct lp_design_option *items =
        lp_arena_grow(m->arena, list->items, list->n, &list->capacity, sizeof *items);

    if (!study || !items)
        return NULL;
    lp_study_set_start(study, m->p);
    list->items = items;
    items[list->n] = (struct lp_design_option){.measure = *measure,
                                               .study = study,
                                               .i_experiment = study->i_report,
                                               .first_new = lp_study_report(study)->n_rows,
                                               .i_measured = LP_NONE};
    return &items[list->n++];
}

static bool is_measured(const struct lp_experiment *x, size_t i_component)
{
    for (size_t k = 0; k < x->n_rows; k++)
        if (x->rows[k].i_component == i_component)
            return true;
    return false;
}

/* Rows at a time for each component that the experiment has: appended to x. */
static void append_time(const struct maker *m, struct lp_experiment *x, double t_s)
{
    const struct lp_experiment *report = lp_study_report(m->study);
    double duration = m->study->design.duration_s;
    struct lp_row *rows = lp_study_own_rows(x, x->model->n_components, m->arena);

    for (size_t c = 0; rows && c < x->model->n_components; c++)
        if (is_measured(report, c))
            rows[x->n_rows++] =
                (struct lp_row){.t_s = t_s,
                                .duration_s = duration > 0.0 ? fmin(duration, t_s) : 0.0,
                                .i_component = c,
                                .sigma = m->sigma,
                                .replicate = "design",
                                .span = report->span};
}

/* The report experiment's times, each once, rising; how many. */
static size_t find_times(const struct maker *m, double **times)
{
    const struct lp_experiment *x = lp_study_report(m->study);
    double *t = *times = lp_arena_alloc(m->arena, x->n_rows + 1, sizeof *t);
    size_t kept = 0;

    if (!t)
        return 0;
    for (size_t k = 0; k < x->n_rows; k++)
        t[k] = x->rows[k].t_s;
    gsl_sort(t, 1, x->n_rows);
    for (size_t k = 0; k < x->n_rows; k++)
        if (t[k] > 0.0 && (kept == 0 || t[k] > t[kept - 1]))
            t[kept++] = t[k];
    return kept;
}

static void add_time(const struct maker *m, double t_s)
{
    const struct lp_experiment *report = lp_study_report(m->study);
    struct lp_design_measure measure = {.kind = LP_DESIGN_SPECTRUM, .t_s = t_s};

    for (size_t k = 0; k < report->n_rows; k++)
        measure.is_past = measure.is_past || report->rows[k].t_s > t_s;
    struct lp_design_option *o = add(m, &measure);
    if (o)
        append_time(m, &o->study->experiments[o->i_experiment], t_s);
}

static void add_times(const struct maker *m, size_t n, const double times[])
{
    const struct lp_design_wish *wish = &m->study->design;
    double middle = NAN, gap = 1.0;

    for (size_t i = 0; i < wish->n_times; i++)
        add_time(m, wish->times_s[i]);
    if (wish->n_times > 0 || n == 0)
        return;
    for (size_t i = 1; i < n; i++)
        if (times[i] / times[i - 1] > gap) {
            gap = times[i] / times[i - 1];
            middle = sqrt(times[i] * times[i - 1]);
        }
    add_time(m, times[0] / 4.0);
    if (!isnan(middle))
        add_time(m, middle);
    add_time(m, 2.0 * times[n - 1]);
    add_time(m, 4.0 * times[n - 1]);
}

/* A second cell like the report's, with its own model, at the same times; NULL when out of
 * memory. */
static struct lp_experiment *add_cell(const struct maker *m,
                                      const struct lp_design_measure *measure,
                                      struct lp_model *model, bool keeps_protocol, size_t n,
                                      const double times[])
{
    struct lp_design_option *o = model ? add(m, measure) : NULL;

    if (!o)
        return NULL;
    o->i_experiment = o->study->n_experiments++;
    o->first_new = 0;
    struct lp_experiment *x = &o->study->experiments[o->i_experiment];
    *x = *lp_study_report(m->study);
    x->name = "second cell";
    x->model = model;
    x->n_rows = x->n_loadings = 0;
    if (!keeps_protocol)
        x->protocol = (struct lp_protocol){0};
    for (size_t i = 0; i < n; i++)
        append_time(m, x, times[i]);
    return x;
}

static struct lp_model *copy_model(const struct maker *m)
{
    return lp_model_copy(lp_study_report(m->study)->model, m->arena);
}

/* Without an electrode's contacts. */
static struct lp_model *blocked_model(const struct maker *m, size_t i_electrode)
{
    struct lp_model *model = copy_model(m);
    size_t n = 0;

    for (size_t i = 0; model && i < model->n_edges; i++)
        if (model->edges[i].i_from != i_electrode && model->edges[i].i_to != i_electrode)
            model->edges[n++] = model->edges[i];
    if (model)
        model->n_edges = n;
    return model;
}

static struct lp_model *natural_model(const struct maker *m, size_t i_electrode)
{
    struct lp_model *model = copy_model(m);

    if (model)
        model->compartments[i_electrode].enrichment = model->cell.natural;
    return model;
}

/* What the first foil is the second one is now, and the other way round. */
static struct lp_model *exchanged_model(const struct maker *m)
{
    struct lp_model *model = copy_model(m);

    if (!model)
        return NULL;
    struct lp_compartment *a = &model->compartments[model->i_first];
    struct lp_compartment *b = &model->compartments[model->i_second], first = *a;
    a->enrichment = b->enrichment;
    a->inventory_mol = b->inventory_mol;
    a->surface_mol = b->surface_mol;
    b->enrichment = first.enrichment;
    b->inventory_mol = first.inventory_mol;
    b->surface_mol = first.surface_mol;
    return model;
}

static bool is_same_value(const struct lp_value *a, const struct lp_value *b)
{
    if (!a->is_given || !b->is_given)
        return a->is_given == b->is_given;
    return a->i_parameter == b->i_parameter &&
           (a->i_parameter != LP_NONE || a->constant == b->constant);
}

static bool has_same_foils(const struct lp_model *m)
{
    const struct lp_compartment *a = &m->compartments[m->i_first];
    const struct lp_compartment *b = &m->compartments[m->i_second];

    return is_same_value(&a->enrichment, &b->enrichment) &&
           is_same_value(&a->inventory_mol, &b->inventory_mol) &&
           is_same_value(&a->surface_mol, &b->surface_mol);
}

/* Whether the cell turned round is the same cell. */
static bool has_same_sides(const struct lp_model *m)
{
    for (size_t i = 0; i < m->n_compartments; i++) {
        const size_t left = lp_model_contact(m, m->i_first, i);
        const size_t right = lp_model_contact(m, m->i_second, i);
        if (m->compartments[i].kind != LP_PHASE || (left == LP_NONE && right == LP_NONE))
            continue;
        if (left == LP_NONE || right == LP_NONE ||
            !is_same_value(&m->edges[left].flow_mol_per_s, &m->edges[right].flow_mol_per_s))
            return false;
    }
    return has_same_foils(m);
}

/* The report's protocol with every current the other way round. */
static void reverse_current(const struct maker *m, struct lp_experiment *x)
{
    struct lp_block *blocks = lp_arena_alloc(m->arena, x->protocol.n_blocks, sizeof *blocks);

    for (size_t b = 0; blocks && b < x->protocol.n_blocks; b++) {
        const struct lp_block *from = &x->protocol.blocks[b];
        struct lp_step *steps = lp_arena_alloc(m->arena, from->n_steps, sizeof *steps);
        for (size_t i = 0; steps && i < from->n_steps; i++) {
            steps[i] = from->steps[i];
            steps[i].current_A = -steps[i].current_A;
        }
        blocks[b] = *from;
        blocks[b].steps = steps;
    }
    x->protocol.blocks = blocks;
}

/* Second cells that stand on two electrodes. */
static void add_foils(const struct maker *m, const struct lp_model *model, size_t n,
                      const double times[])
{
    bool has_sides = !has_same_sides(model);

    for (size_t i = 0; i < (has_sides ? 2 : 1); i++) {
        size_t electrode = i == 0 ? model->i_second : model->i_first;
        struct lp_design_measure measure = {
            .kind = LP_DESIGN_BLOCKED, .is_first = i == 1, .has_sides = has_sides};
        add_cell(m, &measure, blocked_model(m, electrode), false, n, times);
        measure.kind = LP_DESIGN_NATURAL;
        add_cell(m, &measure, natural_model(m, electrode), true, n, times);
    }
    if (!has_same_foils(model))
        add_cell(m, &(struct lp_design_measure){.kind = LP_DESIGN_EXCHANGED}, exchanged_model(m),
                 true, n, times);
}

static void add_cells(const struct maker *m, size_t n, const double times[])
{
    const struct lp_experiment *x = lp_study_report(m->study);

    if (lp_protocol_is_driven(&x->protocol)) {
        add_cell(m, &(struct lp_design_measure){.kind = LP_DESIGN_AT_REST}, copy_model(m), false, n,
                 times);
        struct lp_experiment *reversed =
            add_cell(m, &(struct lp_design_measure){.kind = LP_DESIGN_REVERSED}, copy_model(m),
                     true, n, times);
        if (reversed)
            reverse_current(m, reversed);
    }
    if (x->model->i_second != LP_NONE)
        add_foils(m, x->model, n, times);
}

/* A parameter measured by itself is a prior around its value. */
static void add_direct(const struct maker *m, size_t i, enum lp_design_kind kind)
{
    struct lp_design_option *o =
        add(m, &(struct lp_design_measure){.kind = kind,
                                           .parameter = m->study->parameters.item[i].name});

    if (!o)
        return;
    o->i_measured = i;
    struct lp_prior *prior = &o->study->parameters.item[i].prior;
    double sd = log10(1.0 + LP_DESIGN_DIRECT);
    double before = prior->kind == LP_PRIOR_LOG10NORMAL ? prior->sd : INFINITY;
    *prior = (struct lp_prior){.kind = LP_PRIOR_LOG10NORMAL,
                               .centre = log10(m->p[i]),
                               .sd = 1.0 / sqrt(1.0 / (sd * sd) + 1.0 / (before * before))};
}

/* T1 enters areas that were measured at a repetition time, by the saturation, and nothing else. */
static bool has_saturation(const struct lp_study *study)
{
    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].n_rows > 0 &&
            study->experiments[e].observable == LP_OBSERVE_AREA &&
            !isnan(study->experiments[e].recycle_s))
            return true;
    return false;
}

/* Amounts, and T1 where the saturation of a component hangs on it. */
static void add_directs(const struct maker *m)
{
    const struct lp_parameters *ps = &m->study->parameters;

    for (size_t i = 0; i < ps->n; i++) {
        const struct lp_parameter *p = &ps->item[i];
        if (!p->is_fitted || !p->is_used || p->scale != LP_SCALE_LOG10 || !(m->p[i] > 0.0))
            continue;
        if (p->dimension == LP_DIM_AMOUNT)
            add_direct(m, i, LP_DESIGN_AMOUNT);
        else if (p->dimension == LP_DIM_TIME && has_saturation(m->study))
            add_direct(m, i, LP_DESIGN_T1);
    }
}

void lp_design_list_times(const struct lp_study *study, const double p[], double sigma, size_t n,
                          const double times_s[], struct lp_arena *arena,
                          struct lp_design_options *options)
{
    const struct maker m = {study, p, sigma, arena, options};

    *options = (struct lp_design_options){.n = 0};
    for (size_t i = 0; i < n; i++)
        add_time(&m, times_s[i]);
}

void lp_design_list(const struct lp_study *study, const double p[], double sigma,
                    struct lp_arena *arena, struct lp_design_options *options)
{
    const struct maker m = {study, p, sigma, arena, options};
    double *times = NULL;
    size_t n = find_times(&m, &times);

    *options = (struct lp_design_options){.n = 0};
    add_times(&m, n, times);
    if (n > 0)
        add_cells(&m, n, times);
    add_directs(&m);
    if (lp_study_report(study)->model->i_second != LP_NONE)
        add(&m, &(struct lp_design_measure){.kind = LP_DESIGN_IMPEDANCE});
}
