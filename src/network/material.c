/* SPDX-License-Identifier: MIT
 *
 * The one table of the classes (science.md, "Cross-checks", Plausibility).
 */
#include "network/material.h"

const struct lp_material_class *lp_material_class(enum lp_material material)
{
    static const struct lp_material_class classes[] = {
        [LP_MATERIAL_LIQUID] = {"liquid", 1e-10, 1e-10, 0.15, 0.25},
        [LP_MATERIAL_POLYMER] = {"polymer", 1e-11, 1e-11, 0.7, 1.4},
        [LP_MATERIAL_CERAMIC] = {"ceramic", 1e-13, 1e-12, 0.15, 0.6},
    };
    return material == LP_MATERIAL_UNKNOWN ? NULL : &classes[material];
}
