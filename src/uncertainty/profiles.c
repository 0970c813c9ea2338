/* SPDX-License-Identifier: MIT
 *
 * Pool of known points, search of all sides in rounds, and what comes of it. Within a round jobs
 * read the pool and write their own side only; points are added between rounds in the order of the
 * jobs, so that results do not depend on the number of workers.
 */
#include "uncertainty/profiles_impl.h"

#include "base/jobs.h"

#include <math.h>
#include <string.h>

static enum lp_status make_workers(struct lp_profiles_work *run)
{
    struct lp_solution *s = run->s;
    size_t n = s->workers.n;
    enum lp_status status = LP_OK;

    run->workers = lp_arena_alloc(run->arena, n, sizeof *run->workers);
    if (!run->workers)
        return LP_ENOMEM;
    run->n_workers = n;
    for (size_t i = 0; i < n && status == LP_OK; i++) {
        struct lp_hold *w = &run->workers[i];
        status = lp_quantity_view_init(s->problem, &s->options->engine, run->arena, &w->view);
        w->view.paths = &s->followed;
        w->view.conductance_mol_s = s->is_joined ? 1e-3 * s->numbers[LP_SHARE_G] : 1.0;
        w->objective = s->workers.objective[i];
        w->factor = s->best->factor;
        w->flows = run->is_costly ? NULL : &run->flows;
        lp_hold_init(w, run->arena);
    }
    return lp_arena_status(run->arena, status);
}

/* The points of the pool with their g. */
static enum lp_status known_points(const struct lp_profiles_work *run, const struct lp_hold *w,
                                   struct lp_arena *scratch, struct lp_profile_task *task)
{
    size_t n = run->s->problem->n;
    struct lp_profile_point *known = lp_arena_alloc(scratch, run->pool.n + 1, sizeof *known);

    if (!known)
        return LP_ENOMEM;
    for (size_t k = 0; k < run->pool.n; k++) {
        known[k] = (struct lp_profile_point){
            .g = NAN, .deviance = run->pool.deviance[k], .u = run->pool.u + k * n};
        if (lp_quantity_value(&w->view, &w->quantity, known[k].u, &known[k].g) == LP_ENOMEM)
            return LP_ENOMEM;
    }
    task->known = known;
    task->n_known = run->pool.n;
    return LP_OK;
}

/* One side of one quantity. */
static enum lp_status side_job(void *context, size_t i_job, size_t i_worker)
{
    struct lp_profiles_work *run = context;
    const struct lp_optimum *best = run->s->best;
    struct lp_profiles_item *item = &run->items[run->jobs[i_job] / 2];
    size_t which = run->jobs[i_job] % 2;
    struct lp_hold *w = &run->workers[i_worker];
    struct lp_arena *scratch = lp_arena_new();

    if (!scratch)
        return LP_ENOMEM;
    w->quantity = item->quantity;
    struct lp_profile_task task =
        lp_hold_task(w, (struct lp_profile_point){NAN, best->deviance, best->u});
    task.width = item->width;
    task.is_costly = run->is_costly;
    enum lp_status status = lp_quantity_value(&w->view, &item->quantity, best->u, &task.best.g);
    if (status == LP_OK)
        status = known_points(run, w, scratch, &task);
    if (status == LP_OK)
        status = lp_profile_search(&task, which, &item->side[which]);
    lp_arena_free(scratch);
    return status;
}

/* True if a point of the pool agrees with the data beyond a side's end. */
static bool is_overtaken(struct lp_profiles_work *run, const struct lp_profiles_item *item,
                         size_t which)
{
    const struct lp_profile_side *side = &item->side[which];
    const struct lp_hold *w = &run->workers[0];
    double sign = which == 0 ? -1.0 : 1.0, g;

    if (side->stop == LP_PROFILE_LIMIT)
        return false;
    for (size_t k = 0; k < run->pool.n; k++) {
        double rise = run->pool.deviance[k] - run->s->best->deviance;
        if (rise > run->rise - 2.0 * LP_PROFILE_TOLERANCE ||
            lp_quantity_value(&w->view, &item->quantity, run->pool.u + k * run->s->problem->n,
                              &g) != LP_OK)
            continue;
        if (sign * (g - side->end) > 0.02 * item->width)
            return true;
    }
    return false;
}

/* The sides of the next round: at first all, then those that another's points overtake. */
static void plan_round(struct lp_profiles_work *run, size_t round)
{
    for (size_t k = 0; round > 0 && k < run->n_jobs; k++) {
        const struct lp_profile_side *side = &run->items[run->jobs[k] / 2].side[run->jobs[k] % 2];
        lp_profiles_pool_add(run, side->inside.u, side->inside.deviance);
    }
    run->n_jobs = 0;
    for (size_t i = 0; i < 2 * run->n_items; i++) {
        const struct lp_profiles_item *item = &run->items[i / 2];
        if (item->is_wanted && item->i_same == SIZE_MAX &&
            (round == 0 || is_overtaken(run, item, i % 2)))
            run->jobs[run->n_jobs++] = i;
    }
}

