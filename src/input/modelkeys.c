/* SPDX-License-Identifier: MIT
 *
 * The keys of a model, mapping by mapping (keys.h).
 */
#include "input/keys.h"
#include "input/model.h"

static const struct lp_key model[] = {
    {LP_KEY_SEVERAL("lipath", "the format version, 1"), .required = "in a file of its own",
     .meaning = "format version; stands at the top of every file", .example = "1"},
    {LP_KEY_TITLE("title"), LP_SLOT_AT(struct lp_model, title), .meaning = "what the model is of",
     .example = "Composite between two 6Li electrodes"},
    {LP_KEY_MAPPING("cell", "mapping `cell`"), .meaning = "what holds of the whole cell",
     .example = "{area: 0.785 cm2, thickness: 40 um}"},
    {LP_KEY_MAPPING("parameters", "mapping NAME: quantity or `parameter`"),
     .meaning = "what is fitted or shared, by name; the name may then stand for the number",
     .example = "{phi: {start: 5e-11 mol/s}}"},
    {LP_KEY_MAPPING("compartments", "mapping NAME: `compartment`"), .required = "yes",
     .meaning = "electrodes and phases; a positive current leaves the first electrode",
     .example = "{foil: {kind: electrode, enrichment: 0.95}, salt: {inventory: 2.5 umol}}"},
    {LP_KEY_LIST("exchange", "list of `exchange`"),
     .meaning = "which compartments exchange lithium",
     .example = "[{between: [foil, salt], flow: 5e-11 mol/s}]"},
    {LP_KEY_MAPPING("depth", "mapping `depth`"), .otherwise = "well mixed",
     .meaning = "cuts the film between the electrodes into layers",
     .example = "{layers: 16, thickness: 40 um}"},
    {LP_KEY_MAPPING("components", "mapping NAME: `component`"),
     .otherwise = "each phase is one, under its name",
     .meaning = "the lines of the spectrum, which the data name", .example = "{line: {salt: 1}}"},
};
const struct lp_keys lp_keys_model = {
    .group = "Model",
    .name = "model",
    .place = "A file that `model` of the study names, or written there",
    .meaning = "the compartments of the sample and what they exchange",
    LP_KEYS_IN(model)};

static const struct lp_key cell[] = {
    {LP_KEY_QUANTITY("area", AREA, POSITIVE, ANY), LP_SLOT_AT(struct lp_cell, area_m2),
     .meaning = "of the film between the electrodes; currents per area need it as a fixed number",
     .example = "0.785 cm2"},
    {LP_KEY_QUANTITY("thickness", LENGTH, POSITIVE, ANY), LP_SLOT_AT(struct lp_cell, thickness_m),
     .meaning = "of the film between the electrodes", .example = "40 um"},
    {LP_KEY_QUANTITY("temperature", TEMPERATURE, POSITIVE, FIXED),
     LP_SLOT_AT(struct lp_cell, temperature_K), .absent = "25 degC",
     .meaning = "of experiments that state no other, and of flows without `at`",
     .example = "60 degC"},
    {LP_KEY_QUANTITY("natural", ONE, FRACTION, ANY), LP_SLOT_AT(struct lp_cell, natural),
     .absent = "0.0759", .meaning = "6Li fraction of lithium of natural composition (IUPAC 2013)",
     .example = "0.0759"},
    {LP_KEY_QUANTITY("transference", ONE, FRACTION, ANY), LP_SLOT_AT(struct lp_cell, transference),
     .absent = "1",
     .meaning = "part of the current that Li+ carries, for the check against impedance",
     .example = "0.2"},
};
const struct lp_keys lp_keys_cell = {.group = "Model",
                                     .name = "cell",
                                     .place = "`cell: {...}` in a model",
                                     .meaning = "what holds of the whole cell",
                                     LP_KEYS_IN(cell)};

static const struct lp_key parameter[] = {
    {LP_KEY_SEVERAL("start", "quantity of any dimension"), .otherwise = "the centre of the prior",
     .meaning = "fitted, from here on; a name has the dimension of its unit or first use",
     .example = "5e-11 mol/s"},
    {LP_KEY_SEVERAL("value", "quantity of any dimension"),
     .meaning = "fixed at this; instead of `start`", .example = "8e-11 mol/s"},
    {LP_KEY_SEVERAL("min", "quantity of any dimension"),
     .otherwise = "0; start x 1e-6 of amounts, rates, times, lengths",
     .meaning = "lower bound; flows and diffusivities may be 0", .example = "0 mol/s"},
    {LP_KEY_SEVERAL("max", "quantity of any dimension"),
     .otherwise = "start x 1e6; 1 of fractions; none of energies and factors",
     .meaning = "upper bound", .example = "1e-6 mol/s"},
    {LP_KEY_MAPPING("prior", "mapping `prior`"),
     .meaning = "what is known beforehand; enters the fit beside the data",
     .example = "{median: 5e-11 mol/s, factor: 3}"},
    {LP_KEY_QUANTITY("at", TEMPERATURE, POSITIVE, FIXED), .otherwise = "the cell's temperature",
     .meaning = "the temperature at which the number holds; with `activation` only",
     .example = "25 degC"},
    {LP_KEY_SEVERAL("activation", "energy, a parameter's name, or mapping of start, min, max, ..."),
     .otherwise = "the same at every temperature",
     .meaning = "Arrhenius energy: exp(-Ea/kB (1/T - 1/Tat)) times the number",
     .example = "{start: 0.3 eV, min: 0.05 eV, max: 1.5 eV}"},
};
const struct lp_keys lp_keys_parameter = {
    .group = "Model",
    .name = "parameter",
    .place = "`parameters: {NAME: {...}}` in a model",
    .meaning = "a number that is fitted or shared; `NAME: 8e-11 mol/s` alone is a fixed one",
    LP_KEYS_IN(parameter)};

