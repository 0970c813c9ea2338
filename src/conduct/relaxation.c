/* SPDX-License-Identifier: MIT
 *
 * The closed forms of relaxation.h, in logarithms so that twenty decades of tau are no trouble.
 */
#include "conduct/relaxation.h"

#include <math.h>

double lp_relaxation_log_density(double log_tau, double omega, double beta)
{
    const double power = (1.0 + beta) * (log(omega) + log_tau);
    /* ln(1 + e^p) without overflow. */
    const double log_sum = power > 0.0 ? power + log1p(exp(-power)) : log1p(exp(power));
    return log(2.0) + log_tau - log_sum;
}

double lp_relaxation_log_rate(double log_tau, double omega, double beta, unsigned n_terms)
{
    const double first = lp_relaxation_log_density(log_tau, omega, beta);
    if (n_terms == 1)
        return first;
    const double second = log(4.0) + lp_relaxation_log_density(log_tau, 2.0 * omega, beta);
    return fmax(first, second) + log1p(exp(-fabs(first - second)));
}

/* d J(n omega)/d ln tau over 2 tau, at x = omega tau; falls through 0 at the peak of that term. */
static double slope(double x, double n, double beta)
{
    const double power = pow(n * x, 1.0 + beta);
    return (1.0 - beta * power) / ((1.0 + power) * (1.0 + power));
}

/* The second term peaks at half the omega0 tau of the first: the sum does so in between. */
double lp_relaxation_peak(double beta, unsigned n_terms)
{
    const double one = pow(beta, -1.0 / (1.0 + beta));
    double low = 0.5 * one, high = one;
    if (n_terms == 1)
        return one;
    for (int i = 0; i < 60; i++) {
        const double x = 0.5 * (low + high);
        if (slope(x, 1.0, beta) + 4.0 * slope(x, 2.0, beta) > 0.0)
            low = x;
        else
            high = x;
    }
    return 0.5 * (low + high);
}

double lp_relaxation_attenuation(double gamma, double gradient_T_m, double pulse_s, double delay_s)
{
    const double q = gamma * gradient_T_m * pulse_s;
    return q * q * (delay_s - pulse_s / 3.0);
}
