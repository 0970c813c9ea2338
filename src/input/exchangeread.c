/* SPDX-License-Identifier: MIT
 *
 * The list `exchange`: exchange edges `{between: [a, b], flow: ..., haven: ..., optional: ...}` and
 * one-way edges `{from: a, to: b, rate: ..., optional: ...}`. An edge is known by its id, a--b or
 * a->b as written; a--b and b--a are the same edge. Edges are counted from 1 in messages.
 */
#include "input/modelbuild.h"

#define LENGTH(array) (sizeof array / sizeof *(array))

/* The text of a scalar, or NULL: for the words of a message before anything is checked. */
static const char *text_of(const struct lp_yaml *node)
{
    return node && node->kind == LP_YAML_SCALAR ? node->text : NULL;
}

/* "exchange[2] (a -- b)", as far as the ends can be read. */
static const char *describe(struct lp_build *build, size_t i, const struct lp_yaml *from,
                            const struct lp_yaml *to, bool is_one_way)
{
    const char *a = text_of(from), *b = text_of(to);
    if (!a || !b)
        return lp_reader_printf(build->reader, "exchange[%zu]", i + 1);
    return lp_reader_printf(build->reader, "exchange[%zu] (%s %s %s)", i + 1, a,
                            is_one_way ? "->" : "--", b);
}

/* The keys that the other kind of edge has. */
static bool check_keys(struct lp_build *build, const struct lp_yaml *node, bool is_one_way,
                       const char *where)
{
    static const char *const all[] = {"between", "flow", "haven", "from", "to", "rate", "optional"};
    static const char *const exchange_only[] = {"between", "flow", "haven"};
    static const char *const one_way_only[] = {"from", "to", "rate"};
    if (!lp_reader_keys(build->reader, node, LENGTH(all), all, where))
        return false;
    const char *const *needed = is_one_way ? one_way_only : exchange_only;
    const char *const *foreign = is_one_way ? exchange_only : one_way_only;
    for (size_t i = 0; i < LENGTH(exchange_only); i++) {
        bool is_needed = is_one_way || i < 2;
        const char *key = lp_reader_get(node, foreign[i])                ? foreign[i]
                          : is_needed && !lp_reader_get(node, needed[i]) ? needed[i]
                                                                         : NULL;
        if (!key)
            continue;
        if (key == foreign[i])
            lp_reader_error(build->reader, lp_reader_key_span(node, key),
                            "%s: `%s` does not go with %s edge", where, key,
                            is_one_way ? "a one-way" : "an exchange");
        else
            lp_reader_error(build->reader, node->span, "%s has no `%s`", where, key);
        lp_reader_note(build->reader, lp_span_none(NULL),
                       "exchange: {between: [a, b], flow: 5e-11 mol/s}; one-way: {from: a, to: b, "
                       "rate: 1e-8 1/s}");
        return false;
    }
    return true;
}

static bool is_electrode(const struct lp_build *build, size_t i)
{
    return build->model->compartments[i].kind == LP_ELECTRODE;
}

static bool check_ends(struct lp_build *build, const struct lp_edge *edge, const char *where)
{
    struct lp_reader *reader = build->reader;
    if (edge->i_from == edge->i_to) {
        lp_reader_error(reader, edge->span, "%s joins a compartment to itself", where);
        return false;
    }
    if (edge->is_one_way && is_electrode(build, edge->i_from)) {
        lp_reader_error(reader, edge->span, "%s starts at an electrode", where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "a one-way edge moves tracer out of a phase; use {between: ..., flow: ...}");
        return false;
    }
    if (is_electrode(build, edge->i_from) && is_electrode(build, edge->i_to)) {
        lp_reader_error(reader, edge->span, "%s joins the two electrodes: a short circuit", where);
        lp_reader_note(reader, lp_span_none(NULL), "join each electrode to a phase");
        return false;
    }
    return true;
}

/* The same pair of compartments, either way round unless one-way. */
static bool is_same_edge(const struct lp_edge *a, const struct lp_edge *b)
{
    if (a->is_one_way != b->is_one_way)
        return false;
    return (a->i_from == b->i_from && a->i_to == b->i_to) ||
           (!a->is_one_way && a->i_from == b->i_to && a->i_to == b->i_from);
}