static const struct lp_key prior[] = {
    {LP_KEY_SEVERAL("median", "quantity like `start`, above 0"), .of = "{median, factor}",
     .required = "yes",
     .meaning = "centre of a Gaussian in log10 of the number, which is then fitted on that scale",
     .example = "1.5 umol"},
    {LP_KEY_QUANTITY("factor", ONE, ANY_NUMBER, NONE), .form = "number above 1",
     .of = "{median, factor}", .required = "yes",
     .meaning = "one sigma reaches from median / factor to median x factor", .example = "3"},
    {LP_KEY_SEVERAL("mean", "quantity like `start`"), .of = "{mean, sd}", .required = "yes",
     .meaning = "centre of a Gaussian in the number itself", .example = "1.5 umol"},
    {LP_KEY_SEVERAL("sd", "quantity like `start`, above 0"), .of = "{mean, sd}", .required = "yes",
     .meaning = "its standard deviation", .example = "0.2 umol"},
};
const struct lp_keys lp_keys_prior = {.group = "Model",
                                      .name = "prior",
                                      .place = "`prior: {...}` of a parameter",
                                      .meaning = "either {median, factor} or {mean, sd}",
                                      LP_KEYS_IN(prior)};

static const char *const kinds[] = {"electrode", "phase", NULL};
static const char *const materials[] = {"liquid", "polymer", "ceramic", NULL};

static const struct lp_key compartment[] = {
    {LP_KEY_WORD("kind", kinds, LP_ELECTRODE), LP_SLOT_AT(struct lp_compartment, kind),
     .absent = "phase", .meaning = "a model has two electrodes at most, in the order written",
     .example = "phase"},
    {LP_KEY_TITLE("role"), LP_SLOT_AT(struct lp_compartment, role),
     .meaning = "free text; `interface` is what the verdict is about", .example = "interface"},
    {LP_KEY_QUANTITY("inventory", AMOUNT, POSITIVE, ANY),
     LP_SLOT_AT(struct lp_compartment, inventory_mol), .required = "of a phase",
     .otherwise = "an endless foil",
     .meaning = "its lithium, 6Li and 7Li together; of an electrode: a finite foil",
     .example = "2.5 umol"},
    {LP_KEY_QUANTITY("enrichment", ONE, FRACTION, ANY),
     .form = "fraction, a parameter's name, or `natural`", .required = "of an electrode",
     .absent = "natural", .meaning = "6Li fraction at the start", .example = "0.95"},
    {LP_KEY_QUANTITY("diffusivity", DIFFUSIVITY, NOT_NEGATIVE, ANY),
     LP_SLOT_AT(struct lp_compartment, diffusivity_m2_per_s), .of = "a phase",
     .otherwise = "no transport along the film",
     .meaning = "of the tracer along the film, in a model with `depth`", .example = "5e-13 m2/s"},
    {LP_KEY_QUANTITY("haven", ONE, POSITIVE, ANY), LP_SLOT_AT(struct lp_compartment, haven),
     .of = "a phase", .absent = "1",
     .meaning = "Haven ratio of the exchange between its layers: tracer over charge",
     .example = "0.5"},
    {LP_KEY_QUANTITY("surface", AMOUNT, POSITIVE, ANY),
     LP_SLOT_AT(struct lp_compartment, surface_mol), .of = "an electrode",
     .otherwise = "the foil gives its own lithium at once",
     .meaning = "pool on an endless foil that gives back first what was plated on it",
     .example = "5 nmol"},
    {LP_KEY_MAPPING("growth", "mapping `growth`"), .of = "a phase",
     .meaning = "the phase thickens as the square root of time",
     .example = "{rate: 1e-19 m2/s, start: 2 nm, scale: 10 nm, from: foil}"},
    {LP_KEY_WORD("material", materials, LP_MATERIAL_LIQUID),
     LP_SLOT_AT(struct lp_compartment, material), .of = "a phase",
     .meaning = "its class, by which D and Ea are judged; never enters the fit",
     .example = "polymer"},
};
const struct lp_keys lp_keys_compartment = {.group = "Model",
                                            .name = "compartment",
                                            .place = "`compartments: {NAME: {...}}` in a model",
                                            .meaning = "an electrode, or a phase of the sample",
                                            LP_KEYS_IN(compartment)};

