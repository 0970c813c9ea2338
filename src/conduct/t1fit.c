/* SPDX-License-Identifier: MIT
 *
 * T1(T) by least squares in ln T1 (GSL multifit_nlinear). Parameters: ln C', ln tau at the
 * reference, Ea in units of kB times the reference, beta. With tau at the reference as a parameter
 * the jump rate there and its interval need no propagation. The straight flank is fitted as well:
 * the curve must earn its place before a minimum, and so a jump rate, is spoken of.
 */
#include "conduct/arrhenius.h"

#include "base/units.h"
#include "conduct/relaxation.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_ALL          4
#define MAX_ITERATIONS 300
#define MIN_BETA       1e-3
#define LEVEL          0.05

struct search {
    const struct lp_t1_table *table;
    double beta, reference_K; /* beta: where it is held */
    size_t n_free;            /* 4, or 3 where beta is held */
    double minimum_K, minimum_s;
};

/* What one start came to. */
struct found {
    bool is_good;
    double p[N_ALL], covariance[N_ALL][N_ALL], cost;
};

static double log_tau(const struct search *search, const double p[], double temperature_K)
{
    return p[1] + p[2] * (search->reference_K / temperature_K - 1.0);
}

static int residuals(const gsl_vector *u, void *context, gsl_vector *f)
{
    const struct search *search = context;
    const struct lp_t1_table *table = search->table;
    const double p[3] = {gsl_vector_get(u, 0), gsl_vector_get(u, 1), gsl_vector_get(u, 2)};
    const double beta = search->n_free == N_ALL ? gsl_vector_get(u, 3) : search->beta;
    if (!(beta > -1.0))
        return GSL_EDOM;
    for (size_t i = 0; i < table->n; i++) {
        const double tau = log_tau(search, p, table->temperature_K[i]);
        const double model =
            -p[0] - lp_relaxation_log_rate(tau, table->omega, beta, table->n_terms);
        const double error = table->sigma_s ? table->sigma_s[i] / table->t1_s[i] : 1.0;
        gsl_vector_set(f, i, (model - log(table->t1_s[i])) / error);
    }
    return GSL_SUCCESS;
}

static void keep(const gsl_multifit_nlinear_workspace *work, const struct search *search,
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
    for (size_t i = 0; i < search->n_free; i++) {
        found->p[i] = gsl_vector_get(gsl_multifit_nlinear_position(work), i);
        for (size_t k = 0; k < search->n_free; k++)
            found->covariance[i][k] = gsl_matrix_get(covariance, i, k);
    }
    if (search->n_free < N_ALL)
        found->p[3] = search->beta;
}

static enum lp_status try_start(const struct search *search, double start[N_ALL],
                                struct found *found)
{
    gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_fdf system = {
        .f = residuals, .n = search->table->n, .p = search->n_free, .params = (void *)search};
    gsl_multifit_nlinear_workspace *work = gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust, &options, search->table->n, search->n_free);
    gsl_matrix *covariance = gsl_matrix_alloc(search->n_free, search->n_free);
    enum lp_status status = work && covariance ? LP_OK : LP_ENOMEM;
    if (!status) {
        int info;
        gsl_vector_const_view view = gsl_vector_const_view_array(start, search->n_free);
        if (!gsl_multifit_nlinear_init(&view.vector, &system, work) &&
            !gsl_multifit_nlinear_driver(MAX_ITERATIONS, 1e-10, 1e-10, 0.0, NULL, NULL, &info,
                                         work))
            keep(work, search, covariance, found);
    }
    gsl_multifit_nlinear_free(work);
    gsl_matrix_free(covariance);
    return status;
}

/* Starts: the minimum at its temperature, and activation energies from soft to stiff. */
static enum lp_status find(const struct search *search, struct found *found)
{
    static const double energies[] = {3.0, 8.0, 16.0, 30.0}, betas[] = {1.0, 0.5};
    const bool is_free = search->n_free == N_ALL;
    const double omega = search->table->omega;
    const unsigned n_terms = search->table->n_terms;
    const double step = search->reference_K / search->minimum_K - 1.0;
    enum lp_status status = LP_OK;
    for (size_t i = 0; !status && i < sizeof energies / sizeof *energies; i++)
        for (size_t k = 0; !status && k < (is_free ? 2 : 1); k++) {
            const double beta = is_free ? betas[k] : search->beta;
            const double tau = log(lp_relaxation_peak(beta, n_terms) / omega);
            const double size = lp_relaxation_log_rate(tau, omega, beta, n_terms);
            double start[N_ALL] = {-log(search->minimum_s) - size, tau - energies[i] * step,
                                   energies[i], beta};
            status = try_start(search, start, found);
        }
    return status;
}

static const struct lp_estimate nothing = {NAN, NAN, NAN};

