/* SPDX-License-Identifier: MIT
 *
 * Lists that a change writes to are copied one level deep; what they point to is shared.
 */
#include "input/studycopy.h"

#include <math.h>
#include <string.h>

/* A list of n items with room for n_more; NULL when out of memory. */
static void *copy_list(struct lp_arena *arena, const void *list, size_t n, size_t n_more,
                       size_t size)
{
    void *copy = lp_arena_alloc(arena, n + n_more, size);

    if (copy && n > 0)
        memcpy(copy, list, n * size);
    return copy;
}

struct lp_study *lp_study_copy(const struct lp_study *study, size_t n_more, struct lp_arena *arena)
{
    struct lp_study *copy = copy_list(arena, study, 1, 0, sizeof *study);

    if (!copy)
        return NULL;
    copy->arena = NULL;
    copy->experiments = copy_list(arena, study->experiments, study->n_experiments, n_more,
                                  sizeof *study->experiments);
    copy->parameters.item = copy_list(arena, study->parameters.item, study->parameters.n, 0,
                                      sizeof *study->parameters.item);
    return copy->experiments && copy->parameters.item ? copy : NULL;
}

void lp_study_set_start(struct lp_study *copy, const double p[])
{
    for (size_t i = 0; i < copy->parameters.n; i++) {
        struct lp_parameter *parameter = &copy->parameters.item[i];
        if (parameter->is_fitted && !isnan(p[i]))
            parameter->value = p[i];
    }
}

struct lp_row *lp_study_own_rows(struct lp_experiment *experiment, size_t n_more,
                                 struct lp_arena *arena)
{
    struct lp_row *rows =
        copy_list(arena, experiment->rows, experiment->n_rows, n_more, sizeof *rows);

    if (rows)
        experiment->rows = rows;
    return rows;
}

struct lp_model *lp_model_copy(const struct lp_model *model, struct lp_arena *arena)
{
    struct lp_model *copy = copy_list(arena, model, 1, 0, sizeof *model);

    if (!copy)
        return NULL;
    copy->compartments = copy_list(arena, model->compartments, model->n_compartments, 0,
                                   sizeof *model->compartments);
    copy->edges = copy_list(arena, model->edges, model->n_edges, 0, sizeof *model->edges);
    return copy->compartments && copy->edges ? copy : NULL;
}
