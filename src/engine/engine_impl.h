/* SPDX-License-Identifier: MIT
 *
 * What an engine provides behind engine.h. An engine's own struct begins with a struct lp_engine.
 * Only engine*.c include this.
 */
#ifndef LP_ENGINE_ENGINE_IMPL_H
#define LP_ENGINE_ENGINE_IMPL_H

#include "engine/engine.h"

struct lp_engine_type {
    enum lp_engine_kind kind;
    enum lp_status (*solve)(struct lp_engine *engine, struct lp_trajectory *out,
                            struct lp_diag *diag);
    void (*free)(struct lp_engine *engine);
};

struct lp_engine {
    const struct lp_engine_type *type;
    struct lp_engine_problem problem;
    struct lp_engine_options options;
};

/* Errors: LP_ENOMEM, LP_EINTERNAL (diag has the library's reason). */
enum lp_status lp_engine_cvodes_new(const struct lp_engine_problem *problem,
                                    const struct lp_engine_options *options,
                                    struct lp_engine **engine, struct lp_diag *diag) LP_MUST_CHECK;

/* Whether the exact engine applies; if not, says why unless diag is NULL. */
bool lp_engine_exact_applies(const struct lp_engine_problem *problem, struct lp_diag *diag);

/* Errors: LP_ENOMEM. The engine must apply. */
enum lp_status lp_engine_exact_new(const struct lp_engine_problem *problem,
                                   const struct lp_engine_options *options,
                                   struct lp_engine **engine) LP_MUST_CHECK;

/* engine_write.c: from a number per state to one per compartment, row[i * stride]: means over
 * layers; those of reservoirs are reservoir[node * stride]. */
void lp_engine_fold(const struct lp_network *network, const double x[], const double reservoir[],
                    size_t stride, double row[]);

/* N and dN of row i_time of out, where they are wanted, from what the network holds. */
void lp_engine_write_inventories(const struct lp_network *network, size_t i_time,
                                 struct lp_trajectory *out);

/* What an engine that steps hands out: row i_time of out, from enrichments x [n_states] and their
 * sensitivities dx [slots.n][n_states] (ignored if out->dx is NULL), as means over each
 * compartment's layers, beside the inventories that the network holds: it is at that time. */
void lp_engine_write(const struct lp_engine *engine, size_t i_time, const double x[],
                     const double dx[], struct lp_trajectory *out);

#endif
