/* SPDX-License-Identifier: MIT
 *
 * YAML trees: values, places, everything that is rejected, and the merging of overrides.
 */
#include "base/sourceread.h"
#include "input/yamltree.h"
#include "tests/support/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum lp_status parse(struct fixture *f, const char *text, const struct lp_yaml **root)
{
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_from_memory(f->arena, "t", text, strlen(text), &source, f->diag),
                     LP_OK);
    return lp_yaml_read(f->arena, source, root, f->diag);
}

static const struct lp_yaml *tree_of(struct fixture *f, const char *text)
{
    const struct lp_yaml *root = NULL;
    if (parse(f, text, &root) != LP_OK)
        fail_msg("%s", lp_diag_first_error(f->diag));
    assert_non_null(root);
    return root;
}

/* The value under a key that must be there. */
static const struct lp_yaml *at(const struct lp_yaml *mapping, const char *key)
{
    const struct lp_yaml_pair *pair = lp_yaml_find(mapping, key);
    if (!pair)
        fail_msg("no key '%s'", key);
    return pair->value;
}

static void assert_place(struct lp_span span, size_t line, size_t column, size_t length)
{
    assert_int_equal(span.line, line);
    assert_int_equal(span.column, column);
    assert_int_equal(span.length, length);
}

static void keys_and_values_keep_their_places(void **state)
{
    const struct lp_yaml *root = tree_of(*state, "lipath: 1\n"
                                                 "cell: {area: 0.785 cm2, \"natural\": '0.0759'}\n"
                                                 "list:\n"
                                                 "  - 7\n"
                                                 "  - key: value\n");
    assert_int_equal(root->kind, LP_YAML_MAPPING);
    assert_int_equal(root->n, 3);
    assert_place(root->span, 1, 1, 1);
    assert_place(root->pairs[1].key_span, 2, 1, 4);
    const struct lp_yaml *cell = at(root, "cell");
    assert_place(cell->span, 2, 7, 1);
    assert_string_equal(at(cell, "area")->text, "0.785 cm2");
    assert_place(at(cell, "area")->span, 2, 14, 9);
    assert_false(at(cell, "area")->is_quoted);
    assert_place(cell->pairs[1].key_span, 2, 25, 9); /* as written, with its quotes */
    assert_place(at(cell, "natural")->span, 2, 36, 8);
    assert_string_equal(at(cell, "natural")->text, "0.0759");
    assert_true(at(cell, "natural")->is_quoted);
    const struct lp_yaml *list = at(root, "list");
    assert_int_equal(list->kind, LP_YAML_SEQUENCE);
    assert_int_equal(list->n, 2);
    assert_place(list->items[0]->span, 4, 5, 1);
    assert_place(list->items[1]->span, 5, 5, 1);
    assert_place(at(list->items[1], "key")->span, 5, 10, 5);
}

static void columns_count_characters(void **state)
{
    const struct lp_yaml *root = tree_of(
        *state, "\xEF\xBB\xBF\xC2\xB5: {\xE2\x82\xAC: \xF0\x9F\x98\x80x, b: c}\r\nd: e\r\n");
    assert_place(root->pairs[0].key_span, 1, 1, 1);
    const struct lp_yaml *inner = root->pairs[0].value;
    assert_place(inner->pairs[0].value->span, 1, 8, 2);
    assert_place(inner->pairs[1].key_span, 1, 12, 1);
    assert_place(at(root, "d")->span, 2, 4, 1);
}

static void foreign_line_ends_do_not_shift_places(void **state)
{
    /* A line to libyaml ends at \r, NEL and the separators too, to every editor it does not. */
    const struct lp_yaml *root =
        tree_of(*state, "a: \"x\xE2\x80\xA8y\xC2\x85z\"\nb: 1 # \xE2\x80\xA9\nc: 2\n");
    assert_place(at(root, "b")->span, 2, 4, 1);
    assert_place(at(root, "c")->span, 3, 4, 1);
}

static void long_texts_span_their_first_line(void **state)
{
    const struct lp_yaml *root = tree_of(*state, "a: |\n  one\n  two\nb: \"x\n  y\"\nc: d\n");
    assert_string_equal(at(root, "a")->text, "one\ntwo\n");
    assert_true(at(root, "a")->is_quoted);
    assert_place(at(root, "a")->span, 1, 4, 1);
    assert_string_equal(at(root, "b")->text, "x y");
    assert_place(at(root, "b")->span, 4, 4, 2);
    assert_place(at(root, "c")->span, 6, 4, 1);
}