static struct lp_estimate around(double value, double width)
{
    return (struct lp_estimate){value, value - width, value + width};
}

static struct lp_estimate around_log(double log_value, double width)
{
    return (struct lp_estimate){exp(log_value), exp(log_value - width), exp(log_value + width)};
}

/*
 * Tref/T of the minimum: there ln tau = ln(x/omega0), so s = 1 + (ln(x(beta)/omega0) - p1)/p2.
 * ds = -dp1/p2 - (s-1) dp2/p2 + (dln x/dbeta) dbeta/p2; the last is 0 where beta is held.
 */
static struct lp_estimate minimum_of(const struct search *search, const struct found *found,
                                     double unit)
{
    const double *p = found->p, h = 1e-4;
    const unsigned n_terms = search->table->n_terms;
    const double x = lp_relaxation_peak(p[3], n_terms);
    const double s = 1.0 + (log(x / search->table->omega) - p[1]) / p[2];
    const double by_beta = (log(lp_relaxation_peak(p[3] * (1.0 + h), n_terms)) - log(x)) / p[3] / h;
    const double gradient[N_ALL] = {0.0, -1.0 / p[2], -(s - 1.0) / p[2], by_beta / p[2]};
    double variance = 0.0;
    for (size_t i = 0; i < N_ALL; i++)
        for (size_t k = 0; k < N_ALL; k++)
            variance += gradient[i] * found->covariance[i][k] * gradient[k];
    const double width = unit * sqrt(fmax(variance, 0.0)), T = search->reference_K;
    if (!(s - width > 0.0))
        return (struct lp_estimate){s > 0.0 ? T / s : NAN, NAN, NAN};
    return (struct lp_estimate){T / s, T / (s + width), T / (s - width)};
}

/* Beta lives in 0..1: its interval ends there; low NaN: it lies beyond, the form does not fit. */
static struct lp_estimate beta_interval(double value, double centre, double width)
{
    struct lp_estimate beta = {value, fmax(centre - width, 0.0), fmin(centre + width, 1.0)};
    if (beta.low > beta.high)
        beta.low = beta.high = NAN;
    return beta;
}

/* All numbers from one optimum; centre: the best beta were it free to leave 0..1. */
static void tell(const struct search *search, const struct found *found, double centre,
                 struct lp_t1_fit *fit)
{
    const bool has_errors = search->table->sigma_s;
    const double freedom = (double)(search->table->n - search->n_free);
    const double kT_J = LP_BOLTZMANN_J_PER_K * search->reference_K;
    const double unit = has_errors
                            ? gsl_cdf_ugaussian_Pinv(0.975)
                            : gsl_cdf_tdist_Pinv(0.975, freedom) * sqrt(found->cost / freedom);
    const double(*cov)[N_ALL] = found->covariance;
    const double beta = found->p[3], energy = found->p[2];
    /* beta Ea: d = beta dE + E dbeta; the beta terms are 0 where it is held. */
    const double cold_variance =
        beta * beta * cov[2][2] + 2.0 * beta * energy * cov[2][3] + energy * energy * cov[3][3];
    fit->is_converged = true;
    fit->energy_J = around(energy * kT_J, unit * sqrt(cov[2][2]) * kT_J);
    fit->cold_J = around(beta * energy * kT_J, unit * sqrt(fmax(cold_variance, 0.0)) * kT_J);
    fit->beta = isnan(search->table->beta) ? beta_interval(beta, centre, unit * sqrt(cov[3][3]))
                                           : (struct lp_estimate){beta, NAN, NAN};
    fit->rate_per_s = around_log(-found->p[1], unit * sqrt(cov[1][1]));
    fit->minimum_K = minimum_of(search, found, unit);
    fit->minimum_rate = search->table->omega / lp_relaxation_peak(beta, search->table->n_terms);
}

/*
 * The whole curve. A best beta beyond 0..1 is held at the end, but the covariance stays that of the
 * free fit: held, beta would pass for known and every interval come out too narrow.
 */
static enum lp_status fit_curve(const struct search *search, struct lp_t1_fit *fit, double *cost)
{
    struct found free_one = {.is_good = false}, held = {.is_good = false};
    enum lp_status status = find(search, &free_one);
    if (status || !free_one.is_good)
        return status;
    const double centre = free_one.p[3];
    *cost = free_one.cost;
    if (search->n_free == N_ALL && !(centre <= 1.0 && centre > MIN_BETA)) {
        struct search at_end = *search;
        at_end.n_free = N_ALL - 1;
        at_end.beta = centre > 1.0 ? 1.0 : MIN_BETA;
        status = find(&at_end, &held);
        if (status || !held.is_good)
            return status;
        memcpy(held.covariance, free_one.covariance, sizeof held.covariance);
        fit->is_beta_at_bound = true;
        *cost = held.cost;
        /* The misfit is the held curve's, so that its scatter is counted. */
        free_one = held;
    }
    tell(search, &free_one, centre, fit);
    return status;
}

