/* SPDX-License-Identifier: MIT
 *
 * The activation energy of a path against that of its resistance, worked out from flows solved at
 * two temperatures, in networks where no closed form helps (a bridge; a depth model). Sums over
 * several experiments and intervals: tests/ref/test_experiments.c.
 */
#include "pathway/activation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

#define MODEL(depth)                                                                               \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {la: {value: 1e-10 mol/s, activation: 0.7 eV},\n"                               \
    "               ar: {value: 7e-11 mol/s, activation: 0.2 eV},\n"                               \
    "               lb: {value: 2e-11 mol/s, activation: 0.45 eV}, br: {value: 3e-10 mol/s},\n"    \
    "               ab: {value: 5e-11 mol/s, activation: 0.9 eV},\n"                               \
    "               D: {value: 1e-13 m2/s, activation: 0.25 eV}}\n"                                \
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"                                   \
    "    a: {inventory: 2 umol, diffusivity: D}, b: {inventory: 1 umol, diffusivity: D},\n"        \
    "    r: {kind: electrode, enrichment: 0.95}}\n"                                                \
    "  exchange: [{between: [l, a], flow: la}, {between: [a, r], flow: ar},\n"                     \
    "    {between: [l, b], flow: lb}, {between: [b, r], flow: br}, {between: [a, b], flow: "       \
    "ab}]\n" depth "experiments: [{}]\n"

static const size_t no_slot[16] = {LP_NONE, LP_NONE, LP_NONE, LP_NONE, LP_NONE, LP_NONE,
                                   LP_NONE, LP_NONE, LP_NONE, LP_NONE, LP_NONE, LP_NONE,
                                   LP_NONE, LP_NONE, LP_NONE, LP_NONE};

/* G at a temperature and, if asked, its activation energy. */
static double conductance(const struct lp_study *study, double temperature_K, double *energy_J)
{
    const struct lp_model *m = study->experiments[0].model;
    struct lp_slots slots = {.i_slot = no_slot};
    struct lp_network *network;
    struct lp_flow *flow;
    double p[16];
    bool joined;
    assert_true(study->parameters.n <= 16);
    lp_study_start(study, p);
    assert_int_equal(lp_network_new(m, temperature_K, NULL, &slots, &network, NULL), LP_OK);
    assert_int_equal(lp_network_set(network, p, NULL), LP_OK);
    assert_int_equal(lp_flow_new(network, &flow), LP_OK);
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_true(joined);
    if (energy_J) {
        struct lp_activation *activation;
        assert_int_equal(lp_activation_new(m, temperature_K, NULL, &activation, NULL), LP_OK);
        assert_non_null(activation);
        assert_int_equal(lp_activation_path(activation, p, flow, energy_J, NULL), LP_OK);
        lp_activation_free(activation);
    }
    double G = lp_flow_conductance(flow);
    lp_flow_free(flow);
    lp_network_free(network);
    return G;
}

static void it_is_the_slope_of_the_conductance(void **state)
{
    (void)state;
    static const char *const texts[] = {MODEL(""),
                                        MODEL("  depth: {layers: 16, thickness: 50 um}\n")};
    for (size_t i = 0; i < 2; i++) {
        struct lp_study *study = study_from_text(texts[i], NULL);
        assert_non_null(study);
        for (double T = 250; T < 400; T += 50) {
            double h = 1e-3, energy_J;
            double slope =
                LP_BOLTZMANN_J_PER_K * T / (2 * h) *
                log(conductance(study, T / (1 - h), NULL) / conductance(study, T / (1 + h), NULL));
            (void)conductance(study, T, &energy_J);
            assert_true(fabs(energy_J / slope - 1) < 1e-4);
            assert_true(energy_J < 0.9 * LP_ELEMENTARY_CHARGE_C && energy_J > 0);
        }
        lp_study_free(study);
    }
}

static void an_edge_has_its_own(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text(MODEL(""), NULL);
    double p[16];
    assert_non_null(study);
    lp_study_start(study, p);
    const struct lp_model *m = study->experiments[0].model;
    assert_true(fabs(lp_activation_edge(m, 0, p) / LP_ELEMENTARY_CHARGE_C - 0.7) < 1e-12);
    assert_true(isnan(lp_activation_edge(m, 3, p)));
    assert_true(lp_activation_has(m->parameters, &m->edges[4].flow_mol_per_s));
    assert_false(lp_activation_has(m->parameters, &m->edges[3].flow_mol_per_s));
    lp_study_free(study);
}

static void where_nothing_depends_on_temperature_there_is_none(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_activation *activation;
    assert_int_equal(lp_study_read("tests/data/two-phases.yaml", &study, NULL), LP_OK);
    assert_int_equal(
        lp_activation_new(study->experiments[0].model, 298.15, NULL, &activation, NULL), LP_OK);
    assert_null(activation);
    lp_activation_free(activation);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_slope_of_the_conductance),
        cmocka_unit_test(an_edge_has_its_own),
        cmocka_unit_test(where_nothing_depends_on_temperature_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
