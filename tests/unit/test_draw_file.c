/* SPDX-License-Identifier: MIT
 *
 * lipath-draw's files: formats by suffix, every test result in every format, well-formed, complete,
 * and the same bytes twice.
 */
/* LINK: draw */
#include "draw/draw_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const results[] = {"three-phases", "symmetric",    "one-phase",
                                      "undetermined", "nasty-names",  "depth-recurring",
                                      "many-nodes",   "no-interface", "no-dominant"};
#define N_RESULTS (sizeof results / sizeof *results)

static int set_up(void **state)
{
    *state = lp_draw_graphviz_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    lp_draw_graphviz_free(*state);
    return 0;
}

static struct lp_picture *picture_of(const char *name)
{
    char path[200];
    struct lp_picture *picture = NULL;
    snprintf(path, sizeof path, "tests/unit/data/picture/%s.json", name);
    assert_int_equal(lp_picture_read(path, &picture, NULL), LP_OK);
    return picture;
}

/* The file's bytes with a closing zero. */
static char *drawn(struct lp_draw_graphviz *graphviz, const struct lp_picture *picture,
                   const char *format, size_t *n_bytes)
{
    struct lp_diag *diag = lp_diag_new();
    char *bytes = NULL;
    if (lp_draw_file_bytes(graphviz, picture, format, &bytes, n_bytes, diag) != LP_OK)
        fail_msg("%s: %s", format, lp_diag_first_error(diag));
    lp_diag_free(diag);
    char *longer = realloc(bytes, *n_bytes + 1);
    assert_non_null(longer);
    longer[*n_bytes] = '\0';
    return longer;
}

static void test_suffixes(void **state)
{
    (void)state;
    assert_string_equal(lp_draw_file_format("a/b.c/pathway.svg"), "svg");
    assert_string_equal(lp_draw_file_format("X.GraphML"), "graphml");
    assert_null(lp_draw_file_format("pathway"));
    assert_null(lp_draw_file_format("dir.svg/pathway"));
    assert_null(lp_draw_file_format("pathway.svgz"));
}

/* Tags opened and closed in order, no bare & or <: enough of XML for what is written here. */
static void assert_well_formed(const char *text, const char *what)
{
    char stack[64][64];
    size_t depth = 0;
    for (const char *c = text; *c; c++) {
        if (*c == '&' && !(strspn(c + 1, "#abcdefghijklmnopqrstuvwxyz0123456789") > 0 &&
                           c[1 + strspn(c + 1, "#abcdefghijklmnopqrstuvwxyz0123456789")] == ';'))
            fail_msg("%s: a bare ampersand: %.30s", what, c);
        if (*c != '<')
            continue;
        const char *end = strncmp(c, "<!--", 4) == 0 ? strstr(c, "-->") + 2 : strchr(c, '>');
        if (c[1] == '/') {
            const size_t n = (size_t)(end - c) - 2;
            if (depth == 0 || strlen(stack[depth - 1]) != n ||
                strncmp(stack[depth - 1], c + 2, n) != 0)
                fail_msg("%s: not the tag to be closed: %.30s", what, c);
            depth--;
        } else if (c[1] != '?' && c[1] != '!' && end[-1] != '/') {
            const size_t n = strcspn(c + 1, " \n>");
            assert_true(depth < 64 && n < 64);
            memcpy(stack[depth], c + 1, n);
            stack[depth++][n] = '\0';
        }
        c = end;
    }
    assert_int_equal(depth, 0);
}

static void test_svg_is_whole(void **state)
{
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct lp_picture *picture = picture_of(results[k]);
        size_t n = 0;
        char *svg = drawn(*state, picture, "svg", &n);
        assert_well_formed(svg, results[k]);
        for (size_t i = 0; i < picture->n_nodes && picture->n_nodes < 60; i++) {
            char id[60];
            snprintf(id, sizeof id, "id=\"node&#45;%zu\"", i);
            if (!strstr(svg, id))
                fail_msg("%s: no %s", results[k], id);
        }
        for (size_t i = 0; i < picture->n_edges && picture->n_nodes < 60; i++) {
            char id[60];
            snprintf(id, sizeof id, "id=\"edge&#45;%zu\"", i);
            if (!strstr(svg, id))
                fail_msg("%s: no %s", results[k], id);
        }
        assert_int_equal(strstr(svg, "SYNTHETIC DATA") != NULL, picture->is_synthetic);
        free(svg);
        lp_picture_free(picture);
    }
}

static void test_same_bytes_twice(void **state)
{
    static const char *const formats[] = {"svg", "pdf", "png", "dot", "graphml", "json"};
    struct lp_picture *picture = picture_of("three-phases");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t n_one = 0, n_other = 0;
        char *one = drawn(*state, picture, formats[i], &n_one);
        char *other = drawn(*state, picture, formats[i], &n_other);
        assert_int_equal(n_one, n_other);
        assert_memory_equal(one, other, n_one);
        free(one);
        free(other);
    }
    lp_picture_free(picture);
}

/* Two runs within one second would agree by chance: the date itself must be the fixed one. */
static void test_pdf_has_no_date_of_its_own(void **state)
{
    struct lp_picture *picture = picture_of("one-phase");
    size_t n = 0;
    char *pdf = drawn(*state, picture, "pdf", &n);
    bool is_fixed = false;
    for (size_t i = 0; i + 30 < n; i++)
        if (memcmp(pdf + i, "/CreationDate (D:", 17) == 0)
            is_fixed = memcmp(pdf + i + 17, "20000101000000", 14) == 0;
    assert_true(is_fixed);
    free(pdf);
    lp_picture_free(picture);
}

static void test_words_of_the_picture(void **state)
{
    static const struct {
        const char *result, *words;
    } expected[] = {{"three-phases", "through the interface 53 % [43–62]: yes"},
                    {"three-phases", "dominant path: Source electrode → LGPS bulk"},
                    {"undetermined", "through the interface 25 % [0–100]: undetermined"},
                    {"undetermined", "no dominant path is named"},
                    {"many-nodes", "64 of 72 compartments are not shown"},
                    {"symmetric", "n.s.: not distinguishable from zero"},
                    {"depth-recurring", "polymer → interface → ceramic → interface → polymer"},
                    {"nasty-names", "&lt;b&gt;tags&lt;/b&gt;"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct lp_picture *picture = picture_of(expected[i].result);
        size_t n = 0;
        char *svg = drawn(*state, picture, "svg", &n);
        /* Graphviz writes spaces beside punctuation and between words as they are. */
        if (!strstr(svg, expected[i].words))
            fail_msg("%s does not say '%s'", expected[i].result, expected[i].words);
        free(svg);
        lp_picture_free(picture);
    }
    struct lp_picture *picture = picture_of("no-interface");
    size_t n = 0;
    char *svg = drawn(*state, picture, "svg", &n);
    assert_null(strstr(svg, "through the interface")); /* no verdict, no line */
    free(svg);
    lp_picture_free(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suffixes),
        cmocka_unit_test(test_svg_is_whole),
        cmocka_unit_test(test_same_bytes_twice),
        cmocka_unit_test(test_pdf_has_no_date_of_its_own),
        cmocka_unit_test(test_words_of_the_picture),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
