/* SPDX-License-Identifier: MIT
 *
 * What the files of engine_exact_contour.c share:
 *
 *     engine_exact_layers.c   the matrix A of a stretch and its derivatives, layer by layer
 *     engine_exact_blocks.c   (z - A)^-1 at a group of points, by elimination of whole layers
 *     engine_exact_contour.c  the sum over the points: outputs and the state at a stretch's end
 *
 * A layer exchanges with the next only phase by phase. So A is made of a small block for each layer
 * and a number for each phase between two of them. Finite electrodes and pools belong to the
 * block of the layer that they touch.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_DEPTH_H
#define LP_ENGINE_ENGINE_EXACT_DEPTH_H

#include "engine/engine_exact_lanes.h"

struct lp_arena;

/* The derivative of the rates of a place to a slot: mostly the same in all layers. */
struct lp_exact_slope {
    bool is_alike;
    double value;     /* in all layers, if alike */
    double *by_layer; /* [n_layers] else; NULL until needed */
};

/* Where a term between phases stands in each layer. */
struct lp_exact_place {
    size_t to, from; /* phases, by their order in a layer */
    int ahead;       /* 0, or `from` is in the next (1) or the last layer (-1) as `to` sees it */
    double *rate;    /* [n_layers], rate_stride apart; by the upper of the two layers */
};

/* A term that ends or begins at an electrode. */
struct lp_exact_end {
    size_t to, from; /* nodes; `to` is a state, `from` too or a reservoir */
    size_t i_layer;  /* whose block they are in */
    double rate;
    double *d_rate;   /* [n_slots] */
    double *d_source; /* [n_slots] rate times a reservoir's own derivative */
};

/* A block of A: a layer, and the electrodes that are states with the first and the last. */
struct lp_exact_range {
    size_t start, n; /* its nodes */
    size_t skip;     /* how many of them come before the phases */
};

struct lp_exact_layers {
    struct lp_network *network;
    size_t n_layers, n_phases, n_slots;
    size_t n_before;    /* states before the first layer */
    size_t n_most;      /* nodes in the largest block */
    size_t rate_stride; /* n_phases (n_phases + 2) */
    double *in;         /* [n_phases][n_phases] in each layer, rate_stride apart: into i from j */
    double *up;         /* [n_phases] likewise: into a phase from the next layer */
    double *down;       /* [n_phases] likewise: into the next layer */
    size_t n_places, n_ends;
    struct lp_exact_place *places;
    struct lp_exact_slope *slopes; /* [n_places][n_slots] */
    struct lp_exact_end *ends;
    size_t *place_of; /* [rate_stride] */
    double *d_rate;   /* [n_slots] of one term */
    struct lp_arena *arena;
};

/* NULL: out of memory. Borrows the network. */
struct lp_exact_layers *lp_exact_layers_new(struct lp_network *network);
void lp_exact_layers_free(struct lp_exact_layers *layers);
/* The rates of a stretch, and their derivatives where wanted. Errors: as lp_network_enter. */
enum lp_status lp_exact_layers_take(struct lp_exact_layers *layers,
                                    const struct lp_stretch *stretch, bool with_slopes,
                                    struct lp_diag *diag) LP_MUST_CHECK;
struct lp_exact_range lp_exact_layers_range(const struct lp_exact_layers *layers, size_t i_layer);
/* The longest time that a contour can pass at once under the drift of the rates taken; INFINITY:
 * any. */
double lp_exact_layers_reach_s(const struct lp_exact_layers *layers);

/* A block at a group of points. */
struct lp_exact_block {
    struct lp_exact_range range;
    const struct number *inverse; /* [n][n] of what the blocks before have left of z - A */
    struct number *right;         /* [n][n_right] */
    struct number *left;          /* [n][n_left] */
};

/*
 * (z - A) V = R for `right` columns and (z - A)^T W = Q for `left` ones, a few layers at a time:
 * fill writes R and Q into the n blocks from layer `first` on, take reads V and W from them, from
 * the last layers to the first; then the block behind them can be read too where there is one.
 * fill may be asked twice for the same layers.
 */
struct lp_exact_columns {
    size_t n_right, n_left;
    void (*fill)(void *context, const struct lp_exact_block blocks[], size_t first, size_t n);
    void (*take)(void *context, const struct lp_exact_block blocks[], size_t first, size_t n);
    void *context;
};

struct lp_exact_blocks;
/* Room for n_columns of both kinds together. NULL: out of memory. Borrows the layers. */
struct lp_exact_blocks *lp_exact_blocks_new(const struct lp_exact_layers *layers, size_t n_columns);
void lp_exact_blocks_free(struct lp_exact_blocks *blocks);
/* S^-1 of all blocks at a group of points, which solve then uses. */
void lp_exact_blocks_factor(struct lp_exact_blocks *blocks, const struct number *z);
void lp_exact_blocks_solve(struct lp_exact_blocks *blocks, const struct lp_exact_columns *columns);
/* The most layers that fill and take are called for. */
#define LP_EXACT_LAYERS_TOGETHER 32

/* n numbers, aligned for their lanes; NULL: out of memory. */
struct number *lp_exact_numbers(struct lp_arena *arena, size_t n, size_t m);

#endif
