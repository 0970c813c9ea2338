/* SPDX-License-Identifier: MIT
 *
 * The exact engine's parts. Rates are constant on a stretch of the protocol, so the solution is
 * e^{At} and nothing is stepped in time; each part computes it for the networks it suits:
 *
 *     engine_exact_rest.c     small, symmetric (no current, no one-way edge): eigenvalues, from
 *                             engine_exact_modes.c
 *     engine_exact_step.c     small, anything else: scaling and squaring
 *     engine_exact_power.c    likewise, whole repeats of a block of steps: powers of their product
 *     engine_exact_contour.c  large (depth): resolvents on a contour, by engine_exact_layers.c and
 *                             engine_exact_blocks.c
 *
 * Each maps the state at the start of a stretch to means over compartments at the outputs in it
 * and to the state at its end. engine_exact.c walks the stretches. Only engine_exact*.c include
 * this.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_H
#define LP_ENGINE_ENGINE_EXACT_H

#include "network/network.h"

/* A function with much arithmetic: compiled twice, the processor's wider registers used where it
 * has them. The numbers are the same to the last bit (nothing is contracted in ISO C), but for
 * lp_exact_exps: the C library has an exponential for each width. Not under ThreadSanitizer: the
 * resolver of such functions runs before it is ready. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define LP_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define LP_WIDE
#endif

/* Where a solution stands, at a time. */
struct lp_exact_state {
    double *x; /* [n_states] */
    double *s; /* [slots.n][n_states]; NULL: no derivatives */
};

/* A stretch to be passed. */
struct lp_exact_task {
    const struct lp_stretch *stretch;
    size_t n_outputs;
    const double *times_s;   /* [n_outputs] increasing, after the stretch's start */
    double *x;               /* [n_outputs][n_compartments] out */
    double *dx;              /* [n_outputs][n_compartments][slots.n] out; NULL as the state's s */
    double *given_mol;       /* [n_outputs][2] out: 6Li given since the stretch's start; NULL: not
                                wanted (engine_exact_rest.c has none) */
    bool goes_on;            /* false: the state at the stretch's end is not needed */
    double given_end_mol[2]; /* out: likewise over the whole stretch, where given and goes_on */
};

/*
 * _new: NULL when out of memory. _pass: the state moves to the stretch's end where the task goes
 * on. Networks hold their values; nothing is allocated once memory has been made (_step: once its
 * propagators have their sizes).
 */
struct lp_exact_rest;
struct lp_exact_rest *lp_exact_rest_new(const struct lp_network *network);
void lp_exact_rest_free(struct lp_exact_rest *rest);
enum lp_status lp_exact_rest_pass(struct lp_exact_rest *rest, struct lp_exact_task *task,
                                  struct lp_exact_state *state) LP_MUST_CHECK;

struct lp_exact_step;
struct lp_exact_step *lp_exact_step_new(struct lp_network *network);
void lp_exact_step_free(struct lp_exact_step *step);
/* New values: propagators kept from old ones are no longer good. */
void lp_exact_step_forget(struct lp_exact_step *step);
enum lp_status lp_exact_step_pass(struct lp_exact_step *step, struct lp_exact_task *task,
                                  struct lp_exact_state *state, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Passes *n_repeats repeats of a block (lp_stretches_repeats), of which none holds an output, by
 * powers of one: the state moves to the end of the last, given_mol [2] (NULL: not wanted) grows by
 * the 6Li that leaves the electrodes. Where that does not pay, or one of the steps is too stiff for
 * it, *n_repeats becomes 0 and nothing is done: they are to be walked.
 * Errors: LP_ENOMEM; those of lp_network_rates
 * Cost: products of n_states^2 n_nodes (1 + 2 slots.n), as many as the block has steps and the
 * count has bits, once for new values; an application for each bit.
 */
struct lp_exact_power;
struct lp_exact_power *lp_exact_power_new(const struct lp_network *network,
                                          struct lp_exact_step *step);
void lp_exact_power_free(struct lp_exact_power *power);
void lp_exact_power_forget(struct lp_exact_power *power);
enum lp_status lp_exact_power_pass(struct lp_exact_power *power,
                                   const struct lp_stretches *stretches, size_t *n_repeats,
                                   struct lp_exact_state *state, double given_mol[2],
                                   struct lp_diag *diag) LP_MUST_CHECK;

struct lp_exact_contour;
struct lp_exact_contour *lp_exact_contour_new(struct lp_network *network);
void lp_exact_contour_free(struct lp_exact_contour *contour);
enum lp_status lp_exact_contour_pass(struct lp_exact_contour *contour, struct lp_exact_task *task,
                                     struct lp_exact_state *state,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* values <- e^values. */
void lp_exact_exps(size_t n, double values[]);

#define LP_EXACT_LANES      4 /* points that are worked on side by side */
#define LP_EXACT_MAX_POINTS 32

/* Points of a contour. */
struct lp_exact_points {
    size_t n_points; /* a multiple of the lanes */
    double z_re[LP_EXACT_MAX_POINTS], z_im[LP_EXACT_MAX_POINTS];
    double weight_re[LP_EXACT_MAX_POINTS], weight_im[LP_EXACT_MAX_POINTS]; /* (h/pi) dz/du */
};

/* For times from last_s/span to last_s, span from 1 to about 5; discard: the truncation error that
 * is left, relative to the largest difference between enrichments. */
void lp_exact_points_set(struct lp_exact_points *points, double span, double last_s,
                         double discard);

#endif
