/* SPDX-License-Identifier: MIT
 *
 * BioLogic's text export: the charge that passes is the one recorded, whichever column tells it and
 * however the file is written. What it refuses is in tests/bad.
 */
#include "base/sourceread.h"
#include "input/mptread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "study_text.h"

#define HEAD "EC-Lab ASCII FILE\nNb header lines : 3\n"

struct reading {
    struct lp_arena *arena;
    struct lp_diag *diag;
    struct lp_reader reader;
    const struct lp_source *source;
    struct lp_step *steps;
    size_t n;
    bool is_fine;
};

static struct reading read_bytes(const char *bytes, size_t n_bytes)
{
    struct reading r = {.arena = lp_arena_new(), .diag = lp_diag_new()};
    assert_int_equal(lp_reader_init(&r.reader, r.arena, r.diag), LP_OK);
    assert_int_equal(lp_source_from_export(r.arena, "test", bytes, n_bytes, &r.source, r.diag),
                     LP_OK);
    r.is_fine = lp_mptread(&r.reader, r.source, &r.steps, &r.n);
    return r;
}

static struct reading read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static struct reading read_path(const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return read_bytes(bytes, n);
}

static void clear(struct reading *r)
{
    lp_reader_clear(&r->reader);
    lp_diag_free(r->diag);
    lp_arena_free(r->arena);
}

static void assert_step(const struct reading *r, size_t i, double duration_s, double current_A)
{
    assert_true(i < r->n);
    if (fabs(r->steps[i].duration_s - duration_s) > 1e-9 ||
        fabs(r->steps[i].current_A - current_A) > 1e-15)
        print_error("step %zu: %g s at %g A\n", i, r->steps[i].duration_s, r->steps[i].current_A);
    assert_true(fabs(r->steps[i].duration_s - duration_s) <= 1e-9);
    assert_true(fabs(r->steps[i].current_A - current_A) <= 1e-15);
    assert_true(r->steps[i].electrodes_on);
}

/* Decimal commas, Latin-1, \r\n, the names once more in the middle, two headers: all the same. */
static void sixty_records_are_seven_steps(void **state)
{
    (void)state;
    const char *const paths[] = {"tests/unit/data/mpt/switching.mpt",
                                 "tests/unit/data/mpt/parts.mpt"};
    for (size_t k = 0; k < 2; k++) {
        struct reading r = read_path(paths[k]);
        assert_true(r.is_fine);
        assert_int_equal(r.n, 7);
        assert_step(&r, 0, 60, 0);
        for (size_t i = 1; i < 7; i++)
            assert_step(&r, i, 300, i % 2 ? 7.2e-6 : -7.2e-6);
        clear(&r);
    }
}

static void the_mean_current_belongs_to_the_time_before(void **state)
{
    (void)state;
    struct reading r = read_text(HEAD "time/s\t<I>/mA\n0\t0\n10\t1\n20\t1\n30\t-2\n");
    assert_int_equal(r.n, 2);
    assert_step(&r, 0, 20, 1e-3);
    assert_step(&r, 1, 10, -2e-3);
    clear(&r);
}

static void the_instant_current_holds_until_the_next(void **state)
{
    (void)state;
    struct reading r = read_text(HEAD "time/s\tI/A\n5\t1e-3\n10\t1e-3\n20\t-2e-3\n30\t7\n");
    assert_int_equal(r.n, 3);
    assert_step(&r, 0, 5, 0);
    assert_step(&r, 1, 15, 1e-3);
    assert_step(&r, 2, 10, -2e-3);
    clear(&r);
}

static void what_was_set_goes_before_what_was_measured(void **state)
{
    (void)state;
    struct reading r = read_text(HEAD "I/mA\t<I>/mA\ttime/s\tcontrol/V\tcontrol/mA\n"
                                      "9\t9\t0\t3\t1\n9\t9\t10\t3\t1.001\n9\t9\t20\t3\t0\n");
    assert_int_equal(r.n, 2); /* what was set is merged only where it is equal */
    assert_step(&r, 0, 10, 1e-3);
    assert_step(&r, 1, 10, 1.001e-3);
    clear(&r);
}

