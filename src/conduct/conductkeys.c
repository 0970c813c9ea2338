/* SPDX-License-Identifier: MIT
 *
 * What a conduct file may say. Where a number is expected, {value, error} may stand for it, but for
 * the temperature and the activation energy.
 */
#include "conduct/conductkeys.h"

#include "conduct/conductinput.h"
#include "input/model.h"

/* In the order of `gammas` in conducttable.c. */
static const char *const nuclei[] = {"7Li", "6Li", NULL};
/* Named as in conduction.c, which knows their factors. */
static const char *const lattices[] = {
    "sc", "bcc", "fcc", "diamond", "square", "hexagonal", "honeycomb", "interstitial", NULL};

static const struct lp_key file[] = {
    {LP_KEY_SEVERAL("lipath", "the format version, 1"), .required = "yes",
     .meaning = "format version; stands at the top of every file", .example = "1"},
    {LP_KEY_TITLE("title"), LP_SLOT_AT(struct lp_conduct_input, title),
     .meaning = "heads the table", .example = "Li10GeP2S12"},
    {LP_KEY_BOOLEAN("synthetic"), LP_SLOT_AT(struct lp_conduct_input, is_synthetic),
     .otherwise = "what the tables say", .meaning = "true marks the table as SYNTHETIC",
     .example = "true"},
    {LP_KEY_TEXT("note"), LP_SLOT_AT(struct lp_conduct_input, note),
     .meaning = "where the numbers are from; printed under the title",
     .example = "as compiled in a review"},
    {LP_KEY_QUANTITY("temperature", TEMPERATURE, POSITIVE, NONE),
     LP_SLOT_AT(struct lp_conduct_input, temperature_K), .absent = "25 degC",
     .meaning = "at which every number holds", .example = "298 K"},
    {LP_KEY_QUANTITY("conductivity", CONDUCTIVITY, POSITIVE, NONE),
     .meaning = "of the conductor, by impedance",
     .example = "{value: 9e-3 S/cm, error: 1e-3 S/cm}"},
    {LP_KEY_QUANTITY("transference", ONE, FRACTION, NONE), .absent = "1",
     .meaning = "of Li+, above 0; below 1 others conduct too", .example = "0.2"},
    {LP_KEY_QUANTITY("haven", ONE, POSITIVE, NONE), .meaning = "Haven ratio D*/D_sigma",
     .example = "0.32"},
    {LP_KEY_QUANTITY("carriers", NUMBER_DENSITY, POSITIVE, NONE),
     .form = "number per volume, or {cell, per_cell}, or {density, molar_mass, per_formula}",
     .meaning = "Li+ per volume", .example = "2.09e28 1/m3"},
    {LP_KEY_QUANTITY("diffusivity", DIFFUSIVITY, POSITIVE, NONE),
     .meaning = "D* of the tracer, by PFG", .example = "2.2e-12 m2/s"},
    {LP_KEY_QUANTITY("correlation", ONE, FRACTION, NONE),
     .form = "number above 0, at most 1, or a lattice: ", .words = lattices,
     .meaning = "correlation factor f of the tracer: D* = f D_r", .example = "bcc"},
    {LP_KEY_QUANTITY("conductivity_diffusivity", DIFFUSIVITY, POSITIVE, NONE),
     .meaning = "D_sigma, by Nernst and Einstein", .example = "7e-12 m2/s"},
    {LP_KEY_MAPPING("hop", "mapping `conduct-hop`"), .meaning = "what a jump is like",
     .example = "{distance: 0.2 nm}"},
    {LP_KEY_QUANTITY("activation", ENERGY, POSITIVE, NONE),
     LP_SLOT_AT(struct lp_conduct_input, activation_J),
     .meaning = "energy of sigma T, as published", .example = "0.155 eV"},
    {LP_KEY_LIST("at", "list of temperatures"),
     .meaning = "temperatures at which to say the conductivity; needs `activation`",
     .example = "[-20 degC, 60 degC]"},
    {LP_KEY_QUANTITY("random_diffusivity", DIFFUSIVITY, POSITIVE, NONE),
     .meaning = "D_r of a random walk with the jump rate", .example = "1e-12 m2/s"},
    {LP_KEY_MAPPING("measured", "mapping `conduct-measured`"),
     .meaning = "tables of what was measured",
     .example = "{rate: {rows: [[300 K, 1e9 1/s], [320 K, 2e9 1/s]]}}"},
    {LP_KEY_TEXT("result"), .form = "file name",
     .meaning = "result.json of a tracer-exchange fit, to be shown beside",
     .example = "result.json"},
};
const struct lp_keys lp_conduct_keys = {.group = "Conductors",
                                        .name = "conduct",
                                        .place = "The file of `lipath conduct`",
                                        .meaning = "what is known of a conductor, number by number",
                                        LP_KEYS_IN(file)};

