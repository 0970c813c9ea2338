/* SPDX-License-Identifier: MIT
 *
 * Whether a phase is well mixed along the depth of the film, and whether the model takes it for
 * what it is (science.md, "Depth"):
 *
 *     Bi = max_el(phi) L² / (D N)        uptake through the contact over mixing along the film
 *
 * below 0.1 the phase is well mixed, whatever the time between spectra; at 0.27 its enrichment is
 * off by 0.013 and G 13 % high, at 2.7 by 0.1 and 2.3-fold.
 */
#ifndef LP_CHECKS_REGIME_H
#define LP_CHECKS_REGIME_H

#include "input/study.h"

#define LP_REGIME_WELL_MIXED 0.1 /* Bi below which a phase is */

/*
 * Bi of a compartment at p [parameters->n] and a temperature: 0 for a phase that no electrode
 * touches, INFINITY for one that touches one and does not diffuse (D = 0); NaN for electrodes and
 * where diffusivity, inventory, thickness (of the depth, else of the cell) or a flow is not known.
 */
double lp_regime_biot(const struct lp_model *model, size_t i_compartment, const double p[],
                      double temperature_K);

/*
 * Warnings, both ways, over all experiments with data (the report's where none has): a well-mixed
 * model with a phase of Bi > 0.1; a depth model all of whose phases are below.
 * Errors: LP_ENOMEM
 */
enum lp_status lp_regime_warn(const struct lp_study *study, const double p[],
                              struct lp_diag *diag) LP_MUST_CHECK;

#endif