/* A straight line in ln T1 is either flank's limit of the curve, with 2 parameters. */
static enum lp_status fit_line(const struct search *search, struct lp_arrhenius *line, double *cost)
{
    const struct lp_t1_table *table = search->table;
    enum lp_status status = lp_arrhenius_fit(table->n, table->temperature_K, table->t1_s,
                                             table->sigma_s, false, search->reference_K, line);
    if (status)
        return status;
    *cost = 0.0;
    for (size_t i = 0; i < table->n; i++) {
        const double x =
            (1.0 / table->temperature_K[i] - 1.0 / search->reference_K) / LP_BOLTZMANN_J_PER_K;
        const double error = table->sigma_s ? table->sigma_s[i] / table->t1_s[i] : 1.0;
        const double off = (log(table->t1_s[i]) - lp_line_at(&line->line, x).value) / error;
        *cost += off * off;
    }
    return status;
}

/* Does the curve fit better than the line, beyond what its more parameters do by chance? */
static bool is_curved(const struct search *search, double line_cost, double curve_cost)
{
    const double n_more = (double)(search->n_free - 2);
    const double freedom = (double)(search->table->n - search->n_free);
    const double gain = line_cost - curve_cost;
    if (search->table->sigma_s)
        return gsl_cdf_chisq_Q(fmax(gain, 0.0), n_more) < LEVEL;
    return gain > 0.0 && (curve_cost <= 0.0 || gsl_cdf_fdist_Q(gain / n_more * freedom / curve_cost,
                                                               n_more, freedom) < LEVEL);
}

/* ln T1 against 1/T: down with Ea towards the cold on the hot flank, up with beta Ea on the cold.
 */
static void tell_flank(struct lp_estimate e, bool is_bent, bool is_converged, struct lp_t1_fit *fit)
{
    const bool is_flat = isfinite(e.low) && e.low <= 0.0 && e.high >= 0.0;
    *fit = (struct lp_t1_fit){.is_converged = is_converged,
                              .is_bent = is_bent,
                              .energy_J = nothing,
                              .cold_J = nothing,
                              .beta = nothing,
                              .rate_per_s = nothing,
                              .minimum_K = nothing,
                              .minimum_rate = NAN};
    fit->flank = is_flat ? LP_FLANK_NONE : e.value > 0.0 ? LP_FLANK_HOT : LP_FLANK_COLD;
    if (fit->flank == LP_FLANK_HOT)
        fit->energy_J = e;
    else if (fit->flank == LP_FLANK_COLD)
        fit->cold_J = (struct lp_estimate){-e.value, -e.high, -e.low};
}

struct range {
    double low_K, high_K;
    bool is_inside; /* the smallest T1 has rows on either side */
};

static struct range look(struct search *search)
{
    const struct lp_t1_table *table = search->table;
    size_t i_min = 0;
    struct range range = {table->temperature_K[0], table->temperature_K[0], false};
    for (size_t i = 1; i < table->n; i++) {
        range.low_K = fmin(range.low_K, table->temperature_K[i]);
        range.high_K = fmax(range.high_K, table->temperature_K[i]);
        if (table->t1_s[i] < table->t1_s[i_min])
            i_min = i;
    }
    search->minimum_K = table->temperature_K[i_min];
    search->minimum_s = table->t1_s[i_min];
    range.is_inside = search->minimum_K > range.low_K && search->minimum_K < range.high_K;
    return range;
}

enum lp_status lp_t1_fit(const struct lp_t1_table *table, double reference_K, struct lp_t1_fit *fit)
{
    struct search search = {table, table->beta, reference_K, isnan(table->beta) ? N_ALL : N_ALL - 1,
                            0.0,   0.0};
    struct lp_t1_fit result = {.flank = LP_FLANK_BOTH};
    struct lp_arrhenius line;
    double line_cost = 0.0, curve_cost = INFINITY;
    if (table->n < 2)
        return LP_EINPUT;
    const struct range range = look(&search);
    const bool is_enough = table->n > search.n_free;
    if (!is_enough && range.is_inside)
        return LP_EINPUT;
    enum lp_status status = fit_line(&search, &line, &line_cost);
    if (!status && is_enough)
        status = fit_curve(&search, &result, &curve_cost);
    if (status)
        return status;
    const bool is_bent = is_enough && is_curved(&search, line_cost, curve_cost);
    const bool is_seen =
        is_bent && result.minimum_K.low >= range.low_K && result.minimum_K.high <= range.high_K;
    if (!is_seen)
        tell_flank(line.energy_J, is_bent, !is_enough || isfinite(curve_cost), &result);
    *fit = result;
    return LP_OK;
}
