/* SPDX-License-Identifier: MIT
 *
 * The relations as rows of exponents: sum over quantities of exponent times logarithm, plus a
 * constant of temperature and dimension, is zero. Entropy and enthalpy stand in exponents and so
 * enter as they are. A relation with one unknown gives it; this is repeated until nothing is new.
 */
#include "conduct/conduction.h"

#include "base/units.h"

#include <math.h>

static const struct {
    const char *symbol, *words, *unit;
} quantities[LP_N_CONDUCTION] = {
    [LP_CONDUCTION_SIGMA] = {"sigma", "conductivity", "S/m"},
    [LP_CONDUCTION_TRANSFERENCE] = {"t+", "transference number", "1"},
    [LP_CONDUCTION_CARRIERS] = {"c", "number density of Li", "1/m3"},
    [LP_CONDUCTION_D_SIGMA] = {"D_sigma", "conductivity diffusivity", "m2/s"},
    [LP_CONDUCTION_HAVEN] = {"H_R", "Haven ratio", "1"},
    [LP_CONDUCTION_D_TRACER] = {"D*", "tracer diffusivity", "m2/s"},
    [LP_CONDUCTION_CORRELATION] = {"f", "correlation factor", "1"},
    [LP_CONDUCTION_D_RANDOM] = {"D_r", "random-walk diffusivity", "m2/s"},
    [LP_CONDUCTION_DISTANCE] = {"a", "jump distance", "m"},
    [LP_CONDUCTION_RATE] = {"nu", "jump rate", "1/s"},
    [LP_CONDUCTION_ATTEMPT] = {"nu0", "attempt rate", "1/s"},
    [LP_CONDUCTION_ENTROPY] = {"dS/kB", "jump entropy over kB", "1"},
    [LP_CONDUCTION_ENTHALPY] = {"dH", "jump enthalpy", "J"},
};

static const struct {
    const char *formula;
    int exponent[LP_N_CONDUCTION];
} relations[LP_N_CONDUCTION_RELATIONS] = {
    {"sigma t+ = c q² D_sigma/(kB T)",
     {[LP_CONDUCTION_SIGMA] = 1,
      [LP_CONDUCTION_TRANSFERENCE] = 1,
      [LP_CONDUCTION_CARRIERS] = -1,
      [LP_CONDUCTION_D_SIGMA] = -1}},
    {"D* = H_R D_sigma",
     {[LP_CONDUCTION_D_TRACER] = 1, [LP_CONDUCTION_HAVEN] = -1, [LP_CONDUCTION_D_SIGMA] = -1}},
    {"D* = f D_r",
     {[LP_CONDUCTION_D_TRACER] = 1,
      [LP_CONDUCTION_CORRELATION] = -1,
      [LP_CONDUCTION_D_RANDOM] = -1}},
    {"D_r = a² nu/b",
     {[LP_CONDUCTION_D_RANDOM] = 1, [LP_CONDUCTION_DISTANCE] = -2, [LP_CONDUCTION_RATE] = -1}},
    {"nu = nu0 exp(dS/kB) exp(-dH/(kB T))",
     {[LP_CONDUCTION_RATE] = 1,
      [LP_CONDUCTION_ATTEMPT] = -1,
      [LP_CONDUCTION_ENTROPY] = -1,
      [LP_CONDUCTION_ENTHALPY] = 1}},
};

/*
 * The values that textbooks print since Compaan & Haven, Trans. Faraday Soc. 1956, 52, 786, and
 * Montet, Phys. Rev. B 1973, 7, 650; tests/unit/test_conduction.c computes each anew from the
 * vacancy's random walk. Interstitials that do not meet walk at random: 1 exactly.
 */
#define VACANCY "vacancy mechanism, few vacancies"
const struct lp_lattice lp_lattices[] = {
    {"sc", VACANCY, 0.6531},
    {"bcc", VACANCY, 0.7272},
    {"fcc", VACANCY, 0.7815},
    {"diamond", VACANCY, 0.5},
    {"square", VACANCY, 0.4669},
    {"hexagonal", VACANCY ", 6 neighbours in a plane", 0.5601},
    {"honeycomb", VACANCY, 1.0 / 3.0},
    {"interstitial", "independent interstitials: a random walk, exact", 1.0},
};
const size_t lp_n_lattices = sizeof lp_lattices / sizeof *lp_lattices;

