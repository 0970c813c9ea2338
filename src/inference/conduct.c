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

/* A ratio that should be 1: within its interval, or without one within a factor. */
static enum lp_conduct_reading read_ratio(double ratio, double width)
{
    const double off = fabs(log(ratio));
    if (width > 0.0)
        return off <= width ? LP_CONDUCT_OK : LP_CONDUCT_FAIL;
    return off <= log(LOOK_FACTOR) ? LP_CONDUCT_OK : LP_CONDUCT_FAIL;
}

/* A fitted number takes its place, or is compared with the one given. */
static void place(struct work *work, enum lp_conduction_quantity quantity, struct lp_estimate value,
                  const char *source)
{
    struct lp_conduction_value *there = &work->chain.of[quantity];
    const double width = isfinite(value.high) ? log(value.high / value.value) : 0.0;
    if (!(value.value > 0.0) || !isfinite(value.value))
        return;
    if (there->origin == LP_CONDUCTION_UNKNOWN) {
        *there = (struct lp_conduction_value){LP_CONDUCTION_GIVEN, value.value, width, 0};
        work->source[quantity] = source;
        return;
    }
    const double ratio = value.value / there->value, both = hypot(width, there->width);
    add_check(work->answer, (struct lp_conduct_check){
                                lp_conduction_symbol(quantity),
                                lp_arena_printf(work->answer->arena, "%s: %s over the number given",
                                                lp_conduction_words(quantity), source),
                                read_ratio(ratio, both), with_width(ratio, both, true)});
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
    const char *source =
        lp_arena_printf(work->answer->arena, "%s, %zu rows, %s", kinds[kind].source, table->n,
                        table->error   ? "errors given"
                        : table->n > 2 ? "errors from the scatter"
                                       : "no errors");
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

static enum lp_status fit_t1(struct work *work)
{
    const struct lp_conduct_table *table = &work->input->table[LP_CONDUCT_T1];
    static const char *const words[] = {
        [LP_FLANK_BOTH] = "a minimum is seen",
        [LP_FLANK_HOT] = "no minimum seen: all rows on the hot flank",
        [LP_FLANK_COLD] = "no minimum seen: all rows on the cold flank",
    };
    struct lp_t1_fit fit;
    enum lp_status status =
        lp_t1_fit(table->n, table->x, table->y, table->error, table->omega_rad_s, table->beta,
                  work->input->temperature_K, &fit);
    if (status == LP_EINPUT)
        lp_diag_error(work->diag, table->span,
                      "measured T1: %zu rows are too few for a curve with "
                      "a minimum; 5 or more are needed (4 with beta given)",
                      table->n);
    if (status)
        return status;
    const char *source =
        lp_arena_printf(work->answer->arena, "T1(T), %zu rows, %s", table->n, words[fit.flank]);
    if (!fit.is_converged)
        lp_diag_warning(work->diag, table->span, "measured T1: the fit did not converge");
    if (isfinite(fit.energy_J.value))
        measured(work, "Ea(hot)", "activation energy, hot flank", "J", fit.energy_J, source);
    if (isfinite(fit.cold_J.value))
        measured(work, "Ea(cold)", "slope of the cold flank, beta Ea", "J", fit.cold_J, source);
    if (fit.flank != LP_FLANK_BOTH) {
        lp_diag_warning(work->diag, table->span,
                        "measured T1: %s, so the jump rate is undetermined; rows on both sides of "
                        "the minimum are needed",
                        words[fit.flank]);
        return LP_OK;
    }
    measured(work, "beta", "asymmetry exponent", "1", fit.beta,
             isnan(table->beta) ? source : "given");
    measured(work, "T_min", "temperature of the smallest T1", "K",
             (struct lp_estimate){fit.minimum_K, NAN, NAN}, source);
    measured(work, "nu(T_min)", "jump rate there", "1/s", fit.minimum_rate, source);
    measured(work, "nu", "jump rate", "1/s", fit.rate_per_s, source);
    warn_extrapolation(work, table, "T1");
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
    const char *source = lp_arena_printf(arena, "PFG attenuation, %zu rows", table->n);
    measured(work, "D*", "tracer diffusivity", "m2/s", D, source);
    if (!(D.value > 0.0) || D.low <= 0.0)
        lp_diag_warning(work->diag, table->span,
                        "measured attenuation: the interval of D* reaches "
                        "0; stronger gradients are needed");
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
                work->source[i] = lp_arena_printf(
                    work->answer->arena, "lattice %s (Compaan & Haven 1956)", lp_lattices[k].name);
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

static void check_haven(struct work *work)
{
    const struct lp_conduction_value *haven = &work->chain.of[LP_CONDUCTION_HAVEN];
    const bool is_single = work->chain.of[LP_CONDUCTION_TRANSFERENCE].value == 1.0;
    const double high = is_single ? 1.0 : 10.0;
    if (haven->origin == LP_CONDUCTION_UNKNOWN)
        return;
    const struct lp_estimate value = with_width(haven->value, haven->width, true);
    const double top = isfinite(value.low) ? value.low : value.value;
    const double bottom = isfinite(value.high) ? value.high : value.value;
    const bool is_off = top > high || bottom < 0.1;
    const bool is_edge = value.value > high || value.value < 0.1;
    add_check(work->answer,
              (struct lp_conduct_check){
                  "H_R",
                  lp_arena_printf(work->answer->arena, "Haven ratio, expected 0.1 to %g for %s%s",
                                  high, is_single ? "a single-ion conductor" : "several ions",
                                  is_off ? "; D*, sigma or c is not what it is taken for" : ""),
                  is_off    ? LP_CONDUCT_FAIL
                  : is_edge ? LP_CONDUCT_LOOK
                            : LP_CONDUCT_OK,
                  value});
}

static void check_relations(struct work *work,
                            const struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS])
{
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
        if (checks[i].is_checked)
            add_check(work->answer,
                      (struct lp_conduct_check){
                          lp_conduction_formula(i),
                          "left side over right side, from numbers that are independent of it",
                          read_ratio(checks[i].ratio, checks[i].width),
                          with_width(checks[i].ratio, checks[i].width, true)});
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

static void judge(struct work *work)
{
    struct lp_conduct_answer *answer = work->answer;
    size_t n_fail = 0;
    for (size_t i = 0; i < answer->n_checks; i++)
        n_fail += answer->checks[i].reading == LP_CONDUCT_FAIL;
    const char *needed = "";
    for (size_t i = 0; i < answer->n_missing && needed; i++)
        needed =
            lp_arena_printf(answer->arena, "%s%s%s", needed, i ? ", " : "", answer->missing[i]);
    answer->verdict = n_fail ? "not coherent" : answer->n_checks ? "coherent" : "undetermined";
    const char *what = n_fail ? "the numbers contradict each other (see the checks marked fail)"
                       : answer->n_checks
                           ? "the numbers agree as far as they can be compared"
                           : "no two numbers speak of the same thing, so nothing is tested";
    answer->verdict_text =
        answer->n_missing ? lp_arena_printf(answer->arena,
                                            "%s: %s. Still unknown: %s; one more number of these "
                                            "extends the comparison.",
                                            answer->verdict, what, needed)
                          : lp_arena_printf(answer->arena, "%s: %s.", answer->verdict, what);
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
        lp_conduction_solve(&work.chain, checks);
        tell_chain(&work);
        check_haven(&work);
        check_relations(&work, checks);
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

void lp_conduct_add_tracer(struct lp_conduct_answer *answer, struct lp_estimate conductance_mol_s,
                           const char *source, struct lp_diag *diag)
{
    add_row(answer, (struct lp_conduct_row){"tracer exchange", "G", "conductance of the film",
                                            "mol/s", conductance_mol_s, source});
    lp_diag_warning(diag, lp_span_none(NULL),
                    "rate constants of tracer exchange (1e-8 to 1e-6 1/s) describe a film and are "
                    "not jump rates: never put them for nu");
}

const char *lp_conduct_reading_word(enum lp_conduct_reading reading)
{
    static const char *const words[] = {"ok", "look", "fail"};
    return words[reading];
}
