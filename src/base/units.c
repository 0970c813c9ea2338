/* SPDX-License-Identifier: MIT
 *
 * Quantities: the text "6.0 umol" of an input file becomes 6e-6 with the dimension "amount", or a
 * message that says what was found and what was expected. Everything behind this module is SI.
 *
 * UDUNITS-2 reads the unit; on top of it stand a few rules of ours:
 *  - The dimension is the vector of exponents of the base units, the radian among them. It must
 *    match exactly: ut_are_convertible() also takes reciprocals (h for 1/s) and angles for numbers.
 *  - Its eV is that of 1986; ours is e of the SI of 2019. Ah is added. Prefixes work on both.
 *  - An energy per amount (kJ/mol) is an energy per particle times the Avogadro constant.
 *  - Its grammar also takes factors, time origins and logarithms ("3 h", "s since 2000", "lg(re
 *    W)"). In a data file those are mistakes, so a unit is letters, operators and exponents only.
 *
 * References: SI Brochure, 9th edition (2019), section 2.2; UDUNITS-2 library manual.
 */
#include "base/units.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <udunits2.h>

#define COULOMB_PER_AMPERE_HOUR    3600.0
#define COLDEST_BARE_TEMPERATURE_K 100.0 /* a bare number below it was meant in degC */
#define MAX_UNIT                   64    /* bytes of a unit's text */
#define MAX_SHOWN                  48    /* bytes of an input's text that a message repeats */
#define MAX_WORDS                  128

static const struct {
    const char *unit, *words, *accepted;
} dimension_table[LP_N_DIMENSIONS] = {
#define LP_DIMENSION_ROW(name, unit, words, accepted) [name] = {unit, words, accepted},
    LP_DIMENSION_LIST(LP_DIMENSION_ROW)
#undef LP_DIMENSION_ROW
};

static const char *const base_names[] = {"kg", "m", "s", "A", "K", "mol", "cd", "radian"};
#define N_BASES (sizeof base_names / sizeof *base_names)

/* Exponents of the base units. */
struct powers {
    int of[N_BASES];
};

struct lp_units {
    ut_system *system;
    ut_unit *base[N_BASES];
    ut_unit *si[LP_N_DIMENSIONS];
    struct powers powers[LP_N_DIMENSIONS];
    ut_unit *joule_per_mol;
    struct powers joule_per_mol_powers;
};

const char *lp_dimension_unit(enum lp_dimension dimension)
{
    return dimension < LP_N_DIMENSIONS ? dimension_table[dimension].unit : "";
}

const char *lp_dimension_words(enum lp_dimension dimension)
{
    return dimension < LP_N_DIMENSIONS ? dimension_table[dimension].words : "";
}

const char *lp_dimension_accepted(enum lp_dimension dimension)
{
    return dimension < LP_N_DIMENSIONS ? dimension_table[dimension].accepted : "";
}

/* A visit of a unit: UDUNITS-2 has no call that gives the exponents. */
struct visit {
    const struct lp_units *units;
    struct powers powers;
    bool has_offset;  /* as degC has */
    bool is_physical; /* made of base units alone */
};

static ut_status visit_product(const ut_unit *unit, int count, const ut_unit *const *basic,
                               const int *powers, void *argument);

static ut_status visit_basic(const ut_unit *unit, void *argument)
{
    const int power = 1;
    return visit_product(unit, 1, &unit, &power, argument);
}

static ut_status visit_product(const ut_unit *unit, int count, const ut_unit *const *basic,
                               const int *powers, void *argument)
{
    struct visit *visit = argument;
    (void)unit;
    for (int i = 0; i < count; i++) {
        size_t k = 0;
        while (k < N_BASES && ut_compare(basic[i], visit->units->base[k]) != 0)
            k++;
        if (k < N_BASES)
            visit->powers.of[k] += powers[i];
        else
            visit->is_physical = false;
    }
    return UT_SUCCESS;
}

static ut_status visit_galilean(const ut_unit *unit, double scale, const ut_unit *underlying,
                                double offset, void *argument);

static ut_status visit_timestamp(const ut_unit *unit, const ut_unit *time_unit, double origin,
                                 void *argument)
{
    struct visit *visit = argument;
    (void)unit, (void)time_unit, (void)origin;
    visit->is_physical = false;
    return UT_SUCCESS;
}

static ut_status visit_logarithmic(const ut_unit *unit, double base, const ut_unit *reference,
                                   void *argument)
{
    return visit_timestamp(unit, reference, base, argument);
}

