/* SPDX-License-Identifier: MIT
 *
 * CVODES' vectors: the norm is the worst block's and hides no NaN; clones share the length and
 * nothing else; blocks that do not count are left alone; results may overwrite what they are made
 * from, as the library does it.
 */
#include "engine/engine_blocks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <cvodes/cvodes.h>

#define N_VECTORS 3

struct setup {
    SUNContext context;
    struct lp_blocks blocks;
    N_Vector x[N_VECTORS];
};

/* Two numbers in each of three blocks: 1, 2, ... in the first vector, 10, 20, ... in the second. */
static struct setup *begin(void)
{
    struct setup *s = calloc(1, sizeof *s);
    assert_non_null(s);
    assert_int_equal(SUNContext_Create(0, &s->context), 0);
    s->blocks = (struct lp_blocks){.n = 2, .n_room = 3, .n_used = 3};
    s->x[0] = lp_blocks_vector(&s->blocks, s->context);
    assert_non_null(s->x[0]);
    for (size_t v = 1; v < N_VECTORS; v++) {
        s->x[v] = N_VClone(s->x[0]);
        assert_non_null(s->x[v]);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_true(lp_blocks_data(s->x[2])[i] == 0);
        lp_blocks_data(s->x[0])[i] = (double)(i + 1);
        lp_blocks_data(s->x[1])[i] = 10 * (double)(i + 1);
    }
    return s;
}

static void end(struct setup *s)
{
    for (size_t v = 0; v < N_VECTORS; v++)
        N_VDestroy(s->x[v]);
    SUNContext_Free(&s->context);
    free(s);
}

static void norm_is_of_the_worst_block(void **state)
{
    (void)state;
    struct setup *s = begin();
    double *weight = lp_blocks_data(s->x[2]), *x = lp_blocks_data(s->x[0]);
    for (size_t i = 0; i < 6; i++)
        weight[i] = i < 2 ? 3 : 1; /* blocks (3, 6), (3, 4), (5, 6) */
    assert_true(fabs(N_VWrmsNorm(s->x[0], s->x[2]) - sqrt((25 + 36) / 2.0)) < 1e-15);
    s->blocks.n_used = 2;
    assert_true(fabs(N_VWrmsNorm(s->x[0], s->x[2]) - sqrt((9 + 36) / 2.0)) < 1e-15);
    s->blocks.n_used = 3;
    for (size_t i = 0; i < 6; i++) {
        double kept = x[i];
        x[i] = NAN;
        assert_true(isnan(N_VWrmsNorm(s->x[0], s->x[2])) != 0);
        x[i] = kept;
    }
    end(s);
}

static void blocks_out_of_use_stay(void **state)
{
    (void)state;
    struct setup *s = begin();
    s->blocks.n_used = 2;
    N_VLinearSum(2, s->x[0], 1, s->x[1], s->x[2]);
    N_VConst(7, s->x[0]);
    for (size_t i = 0; i < 6; i++) {
        double number = (double)(i + 1);
        assert_true(lp_blocks_data(s->x[0])[i] == (i < 4 ? 7 : number));
        assert_true(lp_blocks_data(s->x[2])[i] == (i < 4 ? 12 * number : 0));
    }
    end(s);
}

static void results_may_overwrite(void **state)
{
    (void)state;
    struct setup *s = begin();
    sunrealtype c[] = {2, 1}, a[] = {1, 3};
    N_Vector terms[] = {s->x[0], s->x[1]};
    N_VLinearCombination(2, c, terms, s->x[0]);    /* 12 i */
    N_VLinearSum(1, s->x[0], 1, s->x[1], s->x[1]); /* 22 i */
    N_VConst(1, s->x[2]);
    N_VScaleAddMulti(2, a, s->x[2], terms, terms); /* 12 i + 1, 22 i + 3 */
    N_VProd(s->x[0], s->x[1], s->x[2]);
    N_VDiv(s->x[2], s->x[0], s->x[2]); /* 22 i + 3 */
    N_VInv(s->x[2], s->x[2]);
    N_VScale(-1, s->x[2], s->x[2]);
    N_VAbs(s->x[2], s->x[2]);
    N_VAddConst(s->x[2], 1, s->x[2]);
    for (size_t i = 0; i < 6; i++) {
        double number = (double)(i + 1);
        assert_true(lp_blocks_data(s->x[0])[i] == 12 * number + 1);
        assert_true(lp_blocks_data(s->x[1])[i] == 22 * number + 3);
        assert_true(fabs(lp_blocks_data(s->x[2])[i] - (1 + 1 / (22 * number + 3))) < 1e-15);
    }
    N_VScale(-1, s->x[0], s->x[0]);
    assert_true(N_VMaxNorm(s->x[0]) == 73);
    assert_true(N_VMin(s->x[0]) == -73);
    end(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norm_is_of_the_worst_block),
        cmocka_unit_test(blocks_out_of_use_stay),
        cmocka_unit_test(results_may_overwrite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
