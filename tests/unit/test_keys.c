/* SPDX-License-Identifier: MIT
 *
 * The table of keys says what the reader does: every example is read in a study around it, every
 * default is what leaving out the key comes to, rows are complete and found by name.
 */
#include "input/keys.h"
#include "tests/support/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "study_text.h"

#define FOIL  "{kind: electrode, enrichment: 0.95}"
#define SALT  "{inventory: 2.5 umol, diffusivity: 1e-12 m2/s}"
#define BOTH  "compartments: {foil: " FOIL ", salt: " SALT "}\n"
#define LINK  "exchange: [{between: [foil, salt], flow: phi}]\n"
#define HEAD  "lipath: 1\nmodel: model.yaml\n"
#define FIRST HEAD "experiments: [{name: cell-1, "
#define DATA  "data: enrichment.csv"

static const struct examples_place places[] = {
    {&lp_keys_study, NULL, "", "\n", {{"lipath", "1"}, {"model", "model.yaml"}}},
    {&lp_keys_experiment,
     "scale",
     HEAD "experiments: [{",
     "}]\n",
     {{"data", "enrichment.csv"}, {"observable", "area"}}},
    {&lp_keys_experiment,
     "reference_sigma",
     HEAD "experiments: [{",
     "}]\n",
     {{"data", "enrichment.csv"}, {"observable", "increase"}}},
    {&lp_keys_experiment, NULL, HEAD "experiments: [{", "}]\n", {{"data", "enrichment.csv"}}},
    {&lp_keys_noise, NULL, FIRST DATA ", noise: {", "}}]\n", {{NULL}}},
    {&lp_keys_step, NULL, FIRST "protocol: [{", "}]}]\n", {{"duration", "5 min"}}},
    {&lp_keys_repeat,
     NULL,
     FIRST "protocol: [{",
     "}]}]\n",
     {{"repeat", "2"}, {"steps", "[{duration: 1 h}]"}}},
    {&lp_keys_impedance, NULL, FIRST "impedance: {", "}}]\n", {{NULL}}},
    {&lp_keys_override, NULL, HEAD "override: {", "}\n", {{NULL}}},
    {&lp_keys_report, NULL, FIRST "times: [1 h]}]\nreport: {", "}\n", {{NULL}}},
    {&lp_keys_design, NULL, HEAD "design: {", "}\n", {{NULL}}},
    {&lp_keys_model,
     NULL,
     "",
     "\n",
     {{"lipath", "1"}, {"compartments", "{foil: " FOIL ", salt: " SALT "}"}}},
    {&lp_keys_cell, NULL, "lipath: 1\n" BOTH "cell: {", "}\n", {{NULL}}},
    {&lp_keys_parameter, "value", "lipath: 1\n" BOTH LINK "parameters: {phi: {", "}}\n", {{NULL}}},
    {&lp_keys_parameter,
     NULL,
     "lipath: 1\n" BOTH LINK "parameters: {phi: {",
     "}}\n",
     {{"start", "5e-11 mol/s"}, {"activation", "0.3 eV"}}},
    {&lp_keys_prior,
     "median",
     "lipath: 1\ncompartments: {salt: {inventory: N}}\nparameters: {N: {prior: {",
     "}}}\n",
     {{"factor", "3"}}},
    {&lp_keys_prior,
     "factor",
     "lipath: 1\ncompartments: {salt: {inventory: N}}\nparameters: {N: {prior: {",
     "}}}\n",
     {{"median", "1 umol"}}},
    {&lp_keys_prior,
     NULL,
     "lipath: 1\ncompartments: {salt: {inventory: N}}\nparameters: {N: {prior: {",
     "}}}\n",
     {{"mean", "1 umol"}, {"sd", "0.1 umol"}}},
    {&lp_keys_compartment,
     "surface",
     "lipath: 1\ncompartments: {salt: " SALT ", foil: {",
     "}}\n",
     {{"kind", "electrode"}, {"enrichment", "0.95"}}},
    {&lp_keys_compartment,
     NULL,
     "lipath: 1\ncompartments: {foil: " FOIL ", salt: {",
     "}}\n",
     {{"inventory", "2 umol"}}},
    {&lp_keys_growth,
     NULL,
     "lipath: 1\ncompartments: {foil: " FOIL ", rim: {inventory: 1 nmol, growth: {",
     "}}}\n",
     {{"rate", "1e-19 m2/s"}, {"start", "2 nm"}, {"scale", "10 nm"}, {"from", "foil"}}},
    {&lp_keys_exchange,
     "from",
     "lipath: 1\n" BOTH "exchange: [{",
     "}]\n",
     {{"to", "foil"}, {"rate", "1e-8 1/s"}}},
    {&lp_keys_exchange,
     "to",
     "lipath: 1\n" BOTH "exchange: [{",
     "}]\n",
     {{"from", "salt"}, {"rate", "1e-8 1/s"}}},
    {&lp_keys_exchange,
     "rate",
     "lipath: 1\n" BOTH "exchange: [{",
     "}]\n",
     {{"from", "salt"}, {"to", "foil"}}},
    {&lp_keys_exchange,
     NULL,
     "lipath: 1\n" BOTH "exchange: [{",
     "}]\n",
     {{"between", "[salt, foil]"}, {"flow", "1e-11 mol/s"}}},
    {&lp_keys_depth,
     NULL,
     "lipath: 1\n" BOTH "depth: {",
     "}\n",
     {{"layers", "4"}, {"thickness", "40 um"}}},
    {&lp_keys_component,
     NULL,
     "lipath: 1\n" BOTH "components: {line: {",
     "}}\n",
     {{"of", "{salt: 1}"}}},
    {&lp_keys_tidy, NULL, "", "", {{"time_s", "600"}, {"component", "salt"}, {"value", "0.1"}}},
    {&lp_keys_wide, "COMPONENT", "", "", {{"time_s", "600"}}},
    {&lp_keys_wide, NULL, "", "", {{"time_s", "600"}, {"salt", "0.1"}}},
    {&lp_keys_covariance,
     NULL,
     "",
     "",
     {{"component", "salt"}, {"time_s", "600"}, {"nuisance", "phase"}, {"loading", "0.01"}}},
    {&lp_keys_protocol, NULL, "", "", {{"time_s", "600"}, {"current_A", "0"}}},
    {&lp_keys_export,
     "time/s",
     "EC-Lab ASCII FILE\nNb header lines : 3\n",
     "",
     {{"control/mA", "0.007"}}},
    {&lp_keys_export, NULL, "EC-Lab ASCII FILE\nNb header lines : 3\n", "", {{"time/s", "600"}}},
};
enum { N_PLACES = sizeof places / sizeof *places };

