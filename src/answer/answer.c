/* SPDX-License-Identifier: MIT
 *
 * The answer's memory and its words.
 */
#include "answer/answer.h"

struct lp_answer *lp_answer_new(const struct lp_study *study)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_answer *answer = lp_arena_alloc(arena, 1, sizeof *answer);

    if (!answer) {
        lp_arena_free(arena);
        return NULL;
    }
    answer->arena = arena;
    answer->study = study;
    answer->engine = "";
    answer->seed = study->seed;
    answer->verdict.text = "";
    return answer;
}

void lp_answer_free(struct lp_answer *answer)
{
    if (answer)
        lp_arena_free(answer->arena);
}

const char *lp_verdict_text(enum lp_verdict verdict)
{
    switch (verdict) {
    case LP_VERDICT_YES:
        return "yes";
    case LP_VERDICT_NO:
        return "no";
    case LP_VERDICT_UNDETERMINED:
        return "undetermined";
    case LP_VERDICT_NULL:
        break;
    }
    return "null";
}

const char *lp_identifiable_text(enum lp_identifiable identifiable)
{
    switch (identifiable) {
    case LP_IDENTIFIED:
        return "yes";
    case LP_LOWER_BOUND_ONLY:
        return "lower-bound-only";
    case LP_UPPER_BOUND_ONLY:
        return "upper-bound-only";
    case LP_NOT_IDENTIFIED:
        break;
    }
    return "no";
}

const char *lp_refusal_text(enum lp_refusal_kind refusal)
{
    static const char *const texts[LP_N_REFUSALS] = {[LP_REFUSAL_UNFED] = "structure",
                                                     [LP_REFUSAL_APART] = "structure",
                                                     [LP_REFUSAL_PHYSICS] = "physics",
                                                     [LP_REFUSAL_MISFIT] = "misfit",
                                                     [LP_REFUSAL_NOT_FITTED] = "not-fitted"};
    return texts[refusal];
}

const char *lp_check_status_text(enum lp_check_status status)
{
    static const char *const texts[] = {
        [LP_CHECK_OK] = "ok", [LP_CHECK_LOOK] = "look", [LP_CHECK_FAIL] = "fail"};
    return texts[status];
}

const char *lp_observable_text(enum lp_observable observable)
{
    switch (observable) {
    case LP_OBSERVE_ENRICHMENT:
        return "6Li enrichment";
    case LP_OBSERVE_INCREASE:
        return "increase of the 6Li area / %";
    case LP_OBSERVE_AREA:
        break;
    }
    return "area";
}

const char *lp_interval_method_text(enum lp_method method, bool is_profiled)
{
    if (method == LP_METHOD_PROFILE)
        return is_profiled ? "profile" : "covariance";
    return lp_method_text(method == LP_METHOD_RESIDUAL ? LP_METHOD_BOOTSTRAP : method);
}
