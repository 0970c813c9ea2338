/* SPDX-License-Identifier: MIT
 *
 * What a network keeps for itself, shared by the files network*.c, each of which calls those before
 * it in this list only: network_read.c (numbers of the model), network_growth.c (what growth and
 * currents make of an inventory), network_drive.c (net flow), network_values.c (values at given
 * parameters and time), network_supply.c (what runs empty), network_rates.c (rates under a drive),
 * network_books.c and network.c (structure). Nobody else includes it.
 */
#ifndef LP_NETWORK_NETWORK_MEMORY_H
#define LP_NETWORK_NETWORK_MEMORY_H

#include "network/dual.h"
#include "network/kirchhoff.h"
#include "network/network.h"

/* A one-way edge: tracer only, first order in its source. */
struct lp_one_way {
    size_t i_edge;
    double k_per_s;
    double *d_k; /* [slots.n] */
};

/* Where a term's rate comes from. */
enum lp_term_kind { LP_TERM_EXCHANGE, LP_TERM_ONE_WAY, LP_TERM_GROWTH, LP_TERM_FOIL };

struct lp_term_origin {
    enum lp_term_kind kind;
    size_t i;          /* its link, one-way edge, growing phase or electrode (0 first, 1 second) */
    bool is_forward;   /* exchange: jumps from links[].a to links[].b */
    bool at_electrode; /* cut while the electrodes are off */
};

/* A phase that grows (network_growth.c), at the network's time. */
struct lp_growing {
    size_t i_compartment, i_source;
    struct lp_dual thickness;  /* l / l_c */
    struct lp_dual ratio;      /* N(t)/N(0) = l/l_s */
    struct lp_dual ratio_rate; /* its derivative in time, kp/(l_s l), 1/s */
    struct lp_dual rate;       /* N'/N = kp/l², 1/s */
};

struct lp_network_memory {
    struct lp_arena *arena; /* holds the network itself and all its arrays */
    size_t n_one_way;
    struct lp_one_way *one_way;
    struct lp_term_origin *origin; /* [n_terms] */
    bool *is_present;              /* [n_edges] of the model: not taken out */
    size_t n_growing;
    struct lp_growing *growing;
    bool *inventory_moves; /* [n_compartments] its inventory may change in time */
    bool *phase_moves;     /* [n_compartments] a phase, and growth changes its inventory */
    bool *edge_moves;      /* [n_edges] growth changes its exchange flow */
    size_t foil[2]; /* node of the foil under each electrode's pool, LP_NONE without a pool */

    size_t n_d; /* derivatives that moves and rates carry: slots.n or 0 */

    /* What the values hold at. */
    double *p;                 /* [parameters->n] */
    double t_s;                /* since the start of the experiment */
    bool has_stretch;          /* the stretch says what electrodes have gained; without: nothing */
    struct lp_stretch stretch; /* the one whose rates were made last */

    /* Depth: exchange of neighbouring layers of each compartment, and its conductance. */
    struct lp_dual *layer_phi; /* [n_compartments] */
    struct lp_dual *layer_g;   /* [n_compartments] */
    struct lp_dual scratch[8];

    /* Net flow per unit of current for the values that the network holds, made when first needed.
     */
    struct lp_kirchhoff *kirchhoff;
    bool has_net_flow;
    double *psi;        /* [n_nodes] */
    double *q;          /* [n_links] 1 */
    double *d_q;        /* [slots.n][n_links] */
    double *d_g_column; /* [n_links] */
};

/*
 * Growth at time t_s: fills in memory->growing[i]. As lp_network_set for the errors.
 */
enum lp_status lp_growth_set(struct lp_network *net, size_t i_growing, double t_s,
                             struct lp_diag *diag) LP_MUST_CHECK;

/* The factor 1/(1 + l/l_c) of an edge's exchange flow; where both ends grow, their layers lie in
 * series: 1/(1 + l/l_c + l'/l_c'). */
void lp_growth_permeability(const struct lp_network *net, const struct lp_edge *edge,
                            struct lp_dual *factor);

/* Values of a model's number at the network's parameters, and the sign that it must have. */
enum lp_sign { LP_SIGN_POSITIVE, LP_SIGN_NOT_NEGATIVE };
void lp_network_read(const struct lp_network *net, const struct lp_value *value,
                     struct lp_dual *out);
enum lp_status lp_network_check(double value, enum lp_sign sign, const struct lp_value *where,
                                const char *what, const char *of,
                                struct lp_diag *diag) LP_MUST_CHECK;

/* Move values that depend on time to t_s, in the stretch that memory holds. */
enum lp_status lp_network_move(struct lp_network *net, double t_s,
                               struct lp_diag *diag) LP_MUST_CHECK;

/* 0 the first electrode, 1 the second, 2 neither. */
int lp_network_side(const struct lp_network *net, size_t i_compartment);

/* N and dN/dt of a whole compartment at the network's time, from N(0) by growth and current. */
void lp_network_inventory(const struct lp_network *net, size_t i_compartment,
                          struct lp_dual *inventory, struct lp_dual *rate);

/* LP_EINPUT if an inventory runs empty between start_s and stop_s in the stretch that memory holds
 * (diag names it and the time). Leaves the network at start_s. */
enum lp_status lp_network_check_supply(struct lp_network *net, double start_s, double stop_s,
                                       struct lp_diag *diag) LP_MUST_CHECK;

/* LP_EINPUT unless a current can flow: electrodes two and on (diag says what is missing). */
enum lp_status lp_network_check_drivable(const struct lp_network *net, double current_A,
                                         bool electrodes_on, struct lp_diag *diag) LP_MUST_CHECK;

/* psi, q and its derivatives per unit of current, into memory. Kirchhoff's law is linear, so they
 * hold for every current of a protocol and are made once for the values that the network holds.
 * Errors: LP_EINPUT  the electrodes are not joined (diag names what is cut off); LP_ENUMERIC */
enum lp_status lp_network_solve_flow(struct lp_network *net, struct lp_diag *diag) LP_MUST_CHECK;

/* The net flow between the electrodes of the current that flows now, mol/s. */
static inline double lp_network_current_flow(const struct lp_network *net)
{
    return lp_mol_of_charge(net->memory->stretch.current_A);
}

/* r+ for q > 0, r- for q < 0: jumps in the direction in which q is the net flow, mol/s. */
double lp_network_jump_flow(double phi, double q);

#endif
