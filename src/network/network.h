/* SPDX-License-Identifier: MIT
 *
 * The model at given parameters: compartments become nodes (one per layer in a depth model), edges
 * become links with an exchange flow phi and a conductance g, and these become the rates of the
 * linear system that an engine integrates. The exchange flow becomes a rate in network_rates.c
 * (exchange_rate):
 *
 *     N_i dx_i/dt = sum_j r_j->i (x_j - x_i),     r = phi at rest,
 *     r± = sqrt(phi² + q²/4) ± q/2 under a net flow q   (science.md, "Driven current")
 *
 * A network holds its values at one time. They move in time where a current fills or drains a
 * finite electrode or a pool, and where a phase grows; everything else, rates and pathway alike, is
 * computed from the values that the network holds, by the same formulas.
 *
 *     current  N(t) = N(0) + gained(t)            piecewise linear (stretch.h)
 *     growth   l(t) = sqrt(l_s² + 2 kp t),        t since the start of the experiment
 *              N(t) = N(0) l/l_s, taken from its source; phi(t) = phi/(1 + l/l_c)
 *
 * Every value comes with its derivatives with respect to chosen parameters ("slots").
 */
#ifndef LP_NETWORK_NETWORK_H
#define LP_NETWORK_NETWORK_H

#include "base/diag.h"
#include "input/model.h"
#include "network/stretch.h"

/* The parameters that derivatives are wanted for; none: {.n = 0}, whose arrays nobody reads. */
struct lp_slots {
    size_t n;             /* slots */
    const size_t *i_slot; /* [parameters->n]: slot of each parameter, LP_NONE if none */
    const double *scale;  /* [n] a typical size of each (> 0), for error control */
};

struct lp_node {
    size_t i_compartment;
    size_t i_layer; /* 0 for electrodes and well-mixed phases */
};

/* Exchange between two nodes: an edge of the model (in one layer), or neighbouring layers of a
 * phase. */
struct lp_link {
    size_t a, b;   /* nodes; a is on the side of the edge's first compartment, or the lower layer */
    size_t i_edge; /* LP_NONE: neighbouring layers */
};

/* A term of the linear system: dx_to/dt += rate (x_from - x_to) if relaxes, else rate x_from. */
struct lp_term {
    size_t to, from; /* nodes; `to` is a state */
    bool relaxes;
};

struct lp_network {
    const struct lp_model *model;
    double temperature_K;
    struct lp_slots slots;
    size_t n_layers;             /* 1 when well mixed */
    size_t n_states, n_nodes;    /* nodes [0, n_states) are states, the rest reservoirs */
    const struct lp_node *nodes; /* [n_nodes] states layer by layer, so that the band is narrow */
    const size_t *first_node; /* [n_compartments] its node in layer 0; + i_layer * layer_stride */
    size_t layer_stride;
    size_t n_links;
    const struct lp_link *links; /* [n_links] */
    const size_t (*ends)[2];     /* the same as pairs, for lp_kirchhoff */
    size_t n_terms;
    const struct lp_term *terms; /* [n_terms], the same for every drive */
    bool grows;                  /* some phase does */
    size_t n_moving;
    const size_t *moving; /* states whose inventory may change in time */
    size_t n_varying;
    const size_t *varying; /* terms whose rates may change within a stretch */

    /* Filled by lp_network_set, moved in time; derivatives are per SI unit of each slot's
     * parameter. */
    double *inventory_mol;       /* [n_nodes] of the node (a layer's part); NaN for reservoirs */
    double *d_inventory;         /* [n_nodes][slots.n] */
    double *inventory_mol_per_s; /* [n_nodes] dN/dt */
    double *d_inventory_rate;    /* [n_nodes][slots.n] */
    double *inventory0_mol;      /* [n_nodes] at t = 0 */
    double *d_inventory0;        /* [n_nodes][slots.n] */
    double *x0;                  /* [n_nodes] enrichment at the start; reservoirs: for good */
    double *d_x0;                /* [n_nodes][slots.n] */
    double *phi;                 /* [n_links] mol/s, half layers in series included */
    double *d_phi;               /* [n_links][slots.n] */
    double *g;                   /* [n_links] mol/s, conductance with Haven ratios */
    double *d_g;                 /* [n_links][slots.n] */

    struct lp_network_memory *memory; /* its own */
};

/*
 * The structure of a model without the absent edges. `slots` may have n == 0.
 * Errors: LP_EINPUT  in depth, a contact on a phase without diffusivity (diag names both);
 *         LP_ENOMEM
 * Owns:   the caller frees with lp_network_free. Borrows model and slots' arrays.
 */
enum lp_status lp_network_new(const struct lp_model *model, double temperature_K,
                              const struct lp_edge_set *absent, const struct lp_slots *slots,
                              struct lp_network **network, struct lp_diag *diag) LP_MUST_CHECK;
void lp_network_free(struct lp_network *network);

/*
 * Fill in the values at parameters p [parameters->n], SI, at t = 0. Cost: O(n_links (1 + n_slots)).
 * Inventories, enrichments and one-way rates without a number stay NaN where the conductances do
 * not need them (the pathway of a well-mixed model); lp_network_rates then refuses.
 * Errors: LP_EINPUT    a value that is needed has no number (diag names it)
 *         LP_ENUMERIC  a value is not finite, or not positive where it must be (likewise)
 */
