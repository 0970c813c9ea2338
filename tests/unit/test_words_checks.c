/* SPDX-License-Identifier: MIT
 *
 * Sentences of facts made by hand: each check in each of its readings, with its name, subject and
 * unit; each lack.
 */
#include "answer/tellbeside.h"
#include "answer/words_checks.h"

#include "network/material.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct lp_model plain = {.n_compartments = 0};
static struct lp_compartment growing = {.growth.is_given = true};
static struct lp_model grows = {.n_compartments = 1, .compartments = &growing};
static const struct lp_experiment cell = {.name = "cell", .model = &plain, .n_rows = 12};
static const struct lp_experiment sei = {.name = "sei", .model = &grows, .n_rows = 12};
static const struct lp_material_class polymer = {.name = "polymer"}, ceramic = {.name = "ceramic"};

/* What is told of a check; the text belongs to the answer. */
static struct lp_answer_check told(struct lp_answer *answer, const struct lp_check *check)
{
    const struct lp_checks_done done = {.n = 1, .items = check};

    lp_tellbeside_checks(&(struct lp_solution){.checks = &done}, answer);
    assert_int_equal(answer->n_checks, 1);
    assert_int_equal(answer->n_unchecked, 0);
    return answer->checks[0];
}

struct sentence {
    struct lp_check check;
    const char *reading;
};

/* The sentences, all under one name and unit. */
static void expect(const char *name, const char *unit, size_t n, const struct sentence sentences[])
{
    struct lp_answer answer = {.arena = lp_arena_new()};

    for (size_t i = 0; i < n; i++) {
        const struct lp_answer_check out = told(&answer, &sentences[i].check);
        assert_string_equal(out.name, name);
        assert_string_equal(out.unit, unit);
        assert_string_equal(out.reading, sentences[i].reading);
    }
    lp_arena_free(answer.arena);
}

#define EXPECT(name, unit, sentences)                                                              \
    expect(name, unit, sizeof sentences / sizeof *sentences, sentences)

static void what_the_row_is_of(void **state)
{
    struct lp_answer answer = {.arena = lp_arena_new()};
    const struct lp_check check = {.name = LP_CHECK_THETA,
                                   .of = {&cell, "LGPS"},
                                   .value = {0.5, 0.4, 0.6},
                                   .expected_low = 0.1,
                                   .expected_high = 1,
                                   .status = LP_CHECK_LOOK};
    const struct lp_check_subject subjects[] = {{&cell, NULL}, {NULL, "LGPS"}, {NULL, NULL}};
    static const char *const texts[] = {"cell", "LGPS", ""};
    struct lp_answer_check out = told(&answer, &check);
    (void)state;
    assert_string_equal(out.subject, "cell: LGPS");
    assert_true(out.value.value == 0.5 && out.value.low == 0.4 && out.value.high == 0.6);
    assert_true(out.expected_low == 0.1 && out.expected_high == 1);
    assert_int_equal(out.status, LP_CHECK_LOOK);
    for (size_t i = 0; i < 3; i++) {
        struct lp_check of = check;
        of.of = subjects[i];
        out = told(&answer, &of);
        assert_string_equal(out.subject, texts[i]);
    }
    lp_arena_free(answer.arena);
}

