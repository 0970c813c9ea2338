/* SPDX-License-Identifier: MIT
 *
 * Chains on a correlated Gaussian and on one cut by the box: moments, convergence, threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/chaincheck.h"
#include "search/mcmc.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_CHAINS = 4, N_DRAWS = 2000 };

/* Unit variances, correlation 0.9. */
static double gaussian(void *context, size_t i_worker, const double v[])
{
    (void)context;
    (void)i_worker;
    return -0.5 * (v[0] * v[0] - 1.8 * v[0] * v[1] + v[1] * v[1]) / (1.0 - 0.81);
}

static double half_gaussian(void *context, size_t i_worker, const double v[])
{
    (void)context;
    (void)i_worker;
    return -0.5 * (v[0] * v[0] + v[1] * v[1]);
}

struct run {
    double v[N_CHAINS][N_DRAWS][2], lp[N_CHAINS][N_DRAWS], accept[N_CHAINS][N_DRAWS];
};

static struct run *run(double (*density)(void *, size_t, const double[]), double lo, size_t n_jobs)
{
    const double los[2] = {lo, -INFINITY}, his[2] = {INFINITY, INFINITY}, step[2] = {0.1, 5.0};
    const double start[N_CHAINS][2] = {{5, 5}, {6, -5}, {0, 6}, {4, 0}};
    struct run *r = malloc(sizeof(*r));
    struct lp_mcmc m = {.n = 2,
                        .lo = los,
                        .hi = his,
                        .start = start[0],
                        .step = step,
                        .n_chains = N_CHAINS,
                        .n_draws = N_DRAWS,
                        .n_warmup = 4000,
                        .thin = 10,
                        .seed = 3,
                        .n_jobs = n_jobs,
                        .log_density = density};
    assert_int_equal(lp_mcmc_run(&m, r->v[0][0], r->lp[0], r->accept[0]), LP_OK);
    return r;
}

static double mean_of(const struct run *r, size_t i, size_t j)
{
    double sum = 0.0;
    for (size_t c = 0; c < N_CHAINS; c++)
        for (size_t k = 0; k < N_DRAWS; k++)
            sum += r->v[c][k][i] * (j < 2 ? r->v[c][k][j] : 1.0);
    return sum / (N_CHAINS * N_DRAWS);
}

static void a_gaussian_has_its_moments(void **state)
{
    (void)state;
    struct run *r = run(gaussian, -INFINITY, 1);
    /* ESS above 4000: means to 0.016, variances to 0.022; four of these */
    assert_true(fabs(mean_of(r, 0, 2)) < 0.07 && fabs(mean_of(r, 1, 2)) < 0.07);
    assert_true(fabs(mean_of(r, 0, 0) - 1.0) < 0.1 && fabs(mean_of(r, 1, 1) - 1.0) < 0.1);
    assert_true(fabs(mean_of(r, 0, 1) - 0.9) < 0.1);
    double *column = malloc(N_CHAINS * N_DRAWS * sizeof(double)), accept = 0.0;
    for (size_t i = 0; i < N_CHAINS * N_DRAWS; i++) {
        column[i] = r->v[i / N_DRAWS][i % N_DRAWS][0];
        accept += r->accept[i / N_DRAWS][i % N_DRAWS] / (N_CHAINS * N_DRAWS);
    }
    struct lp_chaincheck c;
    assert_int_equal(lp_chaincheck(N_CHAINS, N_DRAWS, column, &c), LP_OK);
    assert_true(c.rhat < LP_RHAT_MOST && c.ess_bulk > 3000.0);
    assert_true(accept > 0.1 && accept < 0.5);
    free(column);
    free(r);
}

/* The half normal: mean sqrt(2/pi), second moment 1; never outside the box. */
static void a_gaussian_cut_by_the_box(void **state)
{
    (void)state;
    struct run *r = run(half_gaussian, 0.0, 1);
    assert_true(fabs(mean_of(r, 0, 2) - sqrt(2.0 / acos(-1.0))) < 0.05);
    assert_true(fabs(mean_of(r, 0, 0) - 1.0) < 0.1);
    for (size_t i = 0; i < N_CHAINS * N_DRAWS; i++)
        assert_true(r->v[i / N_DRAWS][i % N_DRAWS][0] >= 0.0);
    free(r);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    struct run *one = run(gaussian, -INFINITY, 1), *three = run(gaussian, -INFINITY, 3);
    assert_memory_equal(one, three, sizeof(*one));
    free(one);
    free(three);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_gaussian_has_its_moments),
                                       cmocka_unit_test(a_gaussian_cut_by_the_box),
                                       cmocka_unit_test(threads_change_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
