/* SPDX-License-Identifier: MIT
 *
 * All parts, in any order; then warnings, in the order of result.json.
 */
#include "answer/tell.h"

#include "answer/tellbeside.h"
#include "answer/tellbooks.h"
#include "answer/telldepth.h"
#include "answer/tellengine.h"
#include "answer/tellfit.h"
#include "answer/tellpath.h"
#include "answer/tellseries.h"
#include "answer/tellverdict.h"
#include "answer/words.h"
#include "answer/words_limits.h"
#include "answer/words_otherwise.h"
#include "answer/words_warnings.h"

static void tell_chains(const struct lp_solution *s, struct lp_answer *answer)
{
    answer->chains = s->chains;
}

lp_teller *lp_tell_part(size_t i)
{
    static lp_teller *const all[] = {lp_tellfit_objective,
                                     lp_tellfit_parameters,
                                     lp_tellfit_topologies,
                                     lp_tellpath,
                                     lp_tellverdict,
                                     lp_words_tell,
                                     lp_tellbooks,
                                     lp_tellseries,
                                     lp_tellengine,
                                     lp_telldepth,
                                     lp_tellbeside_checks,
                                     lp_tellbeside_next,
                                     lp_tellbeside_otherwise,
                                     tell_chains};

    return i < sizeof all / sizeof *all ? all[i] : NULL;
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

static void warn(const struct lp_solution *s, struct lp_arena *arena, struct lp_diag *diag)
{
    lp_words_warn_of_fit(s, diag);
    lp_words_otherwise_warn(s, arena, diag);
    lp_words_warn_of_limits(s, arena, diag);
    lp_words_warn_of_no_optimum(s, diag);
}

enum lp_status lp_tell(const struct lp_solution *s, struct lp_answer *answer, struct lp_diag *diag)
{
    if (lp_arena_has_failed(s->arena))
        return LP_ENOMEM; /* what the solution lacks would be read */
    for (size_t i = 0; lp_tell_part(i); i++)
        lp_tell_part(i)(s, answer);
    warn(s, answer->arena, diag);
    copy_warnings(answer, diag);
    return lp_arena_status(answer->arena, LP_OK);
}
