/* SPDX-License-Identifier: MIT
 *
 * The plan as table and as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "output/designtext.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lp_design_candidate candidates[] = {
    {{.kind = LP_DESIGN_SPECTRUM, .t_s = 7200}, 0.05, 12.5, 10, 2, 7, 0.06, 0.055, 4, 3, 4},
    {{.kind = LP_DESIGN_AMOUNT, .parameter = "\"x\""}, NAN, NAN, 0, 0, 0, NAN, NAN, 0, 0, 0}};

static struct lp_design design(void)
{
    return (struct lp_design){
        .unit = "1",
        .estimate = 0.2,
        .threshold = 0.1,
        .now = {.measure = {.kind = LP_DESIGN_NOTHING}, .width = 0.3, .deviance = 1, .n = 1},
        .n = 2,
        .candidates = candidates};
}

static void json_has_every_number_and_null_for_none(void **state)
{
    (void)state;
    struct lp_design d = design();
    char *text = lp_designtext_json(&d, "a \"title\"");
    assert_non_null(text);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    json_t *list = json_object_get(root, "candidates");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(json_string_value(json_object_get(json_object_get(root, "target"), "name")),
                        "share of the net current through the interface");
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "name")),
                        "amount \"x\"");
    json_t *first = json_array_get(list, 0), *second = json_array_get(list, 1);
    assert_true(json_real_value(json_object_get(first, "expected_width")) == 0.05);
    assert_true(json_real_value(json_object_get(json_object_get(first, "simulated"), "width")) ==
                0.06);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(first, "settles"), "no")),
                     7);
    assert_true(json_real_value(json_object_get(first, "decided")) == 0.9);
    assert_true(json_is_null(json_object_get(second, "decided")));
    assert_true(json_is_null(json_object_get(second, "expected_width")));
    assert_true(json_is_null(json_object_get(second, "simulated")));
    json_decref(root);
    free(text);
}

static void the_table_ranks_and_tells_of_the_simulation(void **state)
{
    (void)state;
    struct lp_design d = design();
    char *text = lp_designtext_table(&d, "title");
    assert_non_null(text);
    assert_non_null(strstr(text, "threshold 0.1"));
    assert_true(strstr(text, "spectrum at 2 h") < strstr(text, "amount \"x\""));
    assert_non_null(strstr(text, "0.3            1   undetermined"));
    assert_non_null(strstr(text, "9 of 10 (yes 2, no 7)"));
    assert_non_null(strstr(text, "settle the verdict at 9 of 10 truths"));
    assert_non_null(strstr(text, "with noise at 4 of them and fitted: width 0.06 where 0.055"));
    assert_non_null(strstr(text, "settled at 3 where that was expected at 4"));
    assert_null(strstr(text, "The two differ"));
    free(text);
    candidates[0].simulated = 0.02;
    text = lp_designtext_table(&d, "title");
    assert_non_null(text);
    assert_non_null(strstr(text, "The two differ"));
    candidates[0].simulated = 0.06;
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_every_number_and_null_for_none),
        cmocka_unit_test(the_table_ranks_and_tells_of_the_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
