/* SPDX-License-Identifier: MIT
 *
 * What is not an electrode's own (a foil's 6Li without a pool) is told as null.
 */
#include "answer/tellbooks.h"

#include "checks/books.h"

#include <math.h>

static void tell_electrode(const struct lp_experiment_books *from, size_t i,
                           struct lp_answer_books_electrode *to)
{
    const struct lp_compartment *c = from->electrode[i].compartment;

    if (!c)
        return;
    bool is_pool = c->surface_mol.is_given;

    *to = (struct lp_answer_books_electrode){
        .name = c->name,
        .kind = is_pool                     ? "pool"
                : c->inventory_mol.is_given ? "foil"
                                            : "reservoir",
        .li6_given_mol = from->books.electrode[i].li6_given_mol,
        .foil_li6_mol = is_pool ? from->books.electrode[i].foil_li6_mol : NAN,
        .inventory_mol = from->electrode[i].inventory_mol,
        .enrichment = from->electrode[i].enrichment};
}

void lp_tellbooks(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_books *books = lp_arena_alloc(answer->arena, s->n_books, sizeof *books);

    for (size_t k = 0; books && k < s->n_books; k++) {
        const struct lp_experiment_books *from = &s->books[k];
        books[k] =
            (struct lp_answer_books){.experiment = from->experiment->name,
                                     .t_s = from->t_s,
                                     .charge_C = from->books.charge_C,
                                     .throughput_C = from->books.throughput_C,
                                     .phases_li6_gained_mol = from->books.phases_li6_gained_mol,
                                     .imbalance = from->imbalance};
        for (size_t i = 0; i < 2; i++)
            tell_electrode(from, i, &books[k].electrode[i]);
    }
    answer->books = books;
    answer->n_books = s->n_books;
}
