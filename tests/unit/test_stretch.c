/* SPDX-License-Identifier: MIT
 *
 * Stretches: a step is split where plated lithium is gone and nowhere else, reversed currents come
 * back to the last bit, and the books add up.
 */
#include "network/stretch.h"

#include "base/units.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define F LP_FARADAY_C_PER_MOL

static const bool pools[2] = {true, true}, no_pools[2] = {false, false};

static void plated_lithium_is_stripped_first(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{100, -2e-5, true, {0}}, {300, 1e-5, true, {0}}};
    const struct lp_block block = {1, 2, steps};
    const struct lp_protocol protocol = {1, &block};
    struct lp_stretches s = lp_stretches_begin(&protocol, pools);
    /* the second pool gives what plates on the first: all of it from its foil */
    net_assert_near(s.now.stop_s, 100, 0, "first step");
    net_assert_near(s.now.electrode[0].gain_mol_per_s * F, 2e-5, 1e-20, "plating");
    net_assert_near(s.now.electrode[1].gain_mol_per_s, 0, 0, "the other keeps its N_set");
    net_assert_near(s.now.electrode[1].foil_mol_per_s * F, 2e-5, 1e-20, "from its foil");
    lp_stretches_next(&s);
    net_assert_near(s.now.start_s, 100, 0, "second step");
    net_assert_near(s.now.stop_s, 300, 1e-12, "is split where nothing plated is left");
    net_assert_near(s.now.electrode[0].gained_mol * F, 2e-3, 1e-18, "plated");
    net_assert_near(s.now.electrode[0].gain_mol_per_s * F, -1e-5, 1e-20, "stripping");
    net_assert_near(s.now.electrode[0].foil_mol_per_s, 0, 0, "foil at rest");
    lp_stretches_next(&s);
    net_assert_near(s.now.stop_s, 400, 0, "rest of the step");
    net_assert_near(s.now.electrode[0].gained_mol, 0, 0, "exactly nothing left");
    net_assert_near(s.now.electrode[0].foil_mol_per_s * F, 1e-5, 1e-20, "now the foil gives");
    lp_stretches_next(&s);
    assert_true(isinf(s.now.stop_s));
    net_assert_near(s.now.electrode[0].foil_mol * F, 1e-3, 1e-18, "what the first foil gave");
    net_assert_near(s.now.electrode[1].gained_mol * F, 3e-3, 1e-18, "plated on the second");
    net_assert_near(s.now.charge_C, 1e-3, 1e-18, "net charge");
    net_assert_near(s.now.throughput_C, 5e-3, 1e-18, "throughput");
    lp_stretches_next(&s);
    assert_true(isinf(s.now.stop_s));
}

/* Equal steps back and forth strip exactly what they plated: no slivers, however often. */
static void reversals_leave_no_slivers(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{300.1, 7.3e-6, true, {0}}, {300.1, -7.3e-6, true, {0}}};
    const struct lp_block block = {5000, 2, steps};
    const struct lp_protocol protocol = {1, &block};
    struct lp_stretches s = lp_stretches_begin(&protocol, pools);
    size_t n = 0;
    for (; !isinf(s.now.stop_s); n++) {
        assert_true(s.now.stop_s > s.now.start_s);
        lp_stretches_next(&s);
    }
    assert_int_equal(n, 10000);
    double passed = 300.1 * 7.3e-6 / F; /* the first step strips a virgin foil, then never again */
    net_assert_near(s.now.electrode[0].gained_mol / passed, 1, 1e-9, "plated by the last step");
    net_assert_near(s.now.electrode[1].gained_mol, 0, 0, "stripped by it");
    net_assert_near(s.now.electrode[0].foil_mol / passed, 1, 1e-9, "foil");
    net_assert_near(s.now.electrode[1].foil_mol, 0, 0, "other foil");
}

/* A sliver of plated lithium late in a long rest is below the clock's resolution: still the walk
 * goes on. */
static void slivers_do_not_stop_the_walk(void **state)
{
    (void)state;
    const struct lp_step steps[] = {
        {1e-7, -1e-6, true, {0}}, {1e10, 0, true, {0}}, {10, 1e-3, true, {0}}};
    const struct lp_block block = {1, 3, steps};
    const struct lp_protocol protocol = {1, &block};
    struct lp_stretches s = lp_stretches_begin(&protocol, pools);
    size_t n = 0;
    for (; !isinf(s.now.stop_s) && n < 10; n++)
        lp_stretches_next(&s);
    assert_true(n < 10);
    net_assert_near(s.now.electrode[0].gained_mol, 0, 0, "gone");
}