static const ut_visitor visitor = {visit_basic, visit_product, visit_galilean, visit_timestamp,
                                   visit_logarithmic};

static ut_status visit_galilean(const ut_unit *unit, double scale, const ut_unit *underlying,
                                double offset, void *argument)
{
    struct visit *visit = argument;
    (void)unit, (void)scale;
    visit->has_offset = visit->has_offset || offset < 0 || offset > 0;
    return ut_accept_visitor(underlying, &visitor, argument);
}

static struct visit look_at(const struct lp_units *units, const ut_unit *unit)
{
    struct visit visit = {.units = units, .is_physical = true};
    if (ut_accept_visitor(unit, &visitor, &visit) != UT_SUCCESS)
        visit.is_physical = false;
    return visit;
}

static bool same_powers(const struct powers *a, const struct powers *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Give a unit of ours its symbol and names, in place of what the database has under them. */
static bool define(ut_system *system, const char *base, double factor, const char *symbol,
                   const char *const names[], size_t n_names)
{
    bool is_defined = false;
    ut_unit *base_unit = ut_parse(system, base, UT_ASCII);
    ut_unit *unit = base_unit ? ut_scale(factor, base_unit) : NULL;
    if (!unit)
        goto out;
    ut_unmap_symbol_to_unit(system, symbol, UT_ASCII);
    if (ut_map_symbol_to_unit(symbol, UT_ASCII, unit) != UT_SUCCESS)
        goto out;
    for (size_t i = 0; i < n_names; i++) {
        ut_unmap_name_to_unit(system, names[i], UT_ASCII);
        if (ut_map_name_to_unit(names[i], UT_ASCII, unit) != UT_SUCCESS)
            goto out;
    }
    is_defined = true;
out:
    ut_free(unit);
    ut_free(base_unit);
    return is_defined;
}

static bool define_own(ut_system *system)
{
    static const char *const ev_names[] = {"electronvolt", "electronvolts", "electron_volt",
                                           "electron_volts"};
    return define(system, "J", LP_ELEMENTARY_CHARGE_C, "eV", ev_names,
                  sizeof ev_names / sizeof *ev_names) &&
           define(system, "C", COULOMB_PER_AMPERE_HOUR, "Ah", NULL, 0);
}

static bool prepare(struct lp_units *units)
{
    for (size_t i = 0; i < N_BASES; i++) {
        units->base[i] = ut_parse(units->system, base_names[i], UT_ASCII);
        if (!units->base[i])
            return false;
    }
    for (size_t i = 0; i < LP_N_DIMENSIONS; i++) {
        units->si[i] = ut_parse(units->system, dimension_table[i].unit, UT_ASCII);
        if (!units->si[i])
            return false;
        units->powers[i] = look_at(units, units->si[i]).powers;
    }
    units->joule_per_mol = ut_parse(units->system, "J/mol", UT_ASCII);
    if (!units->joule_per_mol)
        return false;
    units->joule_per_mol_powers = look_at(units, units->joule_per_mol).powers;
    return define_own(units->system);
}

struct lp_units *lp_units_new(void)
{
    struct lp_units *units = calloc(1, sizeof *units);
    if (!units)
        return NULL;
    ut_set_error_message_handler(ut_ignore);
    units->system = ut_read_xml(NULL);
    if (!units->system || !prepare(units)) {
        lp_units_free(units);
        return NULL;
    }
    return units;
}

void lp_units_free(struct lp_units *units)
{
    if (!units)
        return;
    for (size_t i = 0; i < N_BASES; i++)
        ut_free(units->base[i]);
    for (size_t i = 0; i < LP_N_DIMENSIONS; i++)
        ut_free(units->si[i]);
    ut_free(units->joule_per_mol);
    ut_free_system(units->system);
    free(units);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%' || c == '\'' ||
           (unsigned char)c >= 0x80;
}

/* Letters, operators and exponents: a digit only behind a letter, '^', a digit or an exponent's
 * sign, but for the one that begins "1" or "1/h". */
static bool is_plain_unit(const char *unit)
{
    size_t i = 0;
    if (unit[0] == '1') {
        size_t next = 1 + strspn(unit + 1, " ");
        if (unit[1] != '\0' && unit[next] != '/')
            return false;
        i = next;
    } else if (!is_letter(unit[0]) && unit[0] != '(') {
        return false;
    }
    for (; unit[i]; i++) {
        char before = i ? unit[i - 1] : '\0', c = unit[i];
        bool is_exponent = is_letter(before) || is_digit(before) || before == '^';
        if (is_digit(c)) {
            bool is_signed = (before == '-' || before == '+') && i >= 2 &&
                             (is_letter(unit[i - 2]) || unit[i - 2] == '^');
            if (!is_exponent && !is_signed)
                return false;
        } else if (!is_letter(c) && !strchr(" /*.^-+()", c)) {
            return false;
        }
    }
    return true;
}

/* The unit of a text; NULL if it is none. */
static ut_unit *parse_unit(const struct lp_units *units, const char *text, size_t n)
{
    char unit[MAX_UNIT + 1];
    if (n == 0 || n > MAX_UNIT)
        return NULL;
    memcpy(unit, text, n);
    unit[n] = '\0';
    if (strlen(unit) != n || !is_plain_unit(unit))
        return NULL;
    return ut_parse(units->system, unit, UT_UTF8);
}

/* The dimension of these powers, LP_N_DIMENSIONS if it is none of the list. */
static enum lp_dimension find_dimension(const struct lp_units *units, const struct visit *visit)
{
    if (!visit->is_physical)
        return LP_N_DIMENSIONS;
    if (same_powers(&visit->powers, &units->joule_per_mol_powers))
        return LP_DIM_ENERGY;
    for (enum lp_dimension d = 0; d < LP_N_DIMENSIONS; d++)
        if (same_powers(&visit->powers, &units->powers[d]))
            return d;
    return LP_N_DIMENSIONS;
}

/* What a message calls a unit's dimension: the word for it, or its base units. */
static void describe(const struct lp_units *units, const struct visit *visit, char words[MAX_WORDS])
{
    enum lp_dimension dimension = find_dimension(units, visit);
    if (dimension == LP_DIM_ENERGY && same_powers(&visit->powers, &units->joule_per_mol_powers))
        snprintf(words, MAX_WORDS, "energy per amount");
    else if (dimension != LP_N_DIMENSIONS)
        snprintf(words, MAX_WORDS, "%s", lp_dimension_words(dimension));
    else if (!visit->is_physical)
        snprintf(words, MAX_WORDS, "not a physical unit");
    else {
        size_t n = 0;
        words[0] = '\0';
        for (size_t i = 0; i < N_BASES && n < MAX_WORDS; i++) {
            int power = visit->powers.of[i];
            const char *space = n ? " " : "";
            if (power == 1)
                n += (size_t)snprintf(words + n, MAX_WORDS - n, "%s%s", space, base_names[i]);
            else if (power != 0)
                n += (size_t)snprintf(words + n, MAX_WORDS - n, "%s%s%d", space, base_names[i],
                                      power);
        }
    }
}

/* value in a unit -> SI of its dimension; the unit has been found to be of that dimension. */
static double to_si(const struct lp_units *units, ut_unit *unit, enum lp_dimension dimension,
                    double value)
{
    struct visit visit = look_at(units, unit);
    bool is_per_mol =
        dimension == LP_DIM_ENERGY && same_powers(&visit.powers, &units->joule_per_mol_powers);
    cv_converter *converter =
        ut_get_converter(unit, is_per_mol ? units->joule_per_mol : units->si[dimension]);
    if (!converter)
        return NAN;
    double converted = cv_convert_double(converter, value);
    cv_free(converter);
    return is_per_mol ? converted / LP_AVOGADRO_PER_MOL : converted;
}

/* A text to be read, and where and what for: the part of the arguments that messages need. */
struct request {
    const char *text;
    size_t n;
    enum lp_dimension dimension; /* LP_N_DIMENSIONS: any */
    struct lp_span span;
    const char *what;
    struct lp_diag *diag;
};

static int shown(size_t n)
{
    return n < MAX_SHOWN ? (int)n : MAX_SHOWN;
}

static const char *expected_words(const struct request *request)
{
    return request->dimension == LP_N_DIMENSIONS ? "a number and a unit"
                                                 : lp_dimension_words(request->dimension);
}

/* The accepted unit that is spelled most like this one, copied; false if none is near. */
static bool find_nearest(enum lp_dimension dimension, const char *text, size_t n,
                         char nearest[MAX_UNIT + 1])
{
    char unit[MAX_UNIT + 1], list[1024] = "";
    const char *candidates[128];
    size_t n_candidates = 0, n_list = 0;
    if (n > MAX_UNIT)
        return false;
    memcpy(unit, text, n);
    unit[n] = '\0';
    for (enum lp_dimension d = 0; d < LP_N_DIMENSIONS; d++)
        if ((dimension == d || dimension == LP_N_DIMENSIONS) && n_list < sizeof list)
            n_list += (size_t)snprintf(list + n_list, sizeof list - n_list, "%s, ",
                                       lp_dimension_accepted(d));
    char *rest = NULL;
    for (char *word = strtok_r(list, ", ", &rest); word && n_candidates < 128;
         word = strtok_r(NULL, ", ", &rest))
        candidates[n_candidates++] = word;
    const char *found = lp_text_nearest(unit, candidates, n_candidates);
    if (found)
        snprintf(nearest, MAX_UNIT + 1, "%s", found);
    return found != NULL;
}

static void note_accepted(const struct request *request, const char *unit, size_t n_unit)
{
    char nearest[MAX_UNIT + 1];
    bool is_celsius = request->dimension == LP_DIM_TEMPERATURE && n_unit == 1 &&
                      (unit[0] == 'C' || unit[0] == 'c');
    bool has_nearest = find_nearest(request->dimension, unit, n_unit, nearest);
    if (request->dimension == LP_N_DIMENSIONS && !has_nearest)
        lp_diag_note(request->diag, lp_span_none(NULL),
                     "accepted are units of amount, flow, rate, time, length, energy and other "
                     "quantities of the model, as in 6.0 umol, 1e-8 cm2/s, 5 min");
    else if (is_celsius)
        lp_diag_note(request->diag, lp_span_none(NULL), "degrees Celsius are written degC");
    else if (request->dimension == LP_N_DIMENSIONS)
        lp_diag_note(request->diag, lp_span_none(NULL), "did you mean '%s'?", nearest);
    else if (has_nearest)
        lp_diag_note(request->diag, lp_span_none(NULL), "accepted: %s; did you mean '%s'?",
                     lp_dimension_accepted(request->dimension), nearest);
    else
        lp_diag_note(request->diag, lp_span_none(NULL), "accepted: %s",
                     lp_dimension_accepted(request->dimension));
}

/* Read the unit and find its dimension, which is the requested one or, if any is welcome, one of
 * the list. The caller frees *unit. */
static enum lp_status read_unit(const struct lp_units *units, const struct request *request,
                                const char *text, size_t n, enum lp_dimension *dimension,
                                ut_unit **unit)
{
    ut_unit *parsed = parse_unit(units, text, n);
    if (!parsed) {
        lp_diag_error(request->diag, request->span, "%s has the unknown unit '%.*s', expected %s",
                      request->what, shown(n), text, expected_words(request));
        note_accepted(request, text, n);
        return LP_EINPUT;
    }
    struct visit visit = look_at(units, parsed);
    enum lp_dimension found = find_dimension(units, &visit);
    bool is_welcome = request->dimension == LP_N_DIMENSIONS ? found != LP_N_DIMENSIONS
                                                            : found == request->dimension;
    if (!is_welcome) {
        char words[MAX_WORDS];
        describe(units, &visit, words);
        lp_diag_error(request->diag, request->span, "%s has unit %.*s (%s), expected %s",
                      request->what, shown(n), text, words,
                      request->dimension == LP_N_DIMENSIONS ? "a quantity of the model"
                                                            : expected_words(request));
        note_accepted(request, text, n);
        ut_free(parsed);
        return LP_EINPUT;
    }
    *unit = parsed;
    *dimension = found;
    return LP_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Say why a text does not begin with a number that can be used. */
static void report_no_number(const struct request *request)
{
    static const char *const infinite[] = {"inf", "nan", "infinity"};
    const char *text = request->text;
    size_t n = request->n;
    size_t start = n && (text[0] == '-' || text[0] == '+');
    start += start < n && text[start] == '.';
    bool is_huge = start < n && is_digit(text[start]), is_infinite = false;
    for (size_t i = 0; i < sizeof infinite / sizeof *infinite; i++) {
        size_t length = strlen(infinite[i]);
        if (n - start == length) {
            char word[16];
            memcpy(word, text + start, length);
            for (size_t k = 0; k < length; k++)
                word[k] = (char)(word[k] >= 'A' && word[k] <= 'Z' ? word[k] - 'A' + 'a' : word[k]);
            is_infinite = is_infinite || memcmp(word, infinite[i], length) == 0;
        }
    }
    if (n == 0)
        lp_diag_error(request->diag, request->span, "%s is empty, expected %s", request->what,
                      expected_words(request));
    else if (is_huge || is_infinite)
        lp_diag_error(request->diag, request->span, "%s: '%.*s' is not a finite number",
                      request->what, shown(n), text);
    else
        lp_diag_error(request->diag, request->span, "%s: '%.*s' is not a quantity, expected %s",
                      request->what, shown(n), text, expected_words(request));
    if (request->dimension != LP_N_DIMENSIONS)
        note_accepted(request, "", 0);
}

enum lp_status lp_quantity_check_bare(double value, enum lp_dimension dimension,
                                      struct lp_span span, const char *what, struct lp_diag *diag)
{
    if (dimension != LP_DIM_TEMPERATURE || value >= COLDEST_BARE_TEMPERATURE_K)
        return LP_OK;
    lp_diag_error(diag, span, "%s: a bare number is in kelvin, and %g K is below %g K", what, value,
                  COLDEST_BARE_TEMPERATURE_K);
    lp_diag_note(diag, lp_span_none(NULL), "did you mean '%g degC'?", value);
    return LP_EINPUT;
}

/* "number unit", the number read already and taking the first n_number bytes. */
static enum lp_status read_with_unit(const struct lp_units *units, const struct request *request,
                                     double number, size_t n_number, enum lp_dimension *dimension,
                                     double *value)
{
    size_t start = n_number;
    while (start < request->n && is_blank(request->text[start]))
        start++;
    const char *text = request->text + start;
    size_t n = request->n - start;
    ut_unit *unit = NULL;
    enum lp_status status = read_unit(units, request, text, n, dimension, &unit);
    if (status != LP_OK)
        return status;
    double converted = to_si(units, unit, *dimension, number);
    ut_free(unit);
    if (start == n_number) {
        lp_diag_error(request->diag, request->span,
                      "%s: '%.*s' needs a space between number and unit", request->what,
                      shown(request->n), request->text);
        lp_diag_note(request->diag, lp_span_none(NULL), "write '%.*s %.*s'", shown(n_number),
                     request->text, shown(n), text);
        return LP_EINPUT;
    }
    if (!isfinite(converted)) {
        lp_diag_error(request->diag, request->span, "%s: '%.*s' is not a finite number in %s",
                      request->what, shown(request->n), request->text,
                      lp_dimension_unit(*dimension));
        return LP_EINPUT;
    }
    *value = converted;
    return LP_OK;
}

/* Both readers: *found is LP_N_DIMENSIONS for a bare number. */
static enum lp_status read_quantity(const struct lp_units *units, struct request request,
                                    enum lp_dimension *found, double *value)
{
    while (request.n && is_blank(request.text[0]))
        request.text++, request.n--;
    while (request.n && is_blank(request.text[request.n - 1]))
        request.n--;
    double number;
    size_t n_number = lp_text_number_prefix(request.text, request.n, &number);
    if (n_number == 0) {
        report_no_number(&request);
        return LP_EINPUT;
    }
    if (n_number < request.n)
        return read_with_unit(units, &request, number, n_number, found, value);
    enum lp_status status =
        lp_quantity_check_bare(number, request.dimension, request.span, request.what, request.diag);
    if (status != LP_OK)
        return status;
    *found = LP_N_DIMENSIONS;
    *value = number;
    return LP_OK;
}

enum lp_status lp_quantity_read(struct lp_units *units, const char *text, size_t n,
                                enum lp_dimension dimension, struct lp_span span, const char *what,
                                double *value_si, struct lp_diag *diag)
{
    enum lp_dimension found;
    struct request request = {text, n, dimension, span, what, diag};
    return read_quantity(units, request, &found, value_si);
}

enum lp_status lp_quantity_read_any(struct lp_units *units, const char *text, size_t n,
                                    struct lp_span span, const char *what,
                                    enum lp_dimension *dimension, double *value_si,
                                    struct lp_diag *diag)
{
    struct request request = {text, n, LP_N_DIMENSIONS, span, what, diag};
    return read_quantity(units, request, dimension, value_si);
}

enum lp_status lp_unit_factor(struct lp_units *units, const char *unit, enum lp_dimension dimension,
                              struct lp_span span, const char *what, double *factor,
                              struct lp_diag *diag)
{
    struct request request = {unit, strlen(unit), dimension, span, what, diag};
    enum lp_dimension found;
    ut_unit *parsed = NULL;
    enum lp_status status = read_unit(units, &request, unit, request.n, &found, &parsed);
    if (status != LP_OK)
        return status;
    if (look_at(units, parsed).has_offset) {
        lp_diag_error(diag, span, "%s: '%s' has an offset, expected a unit that is a factor of %s",
                      what, unit, lp_dimension_unit(dimension));
        status = LP_EINPUT;
    } else {
        *factor = to_si(units, parsed, dimension, 1.0);
    }
    ut_free(parsed);
    return status;
}