static const struct lp_key growth[] = {
    {LP_KEY_QUANTITY("rate", DIFFUSIVITY, NOT_NEGATIVE, ANY),
     LP_SLOT_AT(struct lp_growth, rate_m2_per_s), .required = "yes",
     .meaning = "parabolic: thickness squared grows by 2 x rate per time", .example = "1e-19 m2/s"},
    {LP_KEY_QUANTITY("start", LENGTH, POSITIVE, ANY), LP_SLOT_AT(struct lp_growth, start_m),
     .required = "yes", .meaning = "thickness at the start; `inventory` holds there",
     .example = "2 nm"},
    {LP_KEY_QUANTITY("scale", LENGTH, POSITIVE, ANY), LP_SLOT_AT(struct lp_growth, scale_m),
     .required = "yes",
     .meaning = "thickness at which flows over it have halved: flow / (1 + thickness / scale)",
     .example = "10 nm"},
    {LP_KEY_TEXT("from"), .form = "a compartment's name", .required = "yes",
     .meaning = "the compartment that gives the lithium", .example = "foil"},
};
const struct lp_keys lp_keys_growth = {.group = "Model",
                                       .name = "growth",
                                       .place = "`growth: {...}` of a phase",
                                       .meaning = "all four keys",
                                       LP_KEYS_IN(growth)};

/* The first three are an exchange edge's, the next three the one-way edge's in their place. */
static const struct lp_key exchange[] = {
    {LP_KEY_LIST("between", "list of two compartments"), .of = "an exchange edge",
     .required = "yes", .meaning = "the two that exchange; a phase and an electrode, or two phases",
     .example = "[foil, salt]"},
    {LP_KEY_QUANTITY("flow", FLOW, NOT_NEGATIVE, ANY), LP_SLOT_AT(struct lp_edge, flow_mol_per_s),
     .of = "an exchange edge", .required = "yes",
     .meaning = "lithium that hops each way at equilibrium; one name on two edges: alike",
     .example = "5e-11 mol/s"},
    {LP_KEY_QUANTITY("haven", ONE, POSITIVE, ANY), LP_SLOT_AT(struct lp_edge, haven),
     .of = "an exchange edge", .absent = "1",
     .meaning = "Haven ratio of the contact: tracer over charge", .example = "0.5"},
    {LP_KEY_TEXT("from"), .form = "a compartment's name", .of = "a one-way edge", .required = "yes",
     .meaning = "the phase that loses tracer", .example = "salt"},
    {LP_KEY_TEXT("to"), .form = "a compartment's name", .of = "a one-way edge", .required = "yes",
     .meaning = "the compartment that gains it", .example = "foil"},
    {LP_KEY_QUANTITY("rate", RATE, NOT_NEGATIVE, ANY), LP_SLOT_AT(struct lp_edge, rate_per_s),
     .of = "a one-way edge", .required = "yes",
     .meaning = "first-order rate constant; takes no part in current or shares",
     .example = "1e-8 1/s"},
    {LP_KEY_BOOLEAN("optional"), .absent = "false",
     .meaning = "a candidate for topology selection; edges of one flow come or go together",
     .example = "true"},
};
const struct lp_keys lp_keys_exchange = {
    .group = "Model",
    .name = "exchange",
    .place = "`exchange: [{...}, ...]` in a model",
    .meaning = "an exchange edge {between, flow} or a one-way edge {from, to, rate}",
    LP_KEYS_IN(exchange)};

static const struct lp_key depth[] = {
    {LP_KEY_INTEGER("layers", 1, 100000), .required = "yes",
     .meaning = "into how many layers the film is cut", .example = "64"},
    {LP_KEY_QUANTITY("thickness", LENGTH, POSITIVE, ANY), .otherwise = "the cell's",
     .meaning = "of the film; where the cell has one too, the two agree", .example = "40 um",
     LP_SLOT_AT(struct lp_model, depth_thickness_m)},
};
const struct lp_keys lp_keys_depth = {.group = "Model",
                                      .name = "depth",
                                      .place = "`depth: {...}` in a model",
                                      .meaning = "the film resolved between the electrodes",
                                      LP_KEYS_IN(depth)};

static const struct lp_key component[] = {
    {LP_KEY_MAPPING("of", "mapping COMPARTMENT: weight"), .required = "yes",
     .meaning = "phases that the line sees, and how much of each; weights may be parameters",
     .example = "{salt: 1}"},
    {LP_KEY_QUANTITY("T1", TIME, POSITIVE, ANY), LP_SLOT_AT(struct lp_component, t1_s),
     .otherwise = "unknown: no saturation",
     .meaning = "relaxation time of 6Li, for the saturation of areas (`recycle`, `flip`)",
     .example = "1.3 s"},
};
const struct lp_keys lp_keys_component = {
    .group = "Model",
    .name = "component",
    .place = "`components: {NAME: {...}}` in a model",
    .meaning = "a line of the spectrum; `NAME: {COMPARTMENT: weight, ...}` is the short form",
    LP_KEYS_IN(component)};