static const struct lp_key number[] = {
    {LP_KEY_SEVERAL("value", "quantity as without the mapping"), .required = "yes",
     .meaning = "the number", .example = "9e-3 S/cm"},
    {LP_KEY_SEVERAL("error", "quantity like `value`, above 0"), .otherwise = "none",
     .meaning = "its 95 % half width", .example = "1e-3 S/cm"},
};
const struct lp_keys lp_conduct_number_keys = {
    .group = "Conductors",
    .name = "conduct-number",
    .place = "`conductivity: {...}`, and in place of other numbers of a conduct file or its `hop`",
    .meaning = "a number with its uncertainty",
    LP_KEYS_IN(number)};

static const struct lp_key by_cell[] = {
    {LP_KEY_QUANTITY("cell", VOLUME, POSITIVE, NONE), .required = "yes",
     .meaning = "volume of the unit cell", .example = "0.96 nm3"},
    {LP_KEY_QUANTITY("per_cell", ONE, POSITIVE, NONE), .required = "yes", .meaning = "Li+ in it",
     .example = "20"},
};
const struct lp_keys lp_conduct_by_cell_keys = {.group = "Conductors",
                                                .name = "conduct-by-cell",
                                                .place = "`carriers: {...}` of a conduct file",
                                                .meaning = "carriers from the crystal",
                                                LP_KEYS_IN(by_cell)};

static const struct lp_key by_mass[] = {
    {LP_KEY_QUANTITY("density", DENSITY, POSITIVE, NONE), .required = "yes",
     .meaning = "mass per volume", .example = "2 g/cm3"},
    {LP_KEY_QUANTITY("molar_mass", MOLAR_MASS, POSITIVE, NONE), .required = "yes",
     .meaning = "of the formula", .example = "589 g/mol"},
    {LP_KEY_QUANTITY("per_formula", ONE, POSITIVE, NONE), .required = "yes", .meaning = "Li+ in it",
     .example = "10"},
};
const struct lp_keys lp_conduct_by_mass_keys = {.group = "Conductors",
                                                .name = "conduct-by-mass",
                                                .place = "`carriers: {...}` of a conduct file",
                                                .meaning = "carriers from mass and formula",
                                                LP_KEYS_IN(by_mass)};

static const struct lp_key hop[] = {
    {LP_KEY_QUANTITY("distance", LENGTH, POSITIVE, NONE), .meaning = "of a jump",
     .example = "0.2 nm"},
    {LP_KEY_INTEGER("dimension", 1, 3), .absent = "3", .meaning = "of the lattice of jumps",
     .example = "2"},
    {LP_KEY_QUANTITY("rate", RATE, POSITIVE, NONE), .meaning = "jumps per time",
     .example = "1e9 1/s"},
    {LP_KEY_QUANTITY("attempt", RATE, POSITIVE, NONE), .meaning = "attempt frequency",
     .example = "1e13 1/s"},
    {LP_KEY_QUANTITY("entropy", ONE, ANY_NUMBER, NONE), .meaning = "of migration, in units of kB",
     .example = "0"},
    {LP_KEY_QUANTITY("enthalpy", ENERGY, ANY_NUMBER, NONE), .meaning = "of migration",
     .example = "0.2 eV"},
};
const struct lp_keys lp_conduct_hop_keys = {.group = "Conductors",
                                            .name = "conduct-hop",
                                            .place = "`hop: {...}` of a conduct file",
                                            .meaning = "what a jump is like",
                                            LP_KEYS_IN(hop)};

