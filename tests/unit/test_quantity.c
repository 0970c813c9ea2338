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
#include <stdlib.h>
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

/* Phases a and b between the electrodes: a, the interface, has phi_a/(phi_a + phi_b) of the
 * current.
 */
struct contacts {
    struct lp_study *study;
    struct lp_arena *arena;
    struct lp_problem *problem;
    struct lp_quantity_view view;
    struct lp_paths found; /* where phi_a is twice phi_b: by a, by b */
};

static double *at(const struct contacts *c, double u[2], double phi_a, double phi_b)
{
    u[0] = lp_transform_u(&c->problem->transform[0], phi_a);
    u[1] = lp_transform_u(&c->problem->transform[1], phi_b);
    return u;
}

static struct contacts contacts(void)
{
    const struct fitmaker_series series = {
        .model = "  parameters:\n"
                 "    phi_a: {start: 4e-11 mol/s}\n"
                 "    phi_b: {start: 2e-11 mol/s}\n" FITMAKER_CONTACTS,
        .components = "a b",
        .n_times = 4,
        .first_s = 1e3,
        .last_s = 1e4,
        .sigma = 0.01};
    const struct lp_engine_options engine = lp_engine_options_default();
    struct contacts c = {.study = fitmaker_study(&series), .arena = lp_arena_new()};
    const double p[] = {4e-11, 2e-11};
    bool joined = false;

    assert_int_equal(lp_problem_new(c.study, NULL, &c.problem, NULL), LP_OK);
    assert_int_equal(lp_quantity_view_init(c.problem, &engine, c.arena, &c.view), LP_OK);
    assert_int_equal(lp_shares_solve(c.view.shares, p, &joined, NULL), LP_OK);
    assert_int_equal(lp_paths_find(lp_shares_flow(c.view.shares), &c.found), LP_OK);
    assert_int_equal(c.found.n, 2);
    return c;
}

static void clear(struct contacts *c)
{
    lp_quantity_view_clear(&c->view);
    lp_paths_clear(&c->found);
    lp_problem_free(c->problem);
    lp_arena_free(c->arena);
    lp_study_free(c->study);
}

static void expect(const struct contacts *c, enum lp_quantity_kind kind, size_t index,
                   const double u[], double expected)
{
    const struct lp_quantity q = {kind, index};
    double g = -1;

    assert_int_equal(lp_quantity_value(&c->view, &q, u, &g), LP_OK);
    if (isnan(expected) ? !isnan(g) : !(fabs(g - expected) <= 1e-12))
        fail_msg("%.15g, expected %.15g", g, expected);
}

/* phi_b is thrice phi_a, so that the two are found in the other order. */
static void paths_by_their_compartments(void **state)
{
    (void)state;
    struct contacts c = contacts();
    struct lp_path_list followed = {2, c.found.items};
    double u[2];
    at(&c, u, 1e-11, 3e-11);
    assert_true(c.view.conductance_mol_s == 1.0);
    expect(&c, LP_QUANTITY_REST, 0, u, 1); /* of no paths */
    c.view.paths = &followed;
    expect(&c, LP_QUANTITY_PATH, 0, u, 0.25);
    expect(&c, LP_QUANTITY_PATH, 1, u, 0.75);
    expect(&c, LP_QUANTITY_REST, 0, u, 0);
    followed.n = 1;
    expect(&c, LP_QUANTITY_PATH, 0, u, 0.25);
    expect(&c, LP_QUANTITY_REST, 0, u, 0.75);
    at(&c, u, 0, 3e-11);
    expect(&c, LP_QUANTITY_PATH, 0, u, 0);
    expect(&c, LP_QUANTITY_REST, 0, u, 1);
    at(&c, u, 0, 0); /* nothing joins the electrodes */
    expect(&c, LP_QUANTITY_PATH, 0, u, NAN);
    expect(&c, LP_QUANTITY_REST, 0, u, NAN);
    clear(&c);
}

