/* SPDX-License-Identifier: MIT
 *
 * What is known of Li+ in classes of material, to judge fitted numbers by; never part of a fit.
 */
#ifndef LP_NETWORK_MATERIAL_H
#define LP_NETWORK_MATERIAL_H

#include "input/model.h"

/* Typical values of a class; "near" a diffusivity is within a factor of LP_MATERIAL_NEAR. */
struct lp_material_class {
    const char *name;
    double d_low_m2_per_s, d_high_m2_per_s; /* Li+ diffusivity at room temperature */
    double ea_low_eV, ea_high_eV;           /* activation energy */
};
#define LP_MATERIAL_NEAR 10.0

/* NULL for LP_MATERIAL_UNKNOWN.
 * Source: science.md, "Cross-checks", Plausibility: orders of magnitude near room temperature. */
const struct lp_material_class *lp_material_class(enum lp_material material);

#endif
