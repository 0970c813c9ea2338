/* SPDX-License-Identifier: MIT
 *
 * Messages as the user sees them: place, source line, caret, notes, order and cap.
 */
#include "base/diag.h"
#include "base/sourceread.h"
#include "tests/support/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct lp_source *source_of(struct fixture *f, const char *name, const char *text)
{
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_from_memory(f->arena, name, text, strlen(text), &source, f->diag),
                     LP_OK);
    return source;
}

static struct lp_span span_of(const struct lp_source *source, const char *word)
{
    const char *at = strstr(source->bytes, word);
    assert_non_null(at);
    return lp_source_span(source, (size_t)(at - source->bytes), strlen(word));
}

static void assert_rendered(const struct lp_diag *diag, const char *expected)
{
    char *text = lp_diag_render(diag, false);
    assert_string_equal(text, expected);
    free(text);
}

static void a_message_has_place_line_caret_and_notes(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source =
        source_of(f, "m.yaml", "phi_ci: 5 1/h\n\n  - {between: [a, b], flow: phi_ci}\n");
    struct lp_span flow = span_of(source, "flow: phi_ci}");
    flow.column += 6;
    flow.length = 6;
    lp_diag_error(f->diag, flow, "flow '%s' has unit 1/h, expected amount per time", "phi_ci");
    lp_diag_note(f->diag, span_of(source, "phi_ci"), "'phi_ci' declared here");
    lp_diag_note(f->diag, lp_span_none(NULL), "in exchange[%d] (a -- b)", 2);
    assert_rendered(f->diag,
                    "m.yaml:3:29: error: flow 'phi_ci' has unit 1/h, expected amount per time\n"
                    "    3 |   - {between: [a, b], flow: phi_ci}\n"
                    "      |                             ^~~~~~\n"
                    "m.yaml:1:1: note: 'phi_ci' declared here\n"
                    "note: in exchange[2] (a -- b)\n");
}

static void places_may_be_missing(void **state)
{
    struct fixture *f = *state;
    struct lp_source file = {.name = "gone.yaml"};
    lp_diag_error(f->diag, lp_span_none(NULL), "first");
    lp_diag_warning(f->diag, lp_span_none(&file), "second");
    struct lp_span outside = {.source = source_of(f, "s", "one line"), .line = 7, .column = 3};
    lp_diag_error(f->diag, outside, "third");
    assert_rendered(f->diag, "error: first\n"
                             "gone.yaml: warning: second\n"
                             "s:7:3: error: third\n");
}

static void messages_outlive_their_source(void **state)
{
    struct fixture *f = *state;
    char name[] = "x.yaml";
    struct lp_arena *arena = lp_arena_new();
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_from_memory(arena, name, "abc", 3, &source, f->diag), LP_OK);
    lp_diag_error(f->diag, lp_source_span(source, 1, 1), "bad");
    lp_arena_free(arena);
    assert_rendered(f->diag, "x.yaml:1:2: error: bad\n"
                             "    1 | abc\n"
                             "      |  ^\n");
}

static void the_caret_stands_right_behind_tabs_and_umlauts(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = source_of(f, "s",
                                               "\t\xC2\xB5\t\xE2\x82\xAC"
                                               "bad");
    lp_diag_error(f->diag, span_of(source, "bad"), "m");
    assert_rendered(f->diag, "s:1:5: error: m\n"
                             "    1 |  \xC2\xB5 \xE2\x82\xAC"
                             "bad\n"
                             "      |     ^~~\n");
}

static void nothing_reaches_the_terminal_that_is_not_text(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = source_of(f, "s\033[2J", "a\033[31mb");
    lp_diag_error(f->diag, lp_source_span(source, 6, 1), "x\033y\xFF\nz\xC2\x9B");
    assert_rendered(f->diag, "s\uFFFD[2J:1:7: error: x\uFFFDy\uFFFD z\uFFFD\n"
                             "    1 | a\uFFFD[31mb\n"
                             "      |       ^\n");
}

static void a_long_line_is_cut_around_its_span(void **state)
{
    struct fixture *f = *state;
    char line[5001];
    memset(line, 'x', 5000);
    memcpy(line + 3000, "here", 4);
    line[5000] = '\0';
    const struct lp_source *source = source_of(f, "s", line);
    lp_diag_error(f->diag, span_of(source, "here"), "m");
    struct lp_span whole = lp_source_span(source, 0, 5000), end = lp_source_span(source, 5000, 1);
    lp_diag_error(f->diag, whole, "m");
    lp_diag_error(f->diag, end, "m");
    char *text = lp_diag_render(f->diag, false);
    const char *row = strstr(text, "    1 | ");
    const char *caret = strchr(strchr(row, '\n'), '^');
    assert_memory_equal(row + 8, "...xxx", 6);
    size_t at = (size_t)(caret - (strchr(row, '\n') + 1));
    assert_memory_equal(row + at, "here", 4);
    assert_memory_equal(caret, "^~~~\n", 5);
    assert_non_null(strstr(text, "s:1:3001: error"));
    assert_non_null(strstr(text, "s:1:5001: error"));
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        assert_true(n < 140);
        p += n + (p[n] != '\0');
    }
    free(text);
}

