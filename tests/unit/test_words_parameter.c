/* SPDX-License-Identifier: MIT
 *
 * Why a parameter is not known, letter by letter, from a covariance and ends set by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words_parameter.h"

#include <math.h>

enum { K, PHI_A, PHI_B, N_PARAMETERS };

/* w = log10 p, so v are relative changes. Optimum: 2, 3e-11, 4e-11. */
static struct lp_parameter parameters[] = {
    [K] = {.name = "k", .dimension = LP_DIM_ONE, .min = 0.0, .max = INFINITY},
    [PHI_A] = {.name = "phi_a", .dimension = LP_DIM_FLOW, .min = 0.0, .max = 1e-8},
    [PHI_B] = {.name = "phi_b", .dimension = LP_DIM_FLOW, .min = 0.0, .max = 1e-8}};
static struct lp_study study = {.parameters = {.n = N_PARAMETERS, .item = parameters}};
static size_t i_parameter[] = {K, PHI_A, PHI_B};
static struct lp_problem problem = {.study = &study, .n = N_PARAMETERS, .i_parameter = i_parameter};

static struct lp_covariance with_direction(const double v[], const bool *is_trade)
{
    static struct lp_transform w[N_PARAMETERS];
    static double w_hat[N_PARAMETERS];
    static const double best[] = {2.0, 3e-11, 4e-11};
    for (size_t j = 0; j < N_PARAMETERS; j++) {
        w[j] = (struct lp_transform){
            .scale = LP_SCALE_LOG10, .min = 1e-15, .max = 1e3, .lo = -15.0, .hi = 3.0};
        w_hat[j] = lp_transform_u(&w[j], best[j]);
    }
    return (struct lp_covariance){.problem = &problem,
                                  .n = N_PARAMETERS,
                                  .n_null = 1,
                                  .null = v,
                                  .is_trade = is_trade,
                                  .w = w,
                                  .w_hat = w_hat};
}

static void assert_direction(const double v[], bool is_trade, const char *expected)
{
    struct lp_covariance c = with_direction(v, &is_trade);
    struct lp_arena *arena = lp_arena_new();
    assert_string_equal(lp_words_direction(&c, 0, arena), expected);
    lp_arena_free(arena);
}

static void directions_say_what_is_left(void **state)
{
    (void)state;
    assert_direction((const double[]){0, 0, 1}, false, "the data say nothing of phi_b");
    assert_direction((const double[]){0, 1, -1}, true, "only phi_a + phi_b is known (7e-11 mol/s)");
    assert_direction((const double[]){1, 0, -1}, false, "only the product k x phi_b is known");
    assert_direction((const double[]){1, 0, 1}, false, "only the ratio k / phi_b is known");
    assert_direction((const double[]){1, 0, 2}, false,
                     "only combinations of k and phi_b are known");
    assert_direction((const double[]){1, 1, 1}, false,
                     "only combinations of k, phi_a and phi_b are known");
}

/* The second of two directions is told as itself. */
static void each_direction_is_its_own(void **state)
{
    (void)state;
    const double v[] = {0, 1, -1, 1, 0, 2};
    const bool is_trade[] = {true, false};
    struct lp_covariance c = with_direction(v, is_trade);
    struct lp_arena *arena = lp_arena_new();
    c.n_null = 2;
    assert_string_equal(lp_words_direction(&c, 0, arena),
                        "only phi_a + phi_b is known (7e-11 mol/s)");
    assert_string_equal(lp_words_direction(&c, 1, arena),
                        "only combinations of k and phi_b are known");
    lp_arena_free(arena);
}

static void assert_why(size_t j, struct lp_identity id, const char *expected)
{
    static const bool is_trade = false;
    static const double v[] = {1, 0, -1};
    struct lp_covariance c = with_direction(v, &is_trade);
    struct lp_arena *arena = lp_arena_new();
    assert_string_equal(lp_words_parameter(&c, j, &id, arena), expected);
    lp_arena_free(arena);
}

static void reasons_come_with_their_numbers(void **state)
{
    (void)state;
    assert_why(K, (struct lp_identity){.unknown = LP_UNKNOWN_ENDS}, "");
    assert_why(PHI_A, (struct lp_identity){.is_open = {true, true}, .rise = {0.311, -1e-9}},
               "at 0 mol/s the misfit is only 0.31 above the best; at 1e-08 mol/s the misfit is "
               "only 0 above the best (3.84 would exclude it)");
    assert_why(K, (struct lp_identity){.is_open = {false, true}, .rise = {9.0, 1.25}},
               "however high it is, the misfit is only 1.2 above the best (3.84 would exclude it)");
    assert_why(K,
               (struct lp_identity){.unknown = LP_UNKNOWN_DIRECTION,
                                    .is_structural = true,
                                    .is_open = {true, false},
                                    .rise = {0.5, 9.0}},
               "only the product k x phi_b is known, whatever the precision of such data; at 0 the "
               "misfit is only 0.5 above the best (3.84 would exclude it)");
    assert_why(K, (struct lp_identity){.unknown = LP_UNKNOWN_PRIOR, .prior_part = 0.953},
               "known from its prior alone: the data leave 95 % of the prior's width");
    assert_why(K, (struct lp_identity){.unknown = LP_UNKNOWN_PRIOR, .prior_part = 1.25},
               "known from its prior alone: the data leave 100 % of the prior's width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(directions_say_what_is_left),
                                       cmocka_unit_test(each_direction_is_its_own),
                                       cmocka_unit_test(reasons_come_with_their_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
