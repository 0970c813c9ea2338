/* SPDX-License-Identifier: MIT
 *
 * Every example of a conduct file's keys is read in a file around it, every column by its name.
 */
#include "conduct/conductkeys.h"
#include "conduct/conducttable.h"
#include "tests/support/conductmaker.h"
#include "tests/support/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HEAD     "lipath: 1\n"
#define MEASURED HEAD "measured: {"

static const struct examples_place places[] = {
    {&lp_conduct_keys, "at", "", "\n", {{"lipath", "1"}, {"activation", "0.2 eV"}}},
    {&lp_conduct_keys, NULL, "", "\n", {{"lipath", "1"}}},
    {&lp_conduct_number_keys, NULL, HEAD "conductivity: {", "}\n", {{"value", "1 S/m"}}},
    {&lp_conduct_by_cell_keys,
     NULL,
     HEAD "carriers: {",
     "}\n",
     {{"cell", "1 nm3"}, {"per_cell", "20"}}},
    {&lp_conduct_by_mass_keys,
     NULL,
     HEAD "carriers: {",
     "}\n",
     {{"density", "2 g/cm3"}, {"molar_mass", "589 g/mol"}, {"per_formula", "10"}}},
    {&lp_conduct_hop_keys, NULL, HEAD "hop: {", "}\n", {{NULL}}},
    {&lp_conduct_measured_keys, NULL, MEASURED, "}\n", {{NULL}}},
    {&lp_conduct_measurement_keys, NULL, MEASURED "rate: {", "}}\n", {{NULL}}},
    {&lp_conduct_t1_keys, "data", MEASURED "T1: {", "}}\n", {{"field", "9.4 T"}}},
    {&lp_conduct_t1_keys, "rows", MEASURED "T1: {", "}}\n", {{"field", "9.4 T"}}},
    {&lp_conduct_t1_keys, "field", MEASURED "T1: {", "}}\n", {{"data", "measured.csv"}}},
    {&lp_conduct_t1_keys, "frequency", MEASURED "T1: {", "}}\n", {{"data", "measured.csv"}}},
    {&lp_conduct_t1_keys,
     NULL,
     MEASURED "T1: {",
     "}}\n",
     {{"data", "measured.csv"}, {"field", "9.4 T"}}},
    {&lp_conduct_attenuation_keys,
     "rows",
     MEASURED "attenuation: {",
     "}}\n",
     {{"pulse", "1 ms"}, {"delay", "50 ms"}}},
    {&lp_conduct_attenuation_keys,
     NULL,
     MEASURED "attenuation: {",
     "}}\n",
     {{"data", "measured.csv"}, {"pulse", "1 ms"}, {"delay", "50 ms"}}},
};
enum { N_PLACES = sizeof places / sizeof *places };

/* The file is read without a fault; else the test fails with its messages. */
static struct lp_conduct_input *read_sound(const char *directory, const char *text)
{
    char path[256];
    struct lp_diag *diag = lp_diag_new();
    struct lp_conduct_input *input = NULL;
    snprintf(path, sizeof path, "%s/file.yaml", directory);
    examples_write(directory, "file.yaml", text);
    if (lp_conductread(path, &input, diag) != LP_OK) {
        char *rendered = lp_diag_render(diag, false);
        print_error("%s%s\n", rendered, text);
        free(rendered);
        fail();
    }
    lp_diag_free(diag);
    examples_remove(directory, "file.yaml");
    return input;
}

/* A value of the wrong kind in its place is refused: so the key is not only let through. */
static void refuse_nonsense(const struct lp_keys *keys, const struct lp_key *key)
{
    struct lp_key wrong = *key;
    struct lp_conduct_input *input = NULL;
    wrong.example = key->takes == LP_TAKES_LIST || key->takes == LP_TAKES_MAPPING ? "7" : "[7]";
    char *text = examples_text(examples_find(N_PLACES, places, keys, key), &wrong);
    if (conductmaker_read(text, &input, NULL) != LP_EINPUT)
        fail_msg("`%s` of `%s` is not read:\n%s", key->name, keys->name, text);
    free(text);
}

