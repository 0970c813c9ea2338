/* SPDX-License-Identifier: MIT
 *
 * What the readers of a model's parts ask: the compartment that a name means, a constant in the
 * place of a number.
 */
#include "input/modelbuild.h"
#include "tests/support/readermaker.h"

#include "base/sourceread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_name_finds_its_compartment(void **state)
{
    (void)state;
    const char *names[] = {"salt", "rim"};
    struct lp_compartment compartments[] = {{.name = names[0]}, {.name = names[1]}};
    struct lp_model model = {.n_compartments = 2, .compartments = compartments};
    struct readermaker f;
    readermaker_open(&f, "from: rim\nto: rin\nlist: [rim]\n");
    struct lp_build build = {.reader = &f.reader, .model = &model, .compartment_names = names};
    assert_int_equal(lp_build_compartment(&build, lp_reader_get(f.root, "from"), "an edge"), 1);
    assert_int_equal(lp_diag_n_errors(f.diag), 0);
    assert_int_equal(lp_build_compartment(&build, lp_reader_get(f.root, "to"), "an edge"), LP_NONE);
    assert_string_equal(lp_diag_first_error(f.diag), "an edge: no compartment is called 'rin'");
    assert_int_equal(lp_build_compartment(&build, lp_reader_get(f.root, "list"), "an edge"),
                     LP_NONE);
    assert_int_equal(lp_diag_n_errors(f.diag), 2);
    readermaker_close(&f);
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
        cmocka_unit_test(a_constant_is_given_and_no_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
