/* SPDX-License-Identifier: MIT
 *
 * From a trajectory to what the spectrometer sees. Every observable is made of two amounts,
 *
 *     a_c(t) = sum_i w_ci N_i(t) x_i(t)        n_c(t) = sum_i w_ci N_i(t)
 *
 * and a spectrum that takes long is the same formula on their means over its duration (window.h).
 * Saturation: kappa = sin a (1-E) / (1 - E cos a), E = exp(-TR/T1), for repetition time TR and flip
 * angle a (science.md, "What the spectrometer sees").
 */
#include "observe/observe.h"

#include "base/arena.h"
#include "observe/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a prediction needs of a component beside the trajectory. */
struct composition {
    const struct lp_component *component;
    bool is_used;     /* some point asks for it */
    bool is_weighed;  /* and for more than is_plain() */
    double *weight;   /* [n_parts] w */
    double *d_weight; /* [n_parts][slots.n] */
    double total;     /* n_c(0) = sum w N(0), mol */
    double start;     /* a_c(0), mol */
    double *d_start;  /* [slots.n] */
    double gain;      /* S kappa of `area` */
    double *d_gain;   /* [slots.n] */
};

struct lp_observer {
    struct lp_arena *arena;
    const struct lp_experiment *experiment;
    struct lp_slots slots;
    struct lp_engine_options options;
    struct lp_network *network;
    struct lp_engine *engine;
    size_t n_points;
    struct lp_point *points;
    struct lp_window *windows; /* [n_points] */
    size_t **i_times;          /* [n_points][windows[i].n] */
    size_t *i_plain; /* [n_points] its place in x, of points that are plain; else LP_NONE */
    size_t n_times;
    double *times_s;                  /* [n_times] all that the points need, increasing */
    struct composition *compositions; /* [n_components] */
    double *x, *N, *dx, *dN;          /* the trajectory's arrays; N and dN NULL: not needed */
    double *d_mean;                   /* [2][slots.n] */
};

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t find_time(const struct lp_observer *observer, double t_s)
{
    const double *found =
        bsearch(&t_s, observer->times_s, observer->n_times, sizeof *found, compare_doubles);
    return !found ? 0 : (size_t)(found - observer->times_s);
}

static int compare_starts(const void *a, const void *b)
{
    return compare_doubles(&((const struct lp_period *)a)->from_s,
                           &((const struct lp_period *)b)->from_s);
}

/* The times and weights of each point's mean. */
static enum lp_status make_windows(struct lp_observer *observer)
{
    struct lp_corners corners = {0};
    size_t n = 0;
    struct lp_period *periods =
        lp_arena_alloc(observer->arena, observer->n_points, sizeof *periods);
    observer->windows =
        lp_arena_alloc(observer->arena, observer->n_points, sizeof *observer->windows);
    if (!periods || !observer->windows)
        return LP_ENOMEM;
    for (size_t i = 0; i < observer->n_points; i++) {
        const struct lp_point *point = &observer->points[i];
        if (point->duration_s > 0)
            periods[n++] = (struct lp_period){fmax(point->t_s - point->duration_s, 0), point->t_s};
    }
    if (n > 0)
        qsort(periods, n, sizeof *periods, compare_starts);
    enum lp_status status =
        lp_corners_find(lp_network_stretches(observer->network, &observer->experiment->protocol), n,
                        periods, observer->arena, &corners);
    for (size_t i = 0; i < observer->n_points && status == LP_OK; i++) {
        const struct lp_point *point = &observer->points[i];
        status = lp_window_make(&corners, point->t_s, point->duration_s, observer->arena,
                                &observer->windows[i]);
    }
    return status;
}

static bool collect_times(struct lp_observer *observer)
{
    size_t n = 0, n_unique = 0;
    for (size_t i = 0; i < observer->n_points; i++)
        n += observer->windows[i].n;
    double *times = lp_arena_alloc(observer->arena, n, sizeof *times);
    if (!times)
        return false;
    n = 0;
    for (size_t i = 0; i < observer->n_points; i++) {
        for (size_t j = 0; j < observer->windows[i].n; j++)
            times[n++] = observer->windows[i].t_s[j];
    }
    if (n > 0)
        qsort(times, n, sizeof *times, compare_doubles);
    for (size_t i = 0; i < n; i++) {
        if (n_unique == 0 || times[i] > times[n_unique - 1])
            times[n_unique++] = times[i];
    }
    observer->times_s = times;
    observer->n_times = n_unique;
    return true;
}

