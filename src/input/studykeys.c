/* SPDX-License-Identifier: MIT
 *
 * The keys of a study, mapping by mapping (keys.h).
 */
#include "input/keys.h"
#include "input/study.h"

static const struct lp_key study[] = {
    {LP_KEY_SEVERAL("lipath", "the format version, 1"), .required = "yes",
     .meaning = "format version; stands at the top of every file", .example = "1"},
    {LP_KEY_TITLE("title"), LP_SLOT_AT(struct lp_study, title),
     .meaning = "heads every text and picture", .example = "LGPS-PEO(LiTFSI), 70 wt% LGPS"},
    {LP_KEY_SEVERAL("model", "file name, or mapping `model`"), .required = "yes",
     .meaning = "the compartments and what they exchange; a path is relative to this file",
     .example = "model.yaml"},
    {LP_KEY_MAPPING("override", "mapping `override`"),
     .meaning = "what differs from the model's file",
     .example = "{compartments: {salt: {inventory: 3 umol}}}"},
    {LP_KEY_INTEGER("seed", 0, UINT64_MAX), LP_SLOT_AT(struct lp_study, seed), .absent = "1",
     .meaning = "all randomness derives from it", .example = "7"},
    {LP_KEY_QUANTITY("threshold", ONE, FRACTION, NONE), LP_SLOT_AT(struct lp_study, threshold),
     .absent = "0.1",
     .meaning = "of the verdict: the share of the current above which the answer is yes",
     .example = "0.2"},
    {LP_KEY_MAPPING("report", "mapping `report`"), .otherwise = "the first experiment",
     .meaning = "the condition that the pathway describes", .example = "{temperature: 60 degC}"},
    {LP_KEY_LIST("experiments", "list of `experiment`"), .otherwise = "one, without data",
     .meaning = "what was done and measured; all are fitted together",
     .example = "[{name: cell-1, data: enrichment.csv}]"},
    {LP_KEY_BOOLEAN("synthetic"), LP_SLOT_AT(struct lp_study, is_synthetic),
     .otherwise = "what the data files say",
     .meaning = "true marks every text and picture as SYNTHETIC", .example = "true"},
    {LP_KEY_MAPPING("design", "mapping `design`"),
     .meaning = "which further measurements are possible, for `lipath design`",
     .example = "{times: [6 h, 2 d]}"},
};
const struct lp_keys lp_keys_study = {.group = "Study",
                                      .name = "study",
                                      .place = "The file itself",
                                      .meaning = "what was measured, and the model to read it by",
                                      LP_KEYS_IN(study)};

static const struct lp_key override[] = {
    {LP_KEY_MAPPING("cell", "as in the model"), .meaning = "merged key by key",
     .example = "{thickness: 60 um}"},
    {LP_KEY_MAPPING("parameters", "as in the model"),
     .meaning = "each parameter replaces the one of its name whole",
     .example = "{phi: {value: 8e-11 mol/s}}"},
    {LP_KEY_MAPPING("compartments", "as in the model"),
     .meaning = "merged key by key; null deletes", .example = "{salt: {inventory: 3 umol}}"},
    {LP_KEY_LIST("exchange", "as in the model"), .meaning = "replaces the list whole",
     .example = "[{between: [foil, salt], flow: phi}]"},
    {LP_KEY_MAPPING("depth", "as in the model"), .meaning = "merged key by key",
     .example = "{layers: 32, thickness: 40 um}"},
    {LP_KEY_MAPPING("components", "as in the model"), .meaning = "merged key by key",
     .example = "{line: {salt: 1}}"},
};
const struct lp_keys lp_keys_override = {
    .group = "Study",
    .name = "override",
    .place = "`override: {...}` in a study (for all) or in an experiment (for itself)",
    .meaning = "mappings merge by key; a parameter, a value, a list replaces whole; null deletes",
    LP_KEYS_IN(override)};

static const struct lp_key report[] = {
    {LP_KEY_TEXT("experiment"), .form = "an experiment's name", .otherwise = "the first",
     .meaning = "whose condition the pathway describes", .example = "cell-1"},
    {LP_KEY_QUANTITY("temperature", TEMPERATURE, POSITIVE, NONE),
     LP_SLOT_AT(struct lp_study, report_temperature_K), .otherwise = "that experiment's",
     .meaning = "at which the pathway is described", .example = "60 degC"},
};
const struct lp_keys lp_keys_report = {.group = "Study",
                                       .name = "report",
                                       .place = "`report: {...}` in a study",
                                       .meaning = "the condition that the pathway describes",
                                       LP_KEYS_IN(report)};

