/* SPDX-License-Identifier: MIT
 *
 * The list `exchange`: exchange edges `{between: [a, b], flow: ..., haven: ..., optional: ...}` and
 * one-way edges `{from: a, to: b, rate: ..., optional: ...}`. An edge is known by its id, a--b or
 * a->b as written; a--b and b--a are the same edge. Edges are counted from 1 in messages.
 */
#include "input/modelbuild.h"

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

static const char *kind_words(bool is_one_way)
{
    return is_one_way ? "a one-way edge" : "an exchange edge";
}

/* Both kinds of edge have three keys of their own, side by side in the table. */
static bool check_keys(struct lp_build *build, const struct lp_yaml *node, bool is_one_way,
                       const char *where)
{
    const size_t n_own = 3;
    const struct lp_key *own = lp_keys_exchange.key + (is_one_way ? n_own : 0);
    const struct lp_key *foreign = lp_keys_exchange.key + (is_one_way ? 0 : n_own);
    if (!lp_reader_keys(build->reader, node, &lp_keys_exchange, where))
        return false;
    for (size_t i = 0; i < n_own; i++) {
        if (lp_reader_get(node, foreign[i].name))
            lp_reader_error(build->reader, lp_reader_key_span(node, foreign[i].name),
                            "%s: `%s` does not go with %s", where, foreign[i].name,
                            kind_words(is_one_way));
        else if (own[i].required && !lp_reader_get(node, own[i].name))
            lp_reader_error(build->reader, node->span, "%s has no `%s`", where, own[i].name);
        else
            continue;
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
    (void)lp_keyread(build->reader, build->scope, &lp_keys_exchange, kind_words(edge->is_one_way),
                     node, where, edge);
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
