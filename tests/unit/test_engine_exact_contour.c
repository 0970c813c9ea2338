/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc */
/*
 * Depth in the exact engine: fine layers and fast exchange cost a slow contact no digits, over more
 * layers than are worked on at a time, with foils and finite electrodes; nor does strong drift;
 * what a layer takes of memory, and that there may be none.
 */
#include "base/units.h"
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

/* A film of one phase, whose drift is 300 times its spreading; or a row of 40 compartments, each
 * with a drop of 10 RT/F to the next. */
static struct modelmaker *drifting(bool is_film)
{
    const double N = 1e-6, D = 1e-13, L = 1e-4, film = D * N / (L * L);
    double flow = is_film ? 1e-8 : 1e-11, q = is_film ? 300 * film : 10 * flow;
    double replaced_s = (is_film ? N : 40 * N) / q;
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.95);
    size_t right = modelmaker_electrode(maker, NAN, 0.1), last = left;
    for (size_t i = 0; i < (is_film ? 1 : 40); i++) {
        size_t phase =
            is_film ? diffusing_phase(maker, N, 0.0759, D) : modelmaker_phase(maker, N, 0.0759);
        modelmaker_exchange(maker, last, phase, last == left ? 1e-9 : flow);
        last = phase;
    }
    modelmaker_exchange(maker, last, right, 1e-9);
    if (is_film)
        modelmaker_depth(maker, 65, L);
    modelmaker_step(maker, replaced_s, LP_FARADAY_C_PER_MOL * q, true);
    modelmaker_step(maker, replaced_s / 2, -LP_FARADAY_C_PER_MOL * q, true);
    for (size_t i = 8; i < maker->parameters.n; i++) /* a few slots */
        maker->i_slot[i] = LP_NONE;
    maker->slots.n = 8;
    return maker;
}

/* Far from normal, a matrix has large resolvents far from its eigenvalues (in one
 * go: enrichments of 60 in the film, 1.3 in the row). */
static void strong_drift_keeps_its_digits(void **state)
{
    (void)state;
    for (int is_film = 0; is_film <= 1; is_film++) {
        double times[N_TIMES], given[2][2 * N_TIMES];
        struct enginerun run[2];
        for (int stepped = 0; stepped <= 1; stepped++) {
            struct lp_engine_options options = exact();
            struct modelmaker *maker = drifting(is_film);
            for (size_t i = 0; i < N_TIMES; i++)
                times[i] = maker->steps[0].duration_s * (0.1 + 0.45 * (double)i);
            options.kind = stepped ? LP_ENGINE_CVODES : LP_ENGINE_EXACT;
            options.rtol = 1e-10;
            options.atol = 1e-13;
            run[stepped] = enginerun_start(maker, N_TIMES, times, options);
            run[stepped].out.li6_given_mol = given[stepped];
            assert_int_equal(lp_engine_solve(run[stepped].engine, &run[stepped].out, NULL), LP_OK);
        }
        const struct modelmaker *maker = run[0].maker;
        size_t n = N_TIMES * maker->model.n_compartments, n_slots = maker->slots.n;
        for (size_t i = 0; i < n; i++) {
            net_assert_near(run[0].out.x[i], run[1].out.x[i], 1e-8, "x");
            for (size_t k = 0; k < n_slots; k++)
                net_assert_near(maker->scale[k] * run[0].out.dx[i * n_slots + k],
                                maker->scale[k] * run[1].out.dx[i * n_slots + k], 1e-7, "dx");
        }
        for (size_t i = 0; i < 2 * N_TIMES; i++)
            net_assert_near(given[0][i], given[1][i], 1e-7 * fabs(given[1][i]), "6Li given");
        enginerun_clear(&run[0]);
        enginerun_clear(&run[1]);
    }
}

/* A step shorter than the clock can tell changes nothing. */
static void a_step_of_no_length_is_passed(void **state)
{
    const double times[N_TIMES] = {1e3, 1e9, 1e9 + 1800, 1e9 + 7200};
    struct enginerun run[2];
    (void)state;
    for (int has_one = 0; has_one <= 1; has_one++) {
        struct modelmaker *maker = modelmaker_new();
        size_t left = modelmaker_electrode(maker, NAN, 0.95);
        size_t right = modelmaker_electrode(maker, NAN, 0.1);
        size_t phase = diffusing_phase(maker, 1e-6, 0.0759, 1e-12);
        modelmaker_exchange(maker, left, phase, 1e-10);
        modelmaker_exchange(maker, phase, right, 1e-11);
        modelmaker_depth(maker, 40, 1e-4);
        modelmaker_step(maker, 1e9, 0, true);
        if (has_one)
            modelmaker_step(maker, 1e-9, 1e-6, true);
        modelmaker_step(maker, 3600, -1e-6, true);
        run[has_one] = enginerun_solve(maker, N_TIMES, times, exact());
    }
    size_t n = N_TIMES * run[0].n_compartments * run[0].maker->slots.n;
    assert_memory_equal(run[0].out.dx, run[1].out.dx, n * sizeof(double));
    enginerun_clear(&run[0]);
    enginerun_clear(&run[1]);
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
        cmocka_unit_test(strong_drift_keeps_its_digits),
        cmocka_unit_test(a_step_of_no_length_is_passed),
        cmocka_unit_test(a_layer_takes_less_than_a_kilobyte),
        cmocka_unit_test(memory_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