static void aliases_are_the_node_itself(void **state)
{
    const struct lp_yaml *root =
        tree_of(*state, "a: &x {k: &y v}\nb: *x\nc: [*x, *y]\n*y : key\nd: &x 2\ne: *x\n<<: *x\n");
    assert_ptr_equal(at(root, "a"), at(root, "b"));
    assert_ptr_equal(at(root, "c")->items[0], at(root, "a"));
    assert_string_equal(at(root, "c")->items[1]->text, "v");
    assert_string_equal(at(root, "v")->text, "key");
    assert_string_equal(at(root, "e")->text, "2"); /* an anchor may be declared again */
    assert_string_equal(at(root, "<<")->text, "2");
}

static void nulls_are_told_from_texts(void **state)
{
    const struct lp_yaml *root =
        tree_of(*state, "a:\nb: ~\nc: null\nd: 'null'\ne: ''\nf: nul\ng: {}\n");
    assert_true(lp_yaml_is_null(at(root, "a")));
    assert_true(lp_yaml_is_null(at(root, "b")));
    assert_true(lp_yaml_is_null(at(root, "c")));
    for (const char *key = "defg"; *key; key++)
        assert_false(lp_yaml_is_null(at(root, (char[]){*key, '\0'})));
    assert_false(lp_yaml_is_null(NULL));
    assert_null(lp_yaml_find(NULL, "a"));
    assert_null(lp_yaml_find(at(root, "b"), "a"));
    assert_null(lp_yaml_find(root, "z"));
}

static void faults_are_placed(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "t: error: there is nothing in it\n"},
        {"# only words\n", "t: error: there is nothing in it\n"},
        {"a: 1\nb: 2\na: 3\n", "t:3:1: error: key 'a' is there twice\n    3 | a: 3\n"
                               "      | ^\nt:1:1: note: 'a' first stands here\n"},
        {"a: {x: 1, x: 2}\n", "t:1:11: error: key 'x' is there twice"},
        {"a: !!int 3\n", "t:1:4: error: tag 'tag:yaml.org,2002:int': tags are not used"},
        {"a: ! x\n", "t:1:4: error: tag '!'"},
        {"a: !x [1]\n", "t:1:4: error: tag '!x'"},
        {"? [1, 2]\n: 3\n", "t:1:3: error: a list cannot be a key, expected a name"},
        {"a: 1\n---\nb: 2\n", "t:2:1: error: a second document begins here"},
        {"a: 1\n...\n---\nb: 2\n", "t:3:1: error: a second document begins here"},
        {"a: [1, 2\nb: 3\n", "t:2:2: error: not valid YAML: did not find expected ',' or ']'\n"
                             "    2 | b: 3\n      |  ^\n"
                             "t:1:4: note: while parsing a flow sequence\n"},
        {"a:\n\tb: 1\n", "t:2:1: error: not valid YAML: found character that cannot start any "
                         "token\n    2 |  b: 1\n      | ^\nnote: indent with blanks"},
        {"a: 'open\n", "while scanning a quoted scalar"},
        {"a: b: c\n", "t:1:5: error: not valid YAML: mapping values are not allowed"},
        {"a: *x\n", "t:1:4: error: alias '*x' has no anchor '&x' before it\n    1 | a: *x\n"
                    "      |    ^~\n"},
        {"a: &x [1, *x]\n", "t:1:11: error: alias '*x' stands inside its own anchor"},
        {"a: &x 1\nb: &x [*x]\n", "t:2:8: error: alias '*x' stands inside its own anchor"},
        {"a: \"x\\0y\"\n", "t:1:4: error: a zero character"},
        {"a: \x01\n", "t:1:4: error: not valid YAML: control characters are not allowed (#1)"},
        {"\xEF\xBB\xBF"
         "a: \x01\n",
         "t:1:4: error: not valid YAML"},
        {"- a\nb: 1\n", "t:2:1: error: not valid YAML"},
        {"%YAML 3.0\n---\na\n", "not valid YAML: found incompatible YAML document"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lp_yaml *root = NULL;
        lp_diag_clear(f->diag);
        if (parse(f, cases[i].text, &root) != LP_EINPUT)
            fail_msg("accepted: %s", cases[i].text);
        assert_null(root);
        char *text = lp_diag_render(f->diag, false);
        if (!strstr(text, cases[i].message))
            fail_msg("'%s' gave:\n%sexpected: %s", cases[i].text, text, cases[i].message);
        free(text);
    }
}

static void all_faults_are_reported_at_once(void **state)
{
    struct fixture *f = *state;
    const struct lp_yaml *root = NULL;
    assert_int_equal(parse(f, "a: !t 1\na: 2\n[k]: 3\na: {b: 1, b: 2}\n", &root), LP_EINPUT);
    assert_int_equal(lp_diag_n_errors(f->diag), 5);
}

