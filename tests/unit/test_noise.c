/* SPDX-License-Identifier: MIT
 *
 * Estimated noise factors: root mean squares without shared errors; with them, the maximum of the
 * likelihood (against its formula with V written out), and the noise that was put in.
 */
#include "estimate/noise.h"

#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

enum { N_MAX = 200, M = 2 };

/* A problem of rows alone: sigma 0.01 or 0.02 in turn, two groups in turn, loadings as given. */
struct rows {
    struct lp_problem problem;
    struct lp_problem_row row[N_MAX];
    size_t n_in_group[2];
    double loading[N_MAX * M];
    double predicted[N_MAX];
};

static void make(struct rows *r, size_t n, size_t n_groups, size_t n_nuisances)
{
    *r = (struct rows){.problem = {.n_rows = n,
                                   .rows = r->row,
                                   .n_groups = n_groups,
                                   .n_in_group = r->n_in_group,
                                   .n_nuisances = n_nuisances,
                                   .loadings = r->loading}};
    for (size_t i = 0; i < n; i++) {
        size_t group = i % n_groups;
        r->row[i] = (struct lp_problem_row){.sigma = i % 3 ? 0.01 : 0.02, .i_group = group};
        r->n_in_group[group]++;
        r->predicted[i] = 0.3;
    }
}

static void estimate(const struct rows *r, double factor[])
{
    struct lp_noise_memory *memory = lp_noise_new(&r->problem);
    assert_non_null(memory);
    lp_noise_estimate(memory, r->predicted, factor);
    lp_noise_free(memory);
}

/* ln L up to a constant, V written out. */
static double likelihood(const struct rows *r, const double factor[])
{
    size_t n = r->problem.n_rows, m = r->problem.n_nuisances;
    gsl_matrix *v = gsl_matrix_calloc(n, n);
    gsl_vector *d = gsl_vector_alloc(n), *x = gsl_vector_alloc(n);
    double value = 0;
    for (size_t i = 0; i < n; i++) {
        double sigma = r->row[i].sigma * factor[r->row[i].i_group];
        gsl_vector_set(d, i, r->row[i].value - r->predicted[i]);
        gsl_matrix_set(v, i, i, sigma * sigma);
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < m; k++)
                *gsl_matrix_ptr(v, i, j) += r->loading[i * m + k] * r->loading[j * m + k];
    }
    assert_int_equal(gsl_linalg_cholesky_decomp1(v), 0);
    assert_int_equal(gsl_linalg_cholesky_solve(v, d, x), 0);
    for (size_t i = 0; i < n; i++)
        value -= 0.5 * gsl_vector_get(d, i) * gsl_vector_get(x, i) + log(gsl_matrix_get(v, i, i));
    gsl_matrix_free(v);
    gsl_vector_free(d);
    gsl_vector_free(x);
    return value;
}

/* Values with factors 1.5 and 0.7, and the shared errors that the loadings make. */
static void fill(struct rows *r, uint64_t seed)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, 1);
    double z[M];
    for (size_t k = 0; k < M; k++)
        z[k] = 1 + fabs(lp_random_normal(&random)); /* none so small that it hides */
    for (size_t i = 0; i < r->problem.n_rows; i++) {
        double f = r->row[i].i_group ? 0.7 : 1.5;
        r->row[i].value = 0.3 + f * r->row[i].sigma * lp_random_normal(&random);
        for (size_t k = 0; k < r->problem.n_nuisances; k++)
            r->row[i].value += r->loading[i * r->problem.n_nuisances + k] * z[k];
    }
}

static void alone_it_is_the_root_mean_square(void **state)
{
    (void)state;
    static struct rows r;
    double factor[1], sum = 0;
    make(&r, 20, 1, 0);
    fill(&r, 1);
    for (size_t i = 0; i < 20; i++)
        sum += pow((r.row[i].value - 0.3) / r.row[i].sigma, 2);
    estimate(&r, factor);
    assert_true(fabs(factor[0] / sqrt(sum / 20) - 1) < 1e-14);
}

static void beside_shared_errors_it_is_the_maximum(void **state)
{
    (void)state;
    static struct rows r;
    for (uint64_t seed = 0; seed < 10; seed++) {
        double factor[2], best;
        make(&r, 14, 2, M);
        for (size_t i = 0; i < 14; i++) {
            r.loading[i * M] = 0.05;
            r.loading[i * M + 1] = 0.004 * (double)i;
        }
        fill(&r, seed);
        estimate(&r, factor);
        best = likelihood(&r, factor);
        for (size_t g = 0; g < 2; g++)
            for (double h = -0.02; h < 0.03; h += 0.04) {
                double other[2] = {factor[0], factor[1]};
                other[g] *= 1 + h;
                double fall = best - likelihood(&r, other);
                /* flat on top: n h² for n rows, less what the shared errors take */
                assert_true(fall > 0 && fall < 14 * h * h);
            }
    }
}

/* 200 rows of a baseline that is off by some sigmas: f is known to 1/sqrt(2 n) = 7 %. */
static void what_was_put_in_comes_out(void **state)
{
    (void)state;
    static struct rows r;
    double factor[2];
    make(&r, 200, 2, 1);
    for (size_t i = 0; i < 200; i++)
        r.loading[i] = 0.1;
    fill(&r, 3);
    estimate(&r, factor);
    assert_true(fabs(factor[0] / 1.5 - 1) < 4 * 0.0707);
    assert_true(fabs(factor[1] / 0.7 - 1) < 4 * 0.0707);
    r.problem.n_nuisances = 0; /* taken for the rows' own, the baseline is noise */
    estimate(&r, factor);
    assert_true(factor[1] > 3);
}

static void an_exact_fit_has_a_floor(void **state)
{
    (void)state;
    static struct rows r;
    double factor[1];
    make(&r, 4, 1, 0);
    for (size_t i = 0; i < 4; i++)
        r.row[i].value = 0.3;
    estimate(&r, factor);
    assert_true(fabs(factor[0] - 1e-6 * 0.3 / 0.01) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_it_is_the_root_mean_square),
        cmocka_unit_test(beside_shared_errors_it_is_the_maximum),
        cmocka_unit_test(what_was_put_in_comes_out),
        cmocka_unit_test(an_exact_fit_has_a_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
