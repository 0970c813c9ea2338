/* SPDX-License-Identifier: MIT
 *
 * The network as data: JSON and GraphML that carry every number, DOT that Graphviz reads back with
 * the same nodes and edges, whatever the names.
 */
/* LINK: draw */
#include "draw/draw_export.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <graphviz/cgraph.h>
#include <jansson.h>

#include <cmocka.h>

static const char *const results[] = {"three-phases", "nasty-names",  "depth-recurring",
                                      "symmetric",    "undetermined", "many-nodes"};
#define N_RESULTS (sizeof results / sizeof *results)

static struct lp_picture *picture_of(const char *name)
{
    char path[200];
    struct lp_picture *picture = NULL;
    snprintf(path, sizeof path, "tests/unit/data/picture/%s.json", name);
    assert_int_equal(lp_picture_read(path, &picture, NULL), LP_OK);
    return picture;
}

static void assert_number(const json_t *object, const char *key, double expected)
{
    const json_t *value = json_object_get(object, key);
    if (isfinite(expected))
        assert_true(fabs(json_number_value(value) - expected) <= 1e-14 * fabs(expected));
    else
        assert_true(json_is_null(value));
}

static void test_json(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct lp_picture *picture = picture_of(results[k]);
        struct lp_draw_buffer buffer = {NULL, 0, 0, false};
        lp_draw_export_json(picture, &buffer);
        json_t *root = json_loads(buffer.bytes, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(root);
        assert_int_equal(json_array_size(json_object_get(root, "nodes")), picture->n_nodes);
        assert_int_equal(json_array_size(json_object_get(root, "links")), picture->n_edges);
        for (size_t i = 0; i < picture->n_nodes; i++) {
            const json_t *node = json_array_get(json_object_get(root, "nodes"), i);
            assert_string_equal(json_string_value(json_object_get(node, "id")),
                                picture->nodes[i].name);
            assert_number(node, "inventory_mol", picture->nodes[i].inventory_mol);
            assert_number(node, "visited_high", picture->nodes[i].visited.high);
        }
        for (size_t i = 0; i < picture->n_edges; i++) {
            const json_t *link = json_array_get(json_object_get(root, "links"), i);
            const struct lp_picture_edge *edge = &picture->edges[i];
            assert_string_equal(json_string_value(json_object_get(link, "source")),
                                picture->nodes[edge->i_from].name);
            assert_string_equal(json_string_value(json_object_get(link, "target")),
                                picture->nodes[edge->i_to].name);
            assert_number(link, "net_share", edge->share.value);
            assert_number(link, "net_share_low", edge->share.low);
        }
        const json_t *graph = json_object_get(root, "graph");
        assert_int_equal(json_array_size(json_object_get(graph, "paths")), picture->n_paths);
        json_decref(root);
        lp_draw_buffer_clear(&buffer);
        lp_picture_free(picture);
    }
}

static size_t n_times(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        n++;
    return n;
}

static void test_graphml(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct lp_picture *picture = picture_of(results[k]);
        struct lp_draw_buffer buffer = {NULL, 0, 0, false};
        lp_draw_export_graphml(picture, &buffer);
        assert_int_equal(n_times(buffer.bytes, "<node id="), picture->n_nodes);
        assert_int_equal(n_times(buffer.bytes, "<edge id="), picture->n_edges);
        assert_int_equal(n_times(buffer.bytes, "<data key=\"edge_net_share\">"), picture->n_edges);
        assert_int_equal(n_times(buffer.bytes, "<data key=\"graph_paths\">"), 1);
        assert_null(strstr(buffer.bytes, ">nan<")); /* what is not known is left out */
        for (const char *key = strstr(buffer.bytes, "<data key=\""); key;
             key = strstr(key + 1, "<data key=\"")) { /* each key is declared */
            char declared[100];
            const size_t n = strcspn(key + 11, "\"");
            snprintf(declared, sizeof declared, "<key id=\"%.*s\"", (int)n, key + 11);
            assert_non_null(strstr(buffer.bytes, declared));
        }
        lp_draw_buffer_clear(&buffer);
        lp_picture_free(picture);
    }
}