static bool map_points(struct lp_observer *observer)
{
    observer->i_times =
        lp_arena_alloc(observer->arena, observer->n_points, sizeof *observer->i_times);
    if (!observer->i_times)
        return false;
    for (size_t i = 0; i < observer->n_points; i++) {
        const struct lp_window *window = &observer->windows[i];
        size_t *nodes = lp_arena_alloc(observer->arena, window->n, sizeof *nodes);
        if (!nodes)
            return false;
        for (size_t j = 0; j < window->n; j++)
            nodes[j] = find_time(observer, window->t_s[j]);
        observer->i_times[i] = nodes;
    }
    return true;
}

/*
 * The enrichment of a component that is one compartment, at one time, is the compartment's own: its
 * weight and inventory cancel.
 */
static bool is_plain(const struct lp_observer *observer, size_t i_point)
{
    const struct composition *c = &observer->compositions[observer->points[i_point].i_component];
    return observer->experiment->observable == LP_OBSERVE_ENRICHMENT &&
           observer->windows[i_point].n == 1 && c->component->n_parts == 1;
}

static bool alloc_compositions(struct lp_observer *observer)
{
    const struct lp_model *model = observer->experiment->model;
    struct lp_arena *arena = observer->arena;
    size_t n_slots = observer->slots.n;
    observer->compositions =
        lp_arena_alloc(arena, model->n_components, sizeof *observer->compositions);
    observer->i_plain = lp_arena_alloc(arena, observer->n_points, sizeof *observer->i_plain);
    if (!observer->compositions || !observer->i_plain)
        return false;
    for (size_t c = 0; c < model->n_components; c++) {
        struct composition *made = &observer->compositions[c];
        made->component = &model->components[c];
        size_t n_parts = made->component->n_parts;
        made->weight = lp_arena_doubles(arena, n_parts, 1);
        made->d_weight = lp_arena_doubles(arena, n_parts, n_slots);
        made->d_start = lp_arena_doubles(arena, n_slots, 1);
        made->d_gain = lp_arena_doubles(arena, n_slots, 1);
    }
    for (size_t i = 0; i < observer->n_points; i++) {
        struct composition *c = &observer->compositions[observer->points[i].i_component];
        bool plain = is_plain(observer, i);
        c->is_used = true;
        c->is_weighed = c->is_weighed || !plain;
        observer->i_plain[i] = plain ? observer->i_times[i][0] * model->n_compartments +
                                           c->component->parts[0].i_compartment
                                     : LP_NONE;
    }
    return true;
}

static bool alloc_observer(struct lp_observer *observer, const struct lp_observer_setup *setup)
{
    struct lp_arena *arena = observer->arena;
    size_t n_compartments = setup->experiment->model->n_compartments;
    observer->points = lp_arena_alloc(arena, setup->n_points, sizeof *observer->points);
    if (!observer->points)
        return false;
    if (setup->n_points > 0)
        memcpy(observer->points, setup->points, setup->n_points * sizeof *observer->points);
    observer->n_points = setup->n_points;
    if (make_windows(observer) != LP_OK || !collect_times(observer) || !map_points(observer) ||
        !alloc_compositions(observer))
        return false;
    size_t n_x = observer->n_times * n_compartments;
    bool is_weighed = false;
    for (size_t i = 0; i < setup->experiment->model->n_components; i++)
        is_weighed = is_weighed || observer->compositions[i].is_weighed;
    if (is_weighed) {
        observer->N = lp_arena_doubles(arena, n_x, 1);
        observer->dN = lp_arena_doubles(arena, n_x, setup->slots.n);
    }
    observer->x = lp_arena_doubles(arena, n_x, 1);
    observer->dx = lp_arena_doubles(arena, n_x, setup->slots.n);
    observer->d_mean = lp_arena_doubles(arena, 2, setup->slots.n);
    return !lp_arena_has_failed(arena);
}

static enum lp_status new_engine(const struct lp_observer *observer, size_t n_times,
                                 const double times_s[], struct lp_engine **engine,
                                 struct lp_diag *diag)
{
    struct lp_engine_problem problem = {.network = observer->network,
                                        .protocol = &observer->experiment->protocol,
                                        .experiment = observer->experiment->name,
                                        .n_times = n_times,
                                        .times_s = times_s};
    return lp_engine_new(&problem, &observer->options, engine, diag);
}

