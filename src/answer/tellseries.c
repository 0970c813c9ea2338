/* SPDX-License-Identifier: MIT
 *
 * Each curve with the label of its axis.
 */
#include "answer/tellseries.h"

#include "uncertainty/curves.h"

void lp_tellseries(const struct lp_solution *s, struct lp_answer *answer)
{
    answer->series = lp_arena_alloc(answer->arena, s->n_curves, sizeof *answer->series);
    answer->n_series = s->n_curves;
    for (size_t i = 0; answer->series && i < s->n_curves; i++) {
        const struct lp_curve *c = &s->curves[i];
        answer->series[i] = (struct lp_answer_series){
            .experiment = c->experiment->name,
            .component = c->experiment->model->components[c->i_component].name,
            .quantity = lp_observable_text(c->experiment->observable),
            .n_data = c->n_data,
            .t_s = c->t_s,
            .value = c->value,
            .sigma = c->sigma,
            .fitted = c->fitted,
            .n_grid = c->n_grid,
            .grid_s = c->grid_s,
            .curve = c->curve,
            .low = c->low,
            .high = c->high};
    }
}
