/* SPDX-License-Identifier: MIT
 *
 * Protocols out of the study and out of a table: the charge that passes is the one written.
 */
#include "input/protocolread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n  cell: {area: 0.5 cm2}\n"                                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol},\n"            \
    "                 r: {kind: electrode, enrichment: 0.9}}\n"                                    \
    "  exchange: [{between: [l, s], flow: 1e-10 mol/s}, {between: [r, s], flow: 1e-10 mol/s}]\n"

/* Charge through the cell until its protocol ends [C], and the time it takes. */
static double charge(const struct lp_protocol *protocol, double *end_s)
{
    double sum_C = 0.0;
    struct lp_protocol_cursor cursor = lp_protocol_begin(protocol);
    for (; !isinf(cursor.step.duration_s); lp_protocol_next(&cursor))
        sum_C += cursor.step.current_A * cursor.step.duration_s;
    *end_s = cursor.start_s;
    return sum_C;
}

static void the_charge_is_as_written(void **state)
{
    (void)state;
    double end_s;
    struct lp_study *study = study_from_text(
        MODEL "experiments:\n  - protocol:\n"
              "      - {repeat: 3, steps: [{duration: 5 min, current: 10 uA},\n"
              "                            {duration: 4 min, current: -20 uA/cm2}]}\n"
              "      - {duration: 1 h, current: 0}\n      - {duration: 1 d, electrodes: no}\n",
        NULL);
    double sum_C = charge(&study->experiments[0].protocol, &end_s);
    assert_true(fabs(sum_C - 3 * 1e-5 * 60.0) < 1e-15);
    assert_true(fabs(end_s - (3 * 540 + 3600 + 86400)) < 1e-9);
    lp_study_free(study);
}

static void a_table_is_held_between_its_rows(void **state)
{
    (void)state;
    double end_s;
    struct lp_study *study = NULL;
    assert_int_equal(lp_study_read("tests/unit/data/study/study.yaml", &study, NULL), LP_OK);
    double sum_C = charge(&study->experiments[1].protocol, &end_s); /* +1 h, -0.5 h at 7.2 uA */
    assert_true(fabs(sum_C - 7.2e-6 * 1800.0) < 1e-15);
    assert_true(fabs(end_s - 7200.0) < 1e-9);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_charge_is_as_written),
        cmocka_unit_test(a_table_is_held_between_its_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
