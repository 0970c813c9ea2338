/* SPDX-License-Identifier: MIT
 *
 * Measured values: the order of rows, tidy and wide tables, replicates, blanks, durations,
 * loadings.
 */
#include "input/dataread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

static int setup(void **state)
{
    struct lp_study *study = NULL;
    if (lp_study_read("tests/unit/data/study/study.yaml", &study, NULL) != LP_OK)
        return 1;
    *state = study;
    return 0;
}

static int teardown(void **state)
{
    lp_study_free(*state);
    return 0;
}

static void tidy_rows_are_sorted(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *e = &study->experiments[0];
    assert_int_equal(e->n_rows, 4); /* NA and blank are not measured */
    assert_true(e->rows[0].t_s == 3600.0 && e->rows[0].i_component == 0);
    assert_true(e->rows[1].t_s == 3600.0 && e->rows[1].i_component == 2);
    assert_true(isnan(e->rows[1].sigma) && e->rows[1].duration_s == 1800.0);
    assert_string_equal(e->rows[2].replicate, "a");
    assert_string_equal(e->rows[3].replicate, "b");
    assert_true(e->rows[3].value == 0.13 && e->rows[3].duration_s == 60.0);
    assert_int_equal(e->rows[0].span.line, 5);
}

static void wide_rows_know_their_sigma(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *e = &study->experiments[1];
    assert_int_equal(e->n_rows, 4);
    assert_true(e->rows[0].t_s == 600.0 && e->rows[0].value == 8.0 && isnan(e->rows[0].sigma));
    assert_true(e->rows[1].t_s == 1800.0 && e->rows[1].sigma == 0.5);
    assert_string_equal(e->rows[2].replicate, "second");
    assert_int_equal(e->rows[3].i_component, 2);
    assert_true(isnan(e->rows[3].sigma));
}

static void inline_rows_are_read(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *e = &study->experiments[2];
    assert_int_equal(e->n_rows, 2); /* `~` is not measured */
    assert_true(e->rows[0].t_s == 600.0 && e->rows[0].value == 2.3 && e->rows[0].sigma == 0.4);
    assert_int_equal(e->rows[1].i_component, 1);
}

static void loadings_find_every_replicate(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *e = &study->experiments[0];
    assert_int_equal(study->n_nuisances, 2);
    assert_string_equal(study->nuisances[0], "phase");
    assert_int_equal(e->n_loadings, 4); /* 1 h; 2 h twice; LiTFSI */
    assert_int_equal(e->loadings[0].i_row, 0);
    assert_true(e->loadings[1].i_row == 2 && e->loadings[2].i_row == 3);
    assert_true(e->loadings[2].loading == 0.005);
    assert_true(e->loadings[3].i_nuisance == 1 && e->loadings[3].loading == -0.002);
}

#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n"                                                                          \
    "  compartments: {s: {inventory: 2 umol}, t: {inventory: 1 umol}}\n"                           \
    "  exchange: [{between: [s, t], flow: 1e-12 mol/s}]\n"

static void row_order_is_free(void **state)
{
    (void)state;
    struct lp_study *a = study_from_text(
        MODEL "experiments: [{data: [[1 h, s, 0.1, 0.01], [10 min, t, 0.2, 0.01]]}]\n", NULL);
    struct lp_study *b = study_from_text(
        MODEL "experiments: [{data: [[600, t, 0.2, 0.01], [3600 s, s, 0.1, 0.01]]}]\n", NULL);
    for (size_t i = 0; i < 2; i++) {
        const struct lp_row *p = &a->experiments[0].rows[i], *q = &b->experiments[0].rows[i];
        assert_true(p->t_s == q->t_s && p->i_component == q->i_component && p->value == q->value);
    }
    lp_study_free(a);
    lp_study_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tidy_rows_are_sorted, setup, teardown),
        cmocka_unit_test_setup_teardown(wide_rows_know_their_sigma, setup, teardown),
        cmocka_unit_test_setup_teardown(inline_rows_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(loadings_find_every_replicate, setup, teardown),
        cmocka_unit_test(row_order_is_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