static bool check_repeated(struct lp_build *build, const struct lp_edge *edge, const char *where)
{
    for (size_t i = 0; i < build->model->n_edges; i++) {
        const struct lp_edge *other = &build->model->edges[i];
        if (!is_same_edge(edge, other))
            continue;
        lp_reader_error(build->reader, edge->span, "%s joins a pair that is joined already", where);
        lp_reader_note(build->reader, other->span, "'%s' is here", other->id);
        lp_reader_note(build->reader, lp_span_none(NULL),
                       "parallel contacts add up: write one edge");
        return false;
    }
    return true;
}

static void read_numbers(struct lp_build *build, const struct lp_yaml *node, const char *where,
                         struct lp_edge *edge)
{
    edge->flow_mol_per_s.i_parameter = edge->rate_per_s.i_parameter = LP_NONE;
    edge->haven = lp_build_constant(1.0, edge->span);
    if (edge->is_one_way) {
        (void)lp_build_value(build, node, "rate", LP_DIM_RATE, LP_NOT_NEGATIVE, where,
                             &edge->rate_per_s);
    } else {
        (void)lp_build_value(build, node, "flow", LP_DIM_FLOW, LP_NOT_NEGATIVE, where,
                             &edge->flow_mol_per_s);
        if (lp_reader_get(node, "haven"))
            (void)lp_build_value(build, node, "haven", LP_DIM_ONE, LP_POSITIVE, where,
                                 &edge->haven);
    }
    const struct lp_yaml *optional = lp_reader_get(node, "optional");
    const char *what = lp_reader_printf(build->reader, "optional of %s", where);
    if (optional && what)
        (void)lp_reader_boolean(build->reader, optional, what, &edge->is_optional);
}

/* The two compartments as nodes; false after an error. */
static bool find_ends(struct lp_build *build, const struct lp_yaml *node, size_t i, bool is_one_way,
                      const struct lp_yaml *ends[2])
{
    if (is_one_way) {
        ends[0] = lp_reader_get(node, "from");
        ends[1] = lp_reader_get(node, "to");
        return true;
    }
    const struct lp_yaml *between = lp_reader_get(node, "between");
    if (!between)
        return true;
    if (between->kind != LP_YAML_SEQUENCE || between->n != 2) {
        lp_reader_error(build->reader, between->span,
                        "`between` of exchange[%zu]: expected two compartments", i + 1);
        lp_reader_note(build->reader, lp_span_none(NULL), "as in `between: [left, salt]`");
        return false;
    }
    ends[0] = between->items[0];
    ends[1] = between->items[1];
    return true;
}

/* True if the edge is sound enough to be kept. Its numbers are read in any case. */
static bool read_edge(struct lp_build *build, const struct lp_yaml *node, size_t i,
                      struct lp_edge *edge)
{
    const char *where = lp_reader_printf(build->reader, "exchange[%zu]", i + 1);
    const struct lp_yaml *ends[2] = {NULL, NULL};
    if (!where || !lp_reader_kind(build->reader, node, LP_YAML_MAPPING, where))
        return false;
    bool is_one_way =
        !lp_reader_get(node, "between") &&
        (lp_reader_get(node, "from") || lp_reader_get(node, "to") || lp_reader_get(node, "rate"));
    if (!find_ends(build, node, i, is_one_way, ends))
        return false;
    where = describe(build, i, ends[0], ends[1], is_one_way);
    if (!where || !check_keys(build, node, is_one_way, where))
        return false;
    *edge = (struct lp_edge){.is_one_way = is_one_way, .span = node->span};
    read_numbers(build, node, where, edge);
    edge->i_from = lp_build_compartment(build, ends[0], where);
    edge->i_to = lp_build_compartment(build, ends[1], where);
    if (edge->i_from == LP_NONE || edge->i_to == LP_NONE)
        return false;
    edge->id = lp_reader_printf(build->reader, "%s%s%s", ends[0]->text, is_one_way ? "->" : "--",
                                ends[1]->text);
    return edge->id && check_ends(build, edge, where) && check_repeated(build, edge, where);
}

void lp_exchangeread(struct lp_build *build, const struct lp_yaml *list)
{
    if (!lp_reader_kind(build->reader, list, LP_YAML_SEQUENCE, "exchange"))
        return;
    build->model->edges = lp_reader_alloc(build->reader, list->n, sizeof *build->model->edges);
    if (!build->model->edges)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (read_edge(build, list->items[i], i, &build->model->edges[build->model->n_edges]))
            build->model->n_edges++;
}