/* In the order of enum lp_conduct_kind. */
static const struct lp_key measured[LP_CONDUCT_N_TABLES] = {
    {LP_KEY_MAPPING("conductivity", "mapping `conduct-measurement`"),
     .meaning = "temperature, conductivity (EIS)",
     .example = "{rows: [[300 K, 1 mS/cm], [320 K, 2 mS/cm]]}"},
    {LP_KEY_MAPPING("rate", "mapping `conduct-measurement`"),
     .meaning = "temperature, rate of jumps",
     .example = "{rows: [[300 K, 1e9 1/s], [320 K, 2e9 1/s]]}"},
    {LP_KEY_MAPPING("diffusivity", "mapping `conduct-measurement`"),
     .meaning = "temperature, diffusivity (PFG)",
     .example = "{rows: [[300 K, 1e-12 m2/s], [320 K, 2e-12 m2/s]]}"},
    {LP_KEY_MAPPING("T1", "mapping `conduct-t1`"), .meaning = "temperature, T1",
     .example = "{frequency: 155 MHz, rows: [[300 K, 1 s], [320 K, 0.8 s]]}"},
    {LP_KEY_MAPPING("attenuation", "mapping `conduct-attenuation`"),
     .meaning = "gradient, ratio of the signals with and without it (PFG)",
     .example = "{pulse: 2 ms, delay: 100 ms, rows: [[1 T/m, 0.9], [2 T/m, 0.7]]}"},
};
const struct lp_keys lp_conduct_measured_keys = {.group = "Conductors",
                                                 .name = "conduct-measured",
                                                 .place = "`measured: {...}` of a conduct file",
                                                 .meaning = "tables of what was measured",
                                                 LP_KEYS_IN(measured)};

#define DATA                                                                                       \
    LP_KEY_TEXT("data"), .form = "file name",                                                      \
                         .meaning = "table `conduct-table`; or `rows`, one of the two",            \
                         .example = "measured.csv"
#define ROWS(its_example)                                                                          \
    LP_KEY_LIST("rows", "list of [x, y] or [x, y, error]"),                                        \
        .meaning = "quantities with their units; two or more, errors in all or none",              \
        .example = its_example
#define NUCLEUS                                                                                    \
    LP_KEY_WORD("nucleus", nuclei, 0), .absent = "7Li", .meaning = "what the spectrometer saw",    \
                                       .example = "6Li"

static const struct lp_key measurement[] = {{DATA}, {ROWS("[[300 K, 1e9 1/s], [320 K, 2e9 1/s]]")}};
const struct lp_keys lp_conduct_measurement_keys = {
    .group = "Conductors",
    .name = "conduct-measurement",
    .place = "`conductivity: {...}`, `rate: {...}`, `diffusivity: {...}` under `measured`",
    .meaning = "over temperature",
    LP_KEYS_IN(measurement)};

static const struct lp_key t1[] = {
    {DATA},
    {ROWS("[[300 K, 1 s], [320 K, 0.8 s]]")},
    {NUCLEUS},
    {LP_KEY_QUANTITY("field", FIELD, POSITIVE, NONE),
     .meaning = "of the magnet; or `frequency`, one of the two", .example = "9.4 T"},
    {LP_KEY_QUANTITY("frequency", RATE, POSITIVE, NONE),
     .meaning = "Larmor frequency of the nucleus", .example = "155 MHz"},
    {LP_KEY_QUANTITY("beta", ONE, FRACTION, NONE), .otherwise = "fitted",
     .meaning = "exponent of the correlation function, above 0", .example = "0.7"},
    {LP_KEY_INTEGER("terms", 1, 2), .absent = "2",
     .meaning = "of 1/T1: J(omega) alone, or with 4 J(2 omega)", .example = "1"},
};
const struct lp_keys lp_conduct_t1_keys = {.group = "Conductors",
                                           .name = "conduct-t1",
                                           .place = "`T1: {...}` under `measured`",
                                           .meaning = "spin-lattice relaxation over temperature",
                                           LP_KEYS_IN(t1)};

