/* SPDX-License-Identifier: MIT
 *
 * What a measurement would leave of a target's interval, were a given point the truth: the
 * measurement as that truth makes it stands beside the data there are, everything is fitted, and
 *
 *     P(g) = min { deviance(u) : target(u) = g }
 *
 * is followed to its ends as in profiles.c, and to the threshold of the verdict:
 * D = P(threshold) - P(best). Nothing is linearised, so edges of what a flow can be, and second
 * optima, count as they would in the analysis of the real measurement. An impedance is one more
 * residual, ln(R(u)/R)/sigma, though it enters no fit of a study.
 */
#include "design/design_impl.h"

#include "input/studycopy.h"
#include "uncertainty/hold.h"

#include <math.h>
#include <string.h>

#define STIFF       0.02 /* scale of the pull to the threshold over the way there */
#define NARROW      0.01 /* least first guess of a share's standard deviation */
#define NARROW_U    0.3  /* of a parameter's, on its own scale */
#define NEAR        2    /* known points that are tried there */
#define N_THRESHOLD 4    /* fits there: with the best, and the best with strong exchange */
#define N_PROBES    3    /* searches of one end at most, from further points that agree there */
#define PROBE_RISE  0.05 /* less than what ends an interval, by so much: it goes on */

struct trial {
    struct lp_arena *arena;
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_objective *objective;
    struct lp_hold hold; /* of the target */
    struct lp_flows flows;
    double resistance_ohm;    /* as measured */
    struct lp_pull impedance; /* in all fits, where it is what is measured */
    size_t n_known, first_mode;
    struct lp_profile_point *known; /* the truths, [0] the best of all; then what fits led to,
                                       from first_mode on: ends of the interval that there is */
    struct lp_profile_point best;
};

int lp_design_settled(const struct lp_design_ground *ground, const struct lp_design_outlook *o)
{
    if (!o->is_known || !(o->deviance > LP_PROFILE_CHI2))
        return 0;
    return o->value > ground->study->threshold ? 1 : -1;
}

/* rows[].value of the n new rows as p has them. */
static enum lp_status predict_rows(const struct lp_design_option *o,
                                   const struct lp_engine_options *engine, const double p[],
                                   struct lp_arena *arena, size_t n, struct lp_row rows[])
{
    double *y = lp_arena_alloc(arena, n, sizeof *y);
    enum lp_status status =
        y ? lp_observer_predict_rows(&o->study->experiments[o->i_experiment], engine, n, rows, p, y)
          : LP_ENOMEM;

    for (size_t k = 0; k < n && status == LP_OK; k++)
        rows[k].value = y[k];
    return status;
}

enum lp_status lp_design_make_up(const struct lp_design_option *o,
                                 const struct lp_engine_options *engine, const double p[],
                                 const uint64_t *noise, struct lp_arena *arena,
                                 struct lp_study **study, double *resistance_factor)
{
    struct lp_random random = lp_random_stream(noise ? *noise : 0, LP_RANDOM_DESIGN, 0);
    size_t n_new = o->study->experiments[o->i_experiment].n_rows - o->first_new;
    struct lp_study *to = lp_study_copy(o->study, 0, arena);
    struct lp_row *rows =
        to ? lp_study_own_rows(&to->experiments[o->i_experiment], 1, arena) : NULL;
    enum lp_status status = LP_OK;

    if (!rows)
        return LP_ENOMEM;
    *resistance_factor = exp(noise ? LP_DESIGN_EIS * lp_random_normal(&random) : 0.0);
    if (o->i_measured != LP_NONE) {
        struct lp_prior *prior = &to->parameters.item[o->i_measured].prior;
        prior->centre =
            log10(p[o->i_measured]) + (noise ? prior->sd * lp_random_normal(&random) : 0.0);
    }
    rows += o->first_new;
    if (n_new > 0)
        status = predict_rows(o, engine, p, arena, n_new, rows);
    for (size_t k = 0; k < n_new && noise && status == LP_OK; k++)
        rows[k].value += rows[k].sigma * lp_random_normal(&random);
    *study = to;
    return status;
}