static void regime(void **state)
{
    const struct sentence theta[] = {
        {{.name = LP_CHECK_THETA, .value = {0.0432, NAN, NAN}, .status = LP_CHECK_LOOK},
         "the fullest phase has come 4.32 % of its way to the electrodes' enrichment: uptake is "
         "linear in time, and only the sum of the contacts of a phase shows"},
        {{.name = LP_CHECK_THETA, .value = {0.5, NAN, NAN}},
         "the fullest phase has come 50 % of its way to the electrodes' enrichment"},
    };
    const struct sentence biot[] = {
        {{.name = LP_CHECK_BIOT, .value = {0.05, NAN, NAN}, .facts.mixing = {true, false}},
         "Bi 0.05, well mixed along the depth"},
        {{.name = LP_CHECK_BIOT, .value = {0.05, NAN, NAN}, .facts.mixing = {true, true}},
         "Bi 0.05, well mixed along the depth"},
        {{.name = LP_CHECK_BIOT, .value = {2.7, NAN, NAN}, .facts.mixing = {false, true}},
         "Bi 2.7, a gradient along the depth, which the model has"},
        {{.name = LP_CHECK_BIOT,
          .value = {2.7, NAN, NAN},
          .status = LP_CHECK_FAIL,
          .facts.mixing = {false, false}},
         "Bi 2.7, a gradient along the depth, which the model lacks: give it `depth`"},
        {{.name = LP_CHECK_BIOT, .value = {0.2, 0.05, 0.3}, .facts.mixing = {false, false}},
         "Bi 0.2, a gradient along the depth, which the model lacks: give it `depth` (unless Bi is "
         "at the lower end of its interval)"},
    };
    const struct sentence twins[] = {
        {{.name = LP_CHECK_TWIN_CURVES, .value = {10, NAN, NAN}, .facts.neighbour = "PEO"},
         "its curve stands 10 sigma from that of PEO"},
        {{.name = LP_CHECK_TWIN_CURVES,
          .value = {4.5, NAN, NAN},
          .status = LP_CHECK_LOOK,
          .facts.neighbour = "PEO"},
         "its curve stands 4.5 sigma from that of PEO: twin curves, of whose contacts the sum is "
         "known better than the split (at 3 to 6 sigma 29 % of simulated studies leave the verdict "
         "undetermined)"},
        {{.name = LP_CHECK_TWIN_CURVES,
          .value = {0, NAN, NAN},
          .status = LP_CHECK_FAIL,
          .facts.neighbour = "PEO"},
         "its curve stands 0 sigma from that of PEO: twin curves; these data cannot tell the "
         "contacts of the two apart, only their sum (below 3 sigma 70 % of simulated studies leave "
         "the verdict undetermined)"},
    };
    (void)state;
    EXPECT("theta", "1", theta);
    EXPECT("biot", "1", biot);
    EXPECT("twin_curves", "1", twins);
}

static void mass(void **state)
{
    /* 0.8 of the 62.5 % that were weighed; 4/3 of the 25 % in the fit */
    const struct sentence balance[] = {
        {{.name = LP_CHECK_MASS_BALANCE, .value = {0.8, NAN, NAN}, .facts.mass = {0.625, 1, 0}},
         "50 % of the lithium by NMR (not corrected for saturation: that takes `recycle` and every "
         "T1), 62.5 % as weighed"},
        {{.name = LP_CHECK_MASS_BALANCE, .value = {4.0 / 3, NAN, NAN}, .facts.mass = {0.25, 0, 1}},
         "33.3 % of the lithium by NMR (corrected for saturation), 25 % in the best fit"},
    };
    const struct sentence weighed[] = {
        {{.name = LP_CHECK_WEIGHED_INVENTORY,
          .value = {3e-6, NAN, NAN},
          .facts.weighed_mol = 6.125e-7},
         "3 umol of lithium in the best fit, 0.6125 weighed"},
    };
    (void)state;
    EXPECT("mass_balance", "1", balance);
    EXPECT("weighed_inventory", "mol", weighed);
}

static void charge(void **state)
{
    /* 2 umol of Li+, half of which could be 6Li: 0.5 umol; 1.5 umol are more than that */
    const struct sentence budget[] = {
        {{.name = LP_CHECK_CHARGE_BUDGET,
          .of = {&cell, NULL},
          .value = {0.25, NAN, NAN},
          .expected_high = 0.5,
          .facts.passed_mol = 2e-6},
         "0.5 umol of 6Li gained, 2 umol of Li+ passed (I t/F): at most 1 of 6Li by charge"},
        {{.name = LP_CHECK_CHARGE_BUDGET,
          .of = {&cell, NULL},
          .value = {0.75, NAN, NAN},
          .expected_high = 0.5,
          .status = LP_CHECK_LOOK,
          .facts.passed_mol = 2e-6},
         "1.5 umol of 6Li gained, 2 umol of Li+ passed (I t/F): at most 1 of 6Li by charge; the "
         "rest is exchange that needs no current"},
        {{.name = LP_CHECK_CHARGE_BUDGET,
          .of = {&sei, NULL},
          .value = {0.75, NAN, NAN},
          .expected_high = 0.5,
          .status = LP_CHECK_LOOK,
          .facts.passed_mol = 2e-6},
         "1.5 umol of 6Li gained, 2 umol of Li+ passed (I t/F): at most 1 of 6Li by charge; the "
         "rest is exchange and growth that need no current"},
    };
    const struct sentence rest[] = {
        {{.name = LP_CHECK_EXCHANGE_AT_REST, .value = {0.123, NAN, NAN}},
         "without current the same cell would have gained 12.3 % of its 6Li"},
        {{.name = LP_CHECK_EXCHANGE_AT_REST, .value = {0.9, NAN, NAN}, .status = LP_CHECK_LOOK},
         "without current the same cell would have gained 90 % of its 6Li: the uptake mostly shows "
         "exchange at rest"},
    };
    (void)state;
    EXPECT("charge_budget", "1", budget);
    EXPECT("exchange_at_rest", "1", rest);
}

