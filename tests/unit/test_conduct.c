/* SPDX-License-Identifier: MIT
 *
 * Verdicts in words: contradiction, Haven ratio out of range, nothing to compare; the warning where
 * the energy of ln sigma was given for that of ln(sigma T).
 */
#include "inference/conduct.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum lp_status read_text(const char *text, struct lp_conduct_input **input,
                                struct lp_diag *diag)
{
    char path[] = "/tmp/lipath-conduct-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    const enum lp_status status = lp_conductread(path, input, diag);
    unlink(path);
    return status;
}

static struct lp_conduct_answer *solve(const char *text, struct lp_conduct_input **input,
                                       struct lp_diag *diag)
{
    struct lp_conduct_answer *answer = NULL;
    assert_int_equal(read_text(text, input, diag), LP_OK);
    assert_int_equal(lp_conduct_solve(*input, &answer, diag), LP_OK);
    return answer;
}

static void verdicts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *verdict;
    } cases[] = {
        {"lipath: 1\nconductivity: 1 S/m\n", "undetermined"},
        {"lipath: 1\nconductivity: 1 S/m\ncarriers: 2e28 1/m3\ndiffusivity: 2e-12 m2/s\n",
         "coherent"},
        {"lipath: 1\nconductivity: 1 S/m\ncarriers: 2e28 1/m3\ndiffusivity: 2e-11 m2/s\n",
         "not coherent"},
        {"lipath: 1\ndiffusivity: 2e-11 m2/s\nrandom_diffusivity: 1e-12 m2/s\ncorrelation: fcc\n",
         "not coherent"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lp_conduct_input *input = NULL;
        struct lp_conduct_answer *answer = solve(cases[i].text, &input, NULL);
        assert_string_equal(answer->verdict, cases[i].verdict);
        lp_conduct_answer_free(answer);
        lp_conduct_input_free(input);
    }
}

/* sigma T with 0.3 eV at 280, 300, 320 K: ln sigma alone has 0.274 eV. */
static void wrong_energy_is_told(void **state)
{
    (void)state;
    static const char format[] = "lipath: 1\ntemperature: 300 K\nactivation: %s eV\nmeasured:\n"
                                 "  conductivity: {rows: [[280 K, %.10g S/m], [300 K, 1 S/m], "
                                 "[320 K, %.10g S/m]]}\n";
    static const char *const energies[] = {"0.3", "0.274"};
    const double scale = 0.3 * 11604.518121550083;
    for (size_t i = 0; i < 2; i++) {
        char text[400];
        struct lp_diag *diag = lp_diag_new();
        struct lp_conduct_input *input = NULL;
        snprintf(text, sizeof text, format, energies[i],
                 300.0 / 280.0 * exp(-scale * (1.0 / 280.0 - 1.0 / 300.0)),
                 300.0 / 320.0 * exp(-scale * (1.0 / 320.0 - 1.0 / 300.0)));
        struct lp_conduct_answer *answer = solve(text, &input, diag);
        assert_int_equal(lp_diag_n_warnings(diag), i);
        lp_conduct_add_tracer(answer, (struct lp_estimate){1e-9, NAN, NAN}, "r", diag);
        assert_int_equal(lp_diag_n_warnings(diag), i + 1);
        lp_conduct_answer_free(answer);
        lp_conduct_input_free(input);
        lp_diag_free(diag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts),
                                       cmocka_unit_test(wrong_energy_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