static const struct lp_key attenuation[] = {
    {DATA},
    {ROWS("[[1 T/m, 0.9], [2 T/m, 0.7]]")},
    {NUCLEUS},
    {LP_KEY_QUANTITY("pulse", TIME, POSITIVE, NONE), .required = "yes",
     .meaning = "length of a gradient pulse (delta)", .example = "2 ms"},
    {LP_KEY_QUANTITY("delay", TIME, POSITIVE, NONE), .required = "yes",
     .meaning = "from the start of one to the start of the next (Delta)", .example = "100 ms"},
};
const struct lp_keys lp_conduct_attenuation_keys = {
    .group = "Conductors",
    .name = "conduct-attenuation",
    .place = "`attenuation: {...}` under `measured`",
    .meaning = "signal against the gradient, at the temperature of the file",
    LP_KEYS_IN(attenuation)};

static const struct lp_key table[] = {
    {LP_KEY_QUANTITY("temperature [K]", TEMPERATURE, POSITIVE, NONE),
     .required = "but for attenuation", .meaning = "`temperature [degC]` or `temperature_K` alike",
     .example = "300"},
    {LP_KEY_QUANTITY("gradient [T/m]", GRADIENT, NOT_NEGATIVE, NONE), .required = "of attenuation",
     .meaning = "in place of the temperature", .example = "1"},
    {LP_KEY_QUANTITY("conductivity [S/m]", CONDUCTIVITY, POSITIVE, NONE),
     .required = "of conductivity", .meaning = "blank or NA: not measured, as in all these columns",
     .example = "0.1"},
    {LP_KEY_QUANTITY("rate [1/s]", RATE, POSITIVE, NONE), .required = "of rate",
     .meaning = "jumps per time", .example = "1e9"},
    {LP_KEY_QUANTITY("diffusivity [m2/s]", DIFFUSIVITY, POSITIVE, NONE),
     .required = "of diffusivity", .meaning = "D* of the tracer", .example = "1e-12"},
    {LP_KEY_QUANTITY("T1 [s]", TIME, POSITIVE, NONE), .required = "of T1",
     .meaning = "spin-lattice relaxation time", .example = "1.3"},
    {LP_KEY_QUANTITY("ratio", ONE, POSITIVE, NONE), .required = "of attenuation",
     .meaning = "signal over that without a gradient", .example = "0.9"},
    {LP_KEY_SEVERAL("error [UNIT]", "one standard deviation"),
     .meaning = "of the measured column, in every row or in none; `error` alone of a ratio",
     .example = "0.05"},
};
const struct lp_keys lp_conduct_table_keys = {.group = "Conductors",
                                              .name = "conduct-table",
                                              .place = "A CSV file that `data` under `measured` "
                                                       "names",
                                              .meaning = "one measurement in a row",
                                              .is_table = true,
                                              LP_KEYS_IN(table)};

const struct lp_keys *const lp_conduct_keys_all[LP_CONDUCT_N_KEYS] = {
    &lp_conduct_keys,
    &lp_conduct_number_keys,
    &lp_conduct_by_cell_keys,
    &lp_conduct_by_mass_keys,
    &lp_conduct_hop_keys,
    &lp_conduct_measured_keys,
    &lp_conduct_measurement_keys,
    &lp_conduct_t1_keys,
    &lp_conduct_attenuation_keys,
    &lp_conduct_table_keys,
};
