/* SPDX-License-Identifier: MIT
 *
 * What a file of `lipath conduct` holds once it is read, in SI: the numbers that are given and the
 * measured tables. conductread fills it, conduct solves with it.
 */
#ifndef LP_CONDUCT_CONDUCTINPUT_H
#define LP_CONDUCT_CONDUCTINPUT_H

#include "base/arena.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

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

#endif