/* The studies that read the tables. */
static const struct {
    const struct lp_keys *keys;
    const char *file, *study;
} tables[] = {
    {&lp_keys_tidy, "table.csv", FIRST "data: table.csv}]\n"},
    {&lp_keys_wide, "table.csv", FIRST "data: table.csv}]\n"},
    {&lp_keys_covariance, "table.csv",
     FIRST "data: [[600 s, salt, 0.1, 0.01]], covariance: table.csv}]\n"},
    {&lp_keys_protocol, "table.csv", FIRST "protocol_file: table.csv}]\n"},
    {&lp_keys_export, "table.mpt", FIRST "protocol_file: table.mpt}]\n"},
};

static const struct {
    const char *name, *text;
} files[] = {
    {"model.yaml",
     "lipath: 1\ncell: {area: 1 cm2, thickness: 40 um}\nparameters: {phi: {start: 5e-11 mol/s}}\n"
     "compartments: {foil: " FOIL ", other: " FOIL ", salt: " SALT "}\n"
     "exchange: [{between: [foil, salt], flow: phi}, {between: [salt, other], flow: phi}]\n"},
    {"enrichment.csv", "time_s,component,value,sigma\n600,salt,0.1,0.01\n"},
    {"covariance.csv", "component,time_s,nuisance,loading\nsalt,600,phase,0.01\n"},
    {"cycler.csv", "time_s,current_A\n0,1e-6\n600,0\n"},
};
enum { N_FILES = sizeof files / sizeof *files };

/* Read directory/study.yaml. */
static enum lp_status read_study(const char *directory, const char *text, struct lp_study **study,
                                 struct lp_diag *diag)
{
    char path[256];
    examples_write(directory, "study.yaml", text);
    snprintf(path, sizeof path, "%s/study.yaml", directory);
    return lp_study_read(path, study, diag);
}

/* The same; fails the test with its messages if it has a fault. */
static struct lp_study *read_sound(const char *directory, const char *text, const char *what)
{
    struct lp_study *study = NULL;
    struct lp_diag *diag = lp_diag_new();
    if (read_study(directory, text, &study, diag) != LP_OK) {
        char *rendered = lp_diag_render(diag, false);
        print_error("%s:\n%s%s\n", what, rendered, text);
        free(rendered);
        fail();
    }
    lp_diag_free(diag);
    return study;
}

