/* SPDX-License-Identifier: MIT
 *
 * What is profiled: every parameter and number that is told, but for those that follow another at
 * all random points of parameter space (offset + factor x other); and how wide each may be, from
 * the curvature at the best, for the first step of its search.
 */
#include "uncertainty/profiles_impl.h"

#include "search/affine.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define RANDOM 16 /* points at which numbers are compared */
#define RIDGE  1e-10

/* What has a value is wanted, as far as it can be afforded. */
void lp_profiles_list(struct lp_profiles_work *run)
{
    const struct lp_solution *s = run->s;
    const struct lp_model *m = s->report->model;
    size_t n_numbers = lp_shares_n(m), n = s->problem->n;

    run->n_items = n + n_numbers + s->followed.n + 1;
    run->items = lp_arena_alloc(run->arena, run->n_items, sizeof *run->items);
    run->jobs = lp_arena_alloc(run->arena, 2 * run->n_items, sizeof(size_t));
    double *u = lp_arena_alloc(run->arena, 4 * run->n_items, (n + 1) * sizeof(double));
    if (!run->items || !run->jobs || !u)
        return;
    for (size_t i = 0; i < run->n_items; i++) {
        struct lp_profiles_item *item = &run->items[i];
        size_t i_number = i - n, i_path = i - n - n_numbers;
        bool has_value = true;
        if (i < n)
            item->quantity = (struct lp_quantity){LP_QUANTITY_PARAMETER, i};
        else if (i_number < n_numbers) {
            item->quantity = (struct lp_quantity){LP_QUANTITY_NUMBER, i_number};
            has_value = !isnan(s->numbers[i_number]) &&
                        !(run->is_costly && lp_shares_is_state(m, i_number));
        } else {
            item->quantity = i_path < s->followed.n ? (struct lp_quantity){LP_QUANTITY_PATH, i_path}
                                                    : (struct lp_quantity){LP_QUANTITY_REST, 0};
            has_value = s->is_joined && !run->is_costly;
        }
        item->is_wanted = has_value && lp_quantity_is_told(m, &item->quantity);
        item->i_same = SIZE_MAX;
        item->factor = 1.0;
        for (size_t k = 0; k < 2; k++) {
            item->side[k].inside.u = u + (4 * i + 2 * k) * (n + 1);
            item->side[k].better.u = u + (4 * i + 2 * k + 1) * (n + 1);
            item->side[k].better.deviance = NAN;
        }
    }
}

/* Numbers at random points of the box of starts: values [RANDOM][n_items]. */
static enum lp_status values_at_random(struct lp_profiles_work *run, double values[])
{
    const struct lp_solution *s = run->s;
    const struct lp_quantity_view *view = &run->workers[0].view;
    size_t n = s->problem->n;
    double *u = lp_arena_alloc(run->arena, RANDOM, (n + 1) * sizeof(double));
    enum lp_status status =
        u ? lp_multistart_points(s->problem, LP_RANDOM_STARTS, 1, RANDOM, u) : LP_ENOMEM;

    for (size_t k = 0; k < RANDOM && status == LP_OK; k++)
        for (size_t i = 0; i < run->n_items; i++) {
            double *value = &values[k * run->n_items + i];
            *value = NAN;
            if (!run->items[i].is_wanted)
                continue;
            status = lp_quantity_value(view, &run->items[i].quantity, u + k * n, value);
            if (status == LP_ENOMEM)
                return status;
            *value =
                status == LP_OK ? lp_quantity_number(view, &run->items[i].quantity, *value) : NAN;
            status = LP_OK;
        }
    return status;
}

/* Numbers that are profiled even where a fit is costly. */
static bool is_first(const struct lp_model *m, const struct lp_quantity *q)
{
    return q->kind == LP_QUANTITY_PARAMETER ||
           (q->kind == LP_QUANTITY_NUMBER &&
            (q->index == LP_SHARE_G || q->index == LP_SHARE_INTERFACE ||
             lp_shares_place(m, q->index).of_compartment == LP_SHARE_VISITED));
}

/* Numbers that follow an earlier one, and numbers that never change. */
enum lp_status lp_profiles_find_followers(struct lp_profiles_work *run)
{
    const struct lp_model *m = run->s->report->model;
    size_t n = run->n_items, first = run->s->problem->n;
    double *values = lp_arena_alloc(run->arena, RANDOM * n, sizeof(double));
    enum lp_status status = values ? values_at_random(run, values) : LP_ENOMEM;