/* "[[[...]]]" of a depth. */
static const char *nested(struct fixture *f, size_t depth)
{
    char *text = lp_arena_alloc(f->arena, 2 * depth + 1, 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return text;
}

static void nesting_is_bounded(void **state)
{
    struct fixture *f = *state;
    const struct lp_yaml *root = NULL;
    assert_int_equal(parse(f, nested(f, 64), &root), LP_OK);
    assert_int_equal(parse(f, nested(f, 66), &root), LP_EINPUT);
    assert_int_equal(parse(f, nested(f, 100000), &root), LP_EINPUT);
    assert_int_equal(lp_diag_n_errors(f->diag), 2);
    /* Levels that come through an alias count as if they were written out. */
    const char *text = lp_arena_printf(f->arena, "- &a %s\n- [[[[[[[[*a]]]]]]]]\n", nested(f, 50));
    assert_int_equal(parse(f, text, &root), LP_OK);
    text =
        lp_arena_printf(f->arena, "- &a %s\n- [[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]\n", nested(f, 50));
    assert_int_equal(parse(f, text, &root), LP_EINPUT);
}

static void nodes_through_aliases_are_bounded(void **state)
{
    struct fixture *f = *state;
    const struct lp_yaml *root = NULL;
    char text[2048];
    size_t n = (size_t)sprintf(text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
        n += (size_t)sprintf(text + n, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            n += (size_t)sprintf(text + n, "%s*a%d", k ? ", " : "", i - 1);
        n += (size_t)sprintf(text + n, "]\n");
    }
    assert_int_equal(parse(f, text, &root), LP_EINPUT);
    assert_string_equal(lp_diag_first_error(f->diag),
                        "more than 1000000 nodes, those through aliases counted");
}

static void a_long_line_takes_no_quadratic_time(void **state)
{
    struct fixture *f = *state;
    enum { N = 200000 };
    char *text = malloc(3 * N + 3);
    text[0] = '[';
    for (size_t i = 0; i < N; i++)
        memcpy(text + 1 + 3 * i, "1, ", 3);
    strcpy(text + 1 + 3 * N, "]");
    const struct lp_yaml *root = tree_of(f, text);
    free(text);
    assert_int_equal(root->n, N);
    assert_place(root->items[N - 1]->span, 1, 3 * N - 1, 1);
}

static void overrides_merge_by_key(void **state)
{
    struct fixture *f = *state;
    const struct lp_yaml *base =
        tree_of(f, "parameters: {p: {start: 1, min: 0}, q: 2}\ncell: {area: 1, natural: 2}\n"
                   "list: [1, 2]\n");
    const struct lp_yaml *over =
        tree_of(f, "parameters: {p: {value: 3}, r: 4}\ncell: {natural: null, x: 5}\nlist: [3]\n"
                   "new: {a: 1, b: null}\nabsent: null\n");
    const struct lp_yaml *merged = lp_yaml_merge(f->arena, base, over, 2);
    assert_int_equal(merged->n, 4);
    assert_string_equal(merged->pairs[0].key, "parameters");
    assert_string_equal(merged->pairs[3].key, "new");
    const struct lp_yaml *parameters = at(merged, "parameters");
    assert_int_equal(parameters->n, 3);
    assert_string_equal(parameters->pairs[1].key, "q");
    assert_ptr_equal(at(parameters, "p"), at(at(over, "parameters"), "p")); /* whole */
    assert_ptr_equal(at(parameters, "q"), at(at(base, "parameters"), "q"));
    assert_ptr_equal(at(merged, "list"), at(over, "list"));
    assert_int_equal(at(merged, "cell")->n, 2);
    assert_null(lp_yaml_find(at(merged, "cell"), "natural"));
    assert_int_equal(at(merged, "new")->n, 1);
    assert_int_equal(at(base, "cell")->n, 2); /* the base is as it was */
    /* Deeper and shallower. */
    const struct lp_yaml *p = at(at(lp_yaml_merge(f->arena, base, over, 3), "parameters"), "p");
    assert_int_equal(p->n, 3);
    const struct lp_yaml *one = lp_yaml_merge(f->arena, base, over, 1);
    assert_ptr_equal(at(one, "cell"), at(over, "cell"));
    assert_ptr_equal(lp_yaml_merge(f->arena, base, over, 0), over);
    assert_ptr_equal(lp_yaml_merge(f->arena, base, NULL, 2), base);
    assert_int_equal(lp_yaml_merge(f->arena, NULL, over, 2)->n, 4);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(keys_and_values_keep_their_places),
        WITH_FIXTURE(columns_count_characters),
        WITH_FIXTURE(foreign_line_ends_do_not_shift_places),
        WITH_FIXTURE(long_texts_span_their_first_line),
        WITH_FIXTURE(aliases_are_the_node_itself),
        WITH_FIXTURE(nulls_are_told_from_texts),
        WITH_FIXTURE(faults_are_placed),
        WITH_FIXTURE(all_faults_are_reported_at_once),
        WITH_FIXTURE(nesting_is_bounded),
        WITH_FIXTURE(nodes_through_aliases_are_bounded),
        WITH_FIXTURE(a_long_line_takes_no_quadratic_time),
        WITH_FIXTURE(overrides_merge_by_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
