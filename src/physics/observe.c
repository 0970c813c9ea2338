/* SPDX-License-Identifier: MIT
 *
 * From a trajectory to what the spectrometer sees. For each component the weights w N of its
 * compartments are made once per prediction; every observable is then linear in the amount of 6Li
 *
 *     a_c(t) = sum_i w_ci N_i x_i(t)
 *
 * so a spectrum that takes long is the same formula on the mean of a_c over its duration.
 * Saturation: kappa = sin a (1-E) / (1 - E cos a), E = exp(-TR/T1), for repetition time TR and flip
 * angle a (science.md, "What the spectrometer sees").
 *
 * Durations: 8 Gauss-Legendre nodes in each window, exact for polynomials of degree 15; for a mode
 * exp(-k t) and a window d the relative error is below 1e-12 for k d < 4 and 1e-7 for k d < 10. A
 * protocol step that ends within the window leaves a kink in x(t), which costs about 1 % of the
 * change of slope times d.
 */
#include "physics/observe.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_NODES 8

/* Gauss-Legendre nodes and weights on [0, 1] (Abramowitz & Stegun, table 25.4). */
static const double gauss_node[N_NODES] = {
    0.0198550717512318842, 0.101666761293186630, 0.237233795041835507, 0.408282678752175098,
    0.591717321247824902,  0.762766204958164493, 0.898333238706813370, 0.980144928248768116};
static const double gauss_weight[N_NODES] = {
    0.0506142681451881296, 0.111190517226687235, 0.156853322938943644, 0.181341891689180991,
    0.181341891689180991,  0.156853322938943644, 0.111190517226687235, 0.0506142681451881296};

/* Number of times that a point takes. */
static size_t n_nodes_of(const struct lp_point *point)
{
    return point->duration_s > 0 ? N_NODES : 1;
}

/* The i-th of them, with its weight in the mean. */
static double point_node(const struct lp_point *point, size_t i, double *weight)
{
    if (point->duration_s > 0) {
        double start_s = fmax(point->t_s - point->duration_s, 0);
        *weight = gauss_weight[i];
        return start_s + (point->t_s - start_s) * gauss_node[i];
    }
    *weight = 1;
    return point->t_s;
}

/* A component's compartments with their weights w N. */
struct composition {
    const struct lp_component *component;
    bool is_used;     /* some point asks for it */
    double *amount;   /* [n_parts] w N, mol */
    double *d_amount; /* [n_parts][slots.n] */
    double total;     /* n_c = sum w N, mol */
    double *d_total;  /* [slots.n] */
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
    size_t **i_times; /* [n_points][n_nodes_of(point)] */
    size_t n_times;
    double *times_s;                  /* [n_times] all that the points need, increasing */
    struct composition *compositions; /* [n_components] */
    double *x, *dx;                   /* the trajectory's arrays */
    double *d_mean;                   /* [slots.n] */
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
    return found == NULL ? 0 : (size_t)(found - observer->times_s);
}