static const struct lp_key design[] = {
    {LP_KEY_LIST("times", "list of times above 0"),
     .otherwise = "between and after those of the data",
     .meaning = "times at which a further spectrum could be taken", .example = "[6 h, 2 d]"},
    {LP_KEY_QUANTITY("duration", TIME, POSITIVE, NONE),
     LP_SLOT_AT(struct lp_design_wish, duration_s), .otherwise = "none: a point in time",
     .meaning = "how long such a spectrum takes", .example = "1 h"},
    {LP_KEY_QUANTITY("sigma", ONE, POSITIVE, NONE), LP_SLOT_AT(struct lp_design_wish, sigma),
     .otherwise = "the median of the data's",
     .meaning = "of one value of it, in the observable's unit", .example = "0.01"},
};
const struct lp_keys lp_keys_design = {.group = "Study",
                                       .name = "design",
                                       .place = "`design: {...}` in a study",
                                       .meaning = "what `lipath design` may plan",
                                       LP_KEYS_IN(design)};

static const char *const observables[] = {"enrichment", "increase", "area", NULL};

static const struct lp_key experiment[] = {
    {LP_KEY_TEXT("name"), .otherwise = "experiment-1, ...",
     .meaning = "in texts, in `report` and in the column `experiment` of tables",
     .example = "cell-1"},
    {LP_KEY_QUANTITY("temperature", TEMPERATURE, POSITIVE, FIXED),
     LP_SLOT_AT(struct lp_experiment, temperature_K), .otherwise = "the cell's",
     .meaning = "at which it was done; acts through `activation` of parameters",
     .example = "60 degC"},
    {LP_KEY_MAPPING("override", "mapping `override`"),
     .meaning = "what is different in this experiment's sample",
     .example = "{compartments: {salt: {inventory: 3 umol}}}"},
    {LP_KEY_SEVERAL("data", "file name, or list of rows [time, component, value, sigma]"),
     .otherwise = "none: see `times`",
     .meaning = "what was measured: table `data` or `data-wide`, or rows in place",
     .example = "[[600 s, salt, 0.081, 0.01], [2 h, salt, 0.13]]"},
    {LP_KEY_TEXT("covariance"), .form = "file name",
     .meaning = "table `covariance`: errors that values share", .example = "covariance.csv"},
    {LP_KEY_WORD("observable", observables, LP_OBSERVE_ENRICHMENT),
     LP_SLOT_AT(struct lp_experiment, observable), .absent = "enrichment",
     .meaning = "6Li fraction, increase against t = 0 in per cent, or area of the line",
     .example = "increase"},
    {LP_KEY_SEVERAL("scale", "number above 0, a parameter's name, or mapping `parameter`"),
     .absent = "1", .meaning = "of `observable: area`: area per mol of 6Li that the lines see",
     .example = "{start: 100, min: 1, max: 1e4}"},
    {LP_KEY_QUANTITY("recycle", TIME, POSITIVE, FIXED), LP_SLOT_AT(struct lp_experiment, recycle_s),
     .otherwise = "no saturation",
     .meaning = "repetition time, with T1 of the components: saturation of areas",
     .example = "10 s"},
    {LP_KEY_QUANTITY("flip", ANGLE, POSITIVE, FIXED), LP_SLOT_AT(struct lp_experiment, flip_rad),
     .absent = "90 degree", .meaning = "flip angle of the pulses, at most 180 degree",
     .example = "30 degree"},
    {LP_KEY_MAPPING("noise", "mapping `noise`"),
     .otherwise = "estimated from the misfit, with a warning",
     .meaning = "sigma of the values that have none of their own",
     .example = "{constant: 0.01, relative: 0.03}"},
    {LP_KEY_LIST("protocol", "list of `step` and `repeat`"), .otherwise = "at rest",
     .meaning = "the current over time; after the last step none",
     .example = "[{duration: 2 h, current: 0 A}]"},
    {LP_KEY_MAPPING("reference_sigma", "mapping COMPONENT: number above 0"),
     .meaning =
         "of `observable: increase`: sigma of the area before, per cent; shared by all times",
     .example = "{salt: 2}"},
    {LP_KEY_LIST("times", "list of times, 0 or more"),
     .meaning = "of `lipath simulate` and `synth` where there are no data",
     .example = "[10 min, 1 h, 10 h]"},
    {LP_KEY_MAPPING("impedance", "mapping `impedance`"),
     .meaning = "resistance measured; a cross-check, never in the fit",
     .example = "{total: 510 ohm, bulk: 400 ohm, sigma: 10 ohm}"},
    {LP_KEY_TEXT("protocol_file"), .form = "file name",
     .meaning = "instead of `protocol`: table `protocol`, or a cycler's export (`.mpt`)",
     .example = "cycler.csv"},
    {LP_KEY_MAPPING("weighed", "mapping COMPARTMENT: amount above 0"),
     .meaning = "lithium as weighed in; a cross-check, never in the fit",
     .example = "{salt: 2.4 umol}"},
    {LP_KEY_MAPPING("areas_before", "mapping COMPONENT: number above 0"),
     .meaning = "areas of the pristine sample; a cross-check, never in the fit",
     .example = "{salt: 40}"},
};
const struct lp_keys lp_keys_experiment = {.group = "Study",
                                           .name = "experiment",
                                           .place = "`experiments: [{...}, ...]` in a study",
                                           .meaning = "one sample, what was done to it, its data",
                                           LP_KEYS_IN(experiment)};

