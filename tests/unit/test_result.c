/* SPDX-License-Identifier: MIT
 *
 * result.json as examples/README.md has it: every stable key, in its place, with the answer's
 * values; what is not finite is null; and what is written is read back by the drawer with the same
 * numbers.
 */
#include "output/picture.h"
#include "output/result.h"

#include "base/file.h"
#include "tests/support/answermaker.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static json_t *parsed(const struct lp_answer *answer)
{
    char *text = lp_result_json(answer);
    assert_non_null(text);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
    return root;
}

/* "pathway.edges.0.net_share.estimate": keys and indices from the root. */
static json_t *at(json_t *value, const char *path)
{
    char key[100];
    while (*path && value) {
        const size_t n = strcspn(path, ".");
        assert_true(n < sizeof key);
        memcpy(key, path, n);
        key[n] = '\0';
        value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key))
                                     : json_object_get(value, key);
        path += n + (path[n] == '.');
    }
    return value;
}

static double real_at(json_t *root, const char *path)
{
    json_t *value = at(root, path);
    if (!json_is_number(value))
        fail_msg("%s is not a number", path);
    return json_number_value(value);
}

static void assert_text_at(json_t *root, const char *path, const char *expected)
{
    const char *text = json_string_value(at(root, path));
    if (!text)
        fail_msg("%s is not a text", path);
    assert_string_equal(text, expected);
}

static void assert_null_at(json_t *root, const char *path)
{
    if (!json_is_null(at(root, path)))
        fail_msg("%s is there, but not null", path);
}

static void test_stable_keys_are_there(void **state)
{
    static const char *const paths[] = {"lipath",
                                        "version",
                                        "seed",
                                        "engine",
                                        "inputs.0.path",
                                        "inputs.0.sha256",
                                        "status",
                                        "objective.chi2",
                                        "objective.n_data",
                                        "objective.n_parameters",
                                        "objective.loglik",
                                        "objective.aicc",
                                        "objective.bic",
                                        "objective.starts",
                                        "objective.starts_at_best",
                                        "objective.distinct_optima",
                                        "parameters.0.name",
                                        "parameters.0.estimate",
                                        "parameters.0.unit",
                                        "parameters.0.ci95.1",
                                        "parameters.0.method",
                                        "parameters.0.identifiable",
                                        "parameters.0.why",
                                        "topologies.1.absent.0",
                                        "topologies.0.chi2",
                                        "topologies.0.aicc",
                                        "topologies.0.delta",
                                        "topologies.0.weight",
                                        "topologies.0.rejected",
                                        "pathway.conductance_mol_s.estimate",
                                        "pathway.conductance_mol_s.ci95.0",
                                        "pathway.resistance_ohm.estimate",
                                        "pathway.compartments.2.name",
                                        "pathway.compartments.2.kind",
                                        "pathway.compartments.2.role",
                                        "pathway.compartments.2.inventory_mol",
                                        "pathway.compartments.2.enrichment",
                                        "pathway.compartments.2.visited.ci95.1",
                                        "pathway.compartments.2.carried",
                                        "pathway.compartments.2.without.estimate",
                                        "pathway.edges.0.id",
                                        "pathway.edges.0.between.1",
                                        "pathway.edges.0.net_share.ci95.0",
                                        "pathway.edges.0.significant",
                                        "pathway.paths.0.compartments.2",
                                        "pathway.paths.0.probability.estimate",
                                        "pathway.paths.0.p_top",
                                        "verdict.interface",
                                        "verdict.share.estimate",
                                        "verdict.compartments.LGPS",
                                        "verdict.dominant.1",
                                        "verdict.p_dominant",
                                        "verdict.text",
                                        "warnings.0"};
    struct lp_answer *answer = answermaker_new();
    json_t *root = parsed(answer);
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (!at(root, paths[i]))
            fail_msg("result.json has no %s", paths[i]);
    json_decref(root);
    answermaker_free(answer);
}

