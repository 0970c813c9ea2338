/* SPDX-License-Identifier: MIT
 *
 * What a network keeps for itself, shared by network.c (structure), network_values.c (values at
 * given parameters) and network_rates.c (rates under a drive). Nobody else includes it.
 */
#ifndef LP_PHYSICS_NETWORK_MEMORY_H
#define LP_PHYSICS_NETWORK_MEMORY_H

#include "physics/kirchhoff.h"
#include "physics/network.h"

/* A one-way edge: tracer only, first order in its source. */
struct lp_one_way {
    size_t i_edge;
    double k_per_s;
    double *d_k; /* [slots.n] */
};

/* Where a term's rate comes from. */
struct lp_term_origin {
    size_t i_link;     /* exchange over this link, LP_NONE for a one-way edge */
    bool is_forward;   /* exchange: jumps from links[].a to links[].b */
    size_t i_one_way;  /* else this one-way edge */
    bool at_electrode; /* cut while the electrodes are off */
};

/* A number with its derivatives to the slots. */
struct lp_dual {
    double value;
    double *d; /* [slots.n] */
};

struct lp_network_memory {
    struct lp_arena *arena; /* holds the network itself and all its arrays */
    size_t n_one_way;
    struct lp_one_way *one_way;
    struct lp_term_origin *origin; /* [n_terms] */
    bool *is_present;              /* [n_edges] of the model: not taken out */

    /* Depth: exchange of neighbouring layers of each compartment, and its conductance. */
    struct lp_dual *layer_phi; /* [n_compartments] */
    struct lp_dual *layer_g;   /* [n_compartments] */
    struct lp_dual scratch[6];

    /* Net flow per unit of current for the values that the network holds, made when first needed.
     */
    struct lp_kirchhoff *kirchhoff;
    bool has_net_flow;
    double *psi;        /* [n_nodes] */
    double *q;          /* [n_links] 1 */
    double *d_q;        /* [slots.n][n_links] */
    double *d_g_column; /* [n_links] */
};

#endif
