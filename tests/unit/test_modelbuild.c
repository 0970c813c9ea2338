/* SPDX-License-Identifier: MIT
 *
 * What the readers of a model's parts ask: a number under a key, a constant in its place, the
 * compartment that a name means.
 */
#include "input/modelbuild.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct lp_arena *arena;
    struct lp_diag *diag;
    struct lp_reader reader;
    const struct lp_yaml *root;
    struct lp_compartment compartments[2];
    const char *names[2];
    struct lp_scope scope;
    struct lp_model model;
    struct lp_build build;
};

static void open_fixture(struct fixture *f, const char *text)
{
    const struct lp_source *source = NULL;
    *f = (struct fixture){.names = {"salt", "rim"}};
    f->arena = lp_arena_new();
    f->diag = lp_diag_new();
    assert_int_equal(lp_reader_init(&f->reader, f->arena, f->diag), LP_OK);
    assert_int_equal(lp_source_from_memory(f->arena, "text", text, strlen(text), &source, f->diag),
                     LP_OK);
    assert_int_equal(lp_yaml_read(f->arena, source, &f->root, f->diag), LP_OK);
    for (size_t i = 0; i < 2; i++)
        f->compartments[i].name = f->names[i];
    f->model = (struct lp_model){.n_compartments = 2, .compartments = f->compartments};
    f->build = (struct lp_build){.reader = &f->reader,
                                 .tree = f->root,
                                 .scope = &f->scope,
                                 .model = &f->model,
                                 .compartment_names = f->names};
}

static void close_fixture(struct fixture *f)
{
    lp_reader_clear(&f->reader);
    lp_diag_free(f->diag);
    lp_arena_free(f->arena);
}

static void a_name_finds_its_compartment(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "from: rim\nto: rin\nlist: [rim]\n");
    assert_int_equal(lp_build_compartment(&f.build, lp_reader_get(f.root, "from"), "an edge"), 1);
    assert_int_equal(lp_diag_n_errors(f.diag), 0);
    assert_int_equal(lp_build_compartment(&f.build, lp_reader_get(f.root, "to"), "an edge"),
                     LP_NONE);
    assert_string_equal(lp_diag_first_error(f.diag), "an edge: no compartment is called 'rin'");
    assert_int_equal(lp_build_compartment(&f.build, lp_reader_get(f.root, "list"), "an edge"),
                     LP_NONE);
    assert_int_equal(lp_diag_n_errors(f.diag), 2);
    close_fixture(&f);
}

static void a_number_is_read_in_si_or_is_not_given(void **state)
{
    (void)state;
    struct fixture f;
    struct lp_value value;
    open_fixture(&f, "area: 2 cm2\nnothing: null\nwrong: -1 cm2\n");
    assert_true(lp_build_value(&f.build, f.root, "area", LP_DIM_AREA, LP_POSITIVE, "it", &value));
    assert_true(value.is_given);
    assert_int_equal(value.i_parameter, LP_NONE);
    assert_float_equal(value.constant, 2e-4, 1e-19);
    assert_true(
        lp_build_value(&f.build, f.root, "nothing", LP_DIM_AREA, LP_POSITIVE, "it", &value));
    assert_false(value.is_given);
    assert_int_equal(value.i_parameter, LP_NONE);
    assert_false(lp_build_value(&f.build, f.root, "wrong", LP_DIM_AREA, LP_POSITIVE, "it", &value));
    assert_false(value.is_given);
    assert_int_equal(lp_diag_n_errors(f.diag), 1);
    close_fixture(&f);
}

static void a_constant_is_given_and_no_parameter(void **state)
{
    (void)state;
    struct lp_value value = lp_build_constant(0.25, (struct lp_span){.line = 7});
    assert_true(value.is_given);
    assert_int_equal(value.i_parameter, LP_NONE);
    assert_true(value.constant == 0.25);
    assert_int_equal(value.span.line, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_finds_its_compartment),
        cmocka_unit_test(a_number_is_read_in_si_or_is_not_given),
        cmocka_unit_test(a_constant_is_given_and_no_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
