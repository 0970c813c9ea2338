/* SPDX-License-Identifier: MIT
 *
 * The measured tables of `conduct`: Arrhenius lines of conductivity, rate and diffusivity, T1(T) by
 * relaxation.h, and the attenuation of a PFG echo.
 */
#include "conduct/conductwork.h"

#include "base/units.h"
#include "conduct/arrhenius.h"
#include "conduct/conducttable.h"
#include "conduct/relaxation.h"

#include <math.h>

static void measured(struct lp_conduct_work *work, const char *symbol, const char *words,
                     const char *unit, struct lp_estimate value, const char *source)
{
    lp_conductwork_add_row(work->answer,
                           (struct lp_conduct_row){"measured", symbol, words, unit, value, source});
}

/* In logarithms, the wider side; NaN ends: no width. */
static double log_width(struct lp_estimate value)
{
    if (!isfinite(value.high) || !(value.low > 0.0))
        return 0.0;
    return fmax(log(value.high / value.value), log(value.value / value.low));
}

/* A fitted number takes its place, or is compared with the one that is there. */
static void place(struct lp_conduct_work *work, enum lp_conduction_quantity quantity,
                  struct lp_estimate value, const char *source)
{
    struct lp_conduction_value *there = &work->chain.of[quantity];
    const double width = log_width(value);
    if (!(value.value > 0.0) || !isfinite(value.value) || value.low <= 0.0)
        return;
    if (there->origin == LP_CONDUCTION_UNKNOWN) {
        *there = (struct lp_conduction_value){LP_CONDUCTION_GIVEN, value.value, width, 0};
        work->source[quantity] = source;
        return;
    }
    lp_conductwork_compare(
        work, lp_conduction_symbol(quantity), value.value / there->value,
        hypot(width, there->width), !(width > 0.0 && there->width > 0.0),
        lp_arena_printf(work->answer->arena, "%s: %s, over %s (which the chain uses)",
                        lp_conduction_words(quantity), source, work->source[quantity]));
}

static void warn_extrapolation(struct lp_conduct_work *work, const struct lp_conduct_table *table,
                               const char *name)
{
    double low = table->x[0], high = table->x[0];
    for (size_t i = 1; i < table->n; i++) {
        low = fmin(low, table->x[i]);
        high = fmax(high, table->x[i]);
    }
    if (work->input->temperature_K < low || work->input->temperature_K > high)
        lp_diag_warning(work->diag, table->span,
                        "measured %s: %g K lies outside the table (%g to %g K); the number there "
                        "is extrapolated",
                        name, work->input->temperature_K, low, high);
}

static const char *error_words(const struct lp_conduct_table *table)
{
    if (table->error)
        return "errors given";
    return table->n > 2 ? "errors from the scatter" : "two rows without errors give no interval";
}

/* The published energy may be that of ln sigma, which is lower by about kB T. */
static void compare_energy(struct lp_conduct_work *work, const struct lp_arrhenius *fit,
                           struct lp_span span)
{
    const double given = work->input->activation_J, eV = LP_ELEMENTARY_CHARGE_C;
    if (isnan(given))
        return;
    if (fabs(given - fit->plain_energy_J) < 0.5 * fabs(given - fit->energy_J.value))
        lp_diag_warning(work->diag, span,
                        "the activation energy given, %.3f eV, is that of ln sigma (%.3f eV) and "
                        "not of ln(sigma T) (%.3f eV)",
                        given / eV, fit->plain_energy_J / eV, fit->energy_J.value / eV);
}

static enum lp_status fit_arrhenius(struct lp_conduct_work *work, enum lp_conduct_kind kind)
{
    static const struct {
        const char *source, *energy, *prefactor, *unit;
        enum lp_conduction_quantity quantity;
    } kinds[] = {
        [LP_CONDUCT_CONDUCTIVITY] = {"ln(sigma T) against 1/T", "Ea(sigma T)", "A(sigma T)",
                                     "S K/m", LP_CONDUCTION_SIGMA},
        [LP_CONDUCT_RATE] = {"ln(rate) against 1/T", "Ea(rate)", "A(rate)", "1/s",
                             LP_CONDUCTION_RATE},
        [LP_CONDUCT_DIFFUSIVITY] = {"ln(D) against 1/T", "Ea(D)", "A(D)", "m2/s",
                                    LP_CONDUCTION_D_TRACER},
    };
    const struct lp_conduct_table *table = &work->input->table[kind];
    struct lp_arrhenius fit;
    enum lp_status status =
        lp_arrhenius_fit(table->n, table->x, table->y, table->error,
                         kind == LP_CONDUCT_CONDUCTIVITY, work->input->temperature_K, &fit);
    if (status)
        return status;
    const char *source = lp_arena_printf(work->answer->arena, "%s, %zu rows, %s",
                                         kinds[kind].source, table->n, error_words(table));
    const enum lp_conduction_quantity q = kinds[kind].quantity;
    measured(work, kinds[kind].energy, "activation energy", "J", fit.energy_J, source);
    measured(work, kinds[kind].prefactor, "prefactor", kinds[kind].unit, fit.prefactor, source);
    measured(work, lp_conduction_symbol(q), lp_conduction_words(q), lp_conduction_unit(q),
             fit.value, source);
    warn_extrapolation(work, table, lp_conduct_table_name(kind));
    if (kind == LP_CONDUCT_CONDUCTIVITY)
        compare_energy(work, &fit, table->span);
    place(work, q, fit.value, source);
    return LP_OK;
}

static const char *const flank_words[] = {
    [LP_FLANK_BOTH] = "a minimum is seen",
    [LP_FLANK_HOT] = "no minimum seen: all rows on the hot flank",
    [LP_FLANK_COLD] = "no minimum seen: all rows on the cold flank",
    [LP_FLANK_NONE] = "no minimum and no slope beyond the errors",
};

