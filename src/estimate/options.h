/* SPDX-License-Identifier: MIT
 *
 * What a caller may choose of a fit and of what follows it: how many starts, which seed, what fills
 * the intervals, how many jobs. Read by everything from the fit to the checks, filled by the
 * command line; it knows of no fitter.
 */
#ifndef LP_ESTIMATE_OPTIONS_H
#define LP_ESTIMATE_OPTIONS_H

#include "engine/engine.h"
#include "input/study.h"

/* Called with how many of all parts of a stage are done; may come from any worker. */
typedef void lp_progress(void *context, const char *what, size_t n_done, size_t n_all);

/* What fills the intervals. */
#define LP_METHOD_LIST(X)                                                                          \
    X(LP_METHOD_PROFILE, "profile")                                                                \
    X(LP_METHOD_BOOTSTRAP, "bootstrap")                                                            \
    X(LP_METHOD_RESIDUAL, "residual-bootstrap")                                                    \
    X(LP_METHOD_MCMC, "mcmc")

#define LP_METHOD_ENUM(name, text) name,
enum lp_method { LP_METHOD_LIST(LP_METHOD_ENUM) LP_N_METHODS };
#undef LP_METHOD_ENUM

const char *lp_method_text(enum lp_method method);

#define LP_MOST_EXHAUSTIVE 16 /* 65536 topologies */
#define LP_DRAWS           1000
#define LP_CHAINS          4

struct lp_inference_options {
    size_t n_starts; /* the study's own and a Latin hypercube of the others */
    size_t n_jobs;   /* >= 1 */
    struct lp_engine_options engine;
    bool has_seed; /* else the study's */
    uint64_t seed;
    size_t most_exhaustive; /* candidates of which every subset is tried; more are searched */
    enum lp_method method;  /* what fills the intervals */
    size_t n_draws;         /* of the bootstrap, or of each chain */
    size_t n_chains;
    bool has_no_otherwise; /* leave out what other electrodes would give (otherwise.h) */
    lp_progress *progress; /* NULL: none */
    void *progress_context;
};

/* 20 starts, one job, default engine, the study's seed, every subset of up to 16 candidates,
 * profiles, 1000 draws, 4 chains, no progress. */
struct lp_inference_options lp_inference_options_default(void);

uint64_t lp_inference_seed(const struct lp_inference_options *options,
                           const struct lp_study *study);

#endif
