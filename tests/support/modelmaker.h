/* SPDX-License-Identifier: MIT
 *
 * Models and experiments made by hand for tests of the physics. Every number of the model is a
 * parameter of its own with a slot, so that sensitivities cover all of them.
 */
#ifndef LP_TESTS_SUPPORT_MODELMAKER_H
#define LP_TESTS_SUPPORT_MODELMAKER_H

#include "base/random.h"
#include "observe/observe.h"

struct modelmaker {
    struct lp_arena *arena;
    struct lp_parameters parameters;
    struct lp_model model;
    struct lp_experiment experiment;
    struct lp_slots slots;
    double *p;      /* [parameters.n] the values as given */
    double *scale;  /* [parameters.n] */
    size_t *i_slot; /* [parameters.n] */
    struct lp_step *steps;
    size_t n_steps;
    struct lp_block *blocks;
};

/* 298.15 K, at rest, `enrichment`. Fails the test when out of memory. */
struct modelmaker *modelmaker_new(void);
void modelmaker_free(struct modelmaker *maker);

/* A new parameter with a slot, and a reference to it. */
struct lp_value modelmaker_parameter(struct modelmaker *maker, double value);

/* A compartment with its own component (phases only); gives its index. inventory NaN: a reservoir.
 */
size_t modelmaker_electrode(struct modelmaker *maker, double inventory_mol, double enrichment);
size_t modelmaker_phase(struct modelmaker *maker, double inventory_mol, double enrichment);

/* An electrode whose surface is a pool on an endless foil. */
size_t modelmaker_pool(struct modelmaker *maker, double surface_mol, double enrichment);

/* Let a phase grow, each of its three numbers a parameter. */
void modelmaker_growth(struct modelmaker *maker, size_t i_phase, double rate_m2_per_s,
                       double start_m, double scale_m, size_t i_source);

/* An edge, exchange or one-way, with Haven ratio 1; gives its index. */
size_t modelmaker_exchange(struct modelmaker *maker, size_t a, size_t b, double phi_mol_per_s);
size_t modelmaker_one_way(struct modelmaker *maker, size_t from, size_t to, double k_per_s);

void modelmaker_depth(struct modelmaker *maker, size_t n_layers, double thickness_m);

/* One more step of the protocol; the last few of them as one block, repeated. */
void modelmaker_step(struct modelmaker *maker, double duration_s, double current_A,
                     bool electrodes_on);
void modelmaker_repeat(struct modelmaker *maker, size_t n_steps, size_t n_repeat);

/* The network and an engine for it; the test fails with the messages unless they can be made.
 * Values are set to maker->p. */
struct lp_network *modelmaker_network(struct modelmaker *maker);
struct lp_observer *modelmaker_observer(struct modelmaker *maker, size_t n_points,
                                        const struct lp_point points[]);

/* Reference problem S: three phases between two equal reservoirs, with its six flows alone as
 * slots where flows_only. */
struct modelmaker *modelmaker_problem_s(bool flows_only);

/* Random choices of the property tests. */
double random_decades(struct lp_random *random, double low, double high); /* log-uniform */
size_t random_below(struct lp_random *random, size_t n);

#endif
