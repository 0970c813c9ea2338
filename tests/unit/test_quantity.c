/* SPDX-License-Identifier: MIT
 *
 * Single numbers by u against the whole list of shares, their gradients against central
 * differences, their edges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/quantity.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define N_MAX 16

struct setup {
    struct fitmaker_fit fit;
    struct lp_quantity_view view;
    double p[N_MAX], u[N_MAX];
    const struct lp_model *model;
};

static void set_up(struct setup *s)
{
    struct fitmaker_series series = {.model = fitmaker_problem_s,
                                     .components = "lgps interface salt",
                                     .n_times = 8,
                                     .first_s = 1e3,
                                     .last_s = 2e5,
                                     .sigma = 0.01,
                                     .noise = 1.0,
                                     .seed = 2};
    struct lp_engine_options engine = lp_engine_options_default();
    static const struct lp_path_list no_paths = {.n = 0};

    s->fit = fitmaker_fit(&series);
    s->model = s->fit.study->experiments[0].model;
    assert_true(s->fit.problem->n <= N_MAX && s->fit.study->parameters.n <= N_MAX);
    s->view = (struct lp_quantity_view){.problem = s->fit.problem,
                                        .model = s->model,
                                        .paths = &no_paths,
                                        .p = s->p,
                                        .u = s->u,
                                        .conductance_mol_s = 1e-13};
    assert_int_equal(lp_shares_new(s->fit.study, NULL, &engine, &s->view.shares, NULL), LP_OK);
}

static void tear_down(struct setup *s)
{
    lp_shares_free(s->view.shares);
    fitmaker_clear(&s->fit);
}

static void each_number_is_that_of_the_list(void **state)
{
    (void)state;
    struct setup s;
    set_up(&s);
    double all[200], p[N_MAX], g;
    size_t n = lp_shares_n(s.model), n_finite = 0;
    assert_true(n <= 200);
    lp_problem_values(s.fit.problem, s.fit.best->u, p);
    assert_int_equal(lp_shares_evaluate(s.view.shares, p, true, all, NULL, NULL), LP_OK);
    for (size_t i = 0; i < n; i++) {
        struct lp_quantity q = {LP_QUANTITY_NUMBER, i};
        assert_int_equal(lp_quantity_value(&s.view, &q, s.fit.best->u, &g), LP_OK);
        double number = lp_quantity_number(&s.view, &q, g);
        assert_true(isnan(all[i]) ? isnan(number) : fabs(number - all[i]) <= 1e-12 * fabs(all[i]));
        n_finite += isnan(all[i]) ? 0 : 1;
    }
    assert_true(n_finite > n / 2);
    tear_down(&s);
}

static void gradients_are_differences_inside_the_box(void **state)
{
    (void)state;
    struct setup s;
    set_up(&s);
    double u[N_MAX], gradient[N_MAX], g, up, down;
    struct lp_quantity q = {LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    memcpy(u, s.fit.best->u, s.fit.problem->n * sizeof(double));
    assert_int_equal(lp_quantity_value(&s.view, &q, u, &g), LP_OK);
    assert_int_equal(lp_quantity_gradient(&s.view, &q, u, g, gradient), LP_OK);
    double largest = 0.0;
    for (size_t j = 0; j < s.fit.problem->n; j++) {
        double here = u[j];
        if (here < s.fit.problem->lo[j] + 1e-3)
            continue;
        u[j] = here + 1e-4;
        assert_int_equal(lp_quantity_value(&s.view, &q, u, &up), LP_OK);
        u[j] = here - 1e-4;
        assert_int_equal(lp_quantity_value(&s.view, &q, u, &down), LP_OK);
        u[j] = here;
        assert_true(fabs(gradient[j] - (up - down) / 2e-4) < 1e-4);
        largest = fmax(largest, fabs(gradient[j]));
    }
    assert_true(largest > 0.05);
    u[0] = s.fit.problem->lo[0]; /* at a bound: still finite, from the inside */
    assert_int_equal(lp_quantity_value(&s.view, &q, u, &g), LP_OK);
    assert_int_equal(lp_quantity_gradient(&s.view, &q, u, g, gradient), LP_OK);
    assert_true(isfinite(gradient[0]));
    tear_down(&s);
}

static void shares_have_edges_and_amounts_have_none(void **state)
{
    (void)state;
    struct setup s;
    set_up(&s);
    double limit[2], snap;
    struct lp_quantity q = {LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    lp_quantity_limits(&s.view, &q, limit, &snap);
    assert_true(limit[0] == 0.0 && limit[1] == 1.0 && snap == 1e-4);
    q.index = LP_SHARE_G;
    lp_quantity_limits(&s.view, &q, limit, &snap);
    assert_true(limit[0] == 0.0 && isinf(limit[1]));
    q.index = lp_shares_at_edge(s.model, 0, LP_SHARE_NET);
    lp_quantity_limits(&s.view, &q, limit, &snap);
    assert_true(limit[0] == -1.0 && limit[1] == 1.0);
    for (size_t i = 0; i < s.model->n_compartments; i++) {
        q.index = lp_shares_at_compartment(i, LP_SHARE_UPTAKE);
        lp_quantity_limits(&s.view, &q, limit, &snap);
        assert_true(isinf(limit[0]) && isinf(limit[1]));
        assert_true(lp_quantity_is_told(s.model, &q) ==
                    (s.model->compartments[i].kind == LP_PHASE));
        q.index = lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT);
        assert_false(lp_quantity_is_told(s.model, &q));
    }
    q = (struct lp_quantity){LP_QUANTITY_PARAMETER, 1};
    lp_quantity_limits(&s.view, &q, limit, &snap);
    assert_true(limit[0] == s.fit.problem->lo[1] && limit[1] == s.fit.problem->hi[1]);
    tear_down(&s);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_is_that_of_the_list),
        cmocka_unit_test(gradients_are_differences_inside_the_box),
        cmocka_unit_test(shares_have_edges_and_amounts_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
