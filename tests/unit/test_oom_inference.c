/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free */
/*
 * Out of memory in a whole run: fits, topologies, profiles, draws, averages and the telling. The
 * k-th allocation of our own code fails, for k over the whole run in strides (all of them would
 * take minutes). Each run ends in LP_ENOMEM with nothing left allocated, or is whole: a step may
 * do without what it could not get only if the answer says the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/allocations.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#define FIRST 40 /* allocations that fail one by one */
#define RUNS  12 /* further runs, spread over the rest */

/* The share's interval and the leading path's p_top; fails the test if it ends otherwise. */
static enum lp_status run(const struct lp_study *study, enum lp_method method, long k,
                          double told[3])
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.method = method;
    options.n_draws = 100;
    allocations.countdown = k;
    enum lp_status status = lp_inference_run(study, &options, &answer, diag);
    allocations.countdown = 0;
    if (status == LP_OK) {
        told[0] = answer->verdict.share.low;
        told[1] = answer->verdict.share.high;
        told[2] = answer->verdict.p_dominant;
    } else if (status != LP_ENOMEM || answer)
        fail_msg("allocation %ld: %s", k, lp_status_text(status));
    lp_answer_free(answer);
    lp_diag_free(diag);
    return status;
}

static void fail_some(enum lp_method method)
{
    struct fitmaker_series made = {.model = fitmaker_two_phases,
                                   .components = "a b",
                                   .n_times = 4,
                                   .first_s = 3e3,
                                   .last_s = 1e5,
                                   .sigma = 0.01,
                                   .noise = 1.0,
                                   .seed = 4};
    struct lp_study *study = fitmaker_study(&made);
    double whole[3], told[3];
    allocations.n_made = 0;
    assert_int_equal(run(study, method, 0, whole), LP_OK);
    long n_all = allocations.n_made, stride = (n_all - FIRST) / RUNS + 1;
    size_t n_refused = 0;
    for (long k = 1; k < n_all; k += k < FIRST ? 1 : stride) {
        enum lp_status status = run(study, method, k, told);
        n_refused += status == LP_ENOMEM;
        if (status == LP_OK && memcmp(told, whole, sizeof(whole)) != 0)
            fail_msg("allocation %ld of %ld: share %g to %g, p %g instead of %g to %g, %g", k,
                     n_all, told[0], told[1], told[2], whole[0], whole[1], whole[2]);
    }
    assert_true(n_refused > 40);
    lp_study_free(study);
}

static void a_run_with_profiles(void **state)
{
    (void)state;
    fail_some(LP_METHOD_PROFILE);
}

static void a_run_with_a_bootstrap(void **state)
{
    (void)state;
    fail_some(LP_METHOD_BOOTSTRAP);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_run_with_profiles),
                                       cmocka_unit_test(a_run_with_a_bootstrap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