enum lp_status lp_observer_new(const struct lp_observer_setup *setup, struct lp_observer **observer,
                               struct lp_diag *diag)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_arena *arena = lp_arena_new();
    struct lp_observer *made = lp_arena_alloc(arena, 1, sizeof *made);
    if (!made) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    made->arena = arena;
    made->experiment = setup->experiment;
    made->slots = setup->slots;
    made->options = setup->engine;
    status = lp_network_new(setup->experiment->model, setup->experiment->temperature_K,
                            setup->absent, &made->slots, &made->network, diag);
    if (status == LP_OK && !alloc_observer(made, setup))
        status = LP_ENOMEM;
    if (status == LP_OK)
        status = new_engine(made, made->n_times, made->times_s, &made->engine, diag);
    if (status == LP_OK)
        *observer = made;
    else
        lp_observer_free(made);
    return status;
}

void lp_observer_free(struct lp_observer *observer)
{
    if (!observer)
        return;
    lp_engine_free(observer->engine);
    lp_network_free(observer->network);
    lp_arena_free(observer->arena);
}

enum lp_status lp_observer_check(const struct lp_experiment *experiment, struct lp_diag *diag)
{
    struct lp_observer *observer = NULL;
    struct lp_point last = {0};
    struct lp_observer_setup setup = {
        .experiment = experiment, .engine = lp_engine_options_default(), .n_points = 1};
    enum lp_status status = LP_OK;
    for (size_t i = 0; i < experiment->n_rows; i++)
        last.t_s = fmax(last.t_s, experiment->rows[i].t_s);
    for (size_t i = 0; i < experiment->n_times; i++)
        last.t_s = fmax(last.t_s, experiment->times_s[i]);
    setup.points = &last;
    if (experiment->n_rows > 0 || experiment->n_times > 0)
        status = lp_observer_new(&setup, &observer, diag);
    lp_observer_free(observer);
    return status;
}

enum lp_engine_kind lp_observer_engine(const struct lp_observer *observer)
{
    return lp_engine_kind_of(observer->engine);
}

static double value_at(const struct lp_observer *observer, const struct lp_value *value,
                       const double p[])
{
    return lp_value_at(observer->experiment->model->parameters, value, p,
                       observer->experiment->temperature_K);
}

static void add_gradient(const struct lp_observer *observer, const struct lp_value *value,
                         const double p[], double factor, double gradient[])
{
    if (observer->slots.n > 0) {
        lp_value_add_gradient(observer->experiment->model->parameters, value, p,
                              observer->experiment->temperature_K, factor, observer->slots.i_slot,
                              gradient);
    }
}

/* w of each part, and n_c and a_c at the start. */
static void compose(const struct lp_observer *observer, const double p[], struct composition *c)
{
    const struct lp_network *net = observer->network;
    c->total = c->start = 0;
    for (size_t i = 0; i < c->component->n_parts; i++) {
        const struct lp_component_part *part = &c->component->parts[i];
        size_t node = net->first_node[part->i_compartment];
        c->weight[i] = value_at(observer, &part->weight, p);
        double amount = c->weight[i] * (double)net->n_layers * net->inventory0_mol[node];
        c->total += amount;
        c->start += amount * net->x0[node];
    }
}

/* Derivatives of the same. */
static void compose_slopes(const struct lp_observer *observer, const double p[],
                           struct composition *c)
{
    const struct lp_network *net = observer->network;
    size_t n_slots = observer->slots.n;
    memset(c->d_start, 0, n_slots * sizeof *c->d_start);
    memset(c->d_weight, 0, c->component->n_parts * n_slots * sizeof *c->d_weight);
    for (size_t i = 0; i < c->component->n_parts; i++) {
        const struct lp_component_part *part = &c->component->parts[i];
        size_t node = net->first_node[part->i_compartment];
        double w = c->weight[i], x0 = net->x0[node];
        double n_layers = (double)net->n_layers, N = n_layers * net->inventory0_mol[node];
        double *d_weight = c->d_weight + i * n_slots;
        add_gradient(observer, &part->weight, p, 1, d_weight);
        for (size_t k = 0; k < n_slots; k++) {
            double dN = n_layers * net->d_inventory0[node * n_slots + k];
            c->d_start[k] +=
                d_weight[k] * N * x0 + w * dN * x0 + w * N * net->d_x0[node * n_slots + k];
        }
    }
}

