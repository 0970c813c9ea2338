/* SPDX-License-Identifier: MIT
 *
 * The input of `lipath conduct`: what is known of a conductor, number by number, and measured
 * tables. Its keys (all but `lipath` optional; quantities with units as in a study):
 *
 *     lipath: 1
 *     title: Li10GeP2S12
 *     note: where the numbers are from        # printed under the title
 *     temperature: 298 K                      # of every number; default 25 degC
 *     conductivity: 9e-3 S/cm                 # or {value: 9e-3 S/cm, error: 1e-3 S/cm}, as any
 *                                             #   number; error: the 95 % half width
 *     transference: 1                         # of Li+; below 1 others conduct too
 *     carriers: 2.09e28 1/m3                  # or {cell: 0.96 nm3, per_cell: 20}, or {density:
 *                                             #   2 g/cm3, molar_mass: 589 g/mol, per_formula: 10}
 *     conductivity_diffusivity: 7e-12 m2/s    # D_sigma
 *     haven: 0.32
 *     diffusivity: 2.2e-12 m2/s               # D*, of the tracer
 *     correlation: bcc                        # a number or a lattice
 *     random_diffusivity: 1e-12 m2/s          # D_r
 *     hop: {distance: 0.2 nm, dimension: 3, rate: 1e9 1/s, attempt: 1e13 1/s, entropy: 0,
 *           enthalpy: 0.2 eV}                 # dimension: 3 by default
 *     activation: 0.155 eV                    # of sigma T, as published
 *     at: [-20 degC, 60 degC]                 # conductivity there by it
 *     measured:                               # each `data: FILE.csv` or `rows: [[300 K, 1 s], ..]`
 *       conductivity: {data: eis.csv}         # temperature, conductivity, error (1 sigma)
 *       rate: {rows: [...]}                   # temperature, rate, error
 *       diffusivity: {rows: [...]}            # temperature, diffusivity, error
 *       T1: {data: t1.csv, nucleus: 7Li, frequency: 155 MHz, beta: 0.7, terms: 2}
 *                                             # or field: 9.4 T; beta fitted by default; terms 1:
 *                                             #   J(omega0) alone, 2: with 4 J(2 omega0)
 *       attenuation: {data: pfg.csv, nucleus: 7Li, pulse: 2 ms, delay: 100 ms}  # gradient, ratio
 *     result: result.json                     # of a tracer-exchange fit, shown beside
 */
#ifndef LP_CONDUCT_CONDUCTREAD_H
#define LP_CONDUCT_CONDUCTREAD_H

#include "base/diag.h"

#include <stdbool.h>

/* A number of the file: value NaN where it is not given; width: its 95 % half width, 0: none. */
struct lp_conduct_number {
    double value, width;
    const char *source; /* "given", "lattice bcc", "20 per cell of 9.6e-28 m3"; NULL: not given */
};

/* The numbers in the order of conduction.h. */
enum { LP_CONDUCT_N_NUMBERS = 13 };

enum lp_conduct_kind {
    LP_CONDUCT_CONDUCTIVITY,
    LP_CONDUCT_RATE,
    LP_CONDUCT_DIFFUSIVITY,
    LP_CONDUCT_T1,
    LP_CONDUCT_ATTENUATION,
    LP_CONDUCT_N_TABLES
};

/* A measured table: x is a temperature, or the gradient; all in SI. */
struct lp_conduct_table {
    size_t n;              /* 0: not given */
    double *x, *y, *error; /* error NULL: none given */
    struct lp_span span;
    double gamma_rad_s_T, omega_rad_s, beta; /* T1, attenuation; beta NaN: fitted */
    double pulse_s, delay_s;
    unsigned n_terms; /* of 1/T1: relaxation.h */
};

struct lp_conduct_input {
    struct lp_arena *arena;
    const char *title, *note, *path; /* note: "" if none */
    double temperature_K;
    unsigned dimension;
    bool is_dimension_given;
    bool is_synthetic;
    struct lp_conduct_number number[LP_CONDUCT_N_NUMBERS];
    double activation_J; /* NaN: not given */
    size_t n_at;
    double *at_K;
    struct lp_conduct_table table[LP_CONDUCT_N_TABLES];
    const char *result_path; /* NULL: not given */
};

/*
 * Read the file and the tables that it names. Free with lp_conduct_input_free, which accepts NULL.
 * Errors: LP_EINPUT with every fault at its place, LP_EIO, LP_ENOMEM.
 */
enum lp_status lp_conductread(const char *path, struct lp_conduct_input **input,
                              struct lp_diag *diag) LP_MUST_CHECK;
void lp_conduct_input_free(struct lp_conduct_input *input);

/* True for YAML with keys of a conduct file and none of a study or model; silent where unreadable.
 */
bool lp_conductread_is_one(const char *path);

/* What a table is called in the file. */
const char *lp_conduct_table_name(enum lp_conduct_kind kind);

#endif