    for (size_t i = first; i < n && status == LP_OK; i++) {
        struct lp_profiles_item *item = &run->items[i];
        if (!item->is_wanted)
            continue;
        if (lp_affine_constant(RANDOM, n, values + i)) {
            item->i_same = i;
            continue;
        }
        for (size_t k = first; k < i && item->i_same == SIZE_MAX; k++)
            if (run->items[k].is_wanted && run->items[k].i_same == SIZE_MAX &&
                (!run->is_costly || is_first(m, &run->items[k].quantity)) &&
                lp_affine_follows(RANDOM, n, values + k, values + i, &item->offset, &item->factor))
                item->i_same = k;
        item->is_wanted =
            !run->is_costly || item->i_same != SIZE_MAX || is_first(m, &item->quantity);
    }
    return status;
}

/* J^T J at the best with a ridge, as a Cholesky factor. */
static enum lp_status curvature(const struct lp_profiles_work *run, gsl_matrix *a)
{
    const struct lp_solution *s = run->s;
    struct lp_objective *o = run->workers[0].objective;
    size_t n = s->problem->n, m = lp_objective_n_residuals(o);
    double *r = lp_arena_alloc(run->arena, m, sizeof(double));
    double *jacobian = lp_arena_alloc(run->arena, m, (n + 1) * sizeof(double));
    double most = 0.0;

    if (!r || !jacobian)
        return LP_ENOMEM;
    lp_objective_set_noise(o, s->best->factor);
    enum lp_status status = lp_objective_evaluate(o, s->best->u, r, jacobian, NULL);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < m; k++)
                sum += jacobian[k * n + i] * jacobian[k * n + j];
            gsl_matrix_set(a, i, j, sum);
            most = i == j ? fmax(most, sum) : most;
        }
    for (size_t i = 0; i < n; i++)
        gsl_matrix_set(a, i, i, gsl_matrix_get(a, i, i) + RIDGE * most + 1e-8);
    return gsl_linalg_cholesky_decomp1(a) == 0 ? LP_OK : LP_ENUMERIC;
}

/* A first guess of the standard deviation of g, sqrt(dg^T (J^T J)^-1 dg), kept in reason. */
static enum lp_status guess_width(struct lp_profiles_work *run, const gsl_matrix *factor,
                                  struct lp_profiles_item *item)
{
    const struct lp_quantity_view *view = &run->workers[0].view;
    size_t n = run->s->problem->n;
    double *d = lp_arena_alloc(run->arena, 2 * n + 1, sizeof(double)), g = NAN, sum = 0.0;
    double limit[2], snap, most = 2.0;

    if (!d)
        return LP_ENOMEM;
    enum lp_status status = lp_quantity_value(view, &item->quantity, run->s->best->u, &g);
    if (status == LP_OK)
        status = lp_quantity_gradient(view, &item->quantity, run->s->best->u, g, d);
    if (status != LP_OK)
        return status;
    gsl_vector_view x = gsl_vector_view_array(d + n, n);
    gsl_vector_view b = gsl_vector_view_array(d, n);
    if (factor && gsl_linalg_cholesky_solve(factor, &b.vector, &x.vector) == 0)
        for (size_t j = 0; j < n; j++)
            sum += d[j] * d[n + j];
    lp_quantity_limits(view, &item->quantity, limit, &snap);
    if (isfinite(limit[0]) && isfinite(limit[1]) && item->quantity.kind != LP_QUANTITY_PARAMETER)
        most = 0.2;
    else if (!isfinite(limit[0]))
        most = fabs(g) + snap;
    item->width = fmin(fmax(sqrt(sum), 2.0 * snap + 1e-9 * fabs(g)), most);
    if (!(item->width > 0.0))
        item->width = most > 0.0 ? most : 1.0;
    return LP_OK;
}

enum lp_status lp_profiles_guess_widths(struct lp_profiles_work *run)
{
    size_t n = run->s->problem->n;
    gsl_matrix *factor = gsl_matrix_alloc(n, n);
    enum lp_status status = factor ? curvature(run, factor) : LP_ENOMEM;
    bool is_usable = status == LP_OK;

    if (status == LP_ENUMERIC)
        status = LP_OK;
    for (size_t i = 0; i < run->n_items && status == LP_OK; i++)
        if (run->items[i].is_wanted && run->items[i].i_same == SIZE_MAX)
            status = guess_width(run, is_usable ? factor : NULL, &run->items[i]);
    gsl_matrix_free(factor);
    return status;
}
