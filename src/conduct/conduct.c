/* SPDX-License-Identifier: MIT
 *
 * Steps: put in what the file gives and what its tables do (conductfit.c); solve the chain; compare
 * every relation whose numbers are all known without it; say what all this means.
 */
#include "conduct/conduct.h"

#include "conduct/conductwork.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)LP_N_CONDUCTION == (int)LP_CONDUCT_N_NUMBERS, "one list of numbers");

static void take_given(struct lp_conduct_work *work)
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

static void tell_chain(struct lp_conduct_work *work)
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
        lp_conductwork_add_row(answer, (struct lp_conduct_row){
                                           "chain", lp_conduction_symbol(k), lp_conduction_words(k),
                                           lp_conduction_unit(k),
                                           lp_conductwork_interval(value->value, value->width,
                                                                   lp_conduction_is_logarithmic(k)),
                                           source});
    }
}

/* The dimension enters wherever a jump distance or rate does. */
static void tell_dimension(struct lp_conduct_work *work)
{
    const struct lp_conduct_input *input = work->input;
    if (work->chain.of[LP_CONDUCTION_DISTANCE].origin == LP_CONDUCTION_UNKNOWN &&
        work->chain.of[LP_CONDUCTION_RATE].origin == LP_CONDUCTION_UNKNOWN)
        return;
    lp_conductwork_add_row(
        work->answer, (struct lp_conduct_row){
                          "chain", "b", "2 x dimensions of the hops", "1",
                          (struct lp_estimate){2.0 * input->dimension, NAN, NAN},
                          input->is_dimension_given ? "given" : "assumed: hops in 3 dimensions"});
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
static struct lp_conduction_value follow(const struct lp_conduct_work *work,
                                         const struct route *route)
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

static void side_by_side(struct lp_conduct_work *work)
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
            lp_conductwork_add_row(
                work->answer, (struct lp_conduct_row){
                                  "side by side", routes[i].symbol, routes[i].words, "m2/s",
                                  lp_conductwork_interval(value[i].value, value[i].width, true),
                                  value[i].origin == LP_CONDUCTION_GIVEN
                                      ? work->source[routes[i].diffusivity]
                                      : lp_conduction_formula(value[i].i_relation)});
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        const struct lp_conduction_value *over = &value[ratios[i].over];
        const struct lp_conduction_value *under = &value[ratios[i].under];
        if (over->origin != LP_CONDUCTION_UNKNOWN && under->origin != LP_CONDUCTION_UNKNOWN)
            lp_conductwork_add_row(
                work->answer, (struct lp_conduct_row){
                                  "side by side", ratios[i].symbol, ratios[i].words, "1",
                                  lp_conductwork_interval(over->value / under->value,
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
    const double bottom = has_interval ? value.low : value.value / LP_CONDUCT_LOOK_FACTOR;
    const double top = has_interval ? value.high : value.value * LP_CONDUCT_LOOK_FACTOR;
    if (bottom > high || top < low)
        return LP_CONDUCT_FAIL;
    return value.value > high || value.value < low ? LP_CONDUCT_LOOK : LP_CONDUCT_OK;
}

static void check_range(struct lp_conduct_work *work, const char *name, struct lp_estimate value,
                        double low, double high, bool compares, const char *what,
                        const char *suspects)
{
    const enum lp_conduct_reading reading = read_range(value, low, high);
    const bool has_interval = isfinite(value.low) && isfinite(value.high);
    const char *text = lp_arena_printf(
        work->answer->arena, "%s; expected %g to %g%s%s", what, low, high,
        has_interval ? "" : "; no errors given, so up to a factor of 2 beyond is look, not fail",
        reading == LP_CONDUCT_FAIL ? suspects : "");
    lp_conductwork_add_check(work->answer,
                             (struct lp_conduct_check){name, text, reading, compares, value});
}

/*
 * H_R that follows from D* and D_sigma compares the two; H_R that was given compares nothing, and
 * neither does one that follows from others by way of D* alone.
 */
static void check_haven(struct lp_conduct_work *work)
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
    check_range(work, "H_R", lp_conductwork_interval(haven->value, haven->width, true), 0.1,
                is_single ? 1.0 : 10.0, compares,
                lp_arena_printf(work->answer->arena, "%s; %s", what,
                                is_single ? "Li+ alone conducts" : "several ions conduct"),
                "; D*, sigma or c is not what it is taken for");
}

/* f that follows from D* and D_r compares the two; above 1 the tracer outruns its own jumps. */
static void check_correlation(struct lp_conduct_work *work)
{
    const struct lp_conduction_value *f = &work->chain.of[LP_CONDUCTION_CORRELATION];
    if (f->origin == LP_CONDUCTION_DERIVED)
        check_range(work, "f", lp_conductwork_interval(f->value, f->width, true), 0.1, 1.0, true,
                    "D* over D_r, each got without the other: the correlation factor",
                    "; the jumps that the rate counts are not those that carry the tracer over a");
}

/* Jumps and conductivity alone: H_R and f stay unknown, but their ratio is of order 1. */
static void check_jumps(struct lp_conduct_work *work)
{
    const struct lp_conduction_value jumps = follow(work, &routes[MICROSCOPIC]);
    const struct lp_conduction_value sigma = follow(work, &routes[MACROSCOPIC]);
    if (jumps.origin == LP_CONDUCTION_UNKNOWN || sigma.origin == LP_CONDUCTION_UNKNOWN ||
        work->chain.of[LP_CONDUCTION_D_TRACER].origin != LP_CONDUCTION_UNKNOWN)
        return;
    check_range(
        work, "H_R/f",
        lp_conductwork_interval(jumps.value / sigma.value, hypot(jumps.width, sigma.width), true),
        0.1, 10.0, true, "D_r of the jumps over D_sigma: the same order of magnitude",
        "; a, nu, sigma or c is not what it is taken for");
}

static void check_relations(struct lp_conduct_work *work,
                            const struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS])
{
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
        if (checks[i].is_checked)
            lp_conductwork_compare(work, lp_conduction_formula(i), checks[i].ratio, checks[i].width,
                                   checks[i].n_without_width > 0,
                                   "left side over right side, from numbers got without it");
}

/* sigma T = const exp(-Ea/kB T) from the conductivity at the file's temperature. */
static void extrapolate(struct lp_conduct_work *work)
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
        lp_conductwork_add_row(
            work->answer,
            (struct lp_conduct_row){
                "extrapolated", lp_arena_printf(work->answer->arena, "sigma(%g K)", T),
                "conductivity", "S/m", lp_conductwork_interval(there, sigma->width, true),
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
static void find_needed(struct lp_conduct_work *work, const struct lp_conduction *before)
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
    for (size_t i = 0; i < answer->n_needed; i++)
        list = lp_arena_printf(answer->arena, "%s%s%s", list,
                               i == 0                      ? ""
                               : i + 1 == answer->n_needed ? " and "
                                                           : ", ",
                               answer->needed[i]);
    if (answer->n_needed == 0)
        return "";
    return lp_arena_printf(answer->arena, " %s: %s.",
                           is_more ? "A further comparison would need" : "It would need", list);
}

static void judge(struct lp_conduct_work *work)
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
}

enum lp_status lp_conduct_solve(const struct lp_conduct_input *input,
                                struct lp_conduct_answer **answer, struct lp_diag *diag)
{
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    struct lp_arena *arena = lp_arena_new();
    struct lp_conduct_work work = {
        .answer = lp_arena_alloc(arena, 1, sizeof *work.answer),
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
    enum lp_status status = lp_conductfit(&work);
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
    }
    status = lp_arena_status(arena, status);
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
    lp_conductwork_add_row(
        answer, (struct lp_conduct_row){"tracer exchange", symbol, words, unit, value, source});
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
