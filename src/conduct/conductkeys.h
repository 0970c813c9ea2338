/* SPDX-License-Identifier: MIT
 *
 * The keys and columns of a conduct file and its tables, as input/keys.h tells those of a study.
 */
#ifndef LP_CONDUCT_CONDUCTKEYS_H
#define LP_CONDUCT_CONDUCTKEYS_H

#include "input/keys.h"

extern const struct lp_keys lp_conduct_keys, lp_conduct_number_keys, lp_conduct_by_cell_keys,
    lp_conduct_by_mass_keys, lp_conduct_hop_keys, lp_conduct_measured_keys,
    lp_conduct_measurement_keys, lp_conduct_t1_keys, lp_conduct_attenuation_keys,
    lp_conduct_table_keys;

/* All of them, in the order in which the reference tells them. */
enum { LP_CONDUCT_N_KEYS = 10 };
extern const struct lp_keys *const lp_conduct_keys_all[LP_CONDUCT_N_KEYS];

#endif
