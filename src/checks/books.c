/* SPDX-License-Identifier: MIT
 *
 * An observer per experiment gives its books and its state.
 */
#include "checks/books.h"

#include "uncertainty/solution.h"

#include <math.h>

static bool has_books(const struct lp_experiment *x)
{
    return x->n_rows > 0 && x->model->i_first != LP_NONE &&
           (lp_model_grows(x->model) || lp_protocol_is_driven(&x->protocol));
}

static double imbalance_of(const struct lp_books *books)
{
    const double left = books->electrode[0].li6_given_mol,
                 right = books->electrode[1].li6_given_mol;
    const double given = left + right, gained = books->phases_li6_gained_mol;
    const double size = fmax(fabs(gained), fmax(fabs(left), fabs(right)));

    return size > 0 ? (given - gained) / size : 0;
}

/* Books and state of one experiment. x [2][n_compartments] is scratch. */
static enum lp_status keep(const struct lp_solution *s, const struct lp_experiment *e, double x[],
                           struct lp_experiment_books *out)
{
    const struct lp_model *m = e->model;
    const size_t i_electrode[2] = {m->i_first, m->i_second};
    const double *N = x + m->n_compartments;
    struct lp_point point = {.t_s = lp_experiment_last_s(e)};
    struct lp_observer_setup setup = {
        .experiment = e, .engine = s->options->engine, .n_points = 1, .points = &point};
    struct lp_observer *observer = NULL;
    enum lp_status status = lp_observer_new(&setup, &observer, NULL);

    *out = (struct lp_experiment_books){.experiment = e, .t_s = point.t_s};
    if (status == LP_OK)
        status = lp_observer_books(observer, s->p, point.t_s, &out->books, NULL);
    if (status == LP_OK)
        status = lp_observer_state(observer, s->p, point.t_s, x, x + m->n_compartments, NULL);
    lp_observer_free(observer);
    if (status != LP_OK)
        return status;
    out->imbalance = imbalance_of(&out->books);
    for (size_t i = 0; i < 2 && i_electrode[i] != LP_NONE; i++) {
        const struct lp_compartment *c = &m->compartments[i_electrode[i]];
        bool is_finite = c->surface_mol.is_given || c->inventory_mol.is_given;
        out->electrode[i].compartment = c;
        out->electrode[i].inventory_mol = is_finite ? N[i_electrode[i]] : NAN;
        out->electrode[i].enrichment = x[i_electrode[i]];
    }
    return LP_OK;
}

enum lp_status lp_books_run(struct lp_solution *s)
{
    const struct lp_study *study = s->study;
    struct lp_experiment_books *books =
        lp_arena_alloc(s->arena, study->n_experiments, sizeof *books);
    size_t n = 0;

    if (!books)
        return LP_ENOMEM;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        double *state = lp_arena_alloc(s->arena, 2 * x->model->n_compartments, sizeof *state);
        enum lp_status status = !state         ? LP_ENOMEM
                                : has_books(x) ? keep(s, x, state, &books[n])
                                               : LP_EINPUT;
        if (status == LP_ENOMEM)
            return status;
        n += status == LP_OK;
    }
    s->books = books;
    s->n_books = n;
    return LP_OK;
}
