/* SPDX-License-Identifier: MIT
 *
 * The drawer's reader: what it takes from a result, and that every broken result is named and
 * refused, never drawn. Linked as lipath-draw is, without GSL.
 */
/* LINK: draw */
#include "output/picture.h"
#include "tests/support/tempfile.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA "tests/unit/data/picture/"

/* Reads a text as a file; the diagnostics as text for the caller to free. */
static enum lp_status read_text(const char *text, char **messages)
{
    char path[] = "/tmp/lipath-test-picture-XXXXXX";
    struct lp_picture *picture = NULL;
    struct lp_diag *diag = lp_diag_new();
    tempfile_write(path, text);
    const enum lp_status status = lp_picture_read(path, &picture, diag);
    if (status != LP_OK)
        assert_null(picture);
    *messages = lp_diag_render(diag, false);
    lp_picture_free(picture);
    lp_diag_free(diag);
    remove(path);
    return status;
}

static void assert_refused(const char *text, const char *expected)
{
    char *messages = NULL;
    assert_int_equal(read_text(text, &messages), LP_EINPUT);
    if (!strstr(messages, expected))
        fail_msg("expected '%s' in: %s", expected, messages);
    free(messages);
}

static void test_broken_results_are_named(void **state)
{
    (void)state;
    assert_refused("{\"lipath\": 1,\n \"pathway\": }", ":2:"); /* where it stops being JSON */
    assert_refused("", "not JSON");
    assert_refused("[]", "not a result of lipath");
    assert_refused("{\"title\": \"x\"}", "not a result of lipath");
    assert_refused("{\"lipath\": 2}", "format 2");
    assert_refused("{\"lipath\": 1, \"pathway\": null}", "no pathway");
    assert_refused("{\"lipath\": 1, \"pathway\": {}}", "pathway.compartments");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{}]}}", "compartments[0]");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}, "
                   "{\"name\": \"a\"}]}}",
                   "earlier one");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}]}}",
                   "edges");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}], "
                   "\"edges\": [{\"between\": [\"a\", \"b\"]}]}}",
                   "edges[0].between");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}], "
                   "\"edges\": [{\"between\": [\"a\", \"a\"]}]}}",
                   "edges[0].between");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}], "
                   "\"edges\": [], \"paths\": [{\"compartments\": [\"x\"]}]}}",
                   "pathway.paths");
    assert_refused("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": \"a\"}], "
                   "\"edges\": []}, \"verdict\": {\"dominant\": [3]}}",
                   "verdict.dominant");
}

static void test_missing_file_is_an_io_error(void **state)
{
    struct lp_picture *picture = NULL;
    struct lp_diag *diag = lp_diag_new();
    (void)state;
    assert_int_equal(lp_picture_read("/nonexistent/result.json", &picture, diag), LP_EIO);
    assert_int_equal(lp_diag_n_errors(diag), 1);
    lp_diag_free(diag);
}

static void test_the_least_result(void **state)
{
    char *messages = NULL;
    (void)state;
    assert_int_equal(read_text("{\"lipath\": 1, \"pathway\": {\"compartments\": [{\"name\": "
                               "\"a\"}], \"edges\": []}}",
                               &messages),
                     LP_OK);
    assert_string_equal(messages, "");
    free(messages);
}

/* Parameters in m2/s are told apart from flows. */
static void test_fitted_diffusivities(void **state)
{
    static const char text[] =
        "{\"lipath\": 1, \"parameters\": [{\"name\": \"phi\", \"estimate\": 1, \"unit\": "
        "\"mol/s\"},"
        "{\"name\": \"D\", \"estimate\": 2e-12, \"unit\": \"m2/s\", \"ci95\": [1e-12, null]}, 3],"
        "\"pathway\": {\"compartments\": [{\"name\": \"a\"}], \"edges\": []}}";
    char path[] = "/tmp/lipath-test-picture-XXXXXX";
    struct lp_picture *picture = NULL;
    (void)state;
    tempfile_write(path, text);
    assert_int_equal(lp_picture_read(path, &picture, NULL), LP_OK);
    remove(path);
    assert_int_equal(picture->n_diffusivities, 1);
    assert_string_equal(picture->diffusivities[0].name, "D");
    assert_true(picture->diffusivities[0].value.value == 2e-12);
    assert_true(picture->diffusivities[0].value.low == 1e-12);
    assert_true(isnan(picture->diffusivities[0].value.high));
    lp_picture_free(picture);
}

static void test_three_phases(void **state)
{
    struct lp_picture *picture = NULL;
    (void)state;
    assert_int_equal(lp_picture_read(DATA "three-phases.json", &picture, NULL), LP_OK);
    assert_int_equal(picture->n_nodes, 5);
    assert_int_equal(picture->n_edges, 8);
    assert_true(picture->nodes[0].is_electrode);
    assert_false(picture->nodes[2].is_electrode);
    assert_true(isnan(picture->nodes[0].inventory_mol));
    assert_true(isnan(picture->nodes[0].visited.value));
    assert_true(picture->nodes[3].visited.high == 0.62);
    assert_int_equal(picture->n_dominant, 5);
    size_t n_dominant = 0;
    for (size_t i = 0; i < picture->n_edges; i++)
        n_dominant += picture->edges[i].is_dominant;
    assert_int_equal(n_dominant, 4);
    assert_true(lp_picture_dominant_path(picture)->probability.value == 0.45);
    lp_picture_free(picture);
}

/* In a depth model a path goes through a phase twice: each of its edges is on it once. */
static void test_recurring_phase(void **state)
{
    struct lp_picture *picture = NULL;
    (void)state;
    assert_int_equal(lp_picture_read(DATA "depth-recurring.json", &picture, NULL), LP_OK);
    assert_int_equal(picture->n_dominant, 7);
    size_t n_dominant = 0;
    for (size_t i = 0; i < picture->n_edges; i++)
        n_dominant += picture->edges[i].is_dominant;
    assert_int_equal(n_dominant, 4);
    assert_int_equal(picture->paths[2].n, 0); /* the rest */
    lp_picture_free(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_results_are_named),
        cmocka_unit_test(test_missing_file_is_an_io_error),
        cmocka_unit_test(test_the_least_result),
        cmocka_unit_test(test_fitted_diffusivities),
        cmocka_unit_test(test_three_phases),
        cmocka_unit_test(test_recurring_phase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
