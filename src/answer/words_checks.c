/* SPDX-License-Identifier: MIT
 *
 * One function a check gives its sentence, in the units that a reader expects (amounts in umol,
 * conductivities in S/cm). One table a lack: which checks could not be made, and why.
 */
#include "answer/words_checks.h"

#include "network/material.h"
#include "pathway/shares.h"

#include <math.h>

static const char *read_theta(const struct lp_check *c, struct lp_arena *arena)
{
    const bool is_early = fabs(c->value.value) < LP_EARLY_THETA;

    return lp_arena_printf(
        arena, "the fullest phase has come %.3g %% of its way to the electrodes' enrichment%s",
        100.0 * c->value.value,
        c->status == LP_CHECK_LOOK && is_early
            ? ": uptake is linear in time, and only the sum of the contacts of a phase shows"
            : "");
}

static const char *read_biot(const struct lp_check *c, struct lp_arena *arena)
{
    const bool is_well_mixed = c->facts.mixing.is_well_mixed;
    const bool has_layers = c->facts.mixing.has_layers;

    return lp_arena_printf(arena, "Bi %.2g, %s%s", c->value.value,
                           is_well_mixed ? "well mixed along the depth"
                           : has_layers  ? "a gradient along the depth, which the model has"
                                         : "a gradient along the depth, which the model lacks: "
                                           "give it `depth`",
                           !has_layers && !is_well_mixed && c->status == LP_CHECK_OK
                               ? " (unless Bi is at the lower end of its interval)"
                               : "");
}

static const char *read_twin_curves(const struct lp_check *c, struct lp_arena *arena)
{
    static const char *const meanings[] = {
        [LP_CHECK_OK] = "",
        [LP_CHECK_LOOK] = ": twin curves, of whose contacts the sum is known better than the split "
                          "(at 3 to 6 sigma 29 % of simulated studies leave the verdict "
                          "undetermined)",
        [LP_CHECK_FAIL] = ": twin curves; these data cannot tell the contacts of the two apart, "
                          "only their sum (below 3 sigma 70 % of simulated studies leave the "
                          "verdict undetermined)"};

    return lp_arena_printf(arena, "its curve stands %.3g sigma from that of %s%s", c->value.value,
                           c->facts.neighbour, meanings[c->status]);
}

static const char *read_mass_balance(const struct lp_check *c, struct lp_arena *arena)
{
    const double meant = c->facts.mass.meant;

    return lp_arena_printf(
        arena, "%.3g %% of the lithium by NMR%s, %.3g %% %s", 100 * meant * c->value.value,
        c->facts.mass.is_corrected
            ? " (corrected for saturation)"
            : " (not corrected for saturation: that takes `recycle` and every T1)",
        100 * meant, c->facts.mass.is_weighed ? "as weighed" : "in the best fit");
}

static const char *read_weighed_inventory(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "%.4g umol of lithium in the best fit, %.4g weighed",
                           1e6 * c->value.value, 1e6 * c->facts.weighed_mol);
}

static const char *read_charge_budget(const struct lp_check *c, struct lp_arena *arena)
{
    const double passed_mol = c->facts.passed_mol;

    return lp_arena_printf(arena,
                           "%.3g umol of 6Li %s, %.3g umol of Li+ passed (I t/F): at most %.3g "
                           "of 6Li by charge%s%s",
                           1e6 * passed_mol * c->value.value, c->facts.is_loss ? "lost" : "gained",
                           1e6 * passed_mol, 1e6 * c->expected_high * passed_mol,
                           c->status == LP_CHECK_OK ? "" : "; the rest is exchange",
                           c->status == LP_CHECK_OK                  ? ""
                           : lp_model_grows(c->of.experiment->model) ? " and growth that need no "
                                                                       "current"
                                                                     : " that needs no current");
}

static const char *read_exchange_at_rest(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "without current the same cell would have %s %.3g %% of %s%s",
                           c->facts.is_loss ? "lost" : "gained", 100.0 * c->value.value,
                           c->facts.is_loss ? "the 6Li that it lost" : "its 6Li",
                           c->status == LP_CHECK_OK ? ""
                           : c->facts.is_loss       ? ": the loss mostly shows exchange at rest"
                                                    : ": the uptake mostly shows exchange at rest");
}