static void read_example(const char *directory, const struct lp_keys *keys,
                         const struct lp_key *key)
{
    const struct examples_place *place = examples_find(N_PLACES, places, keys, key);
    char *text = examples_text(place, key);
    struct lp_study *study = NULL;
    if (!keys->is_table)
        study = read_sound(directory, text, key->name);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].keys == keys) {
            examples_write(directory, tables[i].file, text);
            study = read_sound(directory, tables[i].study, key->name);
        }
    assert_non_null(study);
    lp_study_free(study);
    free(text);
}

/* A value of the wrong kind in its place is refused: so the key is not only let through. */
static void read_nonsense(const char *directory, const struct lp_keys *keys,
                          const struct lp_key *key)
{
    struct lp_key wrong = *key;
    struct lp_study *study = NULL;
    wrong.example = key->takes == LP_TAKES_LIST || key->takes == LP_TAKES_MAPPING ? "7" : "[7]";
    char *text = examples_text(examples_find(N_PLACES, places, keys, key), &wrong);
    if (read_study(directory, text, &study, NULL) != LP_EINPUT)
        fail_msg("`%s` of `%s` is not read:\n%s", key->name, keys->name, text);
    free(text);
}

static void every_example_is_read(void **state)
{
    (void)state;
    char directory[] = "/tmp/lipath-keys-XXXXXX";
    assert_non_null(mkdtemp(directory));
    for (size_t i = 0; i < N_FILES; i++)
        examples_write(directory, files[i].name, files[i].text);
    for (size_t i = 0; i < LP_N_KEYS; i++)
        for (size_t k = 0; k < lp_keys_all[i]->n; k++) {
            read_example(directory, lp_keys_all[i], &lp_keys_all[i]->key[k]);
            if (!lp_keys_all[i]->is_table)
                read_nonsense(directory, lp_keys_all[i], &lp_keys_all[i]->key[k]);
        }
    for (size_t i = 0; i < N_FILES; i++)
        examples_remove(directory, files[i].name);
    examples_remove(directory, "table.csv");
    examples_remove(directory, "table.mpt");
    examples_remove(directory, "study.yaml");
    assert_int_equal(rmdir(directory), 0);
}

/* Each key once in its mapping, with all that the reference prints. */
static void rows_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < LP_N_KEYS; i++) {
        const struct lp_keys *keys = lp_keys_all[i];
        assert_non_null(keys->name);
        assert_non_null(keys->place);
        assert_non_null(keys->meaning);
        for (size_t k = 0; k < keys->n; k++) {
            const struct lp_key *key = &keys->key[k];
            assert_ptr_equal(lp_keys_find(keys, key->name), key);
            assert_non_null(key->meaning);
            assert_non_null(key->example);
            assert_true((key->takes < LP_TAKES_LIST) || key->form);
            assert_true((key->takes == LP_TAKES_WORD) == (key->words != NULL));
            assert_true(key->takes != LP_TAKES_INTEGER || key->least < key->most);
        }
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(keys->name, lp_keys_all[k]->name);
    }
    assert_null(lp_keys_find(&lp_keys_cell, "aria"));
}

/* Numbers that the reference states, against what physics and readers take for granted. */
static void defaults_are_those_of_the_program(void **state)
{
    (void)state;
    struct lp_study *study =
        study_from_text("lipath: 1\nmodel: {"
                        "compartments: {foil: " FOIL ", salt: {inventory: 1 umol}}, "
                        "exchange: [{between: [foil, salt], flow: 1e-11 mol/s}]}\n"
                        "experiments: [{times: [1 h], protocol: [{duration: 1 h}]}]\n",
                        NULL);
    assert_non_null(study);
    const struct lp_experiment *x = &study->experiments[0];
    assert_int_equal(study->seed, 1);
    assert_true(study->threshold == 0.10);
    assert_true(x->temperature_K == 298.15);
    assert_true(x->flip_rad == acos(-1.0) / 2.0);
    assert_int_equal(x->observable, LP_OBSERVE_ENRICHMENT);
    assert_true(isnan(x->recycle_s));
    assert_true(x->protocol.blocks[0].steps[0].electrodes_on);
    assert_true(x->protocol.blocks[0].steps[0].current_A == 0.0);
    assert_true(x->model->cell.natural.constant == 0.0759);
    assert_true(x->model->cell.transference.constant == 1.0);
    assert_true(x->model->edges[0].haven.constant == 1.0);
    assert_false(x->model->edges[0].is_optional);
    assert_int_equal(x->model->compartments[1].kind, LP_PHASE);
    assert_int_equal(x->model->compartments[1].material, LP_MATERIAL_UNKNOWN);
    assert_true(x->model->compartments[1].enrichment.constant == 0.0759);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_complete),
        cmocka_unit_test(every_example_is_read),
        cmocka_unit_test(defaults_are_those_of_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