/* ln(R(u)/R)/sigma and its gradient, by differences as those of a share are. */
static enum lp_status pull_impedance(void *context, const double u[], double *residual,
                                     double gradient[])
{
    struct trial *t = context;
    const struct lp_quantity resistance = {LP_QUANTITY_NUMBER, LP_SHARE_R};
    double R = NAN;
    enum lp_status status = lp_quantity_value(&t->hold.view, &resistance, u, &R);

    if (status != LP_OK || !(R > 0.0))
        return status == LP_OK ? LP_ENUMERIC : status;
    *residual = log(R / t->resistance_ohm) / LP_DESIGN_EIS;
    if (gradient)
        status = lp_quantity_gradient(&t->hold.view, &resistance, u, R, gradient);
    for (size_t j = 0; gradient && j < t->problem->n; j++)
        gradient[j] /= R * LP_DESIGN_EIS;
    return status;
}

static enum lp_status new_trial(const struct lp_design_ground *ground,
                                const struct lp_design_option *option, const double p[],
                                const uint64_t *noise, struct trial *t)
{
    double factor = 1.0;

    t->arena = lp_arena_new();
    t->impedance = (struct lp_pull){.context = t, .evaluate = pull_impedance};
    if (!t->arena)
        return LP_ENOMEM;
    enum lp_status status =
        lp_design_make_up(option, ground->engine, p, noise, t->arena, &t->study, &factor);
    if (status == LP_OK)
        status = lp_problem_new(t->study, NULL, &t->problem, NULL);
    if (status == LP_OK)
        status = lp_objective_new(t->problem, ground->engine, &t->objective, NULL);
    if (status == LP_OK)
        status = lp_quantity_view_init(t->problem, ground->engine, t->arena, &t->hold.view);
    if (status != LP_OK)
        return status;
    lp_hold_init(&t->hold, t->arena);
    lp_flows_find(t->problem, t->arena, &t->flows);
    status = lp_arena_status(t->arena, status);
    if (status == LP_OK && option->measure.kind == LP_DESIGN_IMPEDANCE)
        status = lp_shares_number(t->hold.view.shares, p, LP_SHARE_R, &t->resistance_ohm);
    if (status != LP_OK)
        return status;
    t->resistance_ohm *= factor;
    t->hold.objective = t->objective;
    t->hold.factor = ground->factor;
    t->hold.beside = option->measure.kind == LP_DESIGN_IMPEDANCE ? &t->impedance : NULL;
    t->hold.flows = &t->flows;
    t->hold.quantity = ground->i_target == LP_NONE
                           ? (struct lp_quantity){LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE}
                           : (struct lp_quantity){LP_QUANTITY_PARAMETER,
                                                  lp_problem_find(t->problem, ground->i_target)};
    return LP_OK;
}

static void clear_trial(struct trial *t)
{
    lp_quantity_view_clear(&t->hold.view);
    lp_objective_free(t->objective);
    lp_problem_free(t->problem);
    lp_arena_free(t->arena);
}

/* All truths as points of this problem, with the misfit that they have to the made-up data. */
static enum lp_status find_known(struct trial *t, const struct lp_design_ground *ground)
{
    size_t n = t->problem->n, n_p = ground->study->parameters.n;
    size_t n_room = ground->n_known + N_THRESHOLD + LP_HOLD_EXCHANGES + 2 * N_PROBES;
    double *u = lp_arena_alloc(t->arena, n_room + 1, (n + 1) * sizeof(double));
    double *r = lp_arena_doubles(t->arena, lp_objective_n_residuals(t->objective) + 1, 1);
    enum lp_status status = LP_OK;

    t->n_known = ground->n_known;
    t->known = lp_arena_alloc(t->arena, n_room, sizeof *t->known);
    if (!u || !r || !t->known)
        return LP_ENOMEM;
    lp_objective_set_noise(t->objective, ground->factor);
    for (size_t k = 0; k < t->n_known && status == LP_OK; k++) {
        struct lp_profile_point *point = &t->known[k];
        point->u = u + k * n;
        point->g = point->deviance = NAN;
        for (size_t j = 0; j < n; j++) {
            double own = lp_transform_u(&t->problem->transform[j],
                                        ground->p[k * n_p + t->problem->i_parameter[j]]);
            point->u[j] = fmin(fmax(own, t->problem->lo[j]), t->problem->hi[j]);
        }
        status = lp_objective_evaluate(t->objective, point->u, r, NULL, NULL);
        if (status == LP_OK) {
            struct lp_likelihood l = lp_objective_likelihood(t->objective, r);
            status = lp_hold_measure(&t->hold, l.prior - 2.0 * l.loglik, point);
        }
        status = status == LP_ENUMERIC ? LP_OK : status;
    }
    t->first_mode = t->n_known > 2 ? t->n_known - 2 : 0;
    for (size_t k = t->n_known; k < n_room; k++)
        t->known[k].u = u + k * n;
    t->best = (struct lp_profile_point){NAN, NAN, u + n_room * n};
    return status;
}

