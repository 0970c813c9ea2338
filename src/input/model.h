/* SPDX-License-Identifier: MIT
 *
 * The compartment model in memory: a graph of electrodes and phases, the exchange between them,
 * what the spectrum resolves of it, and the named parameters that its numbers refer to.
 * No input or output here; modelread fills it, the network reads it. All of it lives in one arena.
 *
 * Wherever the file has a number, the model has a struct lp_value: a constant or a reference to a
 * parameter. Parameters belong to the study (several experiments share them), so a model refers
 * into a struct lp_parameters that it does not own.
 */
#ifndef LP_INPUT_MODEL_H
#define LP_INPUT_MODEL_H

#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>

#define LP_NONE ((size_t)-1) /* "no index" */

/* The scale on which a parameter is fitted (parameterbounds.c). */
enum lp_scale { LP_SCALE_LOG1P, LP_SCALE_LOG10, LP_SCALE_LOGIT, LP_SCALE_LINEAR };

/* A prior in the parameter's own terms. LOG10NORMAL: Gaussian in log10 with centre log10(median)
 * and one sigma log10(factor). NORMAL: Gaussian in the value itself. */
enum lp_prior_kind { LP_PRIOR_NONE, LP_PRIOR_LOG10NORMAL, LP_PRIOR_NORMAL };

struct lp_prior {
    enum lp_prior_kind kind;
    double centre; /* LOG10NORMAL: log10 of the SI value; NORMAL: SI */
    double sd;     /* LOG10NORMAL: decades; NORMAL: SI */
};

/* A named quantity. All numbers SI. */
struct lp_parameter {
    const char *name; /* "phi_ci"; local to an experiment: "phi_ci@cell-2"; an activation
                         energy declared in place: "phi_ci.activation" */
    enum lp_dimension dimension;
    bool is_fitted;  /* has `start`; otherwise fixed at `value` */
    bool is_used;    /* something refers to it */
    double value;    /* start, or the fixed value; NaN where the file gives neither ("only what
                        the pathway uses must have numbers") */
    double min, max; /* fitted: bounds, infinite only on a linear scale; fixed: both the value */
    enum lp_scale scale;
    struct lp_prior prior;
    size_t i_activation;            /* Arrhenius: the parameter that is Ea [J], else LP_NONE */
    double reference_temperature_K; /* the temperature `value` holds at, if i_activation is set */
    struct lp_span span;
};

struct lp_parameters {
    size_t n;
    struct lp_parameter *item; /* [n] */
};

/* A number of the model: a constant, or a parameter by its index. */
struct lp_value {
    bool is_given;      /* the file has it, or it has a default */
    size_t i_parameter; /* LP_NONE: the constant below */
    double constant;    /* SI */
    struct lp_span span;
};

enum lp_compartment_kind { LP_ELECTRODE, LP_PHASE };

/* "electrode" or "phase". */
const char *lp_compartment_kind_text(enum lp_compartment_kind kind);

/* The class of a phase's material, by which D and Ea are judged; never part of the fit. */
enum lp_material {
    LP_MATERIAL_UNKNOWN,
    LP_MATERIAL_LIQUID,
    LP_MATERIAL_POLYMER,
    LP_MATERIAL_CERAMIC
};

/* A phase that thickens as sqrt(time) (science.md, "Growth"). */
struct lp_growth {
    bool is_given;
    struct lp_value rate_m2_per_s; /* kp */
    struct lp_value start_m;       /* l_s */
    struct lp_value scale_m;       /* l_c */
    size_t i_source;               /* compartment that gives the lithium */
};

struct lp_compartment {
    const char *name;
    enum lp_compartment_kind kind;
    const char *role;              /* free text, "" if none; "interface" carries the verdict */
    enum lp_material material;     /* of a phase; LP_MATERIAL_UNKNOWN: not given */
    struct lp_value inventory_mol; /* N; not given for a reservoir */
    struct lp_value enrichment;    /* x(0), and for good in a reservoir; always given */
    struct lp_value diffusivity_m2_per_s; /* D along the depth; not given: none */
    struct lp_value haven;                /* of its layer-to-layer exchange; 1 by default */
    struct lp_value surface_mol;          /* N_set of an electrode's pool; not given: none */
    struct lp_growth growth;
    struct lp_span span;
};