/* One-sided: (g(u + h) - g(u))/h with h = 1e-5, or -1e-5 where u + 1e-5 is out of the box. */
static void expect_difference(const struct contacts *c, const double u[2], size_t j, double h)
{
    const struct lp_quantity q = {LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    const struct lp_transform *t = c->problem->transform;
    double *gradient = malloc(2 * sizeof *gradient), moved[] = {u[0], u[1]}, g = 0, share[2];

    assert_non_null(gradient);
    assert_int_equal(lp_quantity_value(&c->view, &q, u, &g), LP_OK);
    assert_int_equal(lp_quantity_gradient(&c->view, &q, u, g, gradient), LP_OK);
    for (size_t k = 0; k < 2; k++) {
        const double a = lp_transform_value(&t[0], moved[0]),
                     b = lp_transform_value(&t[1], moved[1]);
        share[k] = a / (a + b);
        moved[j] = u[j] + h;
    }
    moved[j] -= u[j];
    if (!(fabs(gradient[j] - (share[1] - share[0]) / moved[j]) < 1e-9))
        fail_msg("%.12g, expected %.12g", gradient[j], (share[1] - share[0]) / moved[j]);
    free(gradient);
}

static void differences_go_away_from_the_bounds(void **state)
{
    (void)state;
    struct contacts c = contacts();
    const double *hi = c.problem->hi;
    double u[2];
    at(&c, u, 4e-11, 2e-11);
    for (size_t j = 0; j < 2; j++)
        expect_difference(&c, u, j, 1e-5);
    u[0] = hi[0];
    u[1] = hi[1];
    for (size_t j = 0; j < 2; j++)
        expect_difference(&c, u, j, -1e-5);
    u[0] = hi[0] - 1e-5;
    while (u[0] + 1e-5 > hi[0])
        u[0] = nextafter(u[0], 0);
    while (u[0] + 1e-5 < hi[0])
        u[0] = nextafter(u[0], hi[0]);
    if (u[0] + 1e-5 == hi[0]) /* a step that just reaches the bound is inside */
        expect_difference(&c, u, 0, 1e-5);
    clear(&c);
}

/* A parameter is its own u; a contact that leads nowhere has no share to change. */
static void gradients_without_differences(void **state)
{
    (void)state;
    struct setup s;
    set_up(&s);
    double gradient[N_MAX], u[N_MAX], g;
    for (size_t j = 0; j < N_MAX; j++)
        gradient[j] = 7;
    struct lp_quantity q = {LP_QUANTITY_PARAMETER, 2};
    assert_int_equal(lp_quantity_value(&s.view, &q, s.fit.best->u, &g), LP_OK);
    assert_true(g == s.fit.best->u[2]);
    assert_int_equal(lp_quantity_gradient(&s.view, &q, s.fit.best->u, g, gradient), LP_OK);
    for (size_t j = 0; j < N_MAX; j++)
        assert_true(gradient[j] == (j == 2 ? 1.0 : j < s.fit.problem->n ? 0.0 : 7.0));
    q = (struct lp_quantity){LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    for (size_t j = 0; j < s.fit.problem->n; j++)
        u[j] = lp_transform_u(&s.fit.problem->transform[j], 0);
    assert_int_equal(lp_quantity_value(&s.view, &q, u, &g), LP_OK);
    assert_true(isnan(g)); /* nothing joins the electrodes; nor does one phase with another */
    assert_int_equal(lp_quantity_gradient(&s.view, &q, u, 0.5, gradient), LP_OK);
    size_t i = lp_problem_find(s.fit.problem, 3);
    assert_string_equal(s.fit.study->parameters.item[3].name, "lgps_int");
    assert_true(i < s.fit.problem->n && gradient[i] == 0.0);
    tear_down(&s);
}

static void expect_limits(const struct setup *s, size_t i_number, double low, double high,
                          double snap_expected, bool is_told)
{
    const struct lp_quantity q = {LP_QUANTITY_NUMBER, i_number};
    double limit[2], snap;

    lp_quantity_limits(&s->view, &q, limit, &snap);
    if (limit[0] != low || limit[1] != high || snap != snap_expected)
        fail_msg("number %zu: %g to %g, %g", i_number, limit[0], limit[1], snap);
    assert_int_equal(lp_quantity_is_told(s->model, &q), is_told);
}

static void shares_have_edges_and_amounts_have_none(void **state)
{
    (void)state;
    struct setup s;
    set_up(&s);
    const size_t phase = lp_model_find_compartment(s.model, "salt");
    const struct {
        enum lp_share_compartment what;
        double low, high, snap;
        bool is_told;
    } of_phase[] = {{LP_SHARE_VISITED, 0, 1, 1e-4, true},
                    {LP_SHARE_WITHOUT, 0, 1, 1e-4, true},
                    {LP_SHARE_CARRIED, -INFINITY, INFINITY, 1e-4, true},
                    {LP_SHARE_UPTAKE_PART, -INFINITY, INFINITY, 1e-4, true},
                    {LP_SHARE_UPTAKE, -INFINITY, INFINITY, 0, true},
                    {LP_SHARE_INCREASE, -INFINITY, INFINITY, 0, true},
                    {LP_SHARE_INVENTORY, -INFINITY, INFINITY, 0, false},
                    {LP_SHARE_ENRICHMENT, -INFINITY, INFINITY, 0, false}};
    for (size_t k = 0; k < sizeof of_phase / sizeof *of_phase; k++)
        expect_limits(&s, lp_shares_at_compartment(phase, of_phase[k].what), of_phase[k].low,
                      of_phase[k].high, of_phase[k].snap, of_phase[k].is_told);
    assert_int_equal(s.model->compartments[0].kind, LP_ELECTRODE);
    expect_limits(&s, lp_shares_at_compartment(0, LP_SHARE_VISITED), 0, 1, 1e-4, false);
    expect_limits(&s, LP_SHARE_INTERFACE, 0, 1, 1e-4, true);
    expect_limits(&s, LP_SHARE_G, 0, INFINITY, 1e-4, true);
    expect_limits(&s, LP_SHARE_R, -INFINITY, INFINITY, 0, false);
    expect_limits(&s, LP_SHARE_ACTIVATION, -INFINITY, INFINITY, 0, true);
    expect_limits(&s, lp_shares_at_edge(s.model, 1, LP_SHARE_NET), -1, 1, 1e-4, true);
    expect_limits(&s, lp_shares_at_edge(s.model, 1, LP_SHARE_DISSIPATION), 0, 1, 1e-4, true);
    expect_limits(&s, lp_shares_at_edge(s.model, 1, LP_SHARE_EDGE_ACTIVATION), -INFINITY, INFINITY,
                  0, true);
    tear_down(&s);
}

static void parameters_and_paths_have_edges(void **state)
{
    (void)state;
    const double lo[] = {-1, -3}, hi[] = {2, 4};
    const struct lp_problem problem = {.n = 2, .lo = lo, .hi = hi};
    const struct lp_quantity_view view = {.problem = &problem};
    const struct lp_quantity parameter = {LP_QUANTITY_PARAMETER, 1}, path = {LP_QUANTITY_PATH, 0};
    double limit[2], snap;
    lp_quantity_limits(&view, &parameter, limit, &snap);
    assert_true(limit[0] == -3 && limit[1] == 4 && snap == 1e-4);
    lp_quantity_limits(&view, &path, limit, &snap);
    assert_true(limit[0] == 0 && limit[1] == 1 && snap == 1e-4);
    assert_true(lp_quantity_is_told(NULL, &parameter) && lp_quantity_is_told(NULL, &path));
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_is_that_of_the_list),
        cmocka_unit_test(gradients_are_differences_inside_the_box),
        cmocka_unit_test(paths_by_their_compartments),
        cmocka_unit_test(differences_go_away_from_the_bounds),
        cmocka_unit_test(gradients_without_differences),
        cmocka_unit_test(parameters_and_paths_have_edges),
        cmocka_unit_test(shares_have_edges_and_amounts_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
