/* SPDX-License-Identifier: MIT
 *
 * The equation of one implicit step (engine_implicit.h), for the integrator in engine_cvodes.c.
 * This file alone knows KLU. The matrix is ordered and its pivots are chosen once; then its numbers
 * are factored again whenever gamma or the rates have changed, which an integrator does every few
 * steps: it costs as much as one or two sensitivities do.
 */
#include "engine/engine_implicit.h"

#include <klu.h>
#include <stdlib.h>

struct lp_implicit {
    struct lp_system *system;
    size_t n_states, n_slots;
    int *start, *row;     /* pattern of A as KLU wants it */
    double *value;        /* I - gamma A */
    double *y;            /* [n_states] corrected states */
    double factored_at_s; /* gamma of the factors; 0: of none that hold */
    bool is_moving;
    klu_common klu;
    klu_symbolic *symbolic;
    klu_numeric *numeric;
};

void lp_implicit_free(struct lp_implicit *implicit)
{
    if (!implicit)
        return;
    klu_free_numeric(&implicit->numeric, &implicit->klu);
    klu_free_symbolic(&implicit->symbolic, &implicit->klu);
    free(implicit->start);
    free(implicit->row);
    free(implicit->value);
    free(implicit->y);
    free(implicit);
}

/* The pattern of A with the numbers of I: pivots from the diagonal, whose places stay for good. */
static bool choose_pivots(struct lp_implicit *implicit)
{
    struct lp_system_matrix A = lp_system_matrix(implicit->system);
    size_t n = implicit->n_states;
    for (size_t j = 0; j <= n; j++)
        implicit->start[j] = (int)A.start[j];
    for (size_t j = 0; j < n; j++) {
        for (size_t e = A.start[j]; e < A.start[j + 1]; e++) {
            implicit->row[e] = (int)A.row[e];
            implicit->value[e] = A.row[e] == j ? 1 : 0;
        }
    }
    implicit->symbolic = klu_analyze((int)n, implicit->start, implicit->row, &implicit->klu);
    if (!implicit->symbolic)
        return false;
    implicit->numeric = klu_factor(implicit->start, implicit->row, implicit->value,
                                   implicit->symbolic, &implicit->klu);
    return implicit->numeric != NULL;
}

struct lp_implicit *lp_implicit_new(struct lp_system *system, size_t n_states, size_t n_slots)
{
    struct lp_implicit *implicit = calloc(1, sizeof *implicit);
    size_t n_nonzeros = lp_system_matrix(system).n_nonzeros;
    if (!implicit)
        return NULL;
    klu_defaults(&implicit->klu);
    implicit->klu.scale = -1; /* for the choice of pivots, and they are chosen */
    implicit->system = system;
    implicit->n_states = n_states;
    implicit->n_slots = n_slots;
    implicit->start = calloc(n_states + 1, sizeof *implicit->start);
    implicit->row = calloc(n_nonzeros, sizeof *implicit->row);
    implicit->value = calloc(n_nonzeros, sizeof *implicit->value);
    implicit->y = calloc(n_states, sizeof *implicit->y);
    if (implicit->start && implicit->row && implicit->value && implicit->y &&
        choose_pivots(implicit))
        return implicit;
    lp_implicit_free(implicit);
    return NULL;
}

void lp_implicit_renew(struct lp_implicit *implicit, bool is_moving)
{
    implicit->factored_at_s = 0;
    implicit->is_moving = is_moving;
}

static enum lp_status factor(struct lp_implicit *implicit, double gamma_s)
{
    struct lp_system_matrix A = lp_system_matrix(implicit->system);
    if (implicit->factored_at_s == gamma_s && !implicit->is_moving)
        return LP_OK;
    implicit->factored_at_s = 0;
    for (size_t j = 0; j < implicit->n_states; j++) {
        for (size_t e = A.start[j]; e < A.start[j + 1]; e++)
            implicit->value[e] = (A.row[e] == j ? 1 : 0) - gamma_s * A.value[e];
    }
    if (klu_refactor(implicit->start, implicit->row, implicit->value, implicit->symbolic,
                     implicit->numeric, &implicit->klu) == 0 ||
        implicit->klu.status != KLU_OK)
        return LP_ENUMERIC;
    implicit->factored_at_s = gamma_s;
    return LP_OK;
}

/* gamma f - r z of some blocks, in the place of f. */
static void subtract_change(const struct lp_implicit *implicit,
                            const struct lp_implicit_equation *equation, size_t first,
                            size_t n_blocks, double f[])
{
    const double *z = equation->change + first * implicit->n_states;
    for (size_t i = 0; i < n_blocks * implicit->n_states; i++)
        f[i] = equation->gamma_s * f[i] - equation->r * z[i];
}

static enum lp_status back_substitute(struct lp_implicit *implicit, size_t n_blocks, double c[])
{
    int n = (int)implicit->n_states;
    int done =
        klu_solve(implicit->symbolic, implicit->numeric, n, (int)n_blocks, c, &implicit->klu);
    return done != 0 ? LP_OK : LP_ENUMERIC;
}

/*
 * With y + c known, sensitivities want
 *
 *     d_k + r z_k = gamma (f_k(t, y + c, s_k) + A d_k),
 *
 * f_k being their right-hand side (lp_system_sensitivity_rhs), linear in both.
 */
static enum lp_status solve_sensitivities(struct lp_implicit *implicit,
                                          const struct lp_implicit_equation *equation,
                                          double correction[])
{
    size_t n = implicit->n_states, n_slots = implicit->n_slots;
    for (size_t i = 0; i < n; i++)
        implicit->y[i] = equation->predicted[i] + correction[i];
    lp_system_sensitivity_rhs(implicit->system, implicit->y, equation->predicted + n,
                              correction + n);
    subtract_change(implicit, equation, 1, n_slots, correction + n);
    return back_substitute(implicit, n_slots, correction + n);
}

enum lp_status lp_implicit_solve(struct lp_implicit *implicit,
                                 const struct lp_implicit_equation *equation, double correction[])
{
    enum lp_status status = factor(implicit, equation->gamma_s);
    if (status != LP_OK)
        return status;
    lp_system_rhs(implicit->system, equation->predicted, correction);
    subtract_change(implicit, equation, 0, 1, correction);
    status = back_substitute(implicit, 1, correction);
    if (status == LP_OK && equation->n_blocks > 1)
        status = solve_sensitivities(implicit, equation, correction);
    return status;
}