bool lp_conduction_is_logarithmic(enum lp_conduction_quantity quantity)
{
    return quantity != LP_CONDUCTION_ENTROPY && quantity != LP_CONDUCTION_ENTHALPY;
}

bool lp_conduction_has(size_t i_relation, enum lp_conduction_quantity quantity)
{
    return relations[i_relation].exponent[quantity] != 0;
}

const char *lp_conduction_formula(size_t i_relation)
{
    return relations[i_relation].formula;
}

const char *lp_conduction_symbol(enum lp_conduction_quantity quantity)
{
    return quantities[quantity].symbol;
}

const char *lp_conduction_words(enum lp_conduction_quantity quantity)
{
    return quantities[quantity].words;
}

const char *lp_conduction_unit(enum lp_conduction_quantity quantity)
{
    return quantities[quantity].unit;
}

/* How a quantity enters the sums; energies in kB T. */
static double term_of(double value, enum lp_conduction_quantity quantity, double kT_J)
{
    if (quantity == LP_CONDUCTION_ENTHALPY)
        return value / kT_J;
    return quantity == LP_CONDUCTION_ENTROPY ? value : log(value);
}

static double value_of(double term, enum lp_conduction_quantity quantity, double kT_J)
{
    if (quantity == LP_CONDUCTION_ENTHALPY)
        return term * kT_J;
    return quantity == LP_CONDUCTION_ENTROPY ? term : exp(term);
}

static double constant_of(const struct lp_conduction *conduction, size_t i_relation)
{
    const double kT_J = LP_BOLTZMANN_J_PER_K * conduction->temperature_K;
    if (i_relation == 0)
        return log(kT_J / (LP_ELEMENTARY_CHARGE_C * LP_ELEMENTARY_CHARGE_C));
    return i_relation == 3 ? log(2.0 * conduction->dimension) : 0.0;
}

/* The sum over what is known, its width squared, and how many (and the last) are not. */
struct sum {
    double total, width2;
    size_t n_missing, n_without_width;
    enum lp_conduction_quantity missing;
};

static struct sum sum_up(const struct lp_conduction *conduction, size_t i_relation)
{
    const double kT_J = LP_BOLTZMANN_J_PER_K * conduction->temperature_K;
    struct sum sum = {.total = constant_of(conduction, i_relation)};
    for (enum lp_conduction_quantity k = 0; k < LP_N_CONDUCTION; k++) {
        const struct lp_conduction_value *value = &conduction->of[k];
        const double exponent = relations[i_relation].exponent[k];
        if (!lp_conduction_has(i_relation, k))
            continue;
        if (value->origin == LP_CONDUCTION_UNKNOWN) {
            sum.n_missing++;
            sum.missing = k;
            continue;
        }
        const double width = k == LP_CONDUCTION_ENTHALPY ? value->width / kT_J : value->width;
        sum.n_without_width += !(width > 0.0);
        sum.total += exponent * term_of(value->value, k, kT_J);
        sum.width2 += exponent * exponent * width * width;
    }
    return sum;
}

static bool derive(struct lp_conduction *conduction, size_t i_relation)
{
    const double kT_J = LP_BOLTZMANN_J_PER_K * conduction->temperature_K;
    const struct sum sum = sum_up(conduction, i_relation);
    if (sum.n_missing != 1)
        return false;
    const double exponent = relations[i_relation].exponent[sum.missing];
    const double width = sqrt(sum.width2) / fabs(exponent);
    conduction->of[sum.missing] = (struct lp_conduction_value){
        .origin = LP_CONDUCTION_DERIVED,
        .value = value_of(-sum.total / exponent, sum.missing, kT_J),
        .width = sum.missing == LP_CONDUCTION_ENTHALPY ? width * kT_J : width,
        .i_relation = i_relation,
    };
    return true;
}

void lp_conduction_solve(struct lp_conduction *conduction,
                         struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS])
{
    bool is_used[LP_N_CONDUCTION_RELATIONS] = {false}, is_new = true;
    while (is_new) {
        is_new = false;
        for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
            if (derive(conduction, i))
                is_used[i] = is_new = true;
    }
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++) {
        const struct sum sum = sum_up(conduction, i);
        checks[i] = (struct lp_conduction_check){
            .is_checked = sum.n_missing == 0 && !is_used[i],
            .ratio = sum.n_missing ? NAN : exp(sum.total),
            .width = sqrt(sum.width2),
            .n_missing = sum.n_missing,
            .n_without_width = sum.n_without_width,
        };
    }
}