static const char *read_zero_current_control(const struct lp_check *c, struct lp_arena *arena)
{
    static const char *const meanings[] = {[LP_CHECK_OK] = "explain it with and without current",
                                           [LP_CHECK_LOOK] = "hardly explain both",
                                           [LP_CHECK_FAIL] = "do not explain both"};

    return lp_arena_printf(
        arena, "at rest, composition as in %s: chi2 %.3g for %zu values; the same flows %s",
        c->facts.fit.driven->name, c->facts.fit.chi2, c->of.experiment->n_rows,
        meanings[c->status]);
}

static const char *read_blind_prediction(const struct lp_check *c, struct lp_arena *arena)
{
    static const char *const meanings[] = {[LP_CHECK_OK] = "as it was measured",
                                           [LP_CHECK_LOOK] = "badly",
                                           [LP_CHECK_FAIL] = "wrongly"};

    return lp_arena_printf(arena,
                           "fitted without it, the flows predict it %s (chi2 %.3g for %zu values, "
                           "the errors of the prediction included)",
                           meanings[c->status], c->facts.fit.chi2, c->of.experiment->n_rows);
}

/* "200 ohm (100 over transference 0.5)" */
static const char *arc_text(const struct lp_check_arc *arc, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "%.4g ohm (%.4g over transference %.2g%s)",
                           arc->measured_ohm / arc->transference, arc->measured_ohm,
                           arc->transference,
                           arc->is_error_taken ? "; without `sigma`, 10 % are taken" : "");
}

static const char *read_eis_total(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena,
                           "the exchange flows predict %.4g ohm of Li-only resistance, "
                           "contacts included; impedance has %s",
                           c->value.value, arc_text(&c->facts.arc, arena));
}

static const char *read_film_resistance(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "film alone %.4g ohm of Li-only resistance; the bulk arc has %s",
                           c->value.value, arc_text(&c->facts.arc, arena));
}

static const char *place_text(const struct lp_check *c)
{
    static const char *const texts[] = {[LP_CHECK_WITHIN] = "within range",
                                        [LP_CHECK_ONLY_TOUCHES] =
                                            "out of range, but its interval is not",
                                        [LP_CHECK_OUTSIDE] = "out of range"};

    return texts[lp_check_place(c)];
}

static const char *read_haven_ratio(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "apparent Haven ratio %.3g, %s (%g to %g: %s)", c->value.value,
                           place_text(c), c->expected_low, c->expected_high,
                           c->facts.is_single_ion ? "single-ion conductor" : "anions conduct too");
}

static const char *read_conductivity(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(
        arena, "sigma = L/(A R) of the bulk arc: %.3g S/cm, of which Li+ %.3g S/cm",
        c->value.value / 100.0, c->value.value * c->facts.arc.transference / 100.0);
}

static const char *read_diffusivity(const struct lp_check *c, struct lp_arena *arena)
{
    return lp_arena_printf(arena, "D %.3g m2/s along the film, %s (a %s has %.0e to %.0e m2/s)",
                           c->value.value, place_text(c), c->facts.classes[0]->name,
                           c->expected_low, c->expected_high);
}

static const char *read_activation_energy(const struct lp_check *c, struct lp_arena *arena)
{
    const struct lp_material_class *one = c->facts.classes[0], *other = c->facts.classes[1];

    return lp_arena_printf(arena, "Ea %.3g eV, %s (%s%s%s: %g to %g eV)", c->value.value,
                           place_text(c), one->name, one == other ? "" : " or ",
                           one == other ? "" : other->name, c->expected_low, c->expected_high);
}

static const char *read_rate_constants(const struct lp_check *c, struct lp_arena *arena)
{
    static const char *const meanings[] = {[LP_CHECK_OK] = "",
                                           [LP_CHECK_LOOK] = ", more than tracer exchange shows",
                                           [LP_CHECK_FAIL] = ", as jump rates are"};

    return lp_arena_printf(arena,
                           "exchange between phases up to %.2g 1/s%s; tracer-exchange rate "
                           "constants (1e-8 to 1e-6 1/s) lie some six decades below EXSY or "
                           "relaxometry jump rates: never compare the two directly",
                           c->value.value, meanings[c->status]);
}