enum lp_status lp_network_set(struct lp_network *network, const double p[],
                              struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Move the values to what growth has made of them at time t_s, for the pathway at that time.
 * Currents do not matter to it: inventories of electrodes are left as they are.
 * Errors: as lp_network_set; LP_EINPUT  a phase that another grows from has run empty
 */
enum lp_status lp_network_age(struct lp_network *network, double t_s,
                              struct lp_diag *diag) LP_MUST_CHECK;

/* How many nodes a compartment is cut into: electrodes have no layers. */
size_t lp_network_n_layers(const struct lp_network *network, size_t i_compartment);

/* What growth leaves of an edge's phi, 1/(1 + l/l_c), as the values are now; 1 without growth. */
double lp_network_permeability(const struct lp_network *network, size_t i_edge);

/* The stretches of a protocol for this network's electrodes, from t = 0 on. */
struct lp_stretches lp_network_stretches(const struct lp_network *network,
                                         const struct lp_protocol *protocol);

/* LP_EINPUT where motion in time needs a number that the pathway can do without: an inventory, an
 * enrichment or a one-way rate (diag names it). */
enum lp_status lp_network_check_numbers(const struct lp_network *network,
                                        struct lp_diag *diag) LP_MUST_CHECK;

/*
 * LP_EINPUT if the protocol empties a finite electrode before last_s whose inventory is fixed, so
 * that no parameters can help (diag names electrode and time); growth comes on top of that.
 */
enum lp_status lp_network_check_protocol(const struct lp_network *network,
                                         const struct lp_protocol *protocol, double last_s,
                                         struct lp_diag *diag) LP_MUST_CHECK;

/* The rates of the terms, made by lp_network_rates. */
struct lp_rates {
    double *rate;   /* [n_terms] 1/s */
    double *d_rate; /* [n_terms][slots.n] */
};

/*
 * The rates of the network's terms (phi/N at rest; network_rates.c) at the start of a stretch, to
 * where the values move. rates' arrays belong to the caller. Kirchhoff's equations are solved once
 * for the values that the network holds.
 * Errors: LP_EINPUT    a current where the electrodes are not joined, off or missing, or an
 *                      inventory, enrichment or one-way rate without a number (diag names it);
 *                      an inventory that runs empty until the stretch ends (diag names the time)
 *         LP_ENUMERIC  Kirchhoff's equations cannot be solved
 */
enum lp_status lp_network_rates(struct lp_network *network, const struct lp_stretch *stretch,
                                struct lp_rates *rates, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The same in two steps, for who does not keep all derivatives: go to the start of the stretch,
 * then ask for each term's rate and its derivatives d_rate [slots.n] in turn. Errors of _enter: as
 * lp_network_rates
 */
enum lp_status lp_network_enter(struct lp_network *network, const struct lp_stretch *stretch,
                                struct lp_diag *diag) LP_MUST_CHECK;
void lp_network_term_rate(const struct lp_network *network, size_t i_term, double *rate,
                          double d_rate[]);

/*
 * Move on to t_s within the same stretch. rates are those of the stretch; only the varying ones are
 * made anew. Cost: nothing where nothing moves. Errors: as lp_network_rates.
 */
enum lp_status lp_network_rates_at(struct lp_network *network, double t_s, struct lp_rates *rates,
                                   struct lp_diag *diag) LP_MUST_CHECK;

/* Back to t = 0, before any stretch. Errors: as lp_network_set. */
enum lp_status lp_network_rewind(struct lp_network *network, struct lp_diag *diag) LP_MUST_CHECK;

/* Whether moves and rates from now on carry derivatives; lp_network_set makes them wanted. Where
 * they are not, those of the network and in rates are left as they were. */
void lp_network_want_derivatives(struct lp_network *network, bool are_wanted);

/* True where values change within the stretch whose rates were made last. */
bool lp_network_is_moving(const struct lp_network *network);

/*
 * 6Li that leaves the first and the second electrode at enrichments x [n_states], mol/s, at the
 * network's time: by exchange and drift, one-way edges and growth, not what a foil gives its pool.
 * Without x_ref times the lithium that leaves: li6_given(x, 0) = li6_given(x, x_ref) + x_ref
 * d(li_given)/dt, where the last can be integrated exactly.
 */
void lp_network_li6_given(const struct lp_network *network, const double x[], double x_ref,
                          double given[2]);

/* Lithium that has left the electrodes since t = 0 by current and growth, mol. */
void lp_network_li_given(const struct lp_network *network, double given[2]);

/*
 * Warn of contacts and interphase edges across which a current drops the potential by more than
 * |psi_i - psi_j| = 2 (50 mV at 25 degC), where linear response is in doubt, at the values that the
 * network holds. experiment: its name, for the message.
 * Errors: as lp_network_rates.
 */
enum lp_status lp_network_doubt(struct lp_network *network, double current_A,
                                const char *experiment, struct lp_diag *diag) LP_MUST_CHECK;

#endif