double lp_saturation(const struct lp_experiment *experiment, double t1_s, double *d_t1)
{
    double sine = sin(experiment->flip_rad), cosine = cos(experiment->flip_rad);
    *d_t1 = 0;
    if (isnan(t1_s) || isnan(experiment->recycle_s))
        return 1;
    double ratio = experiment->recycle_s / t1_s;
    double E = exp(-ratio), denominator = 1 - E * cosine;
    double dE = E * ratio / t1_s;
    *d_t1 = dE * sine * (cosine - 1) / (denominator * denominator);
    return sine * (1 - E) / denominator;
}

/* S kappa. */
static void set_gain(const struct lp_observer *observer, const double p[], struct composition *c)
{
    const struct lp_experiment *experiment = observer->experiment;
    const struct lp_value *t1 = &c->component->t1_s;
    double S = value_at(observer, &experiment->scale, p), d_kappa;
    double t1_s = t1->is_given ? value_at(observer, t1, p) : NAN;
    double kappa = lp_saturation(experiment, t1_s, &d_kappa);
    c->gain = S * kappa;
    memset(c->d_gain, 0, observer->slots.n * sizeof *c->d_gain);
    add_gradient(observer, &experiment->scale, p, kappa, c->d_gain);
    if (d_kappa != 0)
        add_gradient(observer, t1, p, S * d_kappa, c->d_gain);
}

static enum lp_status prepare(struct lp_observer *observer, const double p[], bool with_derivatives,
                              struct lp_diag *diag)
{
    const struct lp_experiment *experiment = observer->experiment;
    for (size_t i = 0; i < experiment->model->n_components; i++) {
        struct composition *c = &observer->compositions[i];
        if (!c->is_used)
            continue;
        compose(observer, p, c);
        if (with_derivatives && c->is_weighed)
            compose_slopes(observer, p, c);
        switch (experiment->observable) {
        case LP_OBSERVE_AREA:
            set_gain(observer, p, c);
            break;
        case LP_OBSERVE_INCREASE:
            if (c->start > 0)
                break;
            lp_diag_error(diag, c->component->span,
                          "experiment '%s': component '%s' holds no 6Li at the start, so its "
                          "increase in per cent means nothing",
                          experiment->name, c->component->name);
            return LP_EINPUT;
        case LP_OBSERVE_ENRICHMENT:
            if (c->total > 0)
                break;
            lp_diag_error(diag, c->component->span,
                          "experiment '%s': component '%s' holds no lithium", experiment->name,
                          c->component->name);
            return LP_EINPUT;
        }
    }
    return LP_OK;
}

/* Amounts with their derivatives [slots.n]. */
struct amounts {
    double li6, all; /* a_c, n_c */
    double *d_li6, *d_all;
};

/* Adds share times the amounts of a component at one time; derivatives where d_li6 is not NULL. */
static void add_amounts(const struct lp_observer *observer, const struct composition *c,
                        size_t i_time, double share, struct amounts *sum)
{
    size_t n_slots = observer->slots.n, n = observer->experiment->model->n_compartments;
    for (size_t i = 0; i < c->component->n_parts; i++) {
        size_t part = c->component->parts[i].i_compartment;
        double x = observer->x[i_time * n + part], N = observer->N[i_time * n + part];
        double w = c->weight[i];
        const double *d_weight = c->d_weight + i * n_slots;
        sum->li6 += share * w * N * x;
        sum->all += share * w * N;
        for (size_t k = 0; sum->d_li6 && k < n_slots; k++) {
            size_t at = (i_time * n + part) * n_slots + k;
            double d_amount = share * (d_weight[k] * N + w * observer->dN[at]);
            sum->d_all[k] += d_amount;
            sum->d_li6[k] += d_amount * x + share * w * N * observer->dx[at];
        }
    }
}

/* Means of a_c and n_c over the point's times. */
static void mean_amounts(const struct lp_observer *observer, size_t i_point, struct amounts *mean)
{
    const struct lp_window *window = &observer->windows[i_point];
    const struct composition *c = &observer->compositions[observer->points[i_point].i_component];
    size_t n_slots = observer->slots.n;
    mean->li6 = mean->all = 0;
    if (mean->d_li6) {
        memset(mean->d_li6, 0, n_slots * sizeof *mean->d_li6);
        memset(mean->d_all, 0, n_slots * sizeof *mean->d_all);
    }
    for (size_t j = 0; j < window->n; j++)
        add_amounts(observer, c, observer->i_times[i_point][j], window->weight[j], mean);
}