/* From the truth, and from the point that the data there are like best. */
static enum lp_status find_best(struct trial *t, size_t i_truth)
{
    size_t n = t->problem->n;
    double *u = lp_arena_alloc(t->arena, n + 1, sizeof(double));
    const size_t from[2] = {i_truth, 0};
    enum lp_status status = u ? LP_OK : LP_ENOMEM;

    for (size_t k = 0; k < (i_truth == 0 ? 1 : 2) && status == LP_OK; k++) {
        struct lp_profile_point point = {NAN, NAN, u};
        memcpy(u, t->known[from[k]].u, n * sizeof(double));
        status = lp_hold_nothing(&t->hold, &point);
        if (status != LP_OK || isnan(point.deviance) || t->best.deviance <= point.deviance)
            continue;
        memcpy(t->best.u, u, n * sizeof(double));
        t->best.g = point.g;
        t->best.deviance = point.deviance;
    }
    return status == LP_OK && isnan(t->best.deviance) ? LP_ENUMERIC : status;
}

/* A point that a fit led to: one more start for those to come. */
static void add_known(struct trial *t, const struct lp_profile_point *point)
{
    struct lp_profile_point *to = &t->known[t->n_known];

    if (isnan(point->deviance))
        return;
    memcpy(to->u, point->u, t->problem->n * sizeof(double));
    to->g = point->g;
    to->deviance = point->deviance;
    t->n_known++;
}

/* Fits from the best with strong exchange between phases, and with none. */
static enum lp_status add_exchanges(struct trial *t)
{
    struct lp_profile_point points[LP_HOLD_EXCHANGES];
    enum lp_status status = lp_hold_exchanges(&t->hold, t->best.u, t->arena, points);

    for (size_t i = 0; i < LP_HOLD_EXCHANGES && status == LP_OK; i++)
        add_known(t, &points[i]);
    return status;
}

/* P(threshold) - P(best), what the pull leaves of the way corrected to first order: its force is
 * the slope, dP/dg = -2 (g - threshold)/scale². */
static enum lp_status find_deviance(struct trial *t, double threshold, double *deviance)
{
    double way = fabs(threshold - t->best.g), scale = fmax(STIFF * way, 1e-4);
    double *u = lp_arena_alloc(t->arena, N_THRESHOLD, (t->problem->n + 1) * sizeof(double));
    struct lp_profile_point point[N_THRESHOLD];
    double least = INFINITY, score = -INFINITY;
    enum lp_status status = u ? LP_OK : LP_ENOMEM;

    for (size_t i = 0; i < N_THRESHOLD && status == LP_OK; i++) {
        size_t k = i < NEAR
                       ? lp_profile_nearest(t->n_known, t->known, threshold, scale, score, &score)
                       : LP_NONE;
        point[i] = (struct lp_profile_point){NAN, NAN, u + i * (t->problem->n + 1)};
        memcpy(point[i].u, k == LP_NONE ? t->best.u : t->known[k].u,
               t->problem->n * sizeof(double));
        if (i == NEAR && !lp_hold_vary(&t->hold, 0, point[i].u))
            continue;
        status = lp_hold_towards(&t->hold, threshold, scale, &point[i]);
        double miss = (point[i].g - threshold) / scale;
        if (status == LP_OK && !isnan(point[i].deviance))
            least = fmin(least, point[i].deviance + 2.0 * miss * miss);
    }
    for (size_t i = 0; i < N_THRESHOLD && status == LP_OK; i++)
        add_known(t, &point[i]);
    *deviance = fmax(least - t->best.deviance, 0.0);
    return status;
}

