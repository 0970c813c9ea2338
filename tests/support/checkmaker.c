/* SPDX-License-Identifier: MIT
 *
 * Fits take one start: the studies are small.
 */
#include "tests/support/checkmaker.h"

#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct checkmaker solve(const char *text, bool is_run)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_diag *diag = lp_diag_new();
    struct checkmaker maker = {.study = fitmaker_from_text(text)};

    assert_int_equal(
        (is_run ? lp_inference_run : lp_inference_fit)(maker.study, &options, &maker.answer, diag),
        LP_OK);
    lp_diag_free(diag);
    return maker;
}

struct checkmaker checkmaker_fit(const char *text)
{
    return solve(text, false);
}

struct checkmaker checkmaker_run(const char *text)
{
    return solve(text, true);
}

void checkmaker_clear(struct checkmaker *maker)
{
    lp_answer_free(maker->answer);
    lp_study_free(maker->study);
}

struct checkmaker checkmaker_film(const char *cell, const char *a, const char *model,
                                  const char *experiment)
{
    char text[4096];

    snprintf(text, sizeof text, CHECKMAKER_STUDY, cell, a, model, experiment);
    return checkmaker_fit(text);
}

const struct lp_answer_check *checkmaker_find(const struct checkmaker *maker, const char *name,
                                              const char *subject)
{
    for (size_t i = 0; i < maker->answer->n_checks; i++)
        if (strcmp(maker->answer->checks[i].name, name) == 0 &&
            strcmp(maker->answer->checks[i].subject, subject) == 0)
            return &maker->answer->checks[i];
    return NULL;
}

void checkmaker_expect(const struct checkmaker *maker, const char *name, const char *subject,
                       double value, enum lp_check_status status)
{
    const struct lp_answer_check *check = checkmaker_find(maker, name, subject);

    assert_non_null(check);
    if (!(fabs(check->value.value - value) <= 1e-6 * fabs(value)) || check->status != status)
        print_error("%s %s: %.10g (expected %.10g), status %s\n", name, subject, check->value.value,
                    value, lp_check_status_text(check->status));
    assert_true(fabs(check->value.value - value) <= 1e-6 * fabs(value));
    assert_int_equal(check->status, status);
}