/* (Mean) 6Li over a reference [mol], and unit times its derivatives. */
static double ratio_to(double reference, const double d_reference[], double unit, size_t n_slots,
                       const struct amounts *mean, double dy[])
{
    double ratio = mean->li6 / reference;
    for (size_t k = 0; k < n_slots; k++)
        dy[k] = unit * (mean->d_li6[k] - ratio * d_reference[k]) / reference;
    return ratio;
}

/* The observable of (mean) amounts, and its derivatives. */
static double observe(const struct lp_observer *observer, const struct composition *c,
                      const struct amounts *mean, double dy[])
{
    size_t n_slots = dy ? observer->slots.n : 0;
    switch (observer->experiment->observable) {
    case LP_OBSERVE_AREA:
        for (size_t k = 0; k < n_slots; k++)
            dy[k] = c->gain * mean->d_li6[k] + c->d_gain[k] * mean->li6;
        return c->gain * mean->li6;
    case LP_OBSERVE_INCREASE:
        return 100 * (ratio_to(c->start, c->d_start, 100, n_slots, mean, dy) - 1);
    case LP_OBSERVE_ENRICHMENT:
        return ratio_to(mean->all, mean->d_all, 1, n_slots, mean, dy);
    }
    return NAN;
}

static enum lp_status solve(struct lp_observer *observer, const double p[], bool with_derivatives,
                            struct lp_diag *diag)
{
    struct lp_trajectory trajectory = {.x = observer->x,
                                       .N = observer->N,
                                       .dx = with_derivatives ? observer->dx : NULL,
                                       .dN = with_derivatives ? observer->dN : NULL};
    enum lp_status status = lp_network_set(observer->network, p, diag);
    if (status == LP_OK)
        status = prepare(observer, p, with_derivatives, diag);
    if (status == LP_OK)
        status = lp_engine_solve(observer->engine, &trajectory, diag);
    return status;
}

enum lp_status lp_observer_predict(struct lp_observer *observer, const double p[], double y[],
                                   double dy[], struct lp_diag *diag)
{
    size_t n_slots = observer->slots.n;
    struct amounts mean = {.d_li6 = dy ? observer->d_mean : NULL,
                           .d_all = dy ? observer->d_mean + n_slots : NULL};
    enum lp_status status = solve(observer, p, dy != NULL, diag);
    for (size_t i = 0; i < observer->n_points && status == LP_OK; i++) {
        const struct composition *c = &observer->compositions[observer->points[i].i_component];
        size_t at = observer->i_plain[i];
        double *slopes = dy ? dy + i * n_slots : NULL;
        if (at == LP_NONE) {
            mean_amounts(observer, i, &mean);
            y[i] = observe(observer, c, &mean, slopes);
            continue;
        }
        y[i] = observer->x[at];
        for (size_t k = 0; dy && k < n_slots; k++)
            slopes[k] = observer->dx[at * n_slots + k];
    }
    for (size_t i = 0; i < observer->n_points && status != LP_OK; i++) {
        y[i] = NAN;
        for (size_t k = 0; dy && k < n_slots; k++)
            dy[i * n_slots + k] = NAN;
    }
    return status;
}

/* The network's values at p integrated to t_s alone. */
static enum lp_status solve_to(struct lp_observer *observer, const double p[], double t_s,
                               struct lp_trajectory *out, struct lp_diag *diag)
{
    struct lp_engine *engine = NULL;
    enum lp_status status = lp_network_set(observer->network, p, diag);
    if (status == LP_OK)
        status = new_engine(observer, 1, &t_s, &engine, diag);
    if (status == LP_OK)
        status = lp_engine_solve(engine, out, diag);
    lp_engine_free(engine);
    return status;
}

enum lp_status lp_observer_state(struct lp_observer *observer, const double p[], double t_s,
                                 double x[], double inventory_mol[], struct lp_diag *diag)
{
    struct lp_trajectory out = {.x = x, .N = inventory_mol};
    return solve_to(observer, p, t_s, &out, diag);
}

