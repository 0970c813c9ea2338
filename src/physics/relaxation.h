/* SPDX-License-Identifier: MIT
 *
 * Spin-lattice relaxation by jumps (Bloembergen, Purcell, Pound, Phys. Rev. 1948, 73, 679) with one
 * asymmetry exponent, as Li conductors are analysed:
 *
 *     1/T1 = C J(omega0),   J = 2 tau/(1 + (omega0 tau)^(1+beta)),   tau = tau_inf exp(Ea/kB T)
 *
 * 0 < beta <= 1; beta 1 is BPP with the one term J(omega0). Against 1/T, ln(1/T1) rises with Ea/kB
 * on the hot flank (omega0 tau << 1) and falls with beta Ea/kB on the cold one. Some write the
 * exponent 1+beta as one number between 1 and 2.
 * Source: Heitjans, Indris, J. Phys. Condens. Matter 2003, 15, R1257; Wilkening, Heitjans,
 * ChemPhysChem 2012, 13, 53; spectral densities in general: Beckmann, Phys. Rep. 1988, 171, 85.
 */
#ifndef LP_PHYSICS_RELAXATION_H
#define LP_PHYSICS_RELAXATION_H

/* ln J, J in seconds, at ln tau and omega [rad/s]; never overflows. */
double lp_relaxation_log_density(double log_tau, double omega, double beta);

/* omega tau where 1/T1 is largest: beta^(-1/(1+beta)). */
double lp_relaxation_peak(double beta);

/* Stejskal-Tanner's b-factor (gamma g delta)² (Delta - delta/3) [s/m2]: ln(I/I0) = -b D.
 * pulse: delta, delay: Delta. Source: Stejskal, Tanner, J. Chem. Phys. 1965, 42, 288. */
double lp_relaxation_attenuation(double gamma, double gradient_T_m, double pulse_s, double delay_s);

#endif
