/* SPDX-License-Identifier: MIT
 *
 * The order of the reference: a study from the outside in, then the model in the same way, then
 * what stands in tables.
 */
#include "input/keys.h"

#include <string.h>

const struct lp_keys *const lp_keys_all[LP_N_KEYS] = {
    &lp_keys_study,      &lp_keys_experiment,  &lp_keys_noise,    &lp_keys_step,
    &lp_keys_repeat,     &lp_keys_impedance,   &lp_keys_override, &lp_keys_report,
    &lp_keys_design,     &lp_keys_model,       &lp_keys_cell,     &lp_keys_parameter,
    &lp_keys_prior,      &lp_keys_compartment, &lp_keys_growth,   &lp_keys_exchange,
    &lp_keys_depth,      &lp_keys_component,   &lp_keys_tidy,     &lp_keys_wide,
    &lp_keys_covariance, &lp_keys_protocol,    &lp_keys_export,
};

const struct lp_key *lp_keys_find(const struct lp_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->key[i].name, name) == 0)
            return &keys->key[i];
    return NULL;
}
