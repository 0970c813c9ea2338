/* SPDX-License-Identifier: MIT
 *
 * Expectation and maximisation over the shared errors z ~ N(0,1), which are the missing data: given
 * the factors, z has the mean m and the covariance P
 *
 *     P = (1 + L^T S^-1 L)^-1,   m = P L^T S^-1 d,   S = diag(f² sigma²)
 *
 * and the factors that then have the largest expected likelihood are the root mean squares over
 * their rows of ((d_i - l_i^T m)² + l_i^T P l_i)/sigma_i². Each turn climbs the likelihood
 * (Dempster, Laird & Rubin, doi:10.1111/j.2517-6161.1977.tb01600.x).
 */
#include "estimate/noise.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define NOISE_FLOOR 1e-6 /* of the largest value: an exact fit has no noise to estimate */
#define MAX_TURNS   1000
#define TOLERANCE   1e-9 /* change of ln f in a turn */

struct lp_noise_memory {
    struct lp_arena *arena;
    const struct lp_problem *problem;
    gsl_matrix *p;    /* [m][m] Cholesky factor of 1 + L^T S^-1 L, then P */
    gsl_vector *mean; /* [m] */
    double *sum;      /* [n_groups] */
    double *least;    /* [n_groups] floor of the factor */
};

static void set_floors(struct lp_noise_memory *memory)
{
    const struct lp_problem *problem = memory->problem;
    memset(memory->least, 0, problem->n_groups * sizeof(double));
    for (size_t i = 0; i < problem->n_rows; i++) {
        const struct lp_problem_row *row = &problem->rows[i];
        if (row->i_group != LP_NONE)
            memory->least[row->i_group] =
                fmax(memory->least[row->i_group], fabs(row->value) / row->sigma);
    }
    for (size_t g = 0; g < problem->n_groups; g++)
        memory->least[g] = NOISE_FLOOR * (memory->least[g] > 0.0 ? memory->least[g] : 1.0);
}

struct lp_noise_memory *lp_noise_new(const struct lp_problem *problem)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_noise_memory *memory = lp_arena_alloc(arena, 1, sizeof *memory);
    size_t m = problem->n_nuisances;
    if (!memory) {
        lp_arena_free(arena);
        return NULL;
    }
    memory->arena = arena;
    memory->problem = problem;
    memory->sum = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    memory->least = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    if (m > 0) {
        memory->p = gsl_matrix_alloc(m, m);
        memory->mean = gsl_vector_alloc(m);
    }
    if (lp_arena_has_failed(arena) || (m > 0 && (!memory->p || !memory->mean))) {
        lp_noise_free(memory);
        return NULL;
    }
    set_floors(memory);
    return memory;
}

void lp_noise_free(struct lp_noise_memory *memory)
{
    if (!memory)
        return;
    gsl_matrix_free(memory->p);
    gsl_vector_free(memory->mean);
    lp_arena_free(memory->arena);
}

/* P and m at these factors. */
static bool expect(struct lp_noise_memory *memory, const double predicted[], const double factor[])
{
    const struct lp_problem *problem = memory->problem;
    size_t m = problem->n_nuisances;
    gsl_matrix_set_identity(memory->p);
    gsl_vector_set_zero(memory->mean);
    for (size_t i = 0; i < problem->n_rows; i++) {
        const double *l = problem->loadings + i * m;
        double sigma = lp_problem_row_sigma(&problem->rows[i], factor),
               weight = 1.0 / (sigma * sigma);
        double d = problem->rows[i].value - predicted[i];
        for (size_t j = 0; j < m; j++) {
            if (l[j] == 0.0)
                continue;
            *gsl_vector_ptr(memory->mean, j) += weight * l[j] * d;
            for (size_t k = 0; k < m; k++)
                *gsl_matrix_ptr(memory->p, j, k) += weight * l[j] * l[k];
        }
    }
    return !gsl_linalg_cholesky_decomp1(memory->p) &&
           !gsl_linalg_cholesky_svx(memory->p, memory->mean) &&
           !gsl_linalg_cholesky_invert(memory->p);
}

/* Expected square of what is left of a row's difference once the shared errors are out. */
static double square_left(const struct lp_noise_memory *memory, size_t i, double predicted)
{
    const struct lp_problem *problem = memory->problem;
    size_t m = problem->n_nuisances;
    const double *l = problem->loadings + i * m;
    double left = problem->rows[i].value - predicted, spread = 0.0;
    for (size_t j = 0; j < m; j++) {
        left -= l[j] * gsl_vector_get(memory->mean, j);
        for (size_t k = 0; k < m && l[j] != 0.0; k++)
            spread += l[j] * l[k] * gsl_matrix_get(memory->p, j, k);
    }
    return left * left + spread;
}

/* Root mean squares; with_shared: of what the shared errors leave. Largest change of ln f. */
static double maximise(struct lp_noise_memory *memory, const double predicted[], bool with_shared,
                       double factor[])
{
    const struct lp_problem *problem = memory->problem;
    double change = 0.0;
    memset(memory->sum, 0, problem->n_groups * sizeof(double));
    for (size_t i = 0; i < problem->n_rows; i++) {
        const struct lp_problem_row *row = &problem->rows[i];
        if (row->i_group == LP_NONE)
            continue;
        double d = row->value - predicted[i];
        memory->sum[row->i_group] += (with_shared ? square_left(memory, i, predicted[i]) : d * d) /
                                     (row->sigma * row->sigma);
    }
    for (size_t g = 0; g < problem->n_groups; g++) {
        double f = sqrt(memory->sum[g] / (double)problem->n_in_group[g]);
        f = fmax(f, memory->least[g]);
        change = fmax(change, fabs(log(f / factor[g])));
        factor[g] = f;
    }
    return change;
}

void lp_noise_estimate(struct lp_noise_memory *memory, const double predicted[], double factor[])
{
    for (size_t g = 0; g < memory->problem->n_groups; g++)
        factor[g] = 1.0;
    double change = maximise(memory, predicted, false, factor);
    if (memory->problem->n_nuisances == 0)
        return;
    for (size_t turn = 0; turn < MAX_TURNS && change > TOLERANCE; turn++) {
        if (!expect(memory, predicted, factor))
            return;
        change = maximise(memory, predicted, true, factor);
    }
}
