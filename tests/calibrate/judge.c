/* SPDX-License-Identifier: MIT
 *
 * The answer of lp_inference_run, interval by interval, against the truth. The run has the
 * command's defaults but one job, for runs themselves are spread over the cores.
 */
#include "tests/calibrate/judge.h"

#include "run/solve.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define EXACT 1e-9 /* a true share this near to 0 or 1 is there */

static void count(struct tally *tally, const struct lp_estimate *e, double truth, double tolerance)
{
    tally->n++;
    if (e->low - tolerance <= truth && truth <= e->high + tolerance)
        tally->hits++;
}

static void count_end(struct outcome *o, const struct lp_estimate *e, double truth)
{
    if (fabs(truth) < EXACT) {
        o->ends.n++;
        o->ends.hits += e->low == 0.0;
    } else if (fabs(1.0 - truth) < EXACT) {
        o->ends.n++;
        o->ends.hits += e->high == 1.0;
    }
}

static void judge_compartments(const struct trial *t, const struct lp_answer *a, struct outcome *o)
{
    size_t i_phase = 0;
    for (size_t i = 0; i < a->pathway->n_compartments; i++) {
        const struct lp_answer_compartment *c = &a->pathway->compartments[i];
        double visited = t->numbers[lp_shares_at_compartment(i, LP_SHARE_VISITED)];
        double uptake = t->numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE)];
        if (c->kind != LP_PHASE)
            continue;
        count(&o->cover[OF_CERAMIC + i_phase++], &c->visited, visited, COVER_TOLERANCE);
        count_end(o, &c->visited, visited);
        count(&o->cover[OF_WITHOUT], &c->without,
              t->numbers[lp_shares_at_compartment(i, LP_SHARE_WITHOUT)], COVER_TOLERANCE);
        count(&o->cover[OF_UPTAKE], &c->uptake_mol, uptake, COVER_TOLERANCE * fabs(uptake));
    }
}

static void judge_dominant(const struct trial *t, const struct lp_answer *a, struct outcome *o)
{
    const struct lp_model *m = t->study->experiments[0].model;
    o->is_named = a->verdict.dominant != NULL;
    o->is_right = o->is_named && a->verdict.n_dominant == t->n_dominant;
    for (size_t i = 0; i < t->n_dominant && o->is_right; i++)
        o->is_right = strcmp(a->verdict.dominant[i], m->compartments[t->dominant[i]].name) == 0;
}

static void judge(const struct trial *t, const struct lp_answer *a, struct outcome *o)
{
    const struct lp_model *m = t->study->experiments[0].model;
    double truth = t->numbers[LP_SHARE_INTERFACE], G = t->numbers[LP_SHARE_G];
    const struct lp_estimate *share = &a->verdict.share;
    count(&o->cover[OF_SET], share, truth, COVER_TOLERANCE);
    count(&o->cover[OF_CONDUCTANCE], &a->pathway->conductance_mol_s, G, COVER_TOLERANCE * G);
    judge_compartments(t, a, o);
    for (size_t i = 0; i < m->n_edges; i++)
        count(&o->cover[OF_EDGE], &a->pathway->edges[i].net_share,
              t->numbers[lp_shares_at_edge(m, i, LP_SHARE_NET)], COVER_TOLERANCE);
    for (size_t i = 0; i < a->n_parameters; i++) {
        size_t k = lp_parameters_find(&t->study->parameters, a->parameters[i].name);
        if (k != LP_NONE && isfinite(a->parameters[i].estimate.low))
            count(&o->cover[OF_PARAMETER], &a->parameters[i].estimate, t->p[k],
                  COVER_TOLERANCE * fabs(t->p[k]));
    }
    judge_dominant(t, a, o);
    o->width = share->high - share->low;
    o->verdict = a->verdict.interface;
    o->is_wrong = (o->verdict == LP_VERDICT_YES && truth <= t->study->threshold) ||
                  (o->verdict == LP_VERDICT_NO && truth > t->study->threshold);
}

static void judge_failed(struct outcome *o)
{
    o->failed = true;
    o->verdict = LP_VERDICT_NULL;
    for (size_t k = 0; k < N_KINDS; k++)
        o->cover[k].n = 1;
    o->width = 1.0;
}

static void tell_why(enum lp_status run, const struct lp_answer *a, struct outcome *o)
{
    size_t at = 0;
    if (run != LP_OK || a->is_converged)
        snprintf(o->why, sizeof o->why, "%s",
                 run != LP_OK ? lp_status_text(run) : "no pathway or verdict");
    for (size_t i = 0; run == LP_OK && !a->is_converged && i < a->objective.n_stops; i++)
        if (at < sizeof o->why)
            at += (size_t)snprintf(o->why + at, sizeof o->why - at, "%s%zu starts: %s",
                                   i > 0 ? ", " : "", a->objective.stops[i].n,
                                   a->objective.stops[i].reason);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum lp_status judge_run(const struct scenario *scenario, enum lp_method method, uint64_t seed,
                         size_t i_run, struct outcome *o)
{
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    struct trial trial;
    options.method = method;
    options.has_no_otherwise = true; /* half the time where current flows, and not judged */
    enum lp_status status = trial_make(scenario, seed, i_run, &trial);
    *o = (struct outcome){.verdict = LP_VERDICT_NULL, .asimov = {NAN, NAN, NAN}};
    if (status == LP_OK) {
        double start = now_s();
        enum lp_status run = lp_inference_run(trial.study, &options, &answer, diag);
        o->seconds = now_s() - start;
        if (run == LP_OK && answer->is_converged && answer->pathway && answer->has_verdict)
            judge(&trial, answer, o);
        else {
            judge_failed(o);
            tell_why(run, answer, o);
        }
        lp_answer_free(answer);
        status = trial_make_noise_free(&trial);
    }
    if (status == LP_OK)
        status = asimov_find(&trial, &o->asimov);
    trial_clear(&trial);
    lp_diag_free(diag);
    return status;
}