/* Fits at a side's end from the known points that may be of another mode, first_mode on: one that
 * agrees with the data there joins them. has_more: one did. */
static enum lp_status probe_end(struct trial *t, const struct lp_profile_task *task, size_t first,
                                double end, bool *has_more)
{
    double *u = lp_arena_alloc(t->arena, t->problem->n + 1, sizeof(double));
    double scale = fmax(STIFF * fabs(end - t->best.g), 1e-4);
    size_t n = task->n_known;
    enum lp_status status = u ? LP_OK : LP_ENOMEM;

    *has_more = false;
    for (size_t k = first; k < n && status == LP_OK && !*has_more; k++) {
        struct lp_profile_point point = {NAN, NAN, u};
        memcpy(u, task->known[k].u, t->problem->n * sizeof(double));
        status = lp_hold_towards(&t->hold, end, scale, &point);
        *has_more = point.deviance - t->best.deviance < task->rise - PROBE_RISE;
        if (*has_more)
            add_known(t, &point);
    }
    return status;
}

/* One end; `thorough`: probed from all known points. */
static enum lp_status find_end(struct trial *t, struct lp_profile_task *task, size_t which,
                               bool is_thorough, struct lp_profile_side *side)
{
    bool has_more = true;
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < N_PROBES && has_more && status == LP_OK; i++) {
        task->n_known = t->n_known;
        status = lp_profile_search(task, which, side);
        has_more = side->stop != LP_PROFILE_LIMIT;
        if (status == LP_OK && has_more)
            status = probe_end(t, task, is_thorough ? 0 : t->first_mode, side->end, &has_more);
    }
    return status;
}

static enum lp_status find_interval(struct trial *t, double threshold, double end[2],
                                    double p_end[])
{
    const struct lp_quantity *target = &t->hold.quantity;
    struct lp_profile_task task = lp_hold_task(&t->hold, t->best);
    double *u = lp_arena_alloc(t->arena, 2, (t->problem->n + 1) * sizeof(double));
    enum lp_status status = u ? LP_OK : LP_ENOMEM;

    task.known = t->known;
    task.width = target->kind == LP_QUANTITY_PARAMETER
                     ? NARROW_U
                     : fmin(fmax(0.5 * fabs(threshold - t->best.g), NARROW), 0.2);
    for (size_t which = 0; which < 2 && status == LP_OK; which++) {
        struct lp_profile_side side = {.inside = {.u = u},
                                       .better = {.deviance = NAN, .u = u + t->problem->n + 1}};
        status = find_end(t, &task, which, p_end != NULL, &side);
        if (status != LP_OK)
            break;
        end[which] = lp_quantity_number(&t->hold.view, target, side.end);
        if (p_end)
            lp_problem_values(t->problem, side.inside.u, p_end + which * t->study->parameters.n);
    }
    return status;
}

enum lp_status lp_design_expect(const struct lp_design_ground *ground,
                                const struct lp_design_option *option, size_t i_point,
                                const uint64_t *noise, bool without_interval,
                                struct lp_design_outlook *outlook, double p_end[])
{
    struct trial t = {.arena = NULL};
    double end[2] = {NAN, NAN}, deviance = NAN, threshold = ground->study->threshold;
    enum lp_status status =
        new_trial(ground, option, ground->p + i_point * ground->study->parameters.n, noise, &t);

    *outlook = (struct lp_design_outlook){false, NAN, NAN, NAN, NAN};
    if (status == LP_OK)
        status = find_known(&t, ground);
    if (status == LP_OK)
        status = find_best(&t, i_point);
    if (status == LP_OK)
        status = add_exchanges(&t);
    if (status == LP_OK && ground->i_target == LP_NONE)
        status = find_deviance(&t, threshold, &deviance);
    if (status == LP_OK && !without_interval)
        status = find_interval(&t, threshold, end, p_end);
    if (status == LP_OK)
        *outlook = (struct lp_design_outlook){
            true, lp_quantity_number(&t.hold.view, &t.hold.quantity, t.best.g), end[0], end[1],
            deviance};
    clear_trial(&t);
    return status == LP_ENUMERIC ? LP_OK : status;
}