static void errors_are_counted_beyond_the_cap(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < LP_DIAG_MAX_ERRORS + 3; i++) {
        lp_diag_error(f->diag, lp_span_none(NULL), "fault %d", i);
        lp_diag_note(f->diag, lp_span_none(NULL), "note %d", i);
    }
    assert_int_equal(lp_diag_n_errors(f->diag), LP_DIAG_MAX_ERRORS + 3);
    assert_string_equal(lp_diag_first_error(f->diag), "fault 0");
    char *text = lp_diag_render(f->diag, false);
    assert_non_null(strstr(text, "error: fault 19\nnote: note 19\n... and 3 more errors\n"));
    assert_null(strstr(text, "note 20"));
    free(text);
    lp_diag_clear(f->diag);
    assert_int_equal(lp_diag_n_errors(f->diag), 0);
    assert_rendered(f->diag, "");
}

static void a_warning_is_given_once(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = source_of(f, "s", "a b");
    lp_diag_warning(f->diag, span_of(source, "a"), "unused");
    lp_diag_warning(f->diag, span_of(source, "b"), "unused");
    lp_diag_warning(f->diag, span_of(source, "a"), "unused");
    lp_diag_note(f->diag, lp_span_none(NULL), "hangs on nothing");
    assert_int_equal(lp_diag_n_warnings(f->diag), 2);
    assert_int_equal(lp_diag_n_errors(f->diag), 0);
    assert_string_equal(lp_diag_warning_text(f->diag, 1), "unused");
    assert_null(lp_diag_warning_text(f->diag, 2));
    char *text = lp_diag_render(f->diag, false);
    assert_null(strstr(text, "hangs on nothing"));
    free(text);
}

static void lists_are_joined(void **state)
{
    struct fixture *f = *state;
    struct lp_diag *other = lp_diag_new();
    lp_diag_warning(f->diag, lp_span_none(NULL), "w");
    lp_diag_warning(other, lp_span_none(NULL), "w");
    for (int i = 0; i < LP_DIAG_MAX_ERRORS + 1; i++) {
        lp_diag_error(other, lp_span_none(NULL), "e%d", i);
        lp_diag_note(other, lp_span_none(NULL), "n%d", i);
    }
    lp_diag_error(f->diag, lp_span_none(NULL), "mine");
    lp_diag_append(f->diag, other);
    lp_diag_note(f->diag, lp_span_none(NULL), "hangs on nothing");
    lp_diag_free(other);
    assert_int_equal(lp_diag_n_errors(f->diag), LP_DIAG_MAX_ERRORS + 2);
    assert_int_equal(lp_diag_n_warnings(f->diag), 1);
    char *text = lp_diag_render(f->diag, false);
    assert_non_null(strstr(text, "error: mine\nerror: e0\nnote: n0\nerror: e1\nnote: n1\n"));
    assert_non_null(strstr(text, "note: n18\n... and 2 more errors\n"));
    free(text);
}

static void colours_change_nothing_but_the_colour(void **state)
{
    struct fixture *f = *state;
    lp_diag_error(f->diag, span_of(source_of(f, "s", "a b"), "b"), "m");
    lp_diag_note(f->diag, lp_span_none(NULL), "n");
    char *plain = lp_diag_render(f->diag, false), *colored = lp_diag_render(f->diag, true);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strchr(colored, '\033'));
    char *to = colored;
    for (const char *from = colored; *from;) {
        if (*from == '\033')
            from = strchr(from, 'm') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(colored, plain);
    free(plain);
    free(colored);
}

static void no_list_is_no_trouble(void **state)
{
    (void)state;
    lp_diag_error(NULL, lp_span_none(NULL), "m");
    lp_diag_warning(NULL, lp_span_none(NULL), "m");
    lp_diag_note(NULL, lp_span_none(NULL), "m");
    lp_diag_append(NULL, NULL);
    lp_diag_clear(NULL);
    lp_diag_free(NULL);
    assert_int_equal(lp_diag_n_errors(NULL), 0);
    assert_int_equal(lp_diag_n_warnings(NULL), 0);
    assert_null(lp_diag_first_error(NULL));
    assert_rendered(NULL, "");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_message_has_place_line_caret_and_notes),
        WITH_FIXTURE(places_may_be_missing),
        WITH_FIXTURE(messages_outlive_their_source),
        WITH_FIXTURE(the_caret_stands_right_behind_tabs_and_umlauts),
        WITH_FIXTURE(nothing_reaches_the_terminal_that_is_not_text),
        WITH_FIXTURE(a_long_line_is_cut_around_its_span),
        WITH_FIXTURE(errors_are_counted_beyond_the_cap),
        WITH_FIXTURE(a_warning_is_given_once),
        WITH_FIXTURE(lists_are_joined),
        WITH_FIXTURE(colours_change_nothing_but_the_colour),
        cmocka_unit_test(no_list_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
