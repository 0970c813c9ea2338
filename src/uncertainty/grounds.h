/* SPDX-License-Identifier: MIT
 *
 * What a verdict rests on, and why it is open where it is: facts that the words for the reader
 * (answer/words.c) choose their sentences by. Everything is found here, once, after the verdict and
 * before anything is told; a threshold that chooses between two sentences is crossed here, too. The
 * solution's arena remembers want of memory.
 */
#ifndef LP_UNCERTAINTY_GROUNDS_H
#define LP_UNCERTAINTY_GROUNDS_H

#include <stdbool.h>
#include <stddef.h>

struct lp_solution;
struct lp_topology;

/* What can be said of the most probable path, paths.items[0]. */
enum lp_lead {
    LP_LEAD_UNKNOWN, /* there is none by name, or nothing was drawn */
    LP_LEAD_NAMED,   /* it is the dominant one (verdict.h) */
    LP_LEAD_SHARED,  /* it never leads, for another carries as much */
    LP_LEAD_OPEN     /* it carries most in the best fit, and may not be called dominant */
};

/* What the distance of the interface's curve from its neighbour's (twin.h) says of an open verdict.
 */
enum lp_twin_reading {
    LP_TWIN_UNSAID, /* the verdict is not open, or there is no such distance */
    LP_TWIN_ALIKE,  /* below LP_TWIN_DISTANCE */
    LP_TWIN_APART
};

/* Whether smaller errors would close an open verdict. */
enum lp_precision_reading {
    LP_PRECISION_UNSAID,
    LP_PRECISION_DECIDES, /* `times_smaller` */
    LP_PRECISION_HOPELESS /* the best fit is too near to the threshold */
};

/*
 * The interval's arm that holds the threshold against the way from the best fit to it: errors and
 * the arm shrink alike, so errors arm/way times smaller would leave the threshold out.
 */
struct lp_precision {
    enum lp_precision_reading reading;
    double way, arm, times_smaller;
};

/*
 * One ratio c of right to left contacts for all phases: then all phases sit at one potential, and
 * the share is the foil-contact share (science.md). Well-mixed models only.
 */
enum lp_sides {
    LP_SIDES_OWN,   /* no such ratio, or a depth model */
    LP_SIDES_ALIKE, /* c = 1 */
    LP_SIDES_SCALED /* c = `side_ratio` */
};

struct lp_grounds {
    enum lp_lead lead;
    size_t i_taker;       /* the compartment with the largest part of the new 6Li; LP_NONE: none */
    bool is_loss;         /* it lost 6Li: the part is of what all phases lost */
    bool is_single;       /* one time point only */
    bool is_early;        /* |theta| below LP_EARLY_THETA */
    double theta;         /* lp_shares_theta, of the best fit */
    size_t n_unseen;      /* 0: the verdict is not open, or a spectrum shows an interface */
    const size_t *unseen; /* [n_unseen] the interface compartments, none of which any shows */
    enum lp_twin_reading twins;    /* UNSAID for an interface that is unseen or under one peak with
                                      another phase (averaged.h): more precision tells nothing there */
    struct lp_precision precision; /* likewise */
    size_t n_shared;               /* parameters that stand for the left and the right contact */
    const size_t *shared;          /* [n_shared] of the study's, by first phase */
    enum lp_sides sides;
    double side_ratio;
    const struct lp_topology *const *chains; /* [n_compartments] of the topologies in which all Li+
                                                comes and goes through that phase alone the one
                                                that is kept, or else fits best; NULL: there is
                                                none, or the full model is one */
    bool is_ruling;     /* one time point, and topologies were tried: the following count */
    size_t n_feasible;  /* topologies that structure does not refuse */
    size_t n_ruled_out; /* of them, by physics or misfit */
    bool are_united;    /* several are left, and intervals are over all of them */
};

/*
 * Fill solution->grounds, which stays NULL where the electrodes are not joined. Needs numbers,
 * intervals, verdict, twins, topologies if they were tried. Borrows topologies.
 */
void lp_grounds_run(struct lp_solution *solution);

/* Fill solution->unreached: the compartments that no electrode reaches, so that their shares are 0;
 * none without electrodes. Needs no fit. */
void lp_grounds_reach(struct lp_solution *solution);

#endif
