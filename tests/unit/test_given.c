/* SPDX-License-Identifier: MIT
 *
 * The pathway of a model alone: closed forms of parallel phases, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/diag.h"
#include "run/given.h"

#include <math.h>
#include <string.h>

static enum lp_status pathway_of(const char *path, struct lp_study **study,
                                 struct lp_answer **answer, struct lp_diag *diag)
{
    struct lp_engine_options engine = lp_engine_options_default();
    assert_int_equal(lp_study_read_for_pathway(path, study, diag), LP_OK);
    return lp_given_pathway(*study, &engine, answer, diag);
}

static bool is_near(double value, double expected)
{
    return fabs(value - expected) <= 1e-9 * fabs(expected);
}

/* Contacts alone: shares 4:1, G = (4e-10 + 1e-10)/2; what inventories would tell is null. */
static void flows_alone_are_enough(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(pathway_of("tests/unit/data/given/bare.yaml", &study, &answer, diag), LP_OK);
    const struct lp_answer_pathway *p = answer->pathway;
    assert_true(is_near(p->conductance_mol_s.value, 2.5e-10));
    assert_int_equal(p->n_compartments, 4);
    assert_true(is_near(p->compartments[2].visited.value, 0.8));
    assert_true(is_near(p->compartments[3].without.value, 0.2));
    assert_true(isnan(p->compartments[2].visited.low));
    /* Without times the last one is t = 0: the start. */
    assert_true(is_near(p->compartments[2].enrichment, 0.0759));
    assert_true(isnan(p->compartments[2].inventory_mol));
    assert_int_equal(p->n_paths, 2);
    assert_true(is_near(p->paths[0].probability.value, 0.8));
    assert_string_equal(p->paths[0].compartments[1], "a");
    lp_answer_free(answer);
    lp_study_free(study);
    lp_diag_free(diag);
}

/* With inventories and times the state at the last time stands beside the shares. */
static void the_state_is_told_where_it_can_be(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(pathway_of("tests/ref/forward/case-0001.yaml", &study, &answer, diag), LP_OK);
    const struct lp_answer_compartment *right = &answer->pathway->compartments[1];
    assert_true(is_near(right->inventory_mol, 109.2e-6));
    assert_true(right->enrichment > 0.0759 && right->enrichment < 0.951);
    lp_answer_free(answer);
    lp_study_free(study);
    lp_diag_free(diag);
}

static void one_electrode_has_no_pathway(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(pathway_of("tests/unit/data/given/one-electrode.yaml", &study, &answer, diag),
                     LP_EINPUT);
    assert_null(answer);
    assert_non_null(strstr(lp_diag_first_error(diag), "two electrodes"));
    lp_study_free(study);
    lp_diag_free(diag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_alone_are_enough),
        cmocka_unit_test(the_state_is_told_where_it_can_be),
        cmocka_unit_test(one_electrode_has_no_pathway),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
