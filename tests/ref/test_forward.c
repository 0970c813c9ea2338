/* SPDX-License-Identifier: MIT
 *
 * The forward cases (tests/ref/forward): random studies whose answers come from matrix exponentials
 * in double precision. Every prediction agrees within 1e-7 of the largest absolute value of its
 * component, the tolerance that the cases state. All kinds: at rest (with finite electrodes),
 * driven, depth, both, one-way; storage in some.
 */
#include "observe/observe.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_CASES   18
#define MAX_ROWS  400
#define TOLERANCE 1e-7

struct reference {
    size_t n;
    struct lp_point points[MAX_ROWS];
    double value[MAX_ROWS];
};

static void read_reference(const char *path, const struct lp_model *model,
                           struct reference *reference)
{
    char line[200], name[100];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    assert_non_null(fgets(line, sizeof line, file));
    reference->n = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        struct lp_point *point = &reference->points[reference->n];
        assert_true(reference->n < MAX_ROWS);
        assert_int_equal(
            sscanf(line, "%lf,%99[^,],%lf", &point->t_s, name, &reference->value[reference->n]), 3);
        point->duration_s = 0;
        point->i_component = lp_model_find_component(model, name);
        assert_true(point->i_component != LP_NONE);
        reference->n++;
    }
    fclose(file);
}

/* The largest deviation, relative to the largest absolute value of each component. */
static double worst_deviation(const struct reference *reference, const double y[])
{
    double worst = 0;
    for (size_t i = 0; i < reference->n; i++) {
        double largest = 0;
        for (size_t j = 0; j < reference->n; j++) {
            if (reference->points[j].i_component == reference->points[i].i_component)
                largest = fmax(largest, fabs(reference->value[j]));
        }
        worst = fmax(worst, fabs(y[i] - reference->value[i]) / largest);
        if (isnan(y[i]))
            return NAN;
    }
    return worst;
}

/* Slots for all fitted parameters; the caller frees the arrays. */
static struct lp_slots all_fitted(const struct lp_study *study, const double p[])
{
    size_t n = study->parameters.n, *i_slot = calloc(n + 1, sizeof *i_slot), n_slots = 0;
    double *scale = calloc(n + 1, sizeof *scale);
    for (size_t i = 0; i < n; i++) {
        i_slot[i] = study->parameters.item[i].is_fitted ? n_slots : LP_NONE;
        if (study->parameters.item[i].is_fitted)
            scale[n_slots++] = p[i];
    }
    return (struct lp_slots){.n = n_slots, .i_slot = i_slot, .scale = scale};
}

/* Predictions alone and beside their derivatives, which move the steps. */
static void predict(const struct lp_study *study, const struct reference *reference,
                    enum lp_engine_kind kind, double y[], double y_beside[])
{
    double *p = calloc(study->parameters.n + 1, sizeof *p);
    struct lp_observer *observer = NULL;
    struct lp_diag *diag = lp_diag_new();
    lp_study_start(study, p);
    struct lp_slots slots = all_fitted(study, p);
    struct lp_observer_setup setup = {.experiment = &study->experiments[0],
                                      .slots = slots,
                                      .engine = lp_engine_options_default(),
                                      .n_points = reference->n,
                                      .points = reference->points};
    setup.engine.kind = kind;
    if (kind == LP_ENGINE_CVODES)
        setup.engine.rtol = 1e-10;
    double *dy = calloc(reference->n * slots.n + 1, sizeof *dy);
    enum lp_status status = lp_observer_new(&setup, &observer, diag);
    if (status == LP_OK)
        status = lp_observer_predict(observer, p, y, NULL, diag);
    if (status == LP_OK)
        status = lp_observer_predict(observer, p, y_beside, dy, diag);
    if (status != LP_OK)
        fail_msg("%s", lp_diag_first_error(diag));
    lp_observer_free(observer);
    lp_diag_free(diag);
    free((void *)slots.i_slot);
    free((void *)slots.scale);
    free(dy);
    free(p);
}

static void run_case(int i_case, enum lp_engine_kind kind)
{
    static struct reference reference;
    char path[100];
    double y[MAX_ROWS], y_beside[MAX_ROWS];
    struct lp_study *study = NULL;
    struct lp_diag *diag = lp_diag_new();
    snprintf(path, sizeof path, "tests/ref/forward/case-%04d.yaml", i_case);
    if (lp_study_read(path, &study, diag) != LP_OK)
        fail_msg("%s: %s", path, lp_diag_first_error(diag));
    snprintf(path, sizeof path, "tests/ref/forward/case-%04d.csv", i_case);
    read_reference(path, study->experiments[0].model, &reference);
    predict(study, &reference, kind, y, y_beside);
    double worst = worst_deviation(&reference, y);
    double worst_beside = worst_deviation(&reference, y_beside);
    if (!(worst <= TOLERANCE) || !(worst_beside <= TOLERANCE)) {
        fail_msg("case %d: deviates by %g, %g beside derivatives, of the component's largest value",
                 i_case, worst, worst_beside);
    }
    print_message("case %2d: within %.1e, %.1e beside derivatives\n", i_case, worst, worst_beside);
    lp_study_free(study);
    lp_diag_free(diag);
}

/* The exact engine where it applies. */
static void predictions_agree_with_matrix_exponentials(void **state)
{
    (void)state;
    for (int i_case = 1; i_case <= N_CASES; i_case++)
        run_case(i_case, LP_ENGINE_AUTO);
}

static void stepping_at_1e_10_agrees_likewise(void **state)
{
    (void)state;
    for (int i_case = 1; i_case <= N_CASES; i_case++)
        run_case(i_case, LP_ENGINE_CVODES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(predictions_agree_with_matrix_exponentials),
        cmocka_unit_test(stepping_at_1e_10_agrees_likewise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
