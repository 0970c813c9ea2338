/* SPDX-License-Identifier: MIT
 *
 * Stretches: a step is split where plated lithium is gone and nowhere else, reversed currents come
 * back to the last bit, and the books add up.
 */
#include "physics/stretch.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plated_lithium_is_stripped_first),
        cmocka_unit_test(reversals_leave_no_slivers),
        cmocka_unit_test(slivers_do_not_stop_the_walk),
        cmocka_unit_test(other_electrodes_lose_what_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