struct lp_edge {
    const char *id;      /* "a--b" or "a->b", as written */
    size_t i_from, i_to; /* compartments, as written */
    bool is_one_way;
    struct lp_value flow_mol_per_s; /* phi, exchange edges */
    struct lp_value rate_per_s;     /* k, one-way edges */
    struct lp_value haven;          /* h_e, 1 by default */
    bool is_optional;
    struct lp_span span;
};

struct lp_component_part {
    size_t i_compartment;
    struct lp_value weight;
};

/* A spectral component: which compartments it sees, and how much of each. */
struct lp_component {
    const char *name;
    size_t n_parts;
    struct lp_component_part *parts;
    struct lp_value t1_s; /* not given: unknown */
    struct lp_span span;
};

struct lp_cell {
    struct lp_value area_m2;       /* not given: unknown */
    struct lp_value thickness_m;   /* not given: unknown */
    struct lp_value temperature_K; /* 298.15 by default */
    struct lp_value natural;       /* natural 6Li fraction, 0.0759 by default */
    struct lp_value transference;  /* 1 by default */
};

struct lp_model {
    const char *title;                      /* "" if none */
    const struct lp_parameters *parameters; /* the study's */
    struct lp_cell cell;
    size_t n_compartments;
    struct lp_compartment *compartments;
    size_t n_edges;
    struct lp_edge *edges;
    size_t n_components;
    struct lp_component *components;
    size_t n_layers; /* 0: well mixed */
    struct lp_value depth_thickness_m;
    size_t i_first, i_second; /* electrodes in the order written, LP_NONE where missing */
};

/*
 * A value at given parameters p[parameters->n] (SI) and a temperature, Arrhenius factor included
 * (science.md, "What is fitted"): phi(T) = phi_ref exp(-Ea/kB (1/T - 1/Tref)).
 */
double lp_value_at(const struct lp_parameters *parameters, const struct lp_value *value,
                   const double p[], double temperature_K);

/*
 * Its derivatives: adds d(value)/dp_k to gradient[i_slot[k]] for each parameter k it depends on
 * with i_slot[k] != LP_NONE, times factor. i_slot [parameters->n] maps parameters to slots.
 */
void lp_value_add_gradient(const struct lp_parameters *parameters, const struct lp_value *value,
                           const double p[], double temperature_K, double factor,
                           const size_t i_slot[], double gradient[]);

/* Index of a compartment or component by name, LP_NONE if there is none. */
size_t lp_model_find_compartment(const struct lp_model *model, const char *name);
size_t lp_model_find_component(const struct lp_model *model, const char *name);

/* Index of a parameter by name, LP_NONE if there is none. */
size_t lp_parameters_find(const struct lp_parameters *parameters, const char *name);

/* True for exchange, by jumps both ways, which a current can pass; a one-way edge carries tracer
 * only. */
static inline bool lp_edge_conducts(const struct lp_edge *edge)
{
    return !edge->is_one_way;
}

/* True if it joins an electrode. */
bool lp_edge_touches_electrode(const struct lp_model *model, const struct lp_edge *edge);

/* The contact of an electrode with a phase: the edge between the two, either way, that a current
 * can pass; its index, or LP_NONE. */
size_t lp_model_contact(const struct lp_model *model, size_t i_electrode, size_t i_phase);

/* Edges that are taken out, by id (a topology). NULL or n == 0: none. */
struct lp_edge_set {
    size_t n;
    const char *const *ids;
};

bool lp_edge_set_has(const struct lp_edge_set *set, const char *id);

/*
 * Which compartments some start compartment reaches: reached [n_compartments], in: the starts, out:
 * all. Exchange edges lead both ways, one-way edges forwards (never if exchange_only); `blocked`
 * (or LP_NONE) is not passed; absent may be NULL.
 */
void lp_model_reach(const struct lp_model *model, const struct lp_edge_set *absent, size_t blocked,
                    bool exchange_only, bool reached[]);

/* True for a phase that the verdict is about. */
bool lp_compartment_is_interface(const struct lp_compartment *compartment);

/* True if some phase grows. */
bool lp_model_grows(const struct lp_model *model);

#endif