static void test_values_are_the_answers(void **state)
{
    struct lp_answer *answer = answermaker_new();
    json_t *root = parsed(answer);
    (void)state;
    assert_true(real_at(root, "lipath") == 1);
    assert_true(real_at(root, "seed") == 7);
    assert_text_at(root, "status", "converged");
    assert_true(real_at(root, "objective.starts_at_best") == 19);
    assert_true(real_at(root, "objective.loglik") == 210.25);
    assert_true(real_at(root, "parameters.0.ci95.1") == 6.25e-11);
    assert_text_at(root, "parameters.1.identifiable", "no");
    assert_true(real_at(root, "pathway.edges.4.net_share.estimate") == -0.5);
    assert_text_at(root, "pathway.edges.4.between.0", "right");
    assert_true(json_is_false(at(root, "pathway.edges.6.significant")));
    assert_int_equal(json_array_size(at(root, "pathway.paths.2.compartments")), 0);
    assert_text_at(root, "verdict.interface", "yes");
    assert_text_at(root, "verdict.compartments.salt", "no");
    assert_null(at(root, "verdict.compartments.left"));
    assert_text_at(root, "topologies.2.rejected", "LGPS is not fed, says A; B");
    assert_text_at(root, "topologies.2.refusal", "structure");
    assert_true(real_at(root, "topologies.0.uptake_share.LGPS") == 0.6);
    assert_null(at(root, "topologies.0.uptake_share.left"));
    assert_int_equal(json_array_size(at(root, "fit.0.grid_s")), answer->series[0].n_grid);
    json_decref(root);
    answermaker_free(answer);
}

static void test_not_finite_is_null(void **state)
{
    struct lp_answer *answer = answermaker_new();
    json_t *root = parsed(answer);
    (void)state;
    assert_null_at(root, "objective.aicc");
    assert_null_at(root, "parameters.1.ci95.1"); /* infinite: the end alone */
    assert_true(real_at(root, "parameters.1.ci95.0") == 0);
    assert_null_at(root, "parameters.2.ci95"); /* both unknown */
    assert_null_at(root, "topologies.2.chi2");
    assert_null_at(root, "topologies.0.rejected");
    assert_null_at(root, "topologies.0.refusal");
    assert_null_at(root, "pathway.compartments.0.visited"); /* an electrode */
    assert_null_at(root, "pathway.compartments.0.inventory_mol");
    assert_null_at(root, "pathway.compartments.2.carried"); /* no depth */
    assert_null_at(root, "pathway.resistance_ohm.ci95.1");
    json_decref(root);
    answermaker_free(answer);
}

static void test_what_is_missing_is_null(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answer->verdict.interface = LP_VERDICT_NULL;
    answer->verdict.dominant = NULL;
    json_t *root = parsed(answer);
    assert_null_at(root, "verdict.interface");
    assert_null_at(root, "verdict.dominant");
    json_decref(root);
    answer->pathway = NULL;
    answer->has_verdict = false;
    answer->is_converged = false;
    root = parsed(answer);
    assert_null_at(root, "pathway");
    assert_null_at(root, "verdict");
    assert_text_at(root, "status", "not-converged");
    json_decref(root);
    answermaker_free(answer);
}

static void test_foreign_bytes_and_large_seed(void **state)
{
    struct lp_answer *answer = answermaker_new();
    struct lp_study *study = answermaker_study(answer);
    (void)state;
    study->inputs[0].path = "caf\xe9/study.yaml"; /* Latin-1 on disk */
    answer->seed = UINT64_MAX;
    json_t *root = parsed(answer);
    assert_text_at(root, "inputs.0.path", "caf\uFFFD/study.yaml");
    assert_text_at(root, "seed", "18446744073709551615");
    json_decref(root);
    answermaker_free(answer);
}

/* What may not be shown is U+FFFD in texts and in keys; what JSON escapes comes back as it was. */
static void test_names_come_back(void **state)
{
    struct lp_answer *answer = answermaker_new();
    struct lp_study *study = answermaker_study(answer);
    (void)state;
    study->title = "`id` $(id) \\ \" %s <b> &amp; ]]> \xE2\x80\xAE";
    answer->pathway->compartments[2].name = "a\033[2J\xC2\x9B";
    answer->pathway->compartments[2].role = "\a\\";
    json_t *root = parsed(answer);
    assert_text_at(root, "title", "`id` $(id) \\ \" %s <b> &amp; ]]> \uFFFD");
    assert_text_at(root, "pathway.compartments.2.name", "a\uFFFD[2J\uFFFD");
    assert_text_at(root, "pathway.compartments.2.role", "\uFFFD\\");
    assert_non_null(at(root, "verdict.compartments.a\uFFFD[2J\uFFFD"));
    json_decref(root);
    answermaker_free(answer);
}

