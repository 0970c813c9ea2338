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

#include "base/arena.h"
#include "input/study.h"

struct lp_solution;

#define LP_REGIME_WELL_MIXED 0.1 /* Bi below which a phase is */

/*
 * Bi of a compartment at p [parameters->n] and a temperature: 0 for a phase that no electrode
 * touches, INFINITY for one that touches one and does not diffuse (D = 0); NaN for electrodes and
 * where diffusivity, inventory, thickness (of the depth, else of the cell) or a flow is not known.
 */
double lp_regime_biot(const struct lp_model *model, size_t i_compartment, const double p[],
                      double temperature_K);

/* A phase with the largest Bi that it has in any experiment whose model is layered, or is not. */
struct lp_mixing_phase {
    const char *name;
    double biot;
    bool is_layered;
};

struct lp_mixing {
    double *biot; /* [n_compartments] of the report experiment, at the report temperature */
    size_t n_phases;
    struct lp_mixing_phase *phases; /* [n_phases] over all experiments with data (the report's where
                                       none has), those whose Bi is known */
};

/* In the arena, at p [parameters.n]. Errors: LP_ENOMEM. */
enum lp_status lp_regime_mixing(const struct lp_study *study, const double p[],
                                struct lp_arena *arena, struct lp_mixing *mixing) LP_MUST_CHECK;

/* True for a phase that is taken as well mixed and is not. */
bool lp_regime_needs_depth(const struct lp_mixing_phase *phase);

/* The layered phase of the largest Bi where all layered phases that are known are well mixed, so
 * that layers change little; else NULL. */
const struct lp_mixing_phase *lp_regime_needless(const struct lp_mixing *mixing);

/* Fill solution->mixing at p. Errors: LP_ENOMEM. */
enum lp_status lp_regime_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
