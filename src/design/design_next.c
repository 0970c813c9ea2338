/* SPDX-License-Identifier: MIT
 *
 * Truths are the best fit and draws that solve has made already. All times are weighed by whether
 * the verdict would be settled; intervals are computed at the best of them alone.
 */
#include "design/design_next.h"

#include "base/jobs.h"
#include "design/design_impl.h"

#include <math.h>
#include <string.h>

struct work {
    const struct lp_solution *s;
    struct lp_design_ground ground;
    struct lp_design_options list; /* one for each time */
    struct lp_next *next;
    struct lp_design_outlook *outlook; /* [list.n][n_points] */
    struct lp_design_outlook *best;    /* [n_points] with intervals */
};

/* The best fit and the first of the draws; starts are the ends of the interval that there is, too.
 */
static enum lp_status find_truths(struct work *w)
{
    const struct lp_solution *s = w->s;
    const struct lp_sample *sample = &s->sampled[0].sample;
    size_t n_p = s->study->parameters.n;
    size_t n = s->n_sampled == 0                   ? 0
               : sample->n_draws > LP_DESIGN_DRAWS ? LP_DESIGN_DRAWS
                                                   : sample->n_draws;
    const struct lp_profiled *ends = lp_profiles_number(&s->profiles, LP_SHARE_INTERFACE);
    double *p = lp_arena_alloc(s->arena, n + 3, n_p * sizeof(double));

    if (!p)
        return LP_ENOMEM;
    memcpy(p, s->p, n_p * sizeof(double));
    if (n > 0)
        memcpy(p + n_p, sample->p, n * n_p * sizeof(double));
    for (size_t k = 0; ends && k < 2; k++)
        lp_problem_values(s->problem, ends->u[k], p + (n + 1 + k) * n_p);
    w->ground = (struct lp_design_ground){.study = s->study,
                                          .problem = s->problem,
                                          .engine = &s->options->engine,
                                          .i_target = LP_NONE,
                                          .factor = s->best->factor,
                                          .n_points = n + 1,
                                          .n_known = n + (ends ? 3 : 1),
                                          .p = p};
    return LP_OK;
}

static enum lp_status list_times(struct work *w)
{
    const struct lp_solution *s = w->s;
    double last = lp_shares_last_time(s->study);
    double *times = w->next->times_s;
    size_t n_points = w->ground.n_points;

    times[0] = 0.25 * last;
    times[1] = 2.0 * last;
    times[2] = 4.0 * last;
    lp_design_list_times(s->study, w->ground.p,
                         lp_design_sigma(s->problem, s->best->factor, s->arena), LP_NEXT_TIMES,
                         times, s->arena, &w->list);
    w->outlook = lp_arena_alloc(s->arena, LP_NEXT_TIMES * n_points, sizeof *w->outlook);
    w->best = lp_arena_alloc(s->arena, n_points, sizeof *w->best);
    return lp_arena_status(s->arena, LP_OK);
}

static enum lp_status time_job(void *context, size_t i_job, size_t i_worker)
{
    struct work *w = context;
    size_t n = w->ground.n_points;
    (void)i_worker;
    return lp_design_expect(&w->ground, &w->list.items[i_job / n], i_job % n, NULL, true,
                            &w->outlook[i_job], NULL);
}

static enum lp_status interval_job(void *context, size_t i_job, size_t i_worker)
{
    struct work *w = context;
    (void)i_worker;
    return lp_design_expect(&w->ground, &w->list.items[w->next->i_best], i_job, NULL, false,
                            &w->best[i_job], NULL);
}

/* The time that settles most; among alike ones the one that the data would refuse the threshold
 * by most. */
static void choose(struct work *w, double deviance[])
{
    size_t n_points = w->ground.n_points, most = 0;
    double largest = -INFINITY;

    for (size_t i = 0; i < w->list.n; i++) {
        const struct lp_design_outlook *o = w->outlook + i * n_points;
        size_t n_settled = 0, n = 0;
        for (size_t k = 0; k < n_points; k++) {
            n_settled += lp_design_settled(&w->ground, &o[k]) != 0;
            if (o[k].is_known)
                deviance[n++] = o[k].deviance;
        }
        double median = lp_design_median(n, deviance);
        if (n_settled > most || (n_settled == most && median > largest)) {
            w->next->i_best = i;
            most = n_settled;
            largest = median;
        }
    }
}

static void summarise(const struct work *w, double widths[], struct lp_next *next)
{
    const struct lp_profiled *now = lp_profiles_number(&w->s->profiles, LP_SHARE_INTERFACE);
    const struct lp_estimate *share = &w->s->verdict.share;

    next->width_now = now ? now->high - now->low : share->high - share->low;
    for (size_t k = 0; k < w->ground.n_points; k++) {
        const struct lp_design_outlook *o = &w->best[k];
        int settled = lp_design_settled(&w->ground, o);
        next->n_yes += settled > 0;
        next->n_no += settled < 0;
        if (o->is_known)
            widths[next->n_truths++] = o->high - o->low;
    }
    next->width = lp_design_median(next->n_truths, widths);
}

enum lp_status lp_next_run(struct lp_solution *s)
{
    struct work w = {.s = s};

    if (!s->verdict.is_made || s->verdict.interface == LP_VERDICT_NULL ||
        !lp_study_is_single(s->study))
        return LP_OK;
    w.next = lp_arena_alloc(s->arena, 1, sizeof *w.next);
    if (!w.next)
        return LP_ENOMEM;
    w.next->is_costly = lp_objective_is_costly(s->workers.objective[0]);
    if (w.next->is_costly) {
        s->next = w.next;
        return LP_OK;
    }
    if (s->options->progress)
        s->options->progress(s->options->progress_context, "one more time point", 0, 1);
    enum lp_status status = find_truths(&w);
    double *scratch = lp_arena_alloc(s->arena, w.ground.n_points + 1, sizeof(double));
    if (status == LP_OK)
        status = scratch ? list_times(&w) : LP_ENOMEM;
    if (status == LP_OK)
        status = lp_jobs_run(w.list.n * w.ground.n_points, s->options->n_jobs, time_job, &w);
    if (status == LP_OK) {
        choose(&w, scratch);
        status = lp_jobs_run(w.ground.n_points, s->options->n_jobs, interval_job, &w);
    }
    if (status != LP_OK)
        return status;
    summarise(&w, scratch, w.next);
    if (w.next->n_truths > 0)
        s->next = w.next;
    return LP_OK;
}