/* By name: what it is called, the unit of its value, and its sentence. */
#define ROW(enumerator, name, unit) [LP_CHECK_##enumerator] = {#name, unit, read_##name},
static const struct {
    const char *name, *unit;
    const char *(*read)(const struct lp_check *check, struct lp_arena *arena);
} kinds[LP_N_CHECKS] = {LP_CHECKS_ALL(ROW)};
#undef ROW

/* Which checks a lack leaves out (one: the other is none), and what would give them, or why not. */
#define NONE LP_N_CHECKS
static const struct {
    enum lp_check_name one, other;
    const char *why;
} lacks[] = {
    [LP_LACK_DIFFUSIVITY_OR_SIZE] = {LP_CHECK_BIOT, NONE,
                                     "give the phase `diffusivity` and the cell `thickness`"},
    [LP_LACK_AREAS] = {LP_CHECK_MASS_BALANCE, NONE,
                       "give `areas_before` of two components or more"},
    [LP_LACK_WEIGHED] = {LP_CHECK_WEIGHED_INVENTORY, NONE, "give `weighed`"},
    [LP_LACK_CURRENT] = {LP_CHECK_CHARGE_BUDGET, LP_CHECK_EXCHANGE_AT_REST,
                         "it has no `protocol` with current"},
    [LP_LACK_CONTROL] = {LP_CHECK_ZERO_CURRENT_CONTROL, LP_CHECK_BLIND_PREDICTION,
                         "give an experiment of the same composition without current"},
    [LP_LACK_CONVERGENCE] = {LP_CHECK_BLIND_PREDICTION, NONE,
                             "the fit without it did not converge"},
    [LP_LACK_TOTAL_ARC] = {LP_CHECK_EIS_TOTAL, LP_CHECK_HAVEN_RATIO,
                           "give `impedance: {total: ...}`"},
    [LP_LACK_BULK_ARC] = {LP_CHECK_FILM_RESISTANCE, LP_CHECK_CONDUCTIVITY,
                          "give `impedance: {bulk: ...}`"},
    [LP_LACK_DEPTH] = {LP_CHECK_FILM_RESISTANCE, NONE, "give the model `depth`"},
    [LP_LACK_SIZE] = {LP_CHECK_CONDUCTIVITY, NONE, "give `area` and `thickness` of the cell"},
    [LP_LACK_MATERIAL] = {LP_CHECK_DIFFUSIVITY, LP_CHECK_ACTIVATION_ENERGY,
                          "give the phase `material`: liquid, polymer or ceramic"},
    [LP_LACK_DIFFUSIVITY] = {LP_CHECK_DIFFUSIVITY, NONE, "give the phase `diffusivity`"},
};
_Static_assert(sizeof lacks / sizeof *lacks == LP_N_LACKS, "every lack has its words");

const char *lp_words_check_subject(const struct lp_check_subject *of, struct lp_arena *arena)
{
    if (of->experiment && of->part)
        return lp_arena_printf(arena, "%s: %s", of->experiment->name, of->part);
    return of->experiment ? of->experiment->name : of->part ? of->part : "";
}

const char *lp_words_check_lack(const struct lp_check_lack *lack, struct lp_arena *arena)
{
    const enum lp_check_name one = lacks[lack->kind].one, other = lacks[lack->kind].other;

    return lp_arena_printf(arena, "%s: %s%s%s (%s)", lp_words_check_subject(&lack->of, arena),
                           kinds[one].name, other == NONE ? "" : " and ",
                           other == NONE ? "" : kinds[other].name, lacks[lack->kind].why);
}

const char *lp_words_check_name(enum lp_check_name name)
{
    return kinds[name].name;
}

const char *lp_words_check_unit(enum lp_check_name name)
{
    return kinds[name].unit;
}

const char *lp_words_check_reading(const struct lp_check *check, struct lp_arena *arena)
{
    return kinds[check->name].read(check, arena);
}
