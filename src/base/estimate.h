/* SPDX-License-Identifier: MIT
 *
 * A number with its interval, and what the data say of a parameter: the words that every room uses
 * for how sure something is.
 */
#ifndef LP_BASE_ESTIMATE_H
#define LP_BASE_ESTIMATE_H

/* A number with its 95 % interval; NaN: null. */
struct lp_estimate {
    double value, low, high;
};

/* Which ends of a parameter's interval the data fix. */
enum lp_identifiable { LP_IDENTIFIED, LP_LOWER_BOUND_ONLY, LP_UPPER_BOUND_ONLY, LP_NOT_IDENTIFIED };

#endif