static void measured_noise_is_one_step_that_keeps_the_charge(void **state)
{
    (void)state;
    char text[20000] = HEAD "time/min\tI/\xB5"
                            "A\n";
    double charge_C = 0, sum_C = 0;
    for (int i = 0; i <= 400; i++) {
        double t_min = i + 0.3 * (i % 3), next_min = i + 1 + 0.3 * ((i + 1) % 3);
        double current_uA = (i < 200 ? 7.2 : -7.2) * (1 + 0.004 * ((i * 37) % 11 - 5) / 5.0);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%.6f\t%.6f\n", t_min,
                 current_uA);
        if (i < 400)
            charge_C += 1e-6 * round(current_uA * 1e6) / 1e6 * 60 * (next_min - t_min);
    }
    struct reading r = read_text(text);
    assert_int_equal(r.n, 2);
    for (size_t i = 0; i < r.n; i++)
        sum_C += r.steps[i].current_A * r.steps[i].duration_s;
    assert_true(fabs(sum_C - charge_C) < 1e-12 * 7.2e-6 * 24000);
    assert_true(fabs(r.steps[0].duration_s + r.steps[1].duration_s - 60 * 400.3) < 1e-6);
    clear(&r);
}

/* Two records at one time: the later holds. */
static void a_switch_may_be_recorded_twice(void **state)
{
    (void)state;
    struct reading r = read_text(HEAD "time/s\tI/mA\n0\t1\n10\t1\n10\t-1\n20\t-1\n20\t0\n25\t0\n");
    assert_int_equal(r.n, 3);
    assert_step(&r, 0, 10, 1e-3);
    assert_step(&r, 1, 10, -1e-3);
    assert_step(&r, 2, 5, 0);
    clear(&r);
}

/* The digest is that of the file, not of the text decoded from it. */
static void a_study_takes_it_as_its_protocol(void **state)
{
    (void)state;
    char text[1000], path[600], folder[500];
    char sha256[LP_SHA256_TEXT];
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/tests/unit/data/mpt/switching.mpt", folder);
    snprintf(text, sizeof text,
             "lipath: 1\nmodel:\n  compartments: {l: {kind: electrode, enrichment: 0.9},\n"
             "    s: {inventory: 2 umol}, r: {kind: electrode, enrichment: 0.9}}\n"
             "  exchange: [{between: [l, s], flow: 1e-10 mol/s},\n"
             "             {between: [r, s], flow: 1e-10 mol/s}]\n"
             "experiments: [{protocol_file: %s}]\n",
             path);
    struct lp_study *study = study_from_text(text, NULL);
    assert_non_null(study);
    assert_int_equal(study->experiments[0].protocol.n_blocks, 1);
    assert_int_equal(study->experiments[0].protocol.blocks[0].n_steps, 7);
    assert_true(lp_protocol_is_driven(&study->experiments[0].protocol));
    struct reading r = read_path(path);
    assert_non_null(r.source->file_bytes);
    lp_file_sha256(r.source->file_bytes, r.source->n_file_bytes, sha256);
    assert_string_equal(study->inputs[study->n_inputs - 1].sha256, sha256);
    clear(&r);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_records_are_seven_steps),
        cmocka_unit_test(the_mean_current_belongs_to_the_time_before),
        cmocka_unit_test(the_instant_current_holds_until_the_next),
        cmocka_unit_test(what_was_set_goes_before_what_was_measured),
        cmocka_unit_test(measured_noise_is_one_step_that_keeps_the_charge),
        cmocka_unit_test(a_switch_may_be_recorded_twice),
        cmocka_unit_test(a_study_takes_it_as_its_protocol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
