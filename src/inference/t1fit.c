/* SPDX-License-Identifier: MIT
 *
 * T1(T) by least squares in ln T1 (GSL multifit_nlinear). Parameters: ln C', ln tau at the
 * reference, Ea in units of kB times the reference, beta. With tau at the reference as a parameter
 * the jump rate there and its interval need no propagation. A beta beyond 1 is held at 1.
 */
#include "inference/arrhenius.h"

#include "base/units.h"
#include "physics/relaxation.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>

#define N_ALL          4
#define MAX_ITERATIONS 300
#define MIN_BETA       1e-3

struct table {
    size_t n;
    const double *temperature_K, *t1_s, *sigma_s;
    double omega, beta, reference_K;
    size_t n_free; /* 4, or 3 where beta is held */
};

/* What one start came to. */
struct found {
    bool is_good;
    double p[N_ALL], covariance[N_ALL][N_ALL], cost;
};

static double log_tau(const struct table *table, const double p[], double temperature_K)
{
    return p[1] + p[2] * (table->reference_K / temperature_K - 1.0);
}

static int residuals(const gsl_vector *u, void *context, gsl_vector *f)
{
    const struct table *table = context;
    const double p[3] = {gsl_vector_get(u, 0), gsl_vector_get(u, 1), gsl_vector_get(u, 2)};
    const double beta = table->n_free == N_ALL ? gsl_vector_get(u, 3) : table->beta;
    if (!(beta > -1.0))
        return GSL_EDOM;
    for (size_t i = 0; i < table->n; i++) {
        const double tau = log_tau(table, p, table->temperature_K[i]);
        const double model = -p[0] - lp_relaxation_log_density(tau, table->omega, beta);
        const double error = table->sigma_s ? table->sigma_s[i] / table->t1_s[i] : 1.0;
        gsl_vector_set(f, i, (model - log(table->t1_s[i])) / error);
    }
    return GSL_SUCCESS;
}

static void keep(const gsl_multifit_nlinear_workspace *work, const struct table *table,
                 gsl_matrix *covariance, struct found *found)
{
    const gsl_vector *f = gsl_multifit_nlinear_residual(work);
    double cost;
    gsl_blas_ddot(f, f, &cost);
    if (!isfinite(cost) || (found->is_good && cost >= found->cost) ||
        gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0.0, covariance))
        return;
    found->is_good = true;
    found->cost = cost;
    for (size_t i = 0; i < table->n_free; i++) {
        found->p[i] = gsl_vector_get(gsl_multifit_nlinear_position(work), i);
        for (size_t k = 0; k < table->n_free; k++)
            found->covariance[i][k] = gsl_matrix_get(covariance, i, k);
    }
    if (table->n_free < N_ALL)
        found->p[3] = table->beta;
}

static enum lp_status try_start(const struct table *table, double start[N_ALL], struct found *found)
{
    gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_fdf system = {
        .f = residuals, .n = table->n, .p = table->n_free, .params = (void *)table};
    gsl_multifit_nlinear_workspace *work =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, table->n, table->n_free);
    gsl_matrix *covariance = gsl_matrix_alloc(table->n_free, table->n_free);
    enum lp_status status = work && covariance ? LP_OK : LP_ENOMEM;
    if (!status) {
        int info;
        gsl_vector_const_view view = gsl_vector_const_view_array(start, table->n_free);
        if (!gsl_multifit_nlinear_init(&view.vector, &system, work) &&
            !gsl_multifit_nlinear_driver(MAX_ITERATIONS, 1e-10, 1e-10, 0.0, NULL, NULL, &info,
                                         work))
            keep(work, table, covariance, found);
    }
    gsl_multifit_nlinear_free(work);
    gsl_matrix_free(covariance);
    return status;
}

/* Starts: the minimum at its temperature, and activation energies from soft to stiff. */
static enum lp_status search(const struct table *table, double minimum_K, double minimum_s,
                             struct found *found)
{
    static const double energies[] = {3.0, 8.0, 16.0, 30.0}, betas[] = {1.0, 0.5};
    const size_t n_betas = table->n_free == N_ALL ? 2 : 1;
    enum lp_status status = LP_OK;
    for (size_t i = 0; !status && i < sizeof energies / sizeof *energies; i++)
        for (size_t k = 0; !status && k < n_betas; k++) {
            const double beta = table->n_free == N_ALL ? betas[k] : table->beta;
            const double tau = log(lp_relaxation_peak(beta) / table->omega);
            const double size = lp_relaxation_log_density(tau, table->omega, beta);
            double start[N_ALL] = {-log(minimum_s) - size,
                                   tau - energies[i] * (table->reference_K / minimum_K - 1.0),
                                   energies[i], beta};
            status = try_start(table, start, found);
        }
    return status;
}

static struct lp_estimate around(double value, double width)
{
    return (struct lp_estimate){value, value - width, value + width};
}

static const struct lp_estimate nothing = {NAN, NAN, NAN};

