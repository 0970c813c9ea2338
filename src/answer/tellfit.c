/* SPDX-License-Identifier: MIT
 *
 * Parameters are told in SI.
 */
#include "answer/tellfit.h"

#include "answer/words_parameter.h"
#include "answer/words_topology.h"
#include "uncertainty/uptake.h"

#include <math.h>
#include <string.h>

/* Why starts stopped, counted; a failed start's own message is its reason. */
static void count_stops(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_objective *o = &answer->objective;

    o->stops = lp_arena_alloc(answer->arena, s->starts.n, sizeof *o->stops);
    for (size_t i = 0; o->stops && i < s->starts.n; i++) {
        const struct lp_optimum *start = s->starts.starts[i];
        const char *reason = start->message[0] != '\0'
                                 ? lp_arena_strdup(answer->arena, start->message)
                                 : lp_stop_text(start->stop);
        size_t k = 0;
        while (k < o->n_stops && strcmp(o->stops[k].reason, reason) != 0)
            k++;
        if (k == o->n_stops)
            o->stops[o->n_stops++].reason = reason;
        o->stops[k].n++;
    }
}

void lp_tellfit_objective(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_objective *o = &answer->objective;
    size_t k = lp_problem_n_estimated(s->problem), n = s->problem->n_rows;

    *o = (struct lp_answer_objective){.chi2 = NAN,
                                      .n_data = n,
                                      .n_parameters = k,
                                      .loglik = NAN,
                                      .aicc = NAN,
                                      .bic = NAN,
                                      .starts = s->starts.n,
                                      .starts_at_best = s->starts.n_at_best,
                                      .distinct_optima = s->starts.n_distinct};
    answer->seed = lp_inference_seed(s->options, s->study);
    answer->engine = lp_engine_kind_text(lp_objective_engine(s->workers.objective[0]));
    answer->is_converged = lp_solution_is_converged(s);
    if (s->best) {
        o->chi2 = s->best->likelihood.chi2;
        o->loglik = s->best->likelihood.loglik;
        o->aicc = s->aicc;
        o->bic = s->bic;
    }
    count_stops(s, answer);
}

void lp_tellfit_parameters(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_problem *problem = s->problem;

    answer->n_parameters = problem->n;
    answer->parameters = lp_arena_alloc(answer->arena, problem->n, sizeof *answer->parameters);
    for (size_t j = 0; answer->parameters && j < problem->n; j++) {
        const struct lp_parameter *p = lp_problem_parameter(problem, j);
        struct lp_answer_parameter *out = &answer->parameters[j];
        *out = (struct lp_answer_parameter){
            .name = p->name,
            .unit = lp_dimension_unit(p->dimension),
            .estimate = {NAN, NAN, NAN},
            .method = lp_interval_method_text(lp_solution_method(s), false),
            .identifiable = LP_NOT_IDENTIFIED,
            .why = lp_words_unfitted()};
        if (!s->best)
            continue;
        out->estimate = s->intervals.parameters[j];
        out->method = lp_interval_method_text(lp_solution_method(s),
                                              lp_profiles_parameter(&s->profiles, j) != NULL);
        out->identifiable = s->identity[j].kind;
        out->why = lp_words_parameter(s->covariance, j, &s->identity[j], answer->arena);
    }
}

/* The interface share and the uptake at a topology's best fit. */
static void tell_uptake(const struct lp_solution *s, const struct lp_uptake *uptake,
                        struct lp_answer_topology *out)
{
    if (!uptake->is_known)
        return;
    out->share.value = uptake->share;
    out->uptake_share = uptake->part;
    out->main_taker =
        uptake->i_most == LP_NONE ? NULL : s->report->model->compartments[uptake->i_most].name;
}

static void tell_refusal(const struct lp_refusal *refusal, struct lp_arena *arena,
                         struct lp_answer_topology *out)
{
    out->refusal = refusal->kind;
    out->rejected = lp_words_refusal(refusal, LP_REFUSAL_ALL, arena);
    out->rejected_briefly = lp_words_refusal(refusal, LP_REFUSAL_BRIEF, arena);
}

void lp_tellfit_topologies(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_topologies *all = &s->topologies;

    answer->topologies = lp_arena_alloc(answer->arena, all->n, sizeof *answer->topologies);
    if (!answer->topologies)
        return;
    answer->n_topologies = all->n;
    for (size_t i = 0; i < all->n; i++) {
        const struct lp_topology *t = &all->items[i];
        struct lp_answer_topology *out = &answer->topologies[i];
        const char **absent = lp_arena_alloc(answer->arena, t->absent.n, sizeof(char *));
        *out = (struct lp_answer_topology){.n_absent = t->absent.n,
                                           .absent = absent,
                                           .chi2 = NAN,
                                           .aicc = t->aicc,
                                           .bic = t->bic,
                                           .is_tied = t->is_tied,
                                           .delta = t->delta,
                                           .weight = t->weight,
                                           .share = {NAN, NAN, NAN}};
        for (size_t k = 0; absent && k < t->absent.n; k++)
            absent[k] = t->absent.ids[k];
        tell_refusal(&t->refusal, answer->arena, out);
        if (!t->optimum)
            continue;
        out->chi2 = t->optimum->likelihood.chi2;
        tell_uptake(s, &s->uptake[i], out);
    }
}
