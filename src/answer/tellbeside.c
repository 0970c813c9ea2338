/* SPDX-License-Identifier: MIT
 *
 * Numbers are copied; the sentence of each is that of its words_*.c.
 */
#include "answer/tellbeside.h"

#include "answer/words_checks.h"
#include "answer/words_next.h"
#include "answer/words_otherwise.h"
#include "checks/otherwise.h"
#include "design/design_next.h"

void lp_tellbeside_checks(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_checks_done *checks = s->checks;
    struct lp_arena *arena = answer->arena;

    if (!checks)
        return;
    struct lp_answer_check *rows = lp_arena_alloc(arena, checks->n, sizeof *rows);
    const char **unchecked = lp_arena_alloc(arena, checks->n_lacks, sizeof *unchecked);
    if (!rows || !unchecked)
        return;
    for (size_t i = 0; i < checks->n; i++) {
        const struct lp_check *check = &checks->items[i];
        rows[i] = (struct lp_answer_check){.name = lp_words_check_name(check->name),
                                           .subject = lp_words_check_subject(&check->of, arena),
                                           .value = check->value,
                                           .unit = lp_words_check_unit(check->name),
                                           .expected_low = check->expected_low,
                                           .expected_high = check->expected_high,
                                           .status = check->status,
                                           .reading = lp_words_check_reading(check, arena)};
    }
    for (size_t i = 0; i < checks->n_lacks; i++)
        unchecked[i] = lp_words_check_lack(&checks->lacks[i], arena);
    answer->checks = rows;
    answer->n_checks = checks->n;
    answer->unchecked = unchecked;
    answer->n_unchecked = checks->n_lacks;
}

void lp_tellbeside_next(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_next *next = s->next;

    if (!next || next->is_costly)
        return;
    struct lp_answer_next *out = lp_arena_alloc(answer->arena, 1, sizeof *out);
    if (!out)
        return;
    *out = (struct lp_answer_next){.t_s = next->times_s[next->i_best],
                                   .n_truths = next->n_truths,
                                   .n_yes = next->n_yes,
                                   .n_no = next->n_no,
                                   .width_now = next->width_now,
                                   .width = next->width,
                                   .text = lp_words_next(s, answer->arena)};
    answer->next = out;
}

void lp_tellbeside_otherwise(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_otherwise *o = s->otherwise;

    if (!o)
        return;
    struct lp_answer_otherwise *out = lp_arena_alloc(answer->arena, 1, sizeof *out);
    if (!out)
        return;
    *out =
        (struct lp_answer_otherwise){.assumption = lp_words_otherwise_assumption(s, answer->arena),
                                     .is_converged = o->is_converged,
                                     .chi2 = o->chi2,
                                     .conductance_mol_s = o->conductance_mol_s,
                                     .share = o->share,
                                     .interface = o->interface,
                                     .differs = o->differs,
                                     .text = lp_words_otherwise(s, answer->arena)};
    answer->otherwise = out;
}
