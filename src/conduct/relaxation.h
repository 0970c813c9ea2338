/* SPDX-License-Identifier: MIT
 *
 * Spin-lattice relaxation by jumps, as Li conductors are analysed:
 *
 *     1/T1 = C [J(omega0) + 4 J(2 omega0)]      two terms (the default), or
 *     1/T1 = C J(omega0)                        one
 *     J(omega) = 2 tau/(1 + (omega tau)^(1+beta)),   tau = tau_inf exp(Ea/kB T),   0 < beta <= 1
 *
 * Two terms with beta 1 are BPP for like spins under dipolar or quadrupolar coupling (Bloembergen,
 * Purcell, Pound, Phys. Rev. 1948, 73, 679, with the weight 4 of Kubo, Tomita, J. Phys. Soc. Jpn.
 * 1954, 9, 888); 1/T1 is then largest at omega0 tau = 0.616. The 2 of J is Debye's (Beckmann, Phys.
 * Rep. 1988, 171, 85) and goes into C, which is fitted. beta < 1 is a phenomenological asymmetry
 * without a derivation, put here into both terms alike. Against 1/T, ln(1/T1) rises with Ea/kB on
 * the hot flank (omega0 tau << 1) and falls with beta Ea/kB on the cold one. Some write 1+beta as
 * one number between 1 and 2. Reviews: Heitjans, Indris, J. Phys. Condens. Matter 2003, 15, R1257.
 */
#ifndef LP_CONDUCT_RELAXATION_H
#define LP_CONDUCT_RELAXATION_H

/* ln J, J in seconds, at ln tau and omega [rad/s]; never overflows. */
double lp_relaxation_log_density(double log_tau, double omega, double beta);

/* ln of 1/T1 over C, in seconds; n_terms 1 or 2. */
double lp_relaxation_log_rate(double log_tau, double omega, double beta, unsigned n_terms);

/* omega0 tau where 1/T1 is largest; one term: beta^(-1/(1+beta)). */
double lp_relaxation_peak(double beta, unsigned n_terms);

/* Stejskal-Tanner's b-factor (gamma g delta)² (Delta - delta/3) [s/m2]: ln(I/I0) = -b D.
 * pulse: delta, delay: Delta. Source: Stejskal, Tanner, J. Chem. Phys. 1965, 42, 288. */
double lp_relaxation_attenuation(double gamma, double gradient_T_m, double pulse_s, double delay_s);

#endif
