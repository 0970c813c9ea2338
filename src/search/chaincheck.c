/* SPDX-License-Identifier: MIT
 *
 * Ranks, split chains and autocorrelations by direct sums: lags are few where chains have mixed.
 */
#include "search/chaincheck.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_DRAWS 4

/* Normal scores of ranks; order [n]: of the values, rising. */
static void score_ranks(size_t n, const double x[], size_t order[], double z[])
{
    gsl_sort_index(order, x, 1, n);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i; next < n && x[order[next]] == x[order[i]];)
            next++;
        double rank = 0.5 * (double)(i + 1 + next); /* mean of i+1 .. next */
        double q = (rank - 0.375) / ((double)n + 0.25);
        for (size_t k = i; k < next; k++)
            z[order[k]] = gsl_cdf_ugaussian_Pinv(q);
    }
}

/* Half chain h of m = 2 n_chains: where an odd number is halved the middle draw is left out. */
static const double *half(size_t n_draws, const double x[], size_t h)
{
    return x + h / 2 * n_draws + h % 2 * (n_draws - n_draws / 2);
}

struct moments {
    double within, above; /* W, var+ */
};

static struct moments measure(size_t n_chains, size_t n_draws, const double x[], double mean[])
{
    size_t m = 2 * n_chains, n = n_draws / 2;
    double within = 0.0, grand = 0.0, between = 0.0;

    for (size_t h = 0; h < m; h++) {
        const double *v = half(n_draws, x, h);
        double sum = 0.0, square = 0.0;
        for (size_t i = 0; i < n; i++)
            sum += v[i];
        mean[h] = sum / (double)n;
        for (size_t i = 0; i < n; i++)
            square += (v[i] - mean[h]) * (v[i] - mean[h]);
        within += square / (double)(n - 1) / (double)m;
        grand += mean[h] / (double)m;
    }
    for (size_t h = 0; h < m; h++)
        between += (mean[h] - grand) * (mean[h] - grand) / (double)(m - 1);
    return (struct moments){within, (double)(n - 1) / (double)n * within + between};
}

static double rhat(size_t n_chains, size_t n_draws, const double x[], double mean[])
{
    struct moments v = measure(n_chains, n_draws, x, mean);
    if (v.within > 0.0)
        return sqrt(v.above / v.within);
    return v.above > 0.0 ? INFINITY : NAN; /* chains that stand still, each elsewhere; all alike */
}

/* rho at a lag, from the mean of the halves' autocovariances (unbiased at lag 0). */
static double correlation(size_t n_chains, size_t n_draws, const double x[], const double mean[],
                          struct moments v, size_t lag)
{
    size_t m = 2 * n_chains, n = n_draws / 2;
    double covariance = 0.0;

    for (size_t h = 0; h < m; h++) {
        const double *y = half(n_draws, x, h);
        double sum = 0.0;
        for (size_t i = 0; i + lag < n; i++)
            sum += (y[i] - mean[h]) * (y[i + lag] - mean[h]);
        covariance += sum / (double)(n - 1) / (double)m;
    }
    return 1.0 - (v.within - covariance) / v.above;
}

static double ess(size_t n_chains, size_t n_draws, const double x[], double mean[])
{
    struct moments v = measure(n_chains, n_draws, x, mean);
    size_t n = n_draws / 2;
    double total = (double)(2 * n_chains * n), sum = 0.0, least = INFINITY;

    if (!(v.within > 0.0))
        return NAN;
    for (size_t lag = 0; lag + 1 < n; lag += 2) {
        double even = lag == 0 ? 1.0 : correlation(n_chains, n_draws, x, mean, v, lag);
        double pair = even + correlation(n_chains, n_draws, x, mean, v, lag + 1);
        if (pair < 0.0)
            break;
        least = fmin(least, pair);
        sum += least;
    }
    /* Antithetic chains may be worth more than their draws, within a bound (ibid., 3.2). */
    double tau = fmax(-1.0 + 2.0 * sum, 1.0 / log10(total));
    return total / tau;
}

static double ess_below(size_t n_chains, size_t n_draws, const double x[], double limit,
                        double indicator[], double mean[])
{
    for (size_t i = 0; i < n_chains * n_draws; i++)
        indicator[i] = x[i] <= limit;
    return ess(n_chains, n_draws, indicator, mean);
}

enum lp_status lp_chaincheck(size_t n_chains, size_t n_draws, const double draws[],
                             struct lp_chaincheck *check)
{
    size_t n = n_chains * n_draws;
    size_t *order = malloc((n + 1) * sizeof *order);
    double *z = malloc((n + 1) * sizeof(double)), *other = calloc(n + 1, sizeof(double));
    double *mean = malloc((2 * n_chains + 1) * sizeof(double));
    struct lp_chaincheck c = {NAN, NAN, NAN};
    enum lp_status status = order && z && other && mean ? LP_OK : LP_ENOMEM;

    if (status == LP_OK && n_draws >= MIN_DRAWS && n_chains > 0) {
        score_ranks(n, draws, order, z);
        double median = 0.5 * (draws[order[(n - 1) / 2]] + draws[order[n / 2]]);
        double low = draws[order[(size_t)(0.05 * (double)(n - 1))]];
        double high = draws[order[(size_t)(0.95 * (double)(n - 1))]];
        c.rhat = rhat(n_chains, n_draws, z, mean);
        c.ess_bulk = ess(n_chains, n_draws, z, mean);
        c.ess_tail = fmin(ess_below(n_chains, n_draws, draws, low, other, mean),
                          ess_below(n_chains, n_draws, draws, high, other, mean));
        for (size_t i = 0; i < n; i++)
            other[i] = fabs(draws[i] - median);
        score_ranks(n, other, order, z);
        c.rhat = fmax(c.rhat, rhat(n_chains, n_draws, z, mean));
    }
    if (status == LP_OK)
        *check = c;
    free(order);
    free(z);
    free(other);
    free(mean);
    return status;
}
