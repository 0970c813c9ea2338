/* SPDX-License-Identifier: MIT
 *
 * A number with its derivatives to the slots, and the arithmetic that the network's values need:
 * each rule beside its differential, so that no formula is differentiated by hand twice. `out` may
 * be an operand. n is the number of slots.
 */
#ifndef LP_NETWORK_DUAL_H
#define LP_NETWORK_DUAL_H

#include <stddef.h>

struct lp_dual {
    double value;
    double *d; /* [n] */
};

void lp_dual_copy(size_t n, const struct lp_dual *a, struct lp_dual *out);
void lp_dual_multiply(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                      struct lp_dual *out);
void lp_dual_divide(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                    struct lp_dual *out);
void lp_dual_scale(size_t n, const struct lp_dual *a, double factor, struct lp_dual *out);

/* out + factor a, into out. */
void lp_dual_add(size_t n, const struct lp_dual *a, double factor, struct lp_dual *out);

/* 1/out = 1/a + 1/b for a, b >= 0, right at a = 0 or b = 0 too. */
void lp_dual_series(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                    struct lp_dual *out);

/* To and from place i of an array of values and one of derivatives [][n]. */
void lp_dual_store(size_t n, const struct lp_dual *from, size_t i, double value[], double d[]);
void lp_dual_load(size_t n, const double value[], const double d[], size_t i, struct lp_dual *to);

#endif