static const struct lp_key noise[] = {
    {LP_KEY_PLAIN("constant", NOT_NEGATIVE, FIXED), LP_SLOT_AT(struct lp_noise, constant),
     .absent = "0", .meaning = "sigma^2 = constant^2 + (relative x value)^2", .example = "0.01"},
    {LP_KEY_QUANTITY("relative", ONE, NOT_NEGATIVE, FIXED), LP_SLOT_AT(struct lp_noise, relative),
     .absent = "0", .meaning = "the part that grows with the value", .example = "0.03"},
    {LP_KEY_BOOLEAN("estimate"), LP_SLOT_AT(struct lp_noise, is_estimated), .absent = "false",
     .meaning = "true: times a factor per component, fitted; alone: all of sigma is",
     .example = "true"},
};
const struct lp_keys lp_keys_noise = {.group = "Study",
                                      .name = "noise",
                                      .place = "`noise: {...}` of an experiment",
                                      .meaning = "sigma of values without one; not zero",
                                      LP_KEYS_IN(noise)};

static const struct lp_key step[] = {
    {LP_KEY_QUANTITY("duration", TIME, POSITIVE, FIXED), LP_SLOT_AT(struct lp_step, duration_s),
     .required = "yes", .meaning = "how long it takes", .example = "5 min"},
    {LP_KEY_QUANTITY("current", CURRENT, ANY_NUMBER, FIXED),
     .form = "current, current per area, or a fixed parameter's name", .absent = "0 A",
     .meaning = "positive: Li+ leaves the first electrode; per area times `area` of the cell",
     .example = "7.2 uA/cm2"},
    {LP_KEY_BOOLEAN("electrodes"), LP_SLOT_AT(struct lp_step, electrodes_on), .absent = "on",
     .meaning = "off: out of the cell, as in storage in the rotor; then without a current",
     .example = "off"},
};
const struct lp_keys lp_keys_step = {.group = "Study",
                                     .name = "step",
                                     .place = "`protocol: [{...}, ...]` of an experiment",
                                     .meaning = "a stretch of constant current",
                                     LP_KEYS_IN(step)};

static const struct lp_key repeat[] = {
    {LP_KEY_INTEGER("repeat", 1, 100000000), .required = "yes", .meaning = "how often",
     .example = "120"},
    {LP_KEY_LIST("steps", "list of `step`"), .required = "yes",
     .meaning = "what is repeated; no repeat within",
     .example = "[{duration: 5 min, current: 7.2 uA}, {duration: 5 min, current: -7.2 uA}]"},
};
const struct lp_keys lp_keys_repeat = {.group = "Study",
                                       .name = "repeat",
                                       .place = "`protocol: [{...}, ...]` of an experiment",
                                       .meaning = "steps, over and over",
                                       LP_KEYS_IN(repeat)};

static const struct lp_key impedance[] = {
    {LP_KEY_QUANTITY("total", RESISTANCE, POSITIVE, FIXED),
     LP_SLOT_AT(struct lp_impedance, total_ohm), .meaning = "of the whole cell",
     .example = "510 ohm"},
    {LP_KEY_QUANTITY("bulk", RESISTANCE, POSITIVE, FIXED),
     LP_SLOT_AT(struct lp_impedance, bulk_ohm),
     .meaning = "of the film without its contacts; at most the total", .example = "400 ohm"},
    {LP_KEY_QUANTITY("sigma", RESISTANCE, POSITIVE, FIXED),
     LP_SLOT_AT(struct lp_impedance, sigma_ohm), .meaning = "standard deviation of either",
     .example = "10 ohm"},
};
const struct lp_keys lp_keys_impedance = {.group = "Study",
                                          .name = "impedance",
                                          .place = "`impedance: {...}` of an experiment",
                                          .meaning = "resistances measured, for a cross-check",
                                          LP_KEYS_IN(impedance)};
