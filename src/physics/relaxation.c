/* SPDX-License-Identifier: MIT
 *
 * The closed forms of relaxation.h, in logarithms so that twenty decades of tau are no trouble.
 */
#include "physics/relaxation.h"

#include <math.h>

double lp_relaxation_log_density(double log_tau, double omega, double beta)
{
    const double power = (1.0 + beta) * (log(omega) + log_tau);
    /* ln(1 + e^p) without overflow. */
    const double log_sum = power > 0.0 ? power + log1p(exp(-power)) : log1p(exp(power));
    return log(2.0) + log_tau - log_sum;
}

double lp_relaxation_peak(double beta)
{
    return pow(beta, -1.0 / (1.0 + beta));
}

double lp_relaxation_attenuation(double gamma, double gradient_T_m, double pulse_s, double delay_s)
{
    const double q = gamma * gradient_T_m * pulse_s;
    return q * q * (delay_s - pulse_s / 3.0);
}
