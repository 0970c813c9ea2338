/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc */
/*
 * Depth in the exact engine: fine layers and fast exchange cost a slow contact no digits, over more
 * layers than are worked on at a time, with foils and finite electrodes; what a layer takes of
 * memory, and that there may be none.
 */
#include "tests/support/enginerun.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define N_TIMES 4

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static size_t n_bytes; /* asked for so far */
static long countdown; /* allocations until the one that fails; 0: none does */

static bool fails(size_t size)
{
    n_bytes += size;
    return countdown > 0 && --countdown == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails(size) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails(n * size) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails(size) ? NULL : __real_realloc(old, size);
}

static struct lp_engine_options exact(void)
{
    struct lp_engine_options options = lp_engine_options_default();
    options.kind = LP_ENGINE_EXACT;
    return options;
}

static size_t diffusing_phase(struct modelmaker *maker, double inventory_mol, double enrichment,
                              double diffusivity)
{
    size_t phase = modelmaker_phase(maker, inventory_mol, enrichment);
    maker->model.compartments[phase].diffusivity_m2_per_s =
        modelmaker_parameter(maker, diffusivity);
    return phase;
}

/*
 * Two phases in fast exchange F, fast along the depth too, fill through a slow contact G: one pool
 * of 2 N that relaxes at k = G (1/2N + 1/N_e) towards its mean with the electrode, N_e its
 * inventory (a foil: infinite). The stiffest rates are 1e17 and more times k.
 */
static void slow_contacts_keep_their_digits(void **state)
{
    const double F = 1e-3, G = 1e-20, N = 5e-12, D = 1e-2;
    const double times[N_TIMES] = {1e6, 1e8, 1e9, 1e10};
    (void)state;
    for (int is_finite = 0; is_finite <= 1; is_finite++) {
        struct modelmaker *maker = modelmaker_new();
        double N_e = is_finite ? N : INFINITY;
        size_t electrode = modelmaker_electrode(maker, is_finite ? N_e : NAN, 1);
        size_t a = diffusing_phase(maker, N, 0, D), b = diffusing_phase(maker, N, 0, D);
        size_t slow = modelmaker_exchange(maker, electrode, a, G);
        modelmaker_exchange(maker, a, b, F);
        modelmaker_depth(maker, 100, 1e-4);
        const struct lp_value *contact = &maker->model.edges[slow].flow_mol_per_s;
        struct enginerun run = enginerun_solve(maker, N_TIMES, times, exact());
        for (size_t i = 0; i < N_TIMES; i++) {
            double k = G * (1 / (2 * N) + 1 / N_e), end = 1 / (1 + 2 * N / N_e);
            double expected = -expm1(-k * times[i]) * end;
            double slope = k * times[i] * exp(-k * times[i]) * end; /* d/d ln G */
            net_assert_near(x_at(&run, i, a), expected, 2e-8, "a");
            net_assert_near(x_at(&run, i, b), expected, 2e-8, "b");
            net_assert_near(dx_at(&run, i, b, contact), slope, 1e-7, "slope");
        }
        enginerun_clear(&run);
    }
}

/* By an engine of its own. */
static enum lp_status solve_anew(struct enginerun *run, const double times_s[])
{
    struct lp_engine_problem problem = {.network = run->net,
                                        .protocol = &run->maker->experiment.protocol,
                                        .experiment = run->maker->experiment.name,
                                        .n_times = N_TIMES,
                                        .times_s = times_s};
    struct lp_engine_options options = exact();
    struct lp_engine *engine = NULL;
    enum lp_status status = lp_engine_new(&problem, &options, &engine, NULL);
    if (status == LP_OK)
        status = lp_engine_solve(engine, &run->out, NULL);
    lp_engine_free(engine);
    return status;
}

/* What the engine asks for: problem S in layers, six flows and three diffusivities as slots. */
static size_t bytes_of_layers(size_t n_layers)
{
    const double times[N_TIMES] = {600, 6e3, 6e4, 3e5};
    struct modelmaker *maker = modelmaker_problem_s(true);
    for (size_t i = 2; i < 5; i++) {
        struct lp_value D = modelmaker_parameter(maker, 1e-12);
        maker->model.compartments[i].diffusivity_m2_per_s = D;
        maker->i_slot[D.i_parameter] = 4 + i;
        maker->scale[4 + i] = 1e-12;
    }
    modelmaker_depth(maker, n_layers, 1e-4);
    maker->i_slot[maker->parameters.n - 1] = LP_NONE; /* the thickness */
    maker->slots.n = 9;
    struct enginerun run = enginerun_start(maker, N_TIMES, times, exact());
    size_t before = n_bytes;
    assert_int_equal(solve_anew(&run, times), LP_OK);
    size_t asked = n_bytes - before;
    enginerun_clear(&run);
    return asked;
}

static void a_layer_takes_less_than_a_kilobyte(void **state)
{
    (void)state;
    size_t per_layer = (bytes_of_layers(2000) - bytes_of_layers(1000)) / 1000;
    if (per_layer > 1024)
        fail_msg("%zu bytes per layer", per_layer);
}

/* Under a current, with books of 6Li: all that the engine ever makes. */
static void memory_may_be_missing(void **state)
{
    (void)state;
    const double times[N_TIMES] = {600, 6e3, 6e4, 3e5};
    double given[2 * N_TIMES];
    struct modelmaker *maker = modelmaker_problem_s(false);
    for (size_t i = 2; i < 5; i++)
        maker->model.compartments[i].diffusivity_m2_per_s = modelmaker_parameter(maker, 1e-12);
    modelmaker_depth(maker, 40, 1e-4);
    modelmaker_step(maker, 1e4, 1e-6, true);
    modelmaker_step(maker, 1e4, -1e-6, true);
    struct enginerun run = enginerun_start(maker, N_TIMES, times, exact());
    run.out.li6_given_mol = given;
    enum lp_status status = LP_ENOMEM;
    long k;
    for (k = 1; status == LP_ENOMEM; k++) {
        countdown = k;
        status = solve_anew(&run, times);
    }
    countdown = 0;
    assert_int_equal(status, LP_OK);
    assert_true(k > 30);
    enginerun_clear(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_contacts_keep_their_digits),
        cmocka_unit_test(a_layer_takes_less_than_a_kilobyte),
        cmocka_unit_test(memory_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