static bool collect_times(struct lp_observer *observer)
{
    size_t n = 0, n_unique = 0;
    double weight;
    for (size_t i = 0; i < observer->n_points; i++)
        n += n_nodes_of(&observer->points[i]);
    double *times = lp_arena_alloc(observer->arena, n, sizeof *times);
    if (times == NULL)
        return false;
    n = 0;
    for (size_t i = 0; i < observer->n_points; i++) {
        for (size_t j = 0; j < n_nodes_of(&observer->points[i]); j++)
            times[n++] = point_node(&observer->points[i], j, &weight);
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
    double weight;
    observer->i_times =
        lp_arena_alloc(observer->arena, observer->n_points, sizeof *observer->i_times);
    if (observer->i_times == NULL)
        return false;
    for (size_t i = 0; i < observer->n_points; i++) {
        const struct lp_point *point = &observer->points[i];
        size_t *nodes = lp_arena_alloc(observer->arena, n_nodes_of(point), sizeof *nodes);
        if (nodes == NULL)
            return false;
        for (size_t j = 0; j < n_nodes_of(point); j++)
            nodes[j] = find_time(observer, point_node(point, j, &weight));
        observer->i_times[i] = nodes;
    }
    return true;
}

static bool alloc_doubles(struct lp_arena *arena, size_t n, double **array)
{
    *array = lp_arena_alloc(arena, n, sizeof **array);
    return *array != NULL;
}

static bool alloc_compositions(struct lp_observer *observer)
{
    const struct lp_model *model = observer->experiment->model;
    struct lp_arena *arena = observer->arena;
    size_t n_slots = observer->slots.n;
    observer->compositions =
        lp_arena_alloc(arena, model->n_components, sizeof *observer->compositions);
    if (observer->compositions == NULL)
        return false;
    for (size_t c = 0; c < model->n_components; c++) {
        struct composition *made = &observer->compositions[c];
        made->component = &model->components[c];
        size_t n_parts = made->component->n_parts;
        if (!alloc_doubles(arena, n_parts, &made->amount) ||
            !alloc_doubles(arena, n_parts * n_slots, &made->d_amount) ||
            !alloc_doubles(arena, n_slots, &made->d_total) ||
            !alloc_doubles(arena, n_slots, &made->d_start) ||
            !alloc_doubles(arena, n_slots, &made->d_gain))
            return false;
    }
    for (size_t i = 0; i < observer->n_points; i++)
        observer->compositions[observer->points[i].i_component].is_used = true;
    return true;
}

static bool alloc_observer(struct lp_observer *observer, const struct lp_observer_setup *setup)
{
    struct lp_arena *arena = observer->arena;
    size_t n_compartments = setup->experiment->model->n_compartments;
    observer->points = lp_arena_alloc(arena, setup->n_points, sizeof *observer->points);
    if (observer->points == NULL)
        return false;
    if (setup->n_points > 0)
        memcpy(observer->points, setup->points, setup->n_points * sizeof *observer->points);
    observer->n_points = setup->n_points;
    if (!collect_times(observer) || !map_points(observer) || !alloc_compositions(observer))
        return false;
    size_t n_x = observer->n_times * n_compartments;
    return alloc_doubles(arena, n_x, &observer->x) &&
           alloc_doubles(arena, n_x * setup->slots.n, &observer->dx) &&
           alloc_doubles(arena, setup->slots.n, &observer->d_mean);
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
    struct lp_observer *made = arena == NULL ? NULL : lp_arena_alloc(arena, 1, sizeof *made);
    if (made == NULL) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    made->arena = arena;
    made->experiment = setup->experiment;
    made->slots = setup->slots;
    made->options = setup->engine;
    if (!alloc_observer(made, setup))
        goto out;
    status = lp_network_new(setup->experiment->model, setup->experiment->temperature_K,
                            setup->absent, &made->slots, &made->network, diag);
    if (status == LP_OK)
        status = new_engine(made, made->n_times, made->times_s, &made->engine, diag);
out:
    if (status == LP_OK)
        *observer = made;
    else
        lp_observer_free(made);
    return status;
}

void lp_observer_free(struct lp_observer *observer)
{
    if (observer == NULL)
        return;
    lp_engine_free(observer->engine);
    lp_network_free(observer->network);
    lp_arena_free(observer->arena);
}

const char *lp_observer_engine_name(const struct lp_observer *observer)
{
    return lp_engine_name(observer->engine);
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

/* w N of each part, their sum, and a_c(0) from the enrichments at the start. */
static void compose(const struct lp_observer *observer, const double p[], struct composition *c)
{
    const struct lp_model *model = observer->experiment->model;
    size_t n_slots = observer->slots.n;
    c->total = c->start = 0;
    memset(c->d_total, 0, n_slots * sizeof *c->d_total);
    memset(c->d_start, 0, n_slots * sizeof *c->d_start);
    memset(c->d_amount, 0, c->component->n_parts * n_slots * sizeof *c->d_amount);
    for (size_t i = 0; i < c->component->n_parts; i++) {
        const struct lp_component_part *part = &c->component->parts[i];
        const struct lp_compartment *compartment = &model->compartments[part->i_compartment];
        double w = value_at(observer, &part->weight, p);
        double N = value_at(observer, &compartment->inventory_mol, p);
        double x0 = value_at(observer, &compartment->enrichment, p);
        double *d_amount = c->d_amount + i * n_slots;
        c->amount[i] = w * N;
        add_gradient(observer, &part->weight, p, N, d_amount);
        add_gradient(observer, &compartment->inventory_mol, p, w, d_amount);
        c->total += w * N;
        c->start += w * N * x0;
        add_gradient(observer, &compartment->enrichment, p, w * N, c->d_start);
        for (size_t k = 0; k < n_slots; k++) {
            c->d_total[k] += d_amount[k];
            c->d_start[k] += d_amount[k] * x0;
        }
    }
}

/* kappa and d kappa / d T1; 1 and 0 unless both T1 and the repetition time are given. */
static double saturation(const struct lp_experiment *experiment, const struct lp_value *t1,
                         double t1_s, double *d_t1)
{
    double sine = sin(experiment->flip_rad), cosine = cos(experiment->flip_rad);
    *d_t1 = 0;
    if (!t1->is_given || isnan(experiment->recycle_s))
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
    double kappa = saturation(experiment, t1, t1_s, &d_kappa);
    c->gain = S * kappa;
    memset(c->d_gain, 0, observer->slots.n * sizeof *c->d_gain);
    add_gradient(observer, &experiment->scale, p, kappa, c->d_gain);
    if (d_kappa != 0)
        add_gradient(observer, t1, p, S * d_kappa, c->d_gain);
}

static enum lp_status prepare(struct lp_observer *observer, const double p[], struct lp_diag *diag)
{
    const struct lp_experiment *experiment = observer->experiment;
    for (size_t i = 0; i < experiment->model->n_components; i++) {
        struct composition *c = &observer->compositions[i];
        if (!c->is_used)
            continue;
        compose(observer, p, c);
        if (experiment->observable == LP_OBSERVE_AREA)
            set_gain(observer, p, c);
        if (experiment->observable == LP_OBSERVE_INCREASE && !(c->start > 0)) {
            lp_diag_error(diag, c->component->span,
                          "experiment '%s': component '%s' holds no 6Li at the start, so its "
                          "increase in per cent means nothing",
                          experiment->name, c->component->name);
            return LP_EINPUT;
        }
        if (experiment->observable == LP_OBSERVE_ENRICHMENT && !(c->total > 0)) {
            lp_diag_error(diag, c->component->span,
                          "experiment '%s': component '%s' holds no lithium", experiment->name,
                          c->component->name);
            return LP_EINPUT;
        }
    }
    return LP_OK;
}

/* Mean of a_c over the point's times and, if asked, its derivatives into d_mean. */
static double mean_amount(const struct lp_observer *observer, size_t i_point, double d_mean[])
{
    const struct lp_point *point = &observer->points[i_point];
    const struct composition *c = &observer->compositions[point->i_component];
    size_t n_slots = d_mean != NULL ? observer->slots.n : 0;
    size_t n_compartments = observer->experiment->model->n_compartments;
    double mean = 0, weight;
    if (d_mean != NULL)
        memset(d_mean, 0, n_slots * sizeof *d_mean);
    for (size_t j = 0; j < n_nodes_of(point); j++) {
        size_t i_time = observer->i_times[i_point][j];
        const double *x = observer->x + i_time * n_compartments;
        const double *dx = observer->dx + i_time * observer->slots.n * n_compartments;
        (void)point_node(point, j, &weight);
        for (size_t i = 0; i < c->component->n_parts; i++) {
            size_t i_compartment = c->component->parts[i].i_compartment;
            const double *d_amount = c->d_amount + i * observer->slots.n;
            mean += weight * c->amount[i] * x[i_compartment];
            for (size_t k = 0; k < n_slots; k++) {
                d_mean[k] += weight * (d_amount[k] * x[i_compartment] +
                                       c->amount[i] * dx[k * n_compartments + i_compartment]);
            }
        }
    }
    return mean;
}

/* The observable of an amount a (or its mean), and of its derivatives. */
static double observe(const struct lp_observer *observer, const struct composition *c, double a,
                      const double da[], double dy[])
{
    size_t n_slots = dy != NULL ? observer->slots.n : 0;
    if (observer->experiment->observable == LP_OBSERVE_AREA) {
        for (size_t k = 0; k < n_slots; k++)
            dy[k] = c->gain * da[k] + c->d_gain[k] * a;
        return c->gain * a;
    }
    bool is_increase = observer->experiment->observable == LP_OBSERVE_INCREASE;
    double unit = is_increase ? 100 : 1;
    double reference = is_increase ? c->start : c->total;
    const double *d_reference = is_increase ? c->d_start : c->d_total;
    double ratio = a / reference;
    for (size_t k = 0; k < n_slots; k++)
        dy[k] = unit * (da[k] - ratio * d_reference[k]) / reference;
    return is_increase ? 100 * (ratio - 1) : ratio;
}

static enum lp_status solve(struct lp_observer *observer, const double p[], bool with_derivatives,
                            struct lp_diag *diag)
{
    struct lp_trajectory trajectory = {.x = observer->x,
                                       .dx = with_derivatives ? observer->dx : NULL};
    enum lp_status status = lp_network_set(observer->network, p, diag);
    if (status == LP_OK)
        status = prepare(observer, p, diag);
    if (status == LP_OK)
        status = lp_engine_solve(observer->engine, &trajectory, diag);
    return status;
}

enum lp_status lp_observer_predict(struct lp_observer *observer, const double p[], double y[],
                                   double dy[], struct lp_diag *diag)
{
    size_t n_slots = observer->slots.n;
    enum lp_status status = solve(observer, p, dy != NULL, diag);
    for (size_t i = 0; i < observer->n_points && status == LP_OK; i++) {
        const struct composition *c = &observer->compositions[observer->points[i].i_component];
        double *d_mean = dy != NULL ? observer->d_mean : NULL;
        double a = mean_amount(observer, i, d_mean);
        y[i] = observe(observer, c, a, d_mean, dy != NULL ? dy + i * n_slots : NULL);
    }
    for (size_t i = 0; i < observer->n_points && status != LP_OK; i++) {
        y[i] = NAN;
        for (size_t k = 0; dy != NULL && k < n_slots; k++)
            dy[i * n_slots + k] = NAN;
    }
    return status;
}

enum lp_status lp_observer_state(struct lp_observer *observer, const double p[], double t_s,
                                 double x[], double inventory_mol[], struct lp_diag *diag)
{
    const struct lp_model *model = observer->experiment->model;
    struct lp_trajectory trajectory = {.x = x};
    struct lp_engine *engine = NULL;
    enum lp_status status = lp_network_set(observer->network, p, diag);
    if (status == LP_OK)
        status = new_engine(observer, 1, &t_s, &engine, diag);
    if (status == LP_OK)
        status = lp_engine_solve(engine, &trajectory, diag);
    lp_engine_free(engine);
    for (size_t i = 0; i < model->n_compartments && status == LP_OK; i++) {
        const struct lp_value *inventory = &model->compartments[i].inventory_mol;
        inventory_mol[i] = inventory->is_given ? value_at(observer, inventory, p) : NAN;
    }
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
