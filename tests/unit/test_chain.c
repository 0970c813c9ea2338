/* SPDX-License-Identifier: MIT
 *
 * Chains as text: comment lines, the head, rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "output/chain.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

static void layout_is_that_of_stan(void **state)
{
    (void)state;
    const char *names[] = {"lp__", "accept_stat__", "phi"};
    double values[] = {-1, 0.5, 1e-11, -2, 0.25, 2e-11, -3, 1, 3e-11, -4, 0, 4e-11};
    struct lp_chains chains = {.n_chains = 2,
                               .n_draws = 2,
                               .n_warmup = 7,
                               .thin = 5,
                               .n_columns = 3,
                               .names = names,
                               .values = values};
    struct lp_answer answer = {.chains = &chains, .seed = 9};
    char *text = lp_chain_csv(&answer, 1);
    assert_non_null(strstr(text, "#     num_samples = 10\n#     num_warmup = 7\n"));
    assert_non_null(strstr(text, "\n# id = 2\n"));
    assert_non_null(strstr(text, "\nlp__,accept_stat__,phi\n-3,1,3e-11\n-4,0,4e-11\n"));
    free(text);
}

/* A parameter's name may be almost anything: it is quoted where a reader would split it. */
static void names_are_cells(void **state)
{
    (void)state;
    const char *names[] = {"lp__", "a,\"b\"", "\033[31m"};
    double values[] = {-1, 0.5, 1e-11};
    struct lp_chains chains = {
        .n_chains = 1, .n_draws = 1, .thin = 1, .n_columns = 3, .names = names, .values = values};
    struct lp_answer answer = {.chains = &chains};
    char *text = lp_chain_csv(&answer, 0);
    assert_non_null(strstr(text, "\nlp__,\"a,\"\"b\"\"\",\uFFFD[31m\n-1,0.5,1e-11\n"));
    free(text);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(layout_is_that_of_stan),
                                       cmocka_unit_test(names_are_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