/* The lowest point met below the best, fitted; NULL where there is none, or it is no better. */
static enum lp_status find_better(const struct lp_profiles_work *run,
                                  const struct lp_optimum **better)
{
    struct lp_solution *s = run->s;
    const struct lp_profile_point *least = NULL;
    struct lp_optimum *o = lp_optimum_new(s->arena, s->problem);

    for (size_t i = 0; i < 2 * run->n_items; i++) {
        const struct lp_profile_point *p = &run->items[i / 2].side[i % 2].better;
        if (!isnan(p->deviance) && (!least || p->deviance < least->deviance))
            least = p;
    }
    if (!o)
        return LP_ENOMEM;
    if (!least)
        return LP_OK;
    lp_optimum_copy(s->problem, o, s->best);
    memcpy(o->u, least->u, s->problem->n * sizeof(double));
    enum lp_status status = lp_optimum_settle(run->workers[0].objective, s->problem, s->arena, o);
    if (status == LP_OK && o->deviance < s->best->deviance - LP_PROFILE_TOLERANCE)
        *better = o;
    return status;
}

/* An item's interval in SI, its own or the one that it follows. */
static void tell_item(const struct lp_profiles_work *run, size_t i, struct lp_profiled *out)
{
    const struct lp_quantity_view *view = &run->workers[0].view;
    const struct lp_profiles_item *item = &run->items[i];
    const struct lp_profiles_item *from =
        item->i_same == SIZE_MAX ? item : &run->items[item->i_same];

    if (!item->is_wanted)
        return;
    out->is_done = true;
    if (from == item && item->i_same != SIZE_MAX) {
        out->low = out->high = run->s->numbers[item->quantity.index];
        out->stop[0] = out->stop[1] = LP_PROFILE_LIMIT;
        return;
    }
    double factor = item->factor, end[2];
    for (size_t k = 0; k < 2; k++) {
        size_t which = factor < 0.0 ? 1 - k : k;
        const struct lp_profile_side *side = &from->side[which];
        end[k] = item->offset + factor * lp_quantity_number(view, &from->quantity, side->end);
        out->stop[k] = side->stop;
        out->rise[k] = side->rise;
        out->u[k] = side->inside.u;
    }
    out->low = end[0];
    out->high = end[1];
}

static void tell(struct lp_profiles_work *run)
{
    struct lp_solution *s = run->s;
    struct lp_profiles *p = &s->profiles;
    size_t n = s->problem->n;

    p->n = run->n_items;
    p->n_parameters = n;
    p->n_numbers = lp_shares_n(s->report->model);
    p->n_paths = s->followed.n;
    p->rise = run->rise;
    p->is_costly = run->is_costly;
    p->item = lp_arena_alloc(s->arena, p->n, sizeof *p->item);
    for (size_t i = 0; p->item && i < p->n; i++) {
        tell_item(run, i, &p->item[i]);
        for (size_t k = 0; k < 2; k++) {
            double *u = lp_arena_alloc(s->arena, n + 1, sizeof(double));
            if (u && p->item[i].u[k])
                memcpy(u, p->item[i].u[k], n * sizeof(double));
            p->item[i].u[k] = u;
        }
    }
}

static enum lp_status search_all(struct lp_profiles_work *run)
{
    const struct lp_solution *s = run->s;
    enum lp_status status = LP_OK;

    for (size_t round = 0; round < LP_PROFILES_ROUNDS && status == LP_OK; round++) {
        plan_round(run, round);
        if (run->n_jobs == 0)
            break;
        if (s->options->progress)
            s->options->progress(s->options->progress_context, "profiles", round,
                                 LP_PROFILES_ROUNDS);
        status = lp_jobs_run(run->n_jobs, run->n_workers, side_job, run);
        for (size_t k = 0; k < run->n_jobs; k++)
            run->s->profiles.n_fits += run->items[run->jobs[k] / 2].side[run->jobs[k] % 2].n_fits;
    }
    return status;
}

enum lp_status lp_profiles_run(struct lp_solution *s, const struct lp_optimum **better)
{
    struct lp_profiles_work run = {.s = s,
                                   .arena = lp_arena_new(),
                                   .rise = lp_identify_rise(s->problem),
                                   .is_costly = lp_objective_is_costly(s->workers.objective[0])};
    lp_flows_find(s->problem, run.arena, &run.flows);
    enum lp_status status = make_workers(&run);

    *better = NULL;
    if (status == LP_OK)
        lp_profiles_list(&run);
    status = lp_arena_status(run.arena, status);
    if (status == LP_OK)
        status = lp_profiles_pool_fill(&run);
    if (status == LP_OK)
        status = lp_profiles_find_followers(&run);
    if (status == LP_OK)
        status = lp_profiles_guess_widths(&run);
    if (status == LP_OK)
        status = search_all(&run);
    if (status == LP_OK)
        status = find_better(&run, better);
    if (status == LP_OK)
        tell(&run);
    status = lp_arena_status(s->arena, lp_arena_status(run.arena, status));
    for (size_t i = 0; i < run.n_workers; i++)
        lp_quantity_view_clear(&run.workers[i].view);
    lp_arena_free(run.arena);
    return status;
}

static const struct lp_profiled *at(const struct lp_profiles *p, size_t i)
{
    return i < p->n && p->item[i].is_done ? &p->item[i] : NULL;
}

const struct lp_profiled *lp_profiles_parameter(const struct lp_profiles *p, size_t j)
{
    return at(p, j);
}

const struct lp_profiled *lp_profiles_number(const struct lp_profiles *p, size_t i_number)
{
    return at(p, p->n_parameters + i_number);
}

const struct lp_profiled *lp_profiles_path(const struct lp_profiles *p, size_t i_path)
{
    return at(p, p->n_parameters + p->n_numbers + (i_path == LP_NONE ? p->n_paths : i_path));
}
