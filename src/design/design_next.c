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

struct next {
    const struct lp_solution *s;
    struct lp_design_ground ground;
    struct lp_design_options list;
    size_t i_best;                     /* of the list */
    struct lp_design_outlook *outlook; /* [list.n][n_points] */
    struct lp_design_outlook *best;    /* [n_points] with intervals */
};

static size_t n_times(const struct lp_experiment *x)
{
    size_t n = 0;

    for (size_t k = 0; k < x->n_rows; k++)
        n += x->rows[k].t_s > 0.0 && (k == 0 || x->rows[k].t_s != x->rows[k - 1].t_s);
    return n;
}

bool lp_design_is_single(const struct lp_study *study)
{
    size_t n_one = 0, n_with = 0;

    for (size_t e = 0; e < study->n_experiments; e++) {
        n_with += study->experiments[e].n_rows > 0;
        n_one += study->experiments[e].n_rows > 0 && n_times(&study->experiments[e]) <= 1;
    }
    return n_one == n_with && study->experiments[study->i_report].n_rows > 0;
}

/* The best fit and the first of the draws; starts are the ends of the interval that there is, too.
 */
static enum lp_status find_truths(struct next *w)
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

static enum lp_status list_times(struct next *w)
{
    const struct lp_solution *s = w->s;
    double t = lp_shares_last_time(s->study);
    const double times[LP_DESIGN_NEXT_TIMES] = {0.25 * t, 2.0 * t, 4.0 * t};
    double sigma = lp_design_sigma(s->problem, s->best->factor, s->arena);
    size_t n_points = w->ground.n_points;

    if (isnan(sigma))
        return LP_ENOMEM;
    enum lp_status status = lp_design_list_times(s->study, w->ground.p, sigma, LP_DESIGN_NEXT_TIMES,
                                                 times, s->arena, &w->list);
    w->outlook = lp_arena_alloc(s->arena, LP_DESIGN_NEXT_TIMES * n_points, sizeof *w->outlook);
    w->best = lp_arena_alloc(s->arena, n_points, sizeof *w->best);
    return status == LP_OK && (!w->outlook || !w->best) ? LP_ENOMEM : status;
}

static enum lp_status time_job(void *context, size_t i_job, size_t i_worker)
{
    struct next *w = context;
    size_t n = w->ground.n_points;
    (void)i_worker;
    return lp_design_expect(&w->ground, &w->list.items[i_job / n], i_job % n, NULL, true,
                            &w->outlook[i_job], NULL);
}

static enum lp_status interval_job(void *context, size_t i_job, size_t i_worker)
{
    struct next *w = context;
    (void)i_worker;
    return lp_design_expect(&w->ground, &w->list.items[w->i_best], i_job, NULL, false,
                            &w->best[i_job], NULL);
}

/* The time that settles most; among alike ones the one that the data would refuse the threshold
 * by most. */
static void choose(struct next *w, double deviance[])
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
            w->i_best = i;
            most = n_settled;
            largest = median;
        }
    }
}

static const char *list_names(const struct next *w, const char *last, struct lp_arena *arena)
{
    const char *names = "";

    for (size_t i = 0; names && i < w->list.n; i++)
        names = lp_arena_printf(arena, "%s%s%s", names,
                                i == 0               ? ""
                                : i + 1 == w->list.n ? last
                                                     : ", ",
                                w->list.items[i].name + strlen("spectrum at "));
    return names;
}

static double percent(double share)
{
    return 100.0 * share;
}

static const char *sentence(const struct next *w, const struct lp_answer *answer,
                            const struct lp_answer_next *next)
{
    struct lp_arena *arena = answer->arena;
    const char *at = w->list.items[w->i_best].name + strlen("spectrum at ");
    bool is_open = answer->verdict.interface == LP_VERDICT_UNDETERMINED;
    const char *tried =
        list_names(w, is_open && next->n_yes + next->n_no == 0 ? " or " : " and ", arena);

    if (!tried)
        return NULL;
    if (is_open && next->n_yes + next->n_no == 0)
        return lp_arena_printf(
            arena,
            "One more time point would not settle it: with a spectrum at %s the verdict stays "
            "undetermined at each of %zu plausible truths (the best fit and draws that these data "
            "allow); at %s, the best of them, the interval would still be %.0f %% wide (median). "
            "`lipath design` weighs other measurements.",
            tried, next->n_truths, at, percent(next->width));
    if (is_open)
        return lp_arena_printf(
            arena,
            "One more time point, at %s (the best of %s), would settle it at %zu of %zu plausible "
            "truths (the best fit and draws that these data allow): no at %zu, yes at %zu; the "
            "full model's interval, %.1f %% wide now, would be %.1f %% wide (median).",
            at, tried, next->n_yes + next->n_no, next->n_truths, next->n_no, next->n_yes,
            percent(next->width_now), percent(next->width));
    return lp_arena_printf(
        arena,
        "The verdict is settled; one more time point, at %s (the best of %s), would leave the full "
        "model's interval %.1f %% wide (median over %zu truths that these data allow; now %.1f "
        "%%).",
        at, tried, percent(next->width), next->n_truths, percent(next->width_now));
}

static enum lp_status tell(const struct next *w, double widths[], struct lp_answer *answer)
{
    const struct lp_profiled *now = lp_profiles_number(&w->s->profiles, LP_SHARE_INTERFACE);
    struct lp_answer_next *next = lp_arena_alloc(answer->arena, 1, sizeof *next);
    size_t n = 0;

    if (!next)
        return LP_ENOMEM;
    const struct lp_experiment *x =
        &w->list.items[w->i_best].study->experiments[w->list.items[w->i_best].i_experiment];
    next->t_s = x->rows[w->list.items[w->i_best].first_new].t_s;
    next->width_now =
        now ? now->high - now->low : answer->verdict.share.high - answer->verdict.share.low;
    for (size_t k = 0; k < w->ground.n_points; k++) {
        const struct lp_design_outlook *o = &w->best[k];
        int settled = lp_design_settled(&w->ground, o);
        next->n_truths += o->is_known;
        next->n_yes += settled > 0;
        next->n_no += settled < 0;
        if (o->is_known)
            widths[n++] = o->high - o->low;
    }
    next->width = lp_design_median(n, widths);
    if (n == 0)
        return LP_OK;
    next->text = sentence(w, answer, next);
    answer->next = next;
    answer->verdict.text =
        next->text ? lp_arena_printf(answer->arena, "%s\n%s", answer->verdict.text, next->text)
                   : NULL;
    return answer->verdict.text ? LP_OK : LP_ENOMEM;
}

static enum lp_status name_design(struct lp_answer *answer)
{
    answer->verdict.text =
        lp_arena_printf(answer->arena,
                        "%s\nWhat one more time point (or another measurement) would settle: "
                        "`lipath design`.",
                        answer->verdict.text);
    return answer->verdict.text ? LP_OK : LP_ENOMEM;
}

enum lp_status lp_design_next(const struct lp_solution *s, struct lp_answer *answer)
{
    struct next w = {.s = s};

    if (!answer->has_verdict || answer->verdict.interface == LP_VERDICT_NULL ||
        !lp_design_is_single(s->study))
        return LP_OK;
    if (lp_objective_is_costly(s->workers.objective[0]))
        return name_design(answer);
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
    return status == LP_OK ? tell(&w, scratch, answer) : status;
}