static void control(void **state)
{
    static const char *const joint[] = {"explain it with and without current",
                                        "hardly explain both", "do not explain both"};
    static const char *const blind[] = {"as it was measured", "badly", "wrongly"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[256];
        struct sentence one = {{.name = LP_CHECK_ZERO_CURRENT_CONTROL,
                                .of = {&cell, NULL},
                                .value = {2, NAN, NAN},
                                .status = (enum lp_check_status)i,
                                .facts.fit = {24.02, &sei}},
                               text};
        snprintf(text, sizeof text,
                 "at rest, composition as in sei: chi2 24 for 12 values; the same flows %s",
                 joint[i]);
        expect("zero_current_control", "1", 1, &one);
        one.check.name = LP_CHECK_BLIND_PREDICTION;
        snprintf(text, sizeof text,
                 "fitted without it, the flows predict it %s (chi2 24 for 12 values, the errors of "
                 "the prediction included)",
                 blind[i]);
        expect("blind_prediction", "1", 1, &one);
    }
}

static void impedance(void **state)
{
    const struct sentence total[] = {
        {{.name = LP_CHECK_EIS_TOTAL, .value = {512.34, NAN, NAN}, .facts.arc = {200, 0.25, true}},
         "the exchange flows predict 512.3 ohm of Li-only resistance, contacts included; impedance "
         "has 800 ohm (200 over transference 0.25; without `sigma`, 10 % are taken)"},
    };
    const struct sentence film[] = {
        {{.name = LP_CHECK_FILM_RESISTANCE,
          .value = {512.34, NAN, NAN},
          .facts.arc = {200, 1, false}},
         "film alone 512.3 ohm of Li-only resistance; the bulk arc has 200 ohm (200 over "
         "transference 1)"},
    };
    const struct sentence haven[] = {
        {{.name = LP_CHECK_HAVEN_RATIO,
          .value = {0.5, NAN, NAN},
          .expected_low = 0.1,
          .expected_high = 1,
          .facts.is_single_ion = true},
         "apparent Haven ratio 0.5, within range (0.1 to 1: single-ion conductor)"},
        {{.name = LP_CHECK_HAVEN_RATIO,
          .value = {12, 9, 15},
          .expected_low = 0.1,
          .expected_high = 10},
         "apparent Haven ratio 12, out of range, but its interval is not (0.1 to 10: anions "
         "conduct "
         "too)"},
    };
    const struct sentence sigma[] = {
        {{.name = LP_CHECK_CONDUCTIVITY, .value = {0.02, NAN, NAN}, .facts.arc = {200, 0.25, true}},
         "sigma = L/(A R) of the bulk arc: 0.0002 S/cm, of which Li+ 5e-05 S/cm"},
    };
    (void)state;
    EXPECT("eis_total", "ohm", total);
    EXPECT("film_resistance", "ohm", film);
    EXPECT("haven_ratio", "1", haven);
    EXPECT("conductivity", "S/m", sigma);
}

