/* SPDX-License-Identifier: MIT
 *
 * What a drawer needs of a result.json, read back from it: nodes, edges, the dominant path, the
 * verdict. lipath-draw draws from this; nothing is computed.
 */
#ifndef LP_OUTPUT_PICTURE_H
#define LP_OUTPUT_PICTURE_H

#include "base/diag.h"

#include <stdbool.h>

struct lp_picture_number {
    double value, low, high; /* NaN: null */
};

struct lp_picture_node {
    const char *name, *kind, *role; /* kind: "electrode" or "phase" */
    bool is_electrode;
    double inventory_mol, enrichment; /* NaN: null */
    struct lp_picture_number visited, carried, without;
    struct lp_picture_number increase_percent, uptake_mol, uptake_share; /* all NaN: not told */
};

struct lp_picture_edge {
    const char *id;
    size_t i_from, i_to;            /* nodes, as written */
    struct lp_picture_number share; /* signed along from -> to */
    struct lp_picture_number resistance_share;
    bool is_significant;
    bool is_dominant; /* joins two neighbours of the dominant path */
};

struct lp_picture_path {
    size_t n; /* 0: what the paths listed leave over */
    const size_t *nodes;
    struct lp_picture_number probability;
    double p_top;
};

/* A fitted parameter that is a diffusivity, m2/s. */
struct lp_picture_diffusivity {
    const char *name;
    struct lp_picture_number value;
};

struct lp_picture {
    struct lp_arena *arena;
    const char *title;
    bool is_synthetic;
    const char *condition; /* the experiment it describes where there are several, else "" */
    size_t n_nodes, n_edges, n_paths;
    const struct lp_picture_node *nodes;
    const struct lp_picture_edge *edges;
    const struct lp_picture_path *paths;
    size_t n_diffusivities;
    const struct lp_picture_diffusivity *diffusivities;
    struct lp_picture_number conductance_mol_s, resistance_ohm;
    const char *verdict; /* "yes", "no", "undetermined", "null" */
    struct lp_picture_number verdict_share;
    const char *verdict_text;
    size_t n_dominant; /* 0: no path is named */
    const size_t *dominant;
    double p_dominant;
};

/*
 * Errors: LP_EINPUT  not a result of lipath, or one without a pathway (diag says which and why);
 *         LP_EIO, LP_ENOMEM. Free with lp_picture_free, which accepts NULL.
 */
enum lp_status lp_picture_read(const char *path, struct lp_picture **picture,
                               struct lp_diag *diag) LP_MUST_CHECK;
void lp_picture_free(struct lp_picture *picture);

/* The path listed with the same compartments as the dominant one, or NULL. */
const struct lp_picture_path *lp_picture_dominant_path(const struct lp_picture *picture);

#endif
