/* SPDX-License-Identifier: MIT
 *
 * Runs for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"

#include <string.h>

static struct runmaker infer(const struct fitmaker_series *series, bool is_run)
{
    struct runmaker run = {.study = fitmaker_study(series), .diag = lp_diag_new()};
    struct lp_inference_options options = fitmaker_options();
    options.n_starts = 3;
    enum lp_status status = is_run ? lp_inference_run(run.study, &options, &run.answer, run.diag)
                                   : lp_inference_fit(run.study, &options, &run.answer, run.diag);
    if (status != LP_OK)
        print_error("%s\n", lp_diag_first_error(run.diag));
    assert_int_equal(status, LP_OK);
    return run;
}

struct runmaker runmaker_run(const struct fitmaker_series *series)
{
    return infer(series, true);
}

struct runmaker runmaker_fit(const struct fitmaker_series *series)
{
    return infer(series, false);
}

void runmaker_clear(struct runmaker *run)
{
    lp_answer_free(run->answer);
    lp_study_free(run->study);
    lp_diag_free(run->diag);
}

const struct lp_answer_parameter *runmaker_parameter(const struct lp_answer *answer,
                                                     const char *name)
{
    for (size_t i = 0; i < answer->n_parameters; i++)
        if (strcmp(answer->parameters[i].name, name) == 0)
            return &answer->parameters[i];
    fail_msg("no parameter %s", name);
    return NULL;
}

const struct lp_answer_compartment *runmaker_compartment(const struct lp_answer *answer,
                                                         const char *name)
{
    assert_non_null(answer->pathway);
    for (size_t i = 0; i < answer->pathway->n_compartments; i++)
        if (strcmp(answer->pathway->compartments[i].name, name) == 0)
            return &answer->pathway->compartments[i];
    fail_msg("no compartment %s", name);
    return NULL;
}