static void test_dot_is_read_by_graphviz(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct lp_picture *picture = picture_of(results[k]);
        struct lp_draw_buffer buffer = {NULL, 0, 0, false};
        lp_draw_export_dot(picture, &buffer);
        agreseterrors();
        Agraph_t *graph = agmemread(buffer.bytes);
        assert_non_null(graph);
        assert_int_equal(agerrors(), 0);
        assert_int_equal(agnnodes(graph), (int)picture->n_nodes);
        assert_int_equal(agnedges(graph), (int)picture->n_edges);
        for (size_t i = 0; i < picture->n_edges; i++) { /* the way the lithium goes */
            const struct lp_picture_edge *edge = &picture->edges[i];
            const bool is_turned = edge->share.value < 0;
            char tail[32], head[32];
            snprintf(tail, sizeof tail, "n%zu", is_turned ? edge->i_to : edge->i_from);
            snprintf(head, sizeof head, "n%zu", is_turned ? edge->i_from : edge->i_to);
            Agedge_t *found =
                agedge(graph, agnode(graph, tail, 0), agnode(graph, head, 0), NULL, 0);
            assert_non_null(found);
            char key[] = "lp_net_share";
            assert_true(fabs(strtod(agget(found, key), NULL) - edge->share.value) < 1e-12);
        }
        agclose(graph);
        lp_draw_buffer_clear(&buffer);
        lp_picture_free(picture);
    }
}

/* An attribute of ours without the escapes that its value is written with. */
static char *decoded(Agnode_t *node, const char *name)
{
    char key[40];
    snprintf(key, sizeof key, "%s", name);
    char *text = strdup(agget(node, key)), *to = text;
    for (const char *from = text; *from; to++) {
        const bool is_ampersand = strncmp(from, "&amp;", 5) == 0;
        assert_true(*from != '&' || is_ampersand);
        assert_true(*from != '\\' || from[1] == '\\');
        *to = *from;
        from += is_ampersand ? 5 : *from == '\\' ? 2 : 1;
    }
    *to = '\0';
    return text;
}

/* A name that means something to each of the formats, read back from it by its own reader. */
static void check_name(const char *name, const char *expected)
{
    struct lp_picture_node nodes[] = {{.name = "x", .kind = "phase", .role = "\"&\\"},
                                      {.name = name, .kind = "electrode", .role = name}};
    struct lp_picture_edge edge = {.id = name, .i_from = 0, .i_to = 1};
    struct lp_picture picture = {.title = name,
                                 .condition = "",
                                 .verdict = name,
                                 .verdict_text = name,
                                 .n_nodes = 2,
                                 .nodes = nodes,
                                 .n_edges = 1,
                                 .edges = &edge};
    struct lp_draw_buffer json = {NULL, 0, 0, false}, dot = json;
    lp_draw_export_json(&picture, &json);
    json_t *root = json_loads(json.bytes, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    const json_t *node = json_array_get(json_object_get(root, "nodes"), 1);
    assert_string_equal(json_string_value(json_object_get(node, "id")), expected);
    assert_string_equal(json_string_value(json_object_get(node, "role")), expected);
    lp_draw_export_dot(&picture, &dot);
    agreseterrors();
    Agraph_t *graph = agmemread(dot.bytes);
    assert_non_null(graph);
    assert_int_equal(agerrors(), 0);
    char n1[] = "n1";
    char *read = decoded(agnode(graph, n1, 0), "lp_name");
    assert_string_equal(read, expected);
    free(read);
    json_decref(root);
    agclose(graph);
    lp_draw_buffer_clear(&json);
    lp_draw_buffer_clear(&dot);
}

static void test_names_come_back(void **state)
{
    static const char *const names[] = {"]]>",
                                        "\"quoted\" 'and' `touch here` $(touch here)",
                                        "\\",
                                        "a\\\\b\\",
                                        "\\N \\G \\l \\\"",
                                        "%s %n %%",
                                        "<b>bold</b> &amp; &lt; &#60; & &nbsp",
                                        "<<TABLE><TR><TD>x</TD></TR></TABLE>>",
                                        "/* } ] -- -> ; # */",
                                        "ünï → 界 𝛼"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_name(names[i], names[i]);
    char longest[4001];
    memset(longest, '\\', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    check_name(longest, longest);
}

/* Nobody is to see them, and XML has none: U+FFFD in their place. */
static void test_unfit_characters_are_replaced(void **state)
{
    (void)state;
    check_name("a\033b\ac\x7F"
               "d",
               "a\uFFFDb\uFFFDc\uFFFDd");
    check_name("\xC2\x9B \xE2\x80\xAE \xE2\x81\xA6 \xEF\xBF\xBE", "\uFFFD \uFFFD \uFFFD \uFFFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_graphml),
        cmocka_unit_test(test_dot_is_read_by_graphviz),
        cmocka_unit_test(test_names_come_back),
        cmocka_unit_test(test_unfit_characters_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
