/* SPDX-License-Identifier: MIT
 *
 * fit.svg: data with error bars, fitted curves on a dense grid with their 95 % bands and the
 * residuals below, one panel per component, by gnuplot as a process of its own.
 */
#ifndef LP_OUTPUT_PLOT_H
#define LP_OUTPUT_PLOT_H

#include "answer/answer.h"

/*
 * Draw the answer's series into an SVG at path (replaced whole or not at all).
 * Errors: LP_EIO  gnuplot is missing or failed (diag names the package or has its words)
 */
enum lp_status lp_plot_fit(const struct lp_answer *answer, const char *path,
                           struct lp_diag *diag) LP_MUST_CHECK;

/* The same with another program in gnuplot's place, for the tests of what happens without it. */
enum lp_status lp_plot_fit_with(const char *program, const struct lp_answer *answer,
                                const char *path, struct lp_diag *diag) LP_MUST_CHECK;

#endif
