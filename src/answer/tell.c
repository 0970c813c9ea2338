/* SPDX-License-Identifier: MIT
 *
 * Numbers first, in any order; sentences read them. Then warnings, in the order of result.json.
 */
#include "answer/tell.h"

#include "answer/tellbooks.h"
#include "answer/telldepth.h"
#include "answer/tellengine.h"
#include "answer/tellfit.h"
#include "answer/tellpath.h"
#include "answer/tellseries.h"
#include "answer/tellverdict.h"
#include "answer/words.h"
#include "answer/words_checks.h"
#include "answer/words_limits.h"
#include "answer/words_otherwise.h"
#include "answer/words_warnings.h"

static void tell_numbers(const struct lp_solution *s, struct lp_answer *answer)
{
    static void (*const all[])(const struct lp_solution *, struct lp_answer *) = {
        lp_tellfit_objective, lp_tellfit_parameters, lp_tellfit_topologies,
        lp_tellpath,          lp_tellverdict,        lp_tellbooks,
        lp_tellseries,        lp_tellengine,         lp_telldepth};

    answer->chains = s->chains;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i](s, answer);
}

static void copy_warnings(struct lp_answer *answer, const struct lp_diag *diag)
{
    size_t n = lp_diag_n_warnings(diag);
    const char **texts = lp_arena_alloc(answer->arena, n, sizeof(char *));

    for (size_t i = 0; texts && i < n; i++)
        texts[i] = lp_arena_strdup(answer->arena, lp_diag_warning_text(diag, i));
    answer->warnings = texts;
    answer->n_warnings = n;
}

static void warn(const struct lp_solution *s, const struct lp_answer *answer, struct lp_diag *diag)
{
    lp_words_warn_of_fit(s, diag);
    lp_words_otherwise_warn(answer, diag);
    lp_words_warn_of_limits(s, diag);
    if (!answer->is_converged)
        lp_diag_warning(diag, lp_span_none(NULL), "no fit converged: estimates are %s",
                        s->best ? "where the best start stopped" : "null");
}

enum lp_status lp_tell(const struct lp_solution *s, struct lp_answer *answer, struct lp_diag *diag)
{
    tell_numbers(s, answer);
    if (lp_arena_has_failed(answer->arena))
        return LP_ENOMEM; /* sentences would read what is not there */
    lp_words_tell(s, answer);
    if (s->checks)
        lp_words_checks(s->checks, answer);
    warn(s, answer, diag);
    copy_warnings(answer, diag);
    return lp_arena_status(answer->arena, LP_OK);
}