/* What currents have moved by t_s. */
static struct lp_stretch books_at(const struct lp_observer *observer, double t_s)
{
    struct lp_stretches stretches =
        lp_network_stretches(observer->network, &observer->experiment->protocol);
    while (stretches.now.stop_s < t_s) {
        size_t n_repeats = lp_stretches_repeats(&stretches, t_s);
        if (n_repeats > 0)
            lp_stretches_skip(&stretches, n_repeats);
        else
            lp_stretches_next(&stretches);
    }
    struct lp_stretch at;
    lp_stretch_pass(&stretches.now, t_s, &at);
    return at;
}

enum lp_status lp_observer_predict_rows(const struct lp_experiment *experiment,
                                        const struct lp_engine_options *engine, size_t n,
                                        const struct lp_row rows[], const double p[], double y[])
{
    struct lp_point *points = malloc((n + 1) * sizeof *points);
    struct lp_observer *observer = NULL;
    struct lp_observer_setup setup = {
        .experiment = experiment, .engine = *engine, .n_points = n, .points = points};

    if (!points)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct lp_point){rows[i].t_s, rows[i].duration_s, rows[i].i_component};
    enum lp_status status = lp_observer_new(&setup, &observer, NULL);
    if (status == LP_OK)
        status = lp_observer_predict(observer, p, y, NULL, NULL);
    lp_observer_free(observer);
    free(points);
    return status;
}

enum lp_status lp_observer_books(struct lp_observer *observer, const double p[], double t_s,
                                 struct lp_books *books, struct lp_diag *diag)
{
    const struct lp_model *model = observer->experiment->model;
    const struct lp_network *net = observer->network;
    const size_t electrode[2] = {model->i_first, model->i_second};
    double *x = calloc(2 * model->n_compartments + 1, sizeof *x), given[2];
    if (!x)
        return LP_ENOMEM;
    struct lp_trajectory out = {.x = x, .N = x + model->n_compartments, .li6_given_mol = given};
    struct lp_stretch at = books_at(observer, t_s);
    enum lp_status status = solve_to(observer, p, t_s, &out, diag);
    books->phases_li6_gained_mol = 0;
    for (size_t i = 0; i < model->n_compartments && status == LP_OK; i++) {
        size_t node = net->first_node[i];
        double start = net->inventory0_mol[node] * (double)net->n_layers * net->x0[node];
        if (model->compartments[i].kind == LP_PHASE)
            books->phases_li6_gained_mol += out.N[i] * out.x[i] - start;
    }
    for (size_t i = 0; i < 2 && status == LP_OK; i++) {
        struct lp_books_electrode *e = &books->electrode[i];
        double x_foil = electrode[i] == LP_NONE ? 0 : net->x0[net->first_node[electrode[i]]];
        e->li6_given_mol = given[i];
        e->foil_li_mol = at.electrode[i].foil_mol;
        e->foil_li6_mol = at.electrode[i].foil_mol * x_foil;
        e->plated_mol = at.electrode[i].gained_mol;
        e->li_mol = electrode[i] == LP_NONE ? NAN : out.N[electrode[i]];
        e->li6_mol = electrode[i] == LP_NONE ? NAN : e->li_mol * out.x[electrode[i]];
    }
    if (status == LP_OK) {
        books->charge_C = at.charge_C;
        books->throughput_C = at.throughput_C;
    }
    free(x);
    return status;
}

enum lp_status lp_observer_doubt(struct lp_observer *observer, const double p[],
                                 struct lp_diag *diag)
{
    const struct lp_experiment *experiment = observer->experiment;
    double last_s = observer->n_times > 0 ? observer->times_s[observer->n_times - 1] : 0;
    enum lp_status status = lp_network_set(observer->network, p, diag);
    if (status == LP_OK)
        status = lp_network_age(observer->network, last_s, diag);
    if (status == LP_OK)
        status = lp_network_doubt(observer->network, lp_protocol_current_A(&experiment->protocol),
                                  experiment->name, diag);
    return status;
}

double lp_row_sigma(const struct lp_experiment *experiment, const struct lp_row *row)
{
    const struct lp_noise *noise = &experiment->noise;
    double sigma = hypot(noise->constant, noise->relative * row->value);
    if (!isnan(row->sigma))
        return row->sigma;
    return sigma > 0 ? sigma : NAN;
}