static void material(void **state)
{
    const struct sentence D[] = {
        {{.name = LP_CHECK_DIFFUSIVITY,
          .value = {5e-10, NAN, NAN},
          .expected_low = 1e-15,
          .expected_high = 1e-11,
          .status = LP_CHECK_FAIL,
          .facts.classes = {&ceramic, &polymer}},
         "D 5e-10 m2/s along the film, out of range (a ceramic has 1e-15 to 1e-11 m2/s)"},
    };
    const struct sentence Ea[] = {
        {{.name = LP_CHECK_ACTIVATION_ENERGY,
          .value = {0.5, NAN, NAN},
          .expected_low = 0.2,
          .expected_high = 0.6,
          .facts.classes = {&ceramic, &ceramic}},
         "Ea 0.5 eV, within range (ceramic: 0.2 to 0.6 eV)"},
        {{.name = LP_CHECK_ACTIVATION_ENERGY,
          .value = {0.5, NAN, NAN},
          .expected_low = 0.2,
          .expected_high = 1.4,
          .facts.classes = {&ceramic, &polymer}},
         "Ea 0.5 eV, within range (ceramic or polymer: 0.2 to 1.4 eV)"},
    };
#define JUMPS                                                                                      \
    "; tracer-exchange rate constants (1e-8 to 1e-6 1/s) lie some six decades below EXSY or "      \
    "relaxometry jump rates: never compare the two directly"
    const struct sentence k[] = {
        {{.name = LP_CHECK_RATE_CONSTANTS, .value = {2.5e-6, NAN, NAN}},
         "exchange between phases up to 2.5e-06 1/s" JUMPS},
        {{.name = LP_CHECK_RATE_CONSTANTS, .value = {2e-3, NAN, NAN}, .status = LP_CHECK_LOOK},
         "exchange between phases up to 0.002 1/s, more than tracer exchange shows" JUMPS},
        {{.name = LP_CHECK_RATE_CONSTANTS, .value = {2, NAN, NAN}, .status = LP_CHECK_FAIL},
         "exchange between phases up to 2 1/s, as jump rates are" JUMPS},
    };
    (void)state;
    EXPECT("diffusivity", "m2/s", D);
    EXPECT("activation_energy", "eV", Ea);
    EXPECT("rate_constants", "1/s", k);
}

static void lacks(void **state)
{
    static const struct lp_check_lack all[] = {
        {LP_LACK_DIFFUSIVITY_OR_SIZE, {NULL, "LGPS"}},
        {LP_LACK_AREAS, {&cell, NULL}},
        {LP_LACK_WEIGHED, {&cell, NULL}},
        {LP_LACK_CURRENT, {&cell, NULL}},
        {LP_LACK_CONTROL, {&cell, NULL}},
        {LP_LACK_CONVERGENCE, {&cell, NULL}},
        {LP_LACK_TOTAL_ARC, {&cell, NULL}},
        {LP_LACK_BULK_ARC, {&cell, NULL}},
        {LP_LACK_DEPTH, {&cell, NULL}},
        {LP_LACK_SIZE, {&cell, NULL}},
        {LP_LACK_MATERIAL, {NULL, "LGPS"}},
        {LP_LACK_DIFFUSIVITY, {NULL, "LGPS"}},
    };
    static const char *const texts[] = {
        "LGPS: biot (give the phase `diffusivity` and the cell `thickness`)",
        "cell: mass_balance (give `areas_before` of two components or more)",
        "cell: weighed_inventory (give `weighed`)",
        "cell: charge_budget and exchange_at_rest (it has no `protocol` with current)",
        "cell: zero_current_control and blind_prediction (give an experiment of the same "
        "composition without current)",
        "cell: blind_prediction (the fit without it did not converge)",
        "cell: eis_total and haven_ratio (give `impedance: {total: ...}`)",
        "cell: film_resistance and conductivity (give `impedance: {bulk: ...}`)",
        "cell: film_resistance (give the model `depth`)",
        "cell: conductivity (give `area` and `thickness` of the cell)",
        "LGPS: diffusivity and activation_energy (give the phase `material`: liquid, polymer or "
        "ceramic)",
        "LGPS: diffusivity (give the phase `diffusivity`)",
    };
    const struct lp_checks_done done = {.n_lacks = LP_N_LACKS, .lacks = all};
    struct lp_answer answer = {.arena = lp_arena_new()};
    (void)state;
    assert_int_equal(sizeof all / sizeof *all, LP_N_LACKS);
    lp_tellbeside_checks(&(struct lp_solution){.checks = &done}, &answer);
    assert_int_equal(answer.n_checks, 0);
    assert_int_equal(answer.n_unchecked, LP_N_LACKS);
    for (size_t i = 0; i < LP_N_LACKS; i++)
        assert_string_equal(answer.unchecked[i], texts[i]);
    lp_arena_free(answer.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_row_is_of),
        cmocka_unit_test(regime),
        cmocka_unit_test(mass),
        cmocka_unit_test(charge),
        cmocka_unit_test(control),
        cmocka_unit_test(impedance),
        cmocka_unit_test(material),
        cmocka_unit_test(lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
