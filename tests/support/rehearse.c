/* SPDX-License-Identifier: MIT
 *
 * lp_synth takes a study at its start values, so these are set to the truth while it works.
 */
#include "tests/support/rehearse.h"

#include "estimate/synth.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void rehearse(struct lp_study *study, const double truth[], uint64_t seed)
{
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_arena *arena = lp_arena_new();
    struct lp_synth_row *rows = NULL;
    struct lp_parameters *ps = &study->parameters;
    size_t n_rows = 0, n = 0;
    double *start = lp_arena_alloc(arena, ps->n, sizeof *start);
    assert_non_null(start);
    for (size_t i = 0; i < ps->n; i++) {
        start[i] = ps->item[i].value;
        ps->item[i].value = truth[i];
    }
    assert_int_equal(lp_synth(study, &engine, seed, arena, &rows, &n_rows, NULL), LP_OK);
    for (size_t i = 0; i < ps->n; i++)
        ps->item[i].value = start[i];
    for (size_t e = 0; e < study->n_experiments; e++)
        for (size_t k = 0; k < study->experiments[e].n_rows; k++)
            study->experiments[e].rows[k].value = rows[n++].value;
    assert_int_equal(n, n_rows);
    lp_arena_free(arena);
}

void rehearse_start_at(struct lp_study *study, double factor)
{
    for (size_t i = 0; i < study->parameters.n; i++) {
        struct lp_parameter *p = &study->parameters.item[i];
        if (p->is_fitted && (p->scale == LP_SCALE_LOG1P || p->scale == LP_SCALE_LOG10))
            p->value = fmin(fmax(p->value * factor, p->min), p->max);
    }
}

struct lp_answer *rehearse_fit(const struct lp_study *study, size_t n_starts)
{
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.n_starts = n_starts;
    options.n_jobs = 2;
    enum lp_status status = lp_inference_fit(study, &options, &answer, diag);
    if (status != LP_OK)
        print_error("%s\n", lp_diag_first_error(diag));
    assert_int_equal(status, LP_OK);
    assert_true(answer->is_converged);
    lp_diag_free(diag);
    return answer;
}

struct lp_estimate rehearse_estimate(const struct lp_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->n_parameters; i++)
        if (strcmp(answer->parameters[i].name, name) == 0)
            return answer->parameters[i].estimate;
    print_error("'%s' is not in the fit\n", name);
    fail();
    return (struct lp_estimate){NAN, NAN, NAN};
}

bool rehearse_holds(struct lp_estimate e, double truth, const char *what)
{
    bool holds = e.low <= truth && truth <= e.high;
    if (!holds)
        print_message("%s: %g is not in %g to %g (%g)\n", what, truth, e.low, e.high, e.value);
    return holds;
}