static void warn_t1(struct lp_conduct_work *work, const struct lp_conduct_table *table,
                    const struct lp_t1_fit *fit)
{
    if (!fit->is_converged)
        lp_diag_warning(work->diag, table->span,
                        "measured T1: the fit of the curve did not "
                        "converge");
    if (fit->is_beta_at_bound)
        lp_diag_warning(work->diag, table->span,
                        "measured T1: the best beta lies beyond its bound and is held at %.3g; the "
                        "other numbers have the intervals of a free beta%s",
                        fit->beta.value,
                        isfinite(fit->beta.low)
                            ? ""
                            : "; its own excludes 0 to 1, so this form of relaxation does not "
                              "describe the table");
    if (fit->flank == LP_FLANK_BOTH)
        warn_extrapolation(work, table, "T1");
    else
        lp_diag_warning(work->diag, table->span,
                        "measured T1: %s, so the jump rate is undetermined; rows on both sides of "
                        "the minimum are needed%s",
                        flank_words[fit->flank],
                        fit->is_bent ? "; the rows bend, so the slope is less than the energy"
                                     : "");
}

static enum lp_status fit_t1(struct lp_conduct_work *work)
{
    const struct lp_conduct_table *table = &work->input->table[LP_CONDUCT_T1];
    const struct lp_t1_table rows = {table->n,           table->x,    table->y,      table->error,
                                     table->omega_rad_s, table->beta, table->n_terms};
    struct lp_t1_fit fit;
    enum lp_status status = lp_t1_fit(&rows, work->input->temperature_K, &fit);
    if (status == LP_EINPUT)
        lp_diag_error(work->diag, table->span,
                      "measured T1: %zu rows are too few for a curve with "
                      "a minimum; 5 or more are needed (4 with beta given)",
                      table->n);
    if (status)
        return status;
    const char *source = lp_arena_printf(
        work->answer->arena, "T1(T), %zu rows, %s, %s", table->n,
        table->n_terms == 1 ? "J(omega0)" : "J(omega0) + 4 J(2 omega0)", flank_words[fit.flank]);
    warn_t1(work, table, &fit);
    if (isfinite(fit.energy_J.value))
        measured(work, "Ea(hot)", "activation energy, hot flank", "J", fit.energy_J, source);
    if (isfinite(fit.cold_J.value))
        measured(work, "Ea(cold)", "slope of the cold flank, beta Ea", "J", fit.cold_J, source);
    if (fit.flank != LP_FLANK_BOTH)
        return LP_OK;
    measured(work, "beta", "asymmetry exponent", "1", fit.beta,
             !isnan(table->beta)    ? "given"
             : fit.is_beta_at_bound ? "held at its bound"
                                    : source);
    measured(work, "T_min", "temperature of the smallest T1", "K", fit.minimum_K, source);
    measured(work, "nu(T_min)", "jump rate there, fixed by omega0 and beta", "1/s",
             (struct lp_estimate){fit.minimum_rate, NAN, NAN}, source);
    measured(work, "nu", "jump rate", "1/s", fit.rate_per_s, source);
    place(work, LP_CONDUCTION_RATE, fit.rate_per_s, source);
    return LP_OK;
}

/* ln(I/I0) = ln(I(0)/I0) - b D: the intercept is free, for I0 has its error too. */
static enum lp_status fit_attenuation(struct lp_conduct_work *work)
{
    const struct lp_conduct_table *table = &work->input->table[LP_CONDUCT_ATTENUATION];
    struct lp_arena *arena = work->answer->arena;
    double *b = lp_arena_alloc(arena, table->n, sizeof *b);
    double *log_ratio = lp_arena_alloc(arena, table->n, sizeof *log_ratio);
    double *error = lp_arena_alloc(arena, table->n, sizeof *error);
    struct lp_line line;
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    for (size_t i = 0; i < table->n; i++) {
        b[i] = lp_relaxation_attenuation(table->gamma_rad_s_T, table->x[i], table->pulse_s,
                                         table->delay_s);
        log_ratio[i] = log(table->y[i]);
        error[i] = table->error ? table->error[i] / table->y[i] : 0.0;
    }
    enum lp_status status = lp_line_fit(table->n, b, log_ratio, table->error ? error : NULL, &line);
    if (status)
        return status;
    const struct lp_estimate D = {-line.slope, -line.slope - line.slope_width,
                                  -line.slope + line.slope_width};
    const char *source =
        lp_arena_printf(arena, "PFG attenuation, %zu rows, %s", table->n, error_words(table));
    measured(work, "D*", "tracer diffusivity", "m2/s", D, source);
    if (!(D.value > 0.0) || D.low <= 0.0)
        lp_diag_warning(
            work->diag, table->span,
            "measured attenuation: D* or its interval reaches 0, so it is shown but not "
            "used; stronger gradients are needed");
    place(work, LP_CONDUCTION_D_TRACER, D, source);
    return LP_OK;
}

enum lp_status lp_conductfit(struct lp_conduct_work *work)
{
    const struct lp_conduct_table *table = work->input->table;
    enum lp_status status = LP_OK;
    for (enum lp_conduct_kind k = LP_CONDUCT_CONDUCTIVITY; !status && k <= LP_CONDUCT_DIFFUSIVITY;
         k++)
        if (table[k].n)
            status = fit_arrhenius(work, k);
    if (!status && table[LP_CONDUCT_T1].n)
        status = fit_t1(work);
    if (!status && table[LP_CONDUCT_ATTENUATION].n)
        status = fit_attenuation(work);
    return status;
}
