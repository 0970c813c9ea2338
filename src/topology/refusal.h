/* SPDX-License-Identifier: MIT
 *
 * Why a topology is no answer, as facts: what refuses it and the numbers that do. The sentences are
 * made where they are printed (answer/words_topology.h).
 */
#ifndef LP_TOPOLOGY_REFUSAL_H
#define LP_TOPOLOGY_REFUSAL_H

#include "input/model.h"

/* In the order in which they are looked for; a topology has the first that holds. */
enum lp_refusal_kind {
    LP_REFUSAL_NONE,    /* it is kept */
    LP_REFUSAL_UNFED,   /* structure: nothing feeds a compartment that the spectrum sees */
    LP_REFUSAL_APART,   /* structure: nothing joins the electrodes */
    LP_REFUSAL_PHYSICS, /* measured enrichments contradict it whatever the flows are */
    LP_REFUSAL_MISFIT,
    LP_REFUSAL_NOT_FITTED, /* no start could be fitted: nothing is known of it */
    LP_N_REFUSALS
};

/* Two compartments, one the only link of the other to the electrodes, at an instant at which the
 * linked one is ahead of the link. */
struct lp_contradiction {
    size_t i_link, i_fed;
    double t_s;
    double x_link, x_fed; /* measured enrichments */
    double excess;        /* of what is ahead, in their joint error */
    bool is_falling;      /* electrodes poorer than the film: ahead is less enriched */
};

struct lp_misfit {
    double chi2, rise; /* of -2 ln L over the full model's, or over the best topology's */
    double limit;      /* that the rise is above */
    size_t n_fewer;    /* parameters less than the full model, at least 1; 0: over the best */
};

struct lp_refusal {
    enum lp_refusal_kind kind;
    const struct lp_model *model; /* structure, physics: whose compartments; lent by the study */
    size_t i_unfed;               /* LP_REFUSAL_UNFED */
    struct lp_contradiction contradiction; /* LP_REFUSAL_PHYSICS */
    bool is_misfit;                        /* LP_REFUSAL_MISFIT; beside LP_REFUSAL_PHYSICS, too */
    struct lp_misfit misfit;               /* is_misfit */
};

/* It leaves something unfed or the electrodes apart: no candidate, and never fitted. */
static inline bool lp_refusal_is_structure(enum lp_refusal_kind kind)
{
    return kind == LP_REFUSAL_UNFED || kind == LP_REFUSAL_APART;
}

#endif