static void other_electrodes_lose_what_passes(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{100, 1e-5, true, {0}}, {50, 0, false, {0}}};
    const struct lp_block block = {2, 2, steps};
    const struct lp_protocol protocol = {1, &block};
    struct lp_stretches s = lp_stretches_begin(&protocol, no_pools);
    struct lp_stretch at;
    for (size_t i = 0; i < 2; i++)
        lp_stretches_next(&s);
    lp_stretch_pass(&s.now, 190, &at);
    net_assert_near(at.electrode[0].gained_mol * F, -1.4e-3, 1e-18, "first");
    net_assert_near(at.electrode[1].gained_mol * F, 1.4e-3, 1e-18, "second");
    net_assert_near(at.electrode[0].foil_mol, 0, 0, "no pool, no foil");
    lp_stretches_next(&s);
    assert_false(s.now.electrodes_on);
    net_assert_near(s.now.electrode[0].gain_mol_per_s, 0, 0, "stored");
}

static void assert_same(const struct lp_stretch *a, const struct lp_stretch *b)
{
    assert_true(a->start_s == b->start_s && a->stop_s == b->stop_s);
    assert_true(a->current_A == b->current_A && a->electrodes_on == b->electrodes_on);
    net_assert_near(a->charge_C, b->charge_C, 1e-15, "charge");
    net_assert_near(a->throughput_C, b->throughput_C, 1e-14, "throughput");
    for (size_t side = 0; side < 2; side++) {
        const struct lp_electrode_charge *one = &a->electrode[side], *other = &b->electrode[side];
        net_assert_near(one->gained_mol * F, other->gained_mol * F, 1e-15, "gained");
        net_assert_near(one->gain_mol_per_s, other->gain_mol_per_s, 0, "rate");
        net_assert_near(one->foil_mol, other->foil_mol, 0, "foil");
    }
}

/* The books after skipped repeats are those of walked ones, in the block and beyond its end. */
static void skipped_repeats_keep_the_books(void **state)
{
    (void)state;
    const struct lp_step steps[] = {
        {100, 1e-5, true, {0}}, {70, -1.3e-5, true, {0}}, {50, 0, false, {0}}};
    const struct lp_block blocks[] = {{1, 1, steps}, {200, 3, steps}, {1, 1, steps + 1}};
    const struct lp_protocol protocol = {3, blocks};
    const size_t n_skipped[] = {0, 150, 50};
    struct lp_stretches walked = lp_stretches_begin(&protocol, no_pools), skipped;
    lp_stretches_next(&walked);
    skipped = walked;
    assert_int_equal(lp_stretches_repeats(&skipped, 100 + 220.0 * 150 + 1), 150);
    for (size_t i = 0; i < 3; i++) {
        lp_stretches_skip(&skipped, n_skipped[i]);
        for (size_t k = 0; k < 3 * n_skipped[i]; k++)
            lp_stretches_next(&walked);
        assert_same(&skipped.now, &walked.now);
    }
    lp_stretches_next(&skipped);
    lp_stretches_next(&walked);
    assert_true(isinf(walked.now.stop_s));
    assert_same(&skipped.now, &walked.now);
}

/* Which repeats of a block split which steps depends on what is plated: those are walked. At rest
 * nothing is stripped. */
static void repeats_that_may_strip_a_pool_are_not_skipped(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{100, 1e-5, true, {0}}, {70, -1e-5, true, {0}}};
    const struct lp_step rest = {60, 0, true, {0}};
    const struct lp_block blocks[] = {{1, 1, steps}, {5, 1, &rest}, {9, 2, steps}};
    const struct lp_protocol protocol = {3, blocks};
    const bool second[2] = {false, true};
    struct lp_stretches s = lp_stretches_begin(&protocol, second);
    lp_stretches_next(&s);
    assert_true(s.now.electrode[1].gained_mol > 0);
    assert_int_equal(lp_stretches_repeats(&s, 1e9), 5);
    double plated_mol = s.now.electrode[1].gained_mol;
    lp_stretches_skip(&s, 5);
    net_assert_near(s.now.start_s, 400, 0, "at the third block");
    net_assert_near(s.now.electrode[1].gained_mol, plated_mol, 0, "plated");
    assert_int_equal(lp_stretches_repeats(&s, 1e9), 0);
    struct lp_stretches without = lp_stretches_begin(&protocol, no_pools);
    lp_stretches_next(&without);
    lp_stretches_skip(&without, 5);
    assert_int_equal(lp_stretches_repeats(&without, 1e9), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plated_lithium_is_stripped_first),
        cmocka_unit_test(reversals_leave_no_slivers),
        cmocka_unit_test(slivers_do_not_stop_the_walk),
        cmocka_unit_test(other_electrodes_lose_what_passes),
        cmocka_unit_test(skipped_repeats_keep_the_books),
        cmocka_unit_test(repeats_that_may_strip_a_pool_are_not_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
