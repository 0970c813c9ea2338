/* SPDX-License-Identifier: MIT
 *
 * Steps: fit each measured table; a fitted number takes its place in the chain unless the file
 * gives that number itself, when the two are compared; solve the chain; compare every relation
 * whose numbers are all known without it; say what all this means.
 */
#include "inference/conduct.h"

#include "base/units.h"
#include "inference/arrhenius.h"
#include "physics/conduction.h"
#include "physics/relaxation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_FACTOR 2.0 /* numbers without errors agree within this, as published ones do */

_Static_assert((int)LP_N_CONDUCTION == (int)LP_CONDUCT_N_NUMBERS, "one list of numbers");

struct work {
    struct lp_conduct_answer *answer;
    const struct lp_conduct_input *input;
    struct lp_conduction chain;
    const char *source[LP_N_CONDUCTION];
    struct lp_diag *diag;
};

static void *grown(struct lp_conduct_answer *answer, void *array, size_t n, size_t *capacity,
                   size_t size)
{
    if (n < *capacity)
        return array;
    const size_t larger = *capacity ? 2 * *capacity : 16;
    void *copy = lp_arena_alloc(answer->arena, larger, size);
    if (!copy) {
        answer->is_out_of_memory = true;
        return NULL;
    }
    if (n)
        memcpy(copy, array, n * size);
    *capacity = larger;
    return copy;
}

static void add_row(struct lp_conduct_answer *answer, struct lp_conduct_row row)
{
    struct lp_conduct_row *rows =
        grown(answer, answer->rows, answer->n_rows, &answer->rows_capacity, sizeof *rows);
    if (!rows)
        return;
    answer->rows = rows;
    answer->rows[answer->n_rows++] = row;
}

static void add_check(struct lp_conduct_answer *answer, struct lp_conduct_check check)
{
    struct lp_conduct_check *checks =
        grown(answer, answer->checks, answer->n_checks, &answer->checks_capacity, sizeof *checks);
    if (!checks || !check.text)
        return;
    answer->checks = checks;
    answer->checks[answer->n_checks++] = check;
}

static void measured(struct work *work, const char *symbol, const char *words, const char *unit,
                     struct lp_estimate value, const char *source)
{
    add_row(work->answer, (struct lp_conduct_row){"measured", symbol, words, unit, value, source});
}

static struct lp_estimate with_width(double value, double width, bool is_logarithmic)
{
    if (!(width > 0.0))
        return (struct lp_estimate){value, NAN, NAN};
    if (is_logarithmic)
        return (struct lp_estimate){value, value * exp(-width), value * exp(width)};
    return (struct lp_estimate){value, value - width, value + width};
}

/*
 * A ratio that should be 1: within its interval; where some number has no error, what differs by no
 * more than a factor is to be looked at; where none has, it counts as agreement.
 */
static enum lp_conduct_reading read_ratio(double ratio, double width, bool is_partly_without)
{
    const double off = fabs(log(ratio));
    const bool is_near = off <= log(LOOK_FACTOR);
    if (!(width > 0.0))
        return is_near ? LP_CONDUCT_OK : LP_CONDUCT_FAIL;
    if (off <= width)
        return LP_CONDUCT_OK;
    return is_partly_without && is_near ? LP_CONDUCT_LOOK : LP_CONDUCT_FAIL;
}

static const char *rule_of(double width, bool is_partly_without)
{
    if (!(width > 0.0))
        return "1 expected; no errors given, so a factor of 2 either way counts as agreement";
    return is_partly_without ? "1 expected within the interval; errors of some numbers are not "
                               "given, so a factor of 2 is marked look, not fail"
                             : "1 expected within the interval";
}

static void compare(struct work *work, const char *name, double ratio, double width,
                    bool is_partly_without, const char *what)
{
    add_check(work->answer,
              (struct lp_conduct_check){name,
                                        lp_arena_printf(work->answer->arena, "%s; %s", what,
                                                        rule_of(width, is_partly_without)),
                                        read_ratio(ratio, width, is_partly_without), true,
                                        with_width(ratio, width, true)});
}