/* All numbers from one optimum. */
static void tell(const struct table *table, const struct found *found, struct lp_t1_fit *fit)
{
    const double freedom = (double)(table->n - table->n_free);
    const double kT_J = LP_BOLTZMANN_J_PER_K * table->reference_K;
    const double scale = table->sigma_s ? 1.0 : found->cost / freedom;
    const double quantile =
        table->sigma_s ? gsl_cdf_ugaussian_Pinv(0.975) : gsl_cdf_tdist_Pinv(0.975, freedom);
    const double(*cov)[N_ALL] = found->covariance;
    const double beta = found->p[3], energy = found->p[2];
    const double step = table->reference_K / fit->minimum_K - 1.0;
    const double at_minimum = log_tau(table, found->p, fit->minimum_K);
    const double minimum_variance = cov[1][1] + 2.0 * step * cov[1][2] + step * step * cov[2][2];
    /* beta Ea: d = beta dE + E dbeta; the beta terms are 0 where it is held. */
    const double cold_variance =
        beta * beta * cov[2][2] + 2.0 * beta * energy * cov[2][3] + energy * energy * cov[3][3];
    const double unit = quantile * sqrt(scale);
    const double rate_width = unit * sqrt(cov[1][1]);
    const double minimum_width = unit * sqrt(fmax(minimum_variance, 0.0));
    fit->is_converged = true;
    fit->energy_J = around(energy * kT_J, unit * sqrt(cov[2][2]) * kT_J);
    fit->cold_J = around(beta * energy * kT_J, unit * sqrt(fmax(cold_variance, 0.0)) * kT_J);
    fit->beta = around(beta, unit * sqrt(cov[3][3]));
    fit->rate_per_s = (struct lp_estimate){exp(-found->p[1]), exp(-found->p[1] - rate_width),
                                           exp(-found->p[1] + rate_width)};
    fit->minimum_rate = (struct lp_estimate){exp(-at_minimum), exp(-at_minimum - minimum_width),
                                             exp(-at_minimum + minimum_width)};
}

static enum lp_status fit_both(struct table *table, struct lp_t1_fit *fit)
{
    struct found found = {.is_good = false};
    if (table->n <= table->n_free)
        return LP_EINPUT;
    enum lp_status status = search(table, fit->minimum_K, fit->minimum_s, &found);
    const bool is_outside = found.is_good && !(found.p[3] <= 1.0 && found.p[3] > MIN_BETA);
    if (!status && is_outside && table->n_free == N_ALL) {
        table->n_free = 3;
        table->beta = found.p[3] > 1.0 ? 1.0 : MIN_BETA;
        found = (struct found){.is_good = false};
        status = search(table, fit->minimum_K, fit->minimum_s, &found);
    }
    if (!status && found.is_good)
        tell(table, &found, fit);
    return status;
}

/* One flank is a line: ln T1 against 1/T, down with Ea towards the cold, or up with beta Ea. */
static enum lp_status fit_flank(const struct table *table, struct lp_t1_fit *fit)
{
    struct lp_arrhenius line;
    enum lp_status status = lp_arrhenius_fit(table->n, table->temperature_K, table->t1_s,
                                             table->sigma_s, false, table->reference_K, &line);
    if (status)
        return status;
    const struct lp_estimate e = line.energy_J;
    fit->is_converged = true;
    if (fit->flank == LP_FLANK_HOT)
        fit->energy_J = e;
    else
        fit->cold_J = (struct lp_estimate){-e.value, -e.high, -e.low};
    return LP_OK;
}

enum lp_status lp_t1_fit(size_t n, const double temperature_K[], const double t1_s[],
                         const double sigma_s[], double omega, double beta, double reference_K,
                         struct lp_t1_fit *fit)
{
    struct table table = {n,     temperature_K, t1_s,        sigma_s,
                          omega, beta,          reference_K, isnan(beta) ? N_ALL : N_ALL - 1};
    struct lp_t1_fit result = {.energy_J = nothing,
                               .cold_J = nothing,
                               .beta = nothing,
                               .rate_per_s = nothing,
                               .minimum_rate = nothing};
    size_t i_min = 0, n_colder = 0, n_hotter = 0;
    if (n < 2)
        return LP_EINPUT;
    for (size_t i = 1; i < n; i++)
        if (t1_s[i] < t1_s[i_min])
            i_min = i;
    for (size_t i = 0; i < n; i++) {
        n_colder += temperature_K[i] < temperature_K[i_min];
        n_hotter += temperature_K[i] > temperature_K[i_min];
    }
    result.minimum_K = temperature_K[i_min];
    result.minimum_s = t1_s[i_min];
    /* A minimum at the cold end: all rows are hotter than the maximum of the rate. */
    result.flank = n_colder && n_hotter ? LP_FLANK_BOTH : n_hotter ? LP_FLANK_HOT : LP_FLANK_COLD;
    enum lp_status status =
        result.flank == LP_FLANK_BOTH ? fit_both(&table, &result) : fit_flank(&table, &result);
    if (!status)
        *fit = result;
    return status;
}
