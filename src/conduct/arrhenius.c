/* SPDX-License-Identifier: MIT
 *
 * Lines by gsl_fit. x is centred at the reference temperature, so that the value there and its
 * interval are the intercept's and nothing is lost to cancellation.
 */
#include "conduct/arrhenius.h"

#include "base/units.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

#define UPPER_TAIL 0.975

static bool has_two_x(size_t n, const double x[])
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return true;
    return false;
}

enum lp_status lp_line_fit(size_t n, const double x[], const double y[], const double sigma[],
                           struct lp_line *line)
{
    struct lp_line fit = {.n = n, .chi2 = NAN};
    double *weights = NULL, scatter = 0.0;
    if (n < 2 || !has_two_x(n, x))
        return LP_EINPUT;
    if (sigma) {
        weights = malloc(n * sizeof *weights);
        if (!weights)
            return LP_ENOMEM;
        for (size_t i = 0; i < n; i++)
            weights[i] = 1.0 / (sigma[i] * sigma[i]);
        gsl_fit_wlinear(x, 1, weights, 1, y, 1, n, &fit.intercept, &fit.slope, &fit.cov00,
                        &fit.cov01, &fit.cov11, &fit.chi2);
        fit.quantile = gsl_cdf_ugaussian_Pinv(UPPER_TAIL);
        free(weights);
    } else {
        gsl_fit_linear(x, 1, y, 1, n, &fit.intercept, &fit.slope, &fit.cov00, &fit.cov01,
                       &fit.cov11, &scatter);
        fit.quantile = n > 2 ? gsl_cdf_tdist_Pinv(UPPER_TAIL, (double)(n - 2)) : NAN;
    }
    fit.slope_width = fit.quantile * sqrt(fit.cov11);
    fit.intercept_width = fit.quantile * sqrt(fit.cov00);
    *line = fit;
    return LP_OK;
}

struct lp_estimate lp_line_at(const struct lp_line *line, double x)
{
    const double y = line->intercept + line->slope * x;
    const double variance = line->cov00 + 2.0 * x * line->cov01 + x * x * line->cov11;
    const double width = line->quantile * sqrt(variance > 0.0 ? variance : 0.0);
    return (struct lp_estimate){y, y - width, y + width};
}

static struct lp_estimate exponential(struct lp_estimate y, double shift)
{
    return (struct lp_estimate){exp(y.value + shift), exp(y.low + shift), exp(y.high + shift)};
}

enum lp_status lp_arrhenius_fit(size_t n, const double temperature_K[], const double y[],
                                const double sigma[], bool with_T, double reference_K,
                                struct lp_arrhenius *fit)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_line plain = {.n = 0};
    struct lp_arrhenius result = {.temperature_K = reference_K, .plain_energy_J = NAN};
    const double zero = -1.0 / (LP_BOLTZMANN_J_PER_K * reference_K); /* 1/T = 0 */
    double *memory = malloc((n ? n : 1) * 3 * sizeof *memory);
    if (!memory)
        return status;
    double *x = memory, *log_y = memory + n, *error = memory + 2 * n;
    for (size_t i = 0; i < n; i++) {
        x[i] = (1.0 / temperature_K[i] - 1.0 / reference_K) / LP_BOLTZMANN_J_PER_K;
        log_y[i] = log(y[i]);
        error[i] = sigma ? sigma[i] / y[i] : 0.0;
    }
    status = lp_line_fit(n, x, log_y, sigma ? error : NULL, &plain);
    result.line = plain;
    if (!status && with_T) {
        for (size_t i = 0; i < n; i++)
            log_y[i] += log(temperature_K[i]);
        status = lp_line_fit(n, x, log_y, sigma ? error : NULL, &result.line);
        result.plain_energy_J = -plain.slope;
    }
    if (status)
        goto out;
    const struct lp_line *line = &result.line;
    result.energy_J = (struct lp_estimate){-line->slope, -line->slope - line->slope_width,
                                           -line->slope + line->slope_width};
    result.prefactor = exponential(lp_line_at(line, zero), 0.0);
    result.value = exponential(lp_line_at(line, 0.0), with_T ? -log(reference_K) : 0.0);
    *fit = result;
out:
    free(memory);
    return status;
}
