/* SPDX-License-Identifier: MIT
 *
 * D and Ea of a class, near and far; k = phi/N of the exchange between phases.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void diffusivity_against_its_class(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        double D;
        enum lp_check_status status;
    } cases[] = {
        {", diffusivity: 1e-12 m2/s, material: ceramic", 1e-12, LP_CHECK_OK},
        {", diffusivity: 1e-9 cm2/s, material: ceramic", 1e-13, LP_CHECK_OK},
        {", diffusivity: 5e-11 m2/s, material: ceramic", 5e-11, LP_CHECK_LOOK},
        {", diffusivity: 5e-10 m2/s, material: ceramic", 5e-10, LP_CHECK_FAIL},
        {", diffusivity: 5e-10 m2/s, material: liquid", 5e-10, LP_CHECK_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkmaker maker = checkmaker_film("", cases[i].a, "", "");
        checkmaker_expect(&maker, "diffusivity", "a", cases[i].D, cases[i].status);
        checkmaker_expect(&maker, "rate_constants", "", 1e-4, LP_CHECK_OK);
        checkmaker_clear(&maker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diffusivity_against_its_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
