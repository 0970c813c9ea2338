/* SPDX-License-Identifier: MIT
 *
 * The pathway of the 18 forward cases (tests/ref/forward/README.md), each read as a study and
 * solved at its start values: visited, carried and without of every phase to 1e-9, the conductance
 * to 1e-9 relative. The answers have all their digits, so the tolerances are round-off's.
 */
#include "input/study.h"
#include "pathway/flow.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#define N_CASES 18

static void assert_number(const json_t *answer, const char *what, const char *name, double found,
                          double tolerance, int i_case)
{
    const json_t *expected = json_object_get(json_object_get(answer, what), name);
    if (!json_is_number(expected))
        fail_msg("case %d: no answer for %s of %s", i_case, what, name);
    if (!(fabs(found - json_number_value(expected)) <= tolerance))
        fail_msg("case %d: %s of %s: %.17g, expected %.17g", i_case, what, name, found,
                 json_number_value(expected));
}

static void compare(struct lp_flow *flow, const struct lp_model *model, const json_t *answer,
                    int i_case)
{
    const double conductance = json_number_value(json_object_get(answer, "conductance_mol_s"));
    assert_true(conductance > 0);
    if (!(fabs(lp_flow_conductance(flow) / conductance - 1) <= 1e-9))
        fail_msg("case %d: conductance %.17g, expected %.17g", i_case, lp_flow_conductance(flow),
                 conductance);
    for (size_t i = 0; i < model->n_compartments; i++) {
        const struct lp_compartment *compartment = &model->compartments[i];
        if (compartment->kind == LP_ELECTRODE)
            continue;
        bool *in_set = calloc(model->n_compartments, sizeof *in_set);
        assert_non_null(in_set);
        in_set[i] = true;
        double without = NAN;
        assert_int_equal(lp_flow_without(flow, in_set, &without), LP_OK);
        assert_number(answer, "visited", compartment->name, lp_flow_visited(flow, in_set), 1e-9,
                      i_case);
        assert_number(answer, "without", compartment->name, without, 1e-9, i_case);
        if (model->n_layers > 0)
            assert_number(answer, "carried", compartment->name, lp_flow_carried(flow, i), 1e-9,
                          i_case);
        else
            assert_true(isnan(lp_flow_carried(flow, i)));
        free(in_set);
    }
}

static void run_case(int i_case)
{
    char path[64];
    snprintf(path, sizeof path, "tests/ref/forward/case-%04d.yaml", i_case);
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = NULL;
    if (lp_study_read(path, &study, diag) != LP_OK)
        fail_msg("case %d: %s", i_case, lp_diag_first_error(diag));
    snprintf(path, sizeof path, "tests/ref/forward/case-%04d.json", i_case);
    json_t *answer = json_load_file(path, 0, NULL);
    assert_non_null(answer);

    const struct lp_model *model = study->experiments[study->i_report].model;
    double *p = calloc(study->parameters.n + 1, sizeof *p);
    assert_non_null(p);
    lp_study_start(study, p);
    struct lp_network *network = NULL;
    struct lp_flow *flow = NULL;
    bool joined = false;
    const struct lp_slots no_slots = {0};
    if (lp_network_new(model, study->report_temperature_K, NULL, &no_slots, &network, diag) !=
            LP_OK ||
        lp_network_set(network, p, diag) != LP_OK)
        fail_msg("case %d: %s", i_case, lp_diag_first_error(diag));
    assert_int_equal(lp_flow_new(network, &flow), LP_OK);
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_true(joined);
    compare(flow, model, answer, i_case);

    lp_flow_free(flow);
    lp_network_free(network);
    free(p);
    json_decref(answer);
    lp_study_free(study);
    lp_diag_free(diag);
}

static void test_forward_cases(void **state)
{
    (void)state;
    for (int i_case = 1; i_case <= N_CASES; i_case++)
        run_case(i_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forward_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
