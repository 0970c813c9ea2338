/* SPDX-License-Identifier: MIT
 *
 * The input of `lipath conduct`: what is known of a conductor, number by number, and measured
 * tables. Its keys: conductkeys.c, or `lipath help keys conduct`.
 */
#ifndef LP_CONDUCT_CONDUCTREAD_H
#define LP_CONDUCT_CONDUCTREAD_H

#include "base/diag.h"
#include "conduct/conductinput.h"

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

#endif
