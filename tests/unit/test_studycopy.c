/* SPDX-License-Identifier: MIT
 *
 * Copies of studies: what is changed in a copy stays as it was in the original, and what is said to
 * be shared is the same in memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "input/studycopy.h"
#include "tests/support/fitmaker.h"

#include <math.h>

static struct lp_study *two_phases(void)
{
    return fitmaker_study(&(struct fitmaker_series){fitmaker_two_phases, "a b", 3, 1e3, 1e4, NULL,
                                                    .sigma = 0.01, .seed = 1});
}

static void a_copy_is_written_to_and_the_original_stays(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *copy = lp_study_copy(study, 2, arena);
    assert_non_null(copy);
    assert_null(copy->arena);
    assert_int_equal(copy->n_experiments, 1);
    assert_ptr_equal(copy->experiments[0].model, study->experiments[0].model);
    assert_ptr_equal(copy->experiments[0].rows, study->experiments[0].rows);
    assert_ptr_equal(copy->title, study->title);
    copy->n_experiments = 3; /* the room asked for */
    copy->experiments[1] = copy->experiments[2] = copy->experiments[0];
    copy->experiments[0].temperature_K = 1.0;
    copy->parameters.item[1].min = -7.0;
    assert_int_equal(study->n_experiments, 1);
    assert_true(study->experiments[0].temperature_K == 298.15);
    assert_true(study->parameters.item[1].min == 0.0);
    lp_arena_free(arena);
    lp_study_free(study);
}

static void fitted_parameters_start_where_asked(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *copy = lp_study_copy(study, 0, arena);
    assert_non_null(copy);
    assert_int_equal(copy->parameters.n, 3);
    copy->parameters.item[2].is_fitted = false;
    lp_study_set_start(copy, (double[]){7e-11, NAN, 9e-11});
    assert_true(copy->parameters.item[0].value == 7e-11);
    assert_true(copy->parameters.item[1].value == study->parameters.item[1].value);
    assert_true(copy->parameters.item[2].value == study->parameters.item[2].value);
    assert_true(study->parameters.item[0].value != 7e-11);
    lp_arena_free(arena);
    lp_study_free(study);
}

static void rows_and_models_become_its_own_when_asked(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *copy = lp_study_copy(study, 0, arena);
    const struct lp_experiment *original = &study->experiments[0];
    assert_non_null(copy);
    struct lp_experiment *x = &copy->experiments[0];
    struct lp_row *rows = lp_study_own_rows(x, 2, arena);
    assert_non_null(rows);
    assert_ptr_equal(rows, x->rows);
    assert_int_equal(x->n_rows, original->n_rows);
    assert_memory_equal(rows, original->rows, x->n_rows * sizeof *rows);
    rows[0].value = 42.0;
    rows[x->n_rows] = rows[x->n_rows + 1] = rows[0]; /* the room asked for */
    assert_true(original->rows[0].value != 42.0);

    struct lp_model *model = lp_model_copy(original->model, arena);
    assert_non_null(model);
    assert_ptr_equal(model->components, original->model->components);
    assert_ptr_equal(model->parameters, original->model->parameters);
    model->compartments[2].inventory_mol.constant = 42.0;
    model->edges[0].is_one_way = true;
    assert_true(fabs(original->model->compartments[2].inventory_mol.constant - 1.5e-6) < 1e-18);
    assert_false(original->model->edges[0].is_one_way);
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_written_to_and_the_original_stays),
        cmocka_unit_test(fitted_parameters_start_where_asked),
        cmocka_unit_test(rows_and_models_become_its_own_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