/* In logarithms, the wider side; NaN ends: no width. */
static double log_width(struct lp_estimate value)
{
    if (!isfinite(value.high) || !(value.low > 0.0))
        return 0.0;
    return fmax(log(value.high / value.value), log(value.value / value.low));
}

/* A fitted number takes its place, or is compared with the one that is there. */
static void place(struct work *work, enum lp_conduction_quantity quantity, struct lp_estimate value,
                  const char *source)
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
    compare(work, lp_conduction_symbol(quantity), value.value / there->value,
            hypot(width, there->width), !(width > 0.0 && there->width > 0.0),
            lp_arena_printf(work->answer->arena, "%s: %s, over %s (which the chain uses)",
                            lp_conduction_words(quantity), source, work->source[quantity]));
}

static void warn_extrapolation(struct work *work, const struct lp_conduct_table *table,
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
static void compare_energy(struct work *work, const struct lp_arrhenius *fit, struct lp_span span)
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

static enum lp_status fit_arrhenius(struct work *work, enum lp_conduct_kind kind)
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

static void warn_t1(struct work *work, const struct lp_conduct_table *table,
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

static enum lp_status fit_t1(struct work *work)
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
static enum lp_status fit_attenuation(struct work *work)
{
    const struct lp_conduct_table *table = &work->input->table[LP_CONDUCT_ATTENUATION];
    struct lp_arena *arena = work->answer->arena;
    double *b = lp_arena_alloc(arena, table->n, sizeof *b);
    double *log_ratio = lp_arena_alloc(arena, table->n, sizeof *log_ratio);
    double *error = lp_arena_alloc(arena, table->n, sizeof *error);
    struct lp_line line;
    if (!b || !log_ratio || !error)
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

static void take_given(struct work *work)
{
    for (size_t i = 0; i < LP_N_CONDUCTION; i++) {
        const struct lp_conduct_number *number = &work->input->number[i];
        if (!number->source)
            continue;
        work->chain.of[i] =
            (struct lp_conduction_value){LP_CONDUCTION_GIVEN, number->value, number->width, 0};
        work->source[i] = number->source;
        for (size_t k = 0; i == LP_CONDUCTION_CORRELATION && k < lp_n_lattices; k++)
            if (strcmp(lp_lattices[k].name, number->source) == 0) {
                work->chain.of[i].value = lp_lattices[k].correlation;
                work->source[i] = lp_arena_printf(work->answer->arena, "lattice %s (%s)",
                                                  lp_lattices[k].name, lp_lattices[k].mechanism);
            }
    }
}

static void tell_chain(struct work *work)
{
    struct lp_conduct_answer *answer = work->answer;
    for (enum lp_conduction_quantity k = 0; k < LP_N_CONDUCTION; k++) {
        const struct lp_conduction_value *value = &work->chain.of[k];
        if (value->origin == LP_CONDUCTION_UNKNOWN) {
            answer->missing[answer->n_missing++] = lp_conduction_symbol(k);
            continue;
        }
        const char *source = value->origin == LP_CONDUCTION_GIVEN
                                 ? work->source[k]
                                 : lp_conduction_formula(value->i_relation);
        add_row(answer,
                (struct lp_conduct_row){
                    "chain", lp_conduction_symbol(k), lp_conduction_words(k), lp_conduction_unit(k),
                    with_width(value->value, value->width, lp_conduction_is_logarithmic(k)),
                    source});
    }
}

/* The dimension enters wherever a jump distance or rate does. */
static void tell_dimension(struct work *work)
{
    const struct lp_conduct_input *input = work->input;
    if (work->chain.of[LP_CONDUCTION_DISTANCE].origin == LP_CONDUCTION_UNKNOWN &&
        work->chain.of[LP_CONDUCTION_RATE].origin == LP_CONDUCTION_UNKNOWN)
        return;
    add_row(work->answer,
            (struct lp_conduct_row){"chain", "b", "2 x dimensions of the hops", "1",
                                    (struct lp_estimate){2.0 * input->dimension, NAN, NAN},
                                    input->is_dimension_given ? "given"
                                                              : "assumed: hops in 3 dimensions"});
}

/* D by one route alone: the chain solved from the numbers of that route. */
struct route {
    const char *symbol, *words;
    enum lp_conduction_quantity diffusivity;
    size_t n_from;
    enum lp_conduction_quantity from[6];
};

enum { MICROSCOPIC, TRACER, MACROSCOPIC, N_ROUTES };
static const struct route routes[N_ROUTES] = {
    {"D_NMR",
     "microscopic, of the jumps",
     LP_CONDUCTION_D_RANDOM,
     6,
     {LP_CONDUCTION_D_RANDOM, LP_CONDUCTION_DISTANCE, LP_CONDUCTION_RATE, LP_CONDUCTION_ATTEMPT,
      LP_CONDUCTION_ENTROPY, LP_CONDUCTION_ENTHALPY}},
    {"D*", "tracer", LP_CONDUCTION_D_TRACER, 1, {LP_CONDUCTION_D_TRACER}},
    {"D_sigma",
     "from the conductivity",
     LP_CONDUCTION_D_SIGMA,
     4,
     {LP_CONDUCTION_D_SIGMA, LP_CONDUCTION_SIGMA, LP_CONDUCTION_TRANSFERENCE,
      LP_CONDUCTION_CARRIERS}},
};

/*
 * The diffusivity of a route: its own number where that was measured, but for the jumps' one, which
 * a and nu give before a D_r that is given beside them (those two meet in a check).
 */
static struct lp_conduction_value follow(const struct work *work, const struct route *route)
{
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    struct lp_conduction part = {.temperature_K = work->chain.temperature_K,
                                 .dimension = work->chain.dimension};
    for (size_t i = route->diffusivity == LP_CONDUCTION_D_RANDOM; i < route->n_from; i++)
        if (work->chain.of[route->from[i]].origin == LP_CONDUCTION_GIVEN)
            part.of[route->from[i]] = work->chain.of[route->from[i]];
    lp_conduction_solve(&part, checks);
    if (part.of[route->diffusivity].origin == LP_CONDUCTION_UNKNOWN &&
        work->chain.of[route->diffusivity].origin == LP_CONDUCTION_GIVEN)
        return work->chain.of[route->diffusivity];
    return part.of[route->diffusivity];
}

static void side_by_side(struct work *work)
{
    static const struct {
        size_t over, under;
        const char *symbol, *words;
    } ratios[] = {{TRACER, MACROSCOPIC, "D*/D_sigma", "measured Haven ratio H_R"},
                  {TRACER, MICROSCOPIC, "D*/D_NMR", "measured correlation factor f"},
                  {MICROSCOPIC, MACROSCOPIC, "D_NMR/D_sigma", "H_R/f"}};
    struct lp_conduction_value value[N_ROUTES];
    size_t n_known = 0;
    for (size_t i = 0; i < N_ROUTES; i++) {
        value[i] = follow(work, &routes[i]);
        n_known += value[i].origin != LP_CONDUCTION_UNKNOWN;
    }
    for (size_t i = 0; n_known > 1 && i < N_ROUTES; i++)
        if (value[i].origin != LP_CONDUCTION_UNKNOWN)
            add_row(work->answer, (struct lp_conduct_row){
                                      "side by side", routes[i].symbol, routes[i].words, "m2/s",
                                      with_width(value[i].value, value[i].width, true),
                                      value[i].origin == LP_CONDUCTION_GIVEN
                                          ? work->source[routes[i].diffusivity]
                                          : lp_conduction_formula(value[i].i_relation)});
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        const struct lp_conduction_value *over = &value[ratios[i].over];
        const struct lp_conduction_value *under = &value[ratios[i].under];
        if (over->origin != LP_CONDUCTION_UNKNOWN && under->origin != LP_CONDUCTION_UNKNOWN)
            add_row(work->answer,
                    (struct lp_conduct_row){"side by side", ratios[i].symbol, ratios[i].words, "1",
                                            with_width(over->value / under->value,
                                                       hypot(over->width, under->width), true),
                                            "ratio of the two above"});
    }
}

/*
 * A ratio within its range. A whole interval outside fails, an estimate alone outside is to be
 * looked at; without an interval a factor of 2 beyond is still look.
 */
static enum lp_conduct_reading read_range(struct lp_estimate value, double low, double high)
{
    const bool has_interval = isfinite(value.low) && isfinite(value.high);
    const double bottom = has_interval ? value.low : value.value / LOOK_FACTOR;
    const double top = has_interval ? value.high : value.value * LOOK_FACTOR;
    if (bottom > high || top < low)
        return LP_CONDUCT_FAIL;
    return value.value > high || value.value < low ? LP_CONDUCT_LOOK : LP_CONDUCT_OK;
}

static void check_range(struct work *work, const char *name, struct lp_estimate value, double low,
                        double high, bool compares, const char *what, const char *suspects)
{
    const enum lp_conduct_reading reading = read_range(value, low, high);
    const bool has_interval = isfinite(value.low) && isfinite(value.high);
    const char *text = lp_arena_printf(
        work->answer->arena, "%s; expected %g to %g%s%s", what, low, high,
        has_interval ? "" : "; no errors given, so up to a factor of 2 beyond is look, not fail",
        reading == LP_CONDUCT_FAIL ? suspects : "");
    add_check(work->answer, (struct lp_conduct_check){name, text, reading, compares, value});
}

/*
 * H_R that follows from D* and D_sigma compares the two; H_R that was given compares nothing, and
 * neither does one that follows from others by way of D* alone.
 */
static void check_haven(struct work *work)
{
    const struct lp_conduction_value *haven = &work->chain.of[LP_CONDUCTION_HAVEN];
    const bool is_single = work->chain.of[LP_CONDUCTION_TRANSFERENCE].value == 1.0;
    const bool compares = haven->origin == LP_CONDUCTION_DERIVED;
    const bool is_tracer = work->chain.of[LP_CONDUCTION_D_TRACER].origin == LP_CONDUCTION_GIVEN;
    if (haven->origin == LP_CONDUCTION_UNKNOWN)
        return;
    const char *what = !compares   ? "the Haven ratio as given, which compares no two numbers"
                       : is_tracer ? "D* over D_sigma, each got without the other: the Haven ratio"
                                   : "f D_r over D_sigma, each got without the other: the Haven "
                                     "ratio";
    check_range(work, "H_R", with_width(haven->value, haven->width, true), 0.1,
                is_single ? 1.0 : 10.0, compares,
                lp_arena_printf(work->answer->arena, "%s; %s", what,
                                is_single ? "Li+ alone conducts" : "several ions conduct"),
                "; D*, sigma or c is not what it is taken for");
}

/* f that follows from D* and D_r compares the two; above 1 the tracer outruns its own jumps. */
static void check_correlation(struct work *work)
{
    const struct lp_conduction_value *f = &work->chain.of[LP_CONDUCTION_CORRELATION];
    if (f->origin == LP_CONDUCTION_DERIVED)
        check_range(work, "f", with_width(f->value, f->width, true), 0.1, 1.0, true,
                    "D* over D_r, each got without the other: the correlation factor",
                    "; the jumps that the rate counts are not those that carry the tracer over a");
}

/* Jumps and conductivity alone: H_R and f stay unknown, but their ratio is of order 1. */
static void check_jumps(struct work *work)
{
    const struct lp_conduction_value jumps = follow(work, &routes[MICROSCOPIC]);
    const struct lp_conduction_value sigma = follow(work, &routes[MACROSCOPIC]);
    if (jumps.origin == LP_CONDUCTION_UNKNOWN || sigma.origin == LP_CONDUCTION_UNKNOWN ||
        work->chain.of[LP_CONDUCTION_D_TRACER].origin != LP_CONDUCTION_UNKNOWN)
        return;
    check_range(work, "H_R/f",
                with_width(jumps.value / sigma.value, hypot(jumps.width, sigma.width), true), 0.1,
                10.0, true, "D_r of the jumps over D_sigma: the same order of magnitude",
                "; a, nu, sigma or c is not what it is taken for");
}

static void check_relations(struct work *work,
                            const struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS])
{
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
        if (checks[i].is_checked)
            compare(work, lp_conduction_formula(i), checks[i].ratio, checks[i].width,
                    checks[i].n_without_width > 0,
                    "left side over right side, from numbers got without it");
}

/* sigma T = const exp(-Ea/kB T) from the conductivity at the file's temperature. */
static void extrapolate(struct work *work)
{
    const struct lp_conduct_input *input = work->input;
    const struct lp_conduction_value *sigma = &work->chain.of[LP_CONDUCTION_SIGMA];
    if (sigma->origin == LP_CONDUCTION_UNKNOWN && input->n_at)
        lp_diag_warning(work->diag, lp_span_none(NULL), "`at` is given, but no conductivity is");
    for (size_t i = 0; sigma->origin != LP_CONDUCTION_UNKNOWN && i < input->n_at; i++) {
        const double T = input->at_K[i], T0 = input->temperature_K;
        const double there =
            sigma->value * T0 / T *
            exp(-input->activation_J / LP_BOLTZMANN_J_PER_K * (1.0 / T - 1.0 / T0));
        add_row(work->answer,
                (struct lp_conduct_row){
                    "extrapolated", lp_arena_printf(work->answer->arena, "sigma(%g K)", T),
                    "conductivity", "S/m", with_width(there, sigma->width, true),
                    lp_arena_printf(work->answer->arena, "sigma T by Ea %.4g eV, from %g K",
                                    input->activation_J / LP_ELEMENTARY_CHARGE_C, T0)});
    }
}

/* What the relations compare in a chain: closed ones, H_R and f that follow, jumps with sigma. */
static size_t n_comparisons(struct lp_conduction chain)
{
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    size_t n = 0;
    lp_conduction_solve(&chain, checks);
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
        n += checks[i].is_checked;
    return n + (chain.of[LP_CONDUCTION_HAVEN].origin == LP_CONDUCTION_DERIVED) +
           (chain.of[LP_CONDUCTION_CORRELATION].origin == LP_CONDUCTION_DERIVED);
}

/* The fewest numbers people can measure whose knowledge would bring a comparison; D* first. */
static void find_needed(struct work *work, const struct lp_conduction *before)
{
    static const enum lp_conduction_quantity wanted[] = {
        LP_CONDUCTION_D_TRACER, LP_CONDUCTION_SIGMA, LP_CONDUCTION_CARRIERS, LP_CONDUCTION_RATE,
        LP_CONDUCTION_DISTANCE};
    const size_t n_wanted = sizeof wanted / sizeof *wanted;
    struct lp_conduct_answer *answer = work->answer;
    for (size_t size = 1; size <= 3 && answer->n_needed == 0; size++)
        for (unsigned mask = 1; mask < 1u << n_wanted && answer->n_needed == 0; mask++) {
            struct lp_conduction chain = *before;
            size_t n = 0;
            bool is_new = true;
            for (size_t k = 0; k < n_wanted; k++)
                if (mask & 1u << k) {
                    is_new = is_new && work->chain.of[wanted[k]].origin != LP_CONDUCTION_GIVEN;
                    chain.of[wanted[k]] =
                        (struct lp_conduction_value){LP_CONDUCTION_GIVEN, 1.0, 0.0, 0};
                    n++;
                }
            if (n != size || !is_new || n_comparisons(chain) <= n_comparisons(*before))
                continue;
            for (size_t k = 0; k < n_wanted; k++)
                if (mask & 1u << k)
                    answer->needed[answer->n_needed++] = lp_conduction_symbol(wanted[k]);
        }
}

static const char *needed_text(struct lp_conduct_answer *answer, bool is_more)
{
    const char *list = "";
    for (size_t i = 0; i < answer->n_needed && list; i++)
        list = lp_arena_printf(answer->arena, "%s%s%s", list,
                               i == 0                      ? ""
                               : i + 1 == answer->n_needed ? " and "
                                                           : ", ",
                               answer->needed[i]);
    if (answer->n_needed == 0 || !list)
        return "";
    return lp_arena_printf(answer->arena, " %s: %s.",
                           is_more ? "A further comparison would need" : "It would need", list);
}

static void judge(struct work *work)
{
    struct lp_conduct_answer *answer = work->answer;
    size_t n_fail = 0, n_look = 0, n_compared = 0, n_other = 0;
    for (size_t i = 0; i < answer->n_checks; i++) {
        const struct lp_conduct_check *check = &answer->checks[i];
        n_compared += check->compares;
        n_fail += check->compares && check->reading == LP_CONDUCT_FAIL;
        n_look += check->compares && check->reading == LP_CONDUCT_LOOK;
        n_other += !check->compares && check->reading != LP_CONDUCT_OK;
    }
    const bool is_single = answer->n_checks > n_compared;
    answer->verdict = n_fail ? "not coherent" : n_compared ? "coherent" : "undetermined";
    const char *what =
        n_fail       ? "independent numbers contradict each other (see the checks marked fail)"
        : n_look     ? "no contradiction, but see the checks marked look"
        : n_compared ? "the independent numbers agree as far as they can be compared"
        : n_other    ? "nothing compared: no two independent numbers speak of the same thing; the "
                       "Haven ratio given is out of its range"
        : is_single  ? "nothing compared: no two independent numbers speak of the same thing; the "
                       "Haven ratio given is plausible"
                     : "nothing compared: no two independent numbers speak of the same thing";
    answer->verdict_text = lp_arena_printf(answer->arena, "%s: %s.%s", answer->verdict, what,
                                           needed_text(answer, n_compared > 0));
    if (!answer->verdict_text)
        answer->is_out_of_memory = true;
}

static enum lp_status fit_tables(struct work *work)
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

enum lp_status lp_conduct_solve(const struct lp_conduct_input *input,
                                struct lp_conduct_answer **answer, struct lp_diag *diag)
{
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    struct lp_arena *arena = lp_arena_new();
    struct work work = {
        .answer = arena ? lp_arena_alloc(arena, 1, sizeof *work.answer) : NULL,
        .input = input,
        .chain = {.temperature_K = input->temperature_K, .dimension = input->dimension},
        .diag = diag};
    if (!work.answer) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    work.answer->arena = arena;
    work.answer->input = input;
    take_given(&work);
    enum lp_status status = fit_tables(&work);
    if (!status) {
        const struct lp_conduction given = work.chain;
        lp_conduction_solve(&work.chain, checks);
        tell_chain(&work);
        tell_dimension(&work);
        side_by_side(&work);
        check_haven(&work);
        check_correlation(&work);
        check_jumps(&work);
        check_relations(&work, checks);
        find_needed(&work, &given);
        extrapolate(&work);
        judge(&work);
        status = work.answer->is_out_of_memory ? LP_ENOMEM : LP_OK;
    }
    if (status)
        lp_arena_free(arena);
    else
        *answer = work.answer;
    return status;
}

void lp_conduct_answer_free(struct lp_conduct_answer *answer)
{
    if (answer)
        lp_arena_free(answer->arena);
}

void lp_conduct_add_tracer(struct lp_conduct_answer *answer, const char *symbol, const char *words,
                           const char *unit, struct lp_estimate value, const char *source)
{
    add_row(answer, (struct lp_conduct_row){"tracer exchange", symbol, words, unit, value, source});
}

void lp_conduct_warn_tracer(struct lp_diag *diag)
{
    lp_diag_warning(diag, lp_span_none(NULL),
                    "rate constants of tracer exchange (1e-8 to 1e-6 1/s) describe a film and are "
                    "not jump rates: never put them for nu");
}

const char *lp_conduct_reading_word(enum lp_conduct_reading reading)
{
    static const char *const words[] = {"ok", "look", "fail"};
    return words[reading];
}
