/* SPDX-License-Identifier: MIT
 *
 * An observer per experiment gives its books and its state; both are written down side by side.
 */
#include "answer/tellbooks.h"

#include <math.h>

static bool has_books(const struct lp_experiment *x)
{
    return x->n_rows > 0 && x->model->i_first != LP_NONE &&
           (lp_model_grows(x->model) || lp_protocol_is_driven(&x->protocol));
}

static void tell_electrode(const struct lp_model *m, size_t i, const double x[], const double N[],
                           const struct lp_books_electrode *from,
                           struct lp_answer_books_electrode *to)
{
    if (i == LP_NONE) {
        to->name = NULL;
        return;
    }
    const struct lp_compartment *c = &m->compartments[i];
    bool is_pool = c->surface_mol.is_given, is_foil = c->inventory_mol.is_given;

    to->name = c->name;
    to->kind = is_pool ? "pool" : is_foil ? "foil" : "reservoir";
    to->li6_given_mol = from->li6_given_mol;
    to->foil_li6_mol = is_pool ? from->foil_li6_mol : NAN;
    to->inventory_mol = is_pool || is_foil ? N[i] : NAN;
    to->enrichment = x[i];
}

/* Books and state of one experiment. x [2][n_compartments] is scratch. */
static enum lp_status tell_experiment(const struct lp_solution *s, const struct lp_experiment *e,
                                      const size_t i_slot[], double x[],
                                      struct lp_answer_books *out)
{
    const struct lp_model *m = e->model;
    const size_t i_electrode[2] = {m->i_first, m->i_second};
    struct lp_point point = {.t_s = e->rows[e->n_rows - 1].t_s};
    struct lp_observer_setup setup = {.experiment = e,
                                      .slots = {.n = 0, .i_slot = i_slot},
                                      .engine = s->options->engine,
                                      .n_points = 1,
                                      .points = &point};
    struct lp_observer *observer = NULL;
    struct lp_books books;
    enum lp_status status = lp_observer_new(&setup, &observer, NULL);

    if (status == LP_OK)
        status = lp_observer_books(observer, s->p, point.t_s, &books, NULL);
    if (status == LP_OK)
        status = lp_observer_state(observer, s->p, point.t_s, x, x + m->n_compartments, NULL);
    lp_observer_free(observer);
    if (status != LP_OK)
        return status;
    double given = books.electrode[0].li6_given_mol + books.electrode[1].li6_given_mol;
    double gained = books.phases_li6_gained_mol;
    double size = fmax(fabs(gained), fmax(fabs(books.electrode[0].li6_given_mol),
                                          fabs(books.electrode[1].li6_given_mol)));
    *out = (struct lp_answer_books){.experiment = e->name,
                                    .t_s = point.t_s,
                                    .charge_C = books.charge_C,
                                    .throughput_C = books.throughput_C,
                                    .phases_li6_gained_mol = gained,
                                    .imbalance = size > 0 ? (given - gained) / size : 0};
    for (size_t i = 0; i < 2; i++)
        tell_electrode(m, i_electrode[i], x, x + m->n_compartments, &books.electrode[i],
                       &out->electrode[i]);
    return LP_OK;
}

enum lp_status lp_tellbooks(const struct lp_solution *s, struct lp_answer *answer,
                            struct lp_diag *diag)
{
    const struct lp_study *study = s->study;
    struct lp_answer_books *books =
        lp_arena_alloc(answer->arena, study->n_experiments, sizeof *books);
    size_t *i_slot = lp_arena_alloc(s->arena, study->parameters.n, sizeof *i_slot);
    size_t n = 0;

    if (!books || !i_slot)
        return LP_ENOMEM;
    for (size_t i = 0; i < study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *experiment = &study->experiments[e];
        if (!has_books(experiment))
            continue;
        double *x = lp_arena_alloc(s->arena, 2 * experiment->model->n_compartments, sizeof(double));
        enum lp_status status =
            x ? tell_experiment(s, experiment, i_slot, x, &books[n]) : LP_ENOMEM;
        if (status == LP_ENOMEM)
            return status;
        if (status != LP_OK)
            continue;
        if (fabs(books[n].imbalance) > LP_BOOKS_IMBALANCE)
            lp_diag_warning(diag, lp_span_none(NULL),
                            "experiment '%s': what the electrodes gave and what the phases gained "
                            "differ by %.2g of it: integrate more tightly (--rtol)",
                            experiment->name, fabs(books[n].imbalance));
        n++;
    }
    answer->books = books;
    answer->n_books = n;
    return LP_OK;
}
