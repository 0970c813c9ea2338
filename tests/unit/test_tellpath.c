/* SPDX-License-Identifier: MIT
 *
 * The pathway's part of an answer: sums, signs, significance, and the union over topologies where
 * data are too few for weights.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellpath.h"
#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void shares_and_paths_add_up(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_run(&made);
    const struct lp_answer_pathway *w = run.answer->pathway;
    const struct lp_answer_compartment *a = runmaker_compartment(run.answer, "a");
    double sum = 0.0, top = 0.0, dissipation = 0.0;
    for (size_t i = 0; i < w->n_paths; i++) {
        sum += w->paths[i].probability.value;
        top += w->paths[i].p_top;
    }
    for (size_t i = 0; i < w->n_edges; i++)
        dissipation += w->edges[i].resistance_share.value;
    assert_true(fabs(sum - 1.0) < 1e-9);
    assert_true(top <= 1.0 + 1e-12);
    assert_true(fabs(dissipation - 1.0) < 1e-9);
    assert_true(a->visited.low < 5.0 / 7.0 && 5.0 / 7.0 < a->visited.high);
    assert_true(a->without.value <= a->visited.value + 1e-12);
    assert_true(a->visited.low <= a->visited.value && a->visited.value <= a->visited.high);
    assert_false(a->has_carried);
    assert_string_equal(a->role, "interface");
    assert_true(fabs(a->inventory_mol - 1.5e-6) < 1e-12);
    assert_true(isnan(runmaker_compartment(run.answer, "left")->visited.value));
    assert_int_equal(w->n_edges, 5);
    assert_true(w->edges[0].net_share.value > 0.0 && w->edges[0].is_significant);
    assert_true(w->edges[4].net_share.value == 0.0 && !w->edges[4].is_significant);
    runmaker_clear(&run);
}

/* One time point: the union of kept topologies is at least as wide as the full model's own. */
static void few_data_unite_topologies(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    made.n_times = 1;
    struct runmaker all = runmaker_run(&made), full = runmaker_fit(&made);
    const struct lp_estimate *wide = &runmaker_compartment(all.answer, "b")->visited;
    const struct lp_estimate *own = &runmaker_compartment(full.answer, "b")->visited;
    assert_true(wide->low <= own->low && wide->high >= own->high);
    assert_true(wide->low == 0.0); /* the topology that feeds b through a is kept */
    bool said = false;
    for (size_t i = 0; i < all.answer->n_warnings; i++)
        said = said || strstr(all.answer->warnings[i], "union");
    assert_true(said);
    runmaker_clear(&all);
    runmaker_clear(&full);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(shares_and_paths_add_up),
                                       cmocka_unit_test(few_data_unite_topologies)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