/* The columns of the reference with their examples, and a second row; all but the error. */
static void write_table(const char *directory)
{
    const struct lp_keys *keys = &lp_conduct_table_keys;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    for (size_t i = 0; i + 1 < keys->n; i++)
        fprintf(file, "%s%s", i ? "," : "", keys->key[i].name);
    for (size_t i = 0; i + 1 < keys->n; i++)
        fprintf(file, "%s%s", i ? "," : "\n", keys->key[i].example);
    fputs("\n320,2,0.2,2e9,2e-12,1.2,0.8\n", file);
    fclose(file);
    examples_write(directory, "measured.csv", text);
    free(text);
}

static void every_example_is_read(void **state)
{
    (void)state;
    char directory[] = "/tmp/lipath-keys-XXXXXX";
    assert_non_null(mkdtemp(directory));
    write_table(directory);
    for (size_t i = 0; i < LP_CONDUCT_N_KEYS; i++) {
        const struct lp_keys *keys = lp_conduct_keys_all[i];
        for (size_t k = 0; k < keys->n && !keys->is_table; k++) {
            char *text =
                examples_text(examples_find(N_PLACES, places, keys, &keys->key[k]), &keys->key[k]);
            lp_conduct_input_free(read_sound(directory, text));
            free(text);
            refuse_nonsense(keys, &keys->key[k]);
        }
    }
    examples_remove(directory, "measured.csv");
    assert_int_equal(rmdir(directory), 0);
}

static void every_column_is_read(void **state)
{
    (void)state;
    static const double expected[LP_CONDUCT_N_TABLES] = {0.1, 1e9, 1e-12, 1.3, 0.9};
    char directory[] = "/tmp/lipath-keys-XXXXXX";
    assert_non_null(mkdtemp(directory));
    write_table(directory);
    struct lp_conduct_input *input = read_sound(
        directory, MEASURED "conductivity: {data: measured.csv}, rate: {data: measured.csv}, "
                            "diffusivity: {data: measured.csv}, "
                            "T1: {data: measured.csv, field: 9.4 T}, attenuation: "
                            "{data: measured.csv, pulse: 1 ms, delay: 50 ms}}\n");
    for (size_t k = 0; k < LP_CONDUCT_N_TABLES; k++) {
        assert_int_equal(input->table[k].n, 2);
        assert_true(fabs(input->table[k].y[0] - expected[k]) <= 1e-14 * expected[k]);
        assert_null(input->table[k].error);
    }
    assert_true(fabs(input->table[LP_CONDUCT_RATE].x[0] - 300.0) < 1e-10);
    assert_true(input->table[LP_CONDUCT_ATTENUATION].x[0] == 1.0);
    lp_conduct_input_free(input);
    examples_write(directory, "measured.csv",
                   "temperature [K],rate [1/s],error [1/s]\n300,1,0.05\n320,2,0.1\n");
    input = read_sound(directory, MEASURED "rate: {data: measured.csv}}\n");
    assert_true(input->table[LP_CONDUCT_RATE].error[0] == 0.05);
    lp_conduct_input_free(input);
    examples_remove(directory, "measured.csv");
    assert_int_equal(rmdir(directory), 0);
}

/* Kinds of tables are counted by an enum and named by rows of the table of keys. */
static void tables_are_named_in_the_order_of_their_kinds(void **state)
{
    (void)state;
    assert_string_equal(lp_conduct_table_name(LP_CONDUCT_CONDUCTIVITY), "conductivity");
    assert_string_equal(lp_conduct_table_name(LP_CONDUCT_RATE), "rate");
    assert_string_equal(lp_conduct_table_name(LP_CONDUCT_DIFFUSIVITY), "diffusivity");
    assert_string_equal(lp_conduct_table_name(LP_CONDUCT_T1), "T1");
    assert_string_equal(lp_conduct_table_name(LP_CONDUCT_ATTENUATION), "attenuation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_read),
        cmocka_unit_test(every_column_is_read),
        cmocka_unit_test(tables_are_named_in_the_order_of_their_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