static void test_flow_has_plain_numbers(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    char *text = lp_pathway_json(answer->pathway);
    json_t *pathway = json_loads(text, 0, NULL);
    assert_true(real_at(pathway, "conductance_mol_s") == 1.9e-10);
    assert_true(real_at(pathway, "edges.3.net_share") == -0.2);
    assert_true(fabs(real_at(pathway, "compartments.3.visited") -
                     answer->pathway->compartments[3].visited.value) < 1e-14);
    assert_null_at(pathway, "compartments.0.visited");
    assert_true(real_at(pathway, "paths.1.probability") == 0.3);
    json_decref(pathway);
    free(text);
    answermaker_free(answer);
}

static void assert_same(const struct lp_estimate *written, const struct lp_picture_number *read)
{
    const double one[] = {written->value, written->low, written->high};
    const double other[] = {read->value, read->low, read->high};
    for (size_t i = 0; i < 3; i++) {
        if (isfinite(one[i]))
            assert_true(fabs(one[i] - other[i]) <= 1e-14 * fabs(one[i]));
        else
            assert_true(isnan(other[i]));
    }
}

static void test_reads_back_the_same(void **state)
{
    char path[] = "/tmp/lipath-test-result-XXXXXX";
    struct lp_answer *answer = answermaker_new();
    struct lp_picture *picture = NULL;
    struct lp_diag *diag = lp_diag_new();
    (void)state;
    close(mkstemp(path));
    char *text = lp_result_json(answer);
    assert_int_equal(lp_file_replace(path, text, strlen(text), diag), LP_OK);
    assert_int_equal(lp_picture_read(path, &picture, diag), LP_OK);
    const struct lp_answer_pathway *pathway = answer->pathway;
    assert_int_equal(picture->n_nodes, pathway->n_compartments);
    assert_int_equal(picture->n_edges, pathway->n_edges);
    assert_int_equal(picture->n_paths, pathway->n_paths);
    assert_string_equal(picture->title, answer->study->title);
    assert_true(picture->is_synthetic);
    assert_string_equal(picture->verdict, "yes");
    assert_same(&answer->verdict.share, &picture->verdict_share);
    assert_same(&pathway->resistance_ohm, &picture->resistance_ohm);
    for (size_t i = 0; i < picture->n_nodes; i++) {
        assert_string_equal(picture->nodes[i].name, pathway->compartments[i].name);
        assert_same(&pathway->compartments[i].visited, &picture->nodes[i].visited);
        assert_same(&pathway->compartments[i].uptake_mol, &picture->nodes[i].uptake_mol);
    }
    for (size_t i = 0; i < picture->n_edges; i++) {
        const struct lp_picture_edge *edge = &picture->edges[i];
        assert_string_equal(edge->id, pathway->edges[i].id);
        assert_string_equal(picture->nodes[edge->i_from].name, pathway->edges[i].between[0]);
        assert_string_equal(picture->nodes[edge->i_to].name, pathway->edges[i].between[1]);
        assert_same(&pathway->edges[i].net_share, &edge->share);
        assert_int_equal(edge->is_significant, pathway->edges[i].is_significant);
    }
    assert_same(&pathway->paths[0].probability, &picture->paths[0].probability);
    assert_ptr_equal(lp_picture_dominant_path(picture), &picture->paths[0]);
    unlink(path);
    free(text);
    lp_picture_free(picture);
    lp_diag_free(diag);
    answermaker_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stable_keys_are_there),
        cmocka_unit_test(test_values_are_the_answers),
        cmocka_unit_test(test_not_finite_is_null),
        cmocka_unit_test(test_what_is_missing_is_null),
        cmocka_unit_test(test_foreign_bytes_and_large_seed),
        cmocka_unit_test(test_names_come_back),
        cmocka_unit_test(test_flow_has_plain_numbers),
        cmocka_unit_test(test_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
