/* SPDX-License-Identifier: MIT
 *
 * The columns of tables, kind by kind (keys.h). Heads that carry a unit are shown with one of
 * those that they may carry.
 */
#include "input/keys.h"

static const struct lp_key tidy[] = {
    {LP_KEY_QUANTITY("time_s", TIME, NOT_NEGATIVE, NONE), .required = "yes",
     .meaning = "since the start of the experiment; `time_h`, `time [min]`, ... alike",
     .example = "600"},
    {LP_KEY_TEXT("component"), .form = "a component's name", .required = "yes",
     .meaning = "the line of the spectrum", .example = "salt"},
    {LP_KEY_PLAIN("value", ANY_NUMBER, NONE), .required = "yes",
     .meaning = "blank or NA: not measured", .example = "0.081"},
    {LP_KEY_PLAIN("sigma", POSITIVE, NONE), .otherwise = "that of `noise`",
     .meaning = "standard deviation; blank: that of `noise`", .example = "0.01"},
    {LP_KEY_TEXT("replicate"), .meaning = "tells values of one component at one time apart",
     .example = "a"},
    {LP_KEY_QUANTITY("duration_s", TIME, NOT_NEGATIVE, NONE), .absent = "0",
     .meaning = "the spectrum averages from time - duration to time", .example = "300"},
    {LP_KEY_TEXT("experiment"), .form = "an experiment's name", .otherwise = "every row counts",
     .meaning = "only rows of this experiment's name count", .example = "cell-1"},
};
const struct lp_keys lp_keys_tidy = {.group = "Tables",
                                     .name = "data",
                                     .place = "A CSV file that `data` names",
                                     .meaning = "one value in a row; rows in any order, # starts a "
                                                "comment",
                                     .is_table = true,
                                     LP_KEYS_IN(tidy)};

static const struct lp_key wide[] = {
    {LP_KEY_QUANTITY("time_s", TIME, NOT_NEGATIVE, NONE), .required = "yes",
     .meaning = "since the start of the experiment; `time_h`, `time [min]`, ... alike",
     .example = "600"},
    {LP_KEY_PLAIN("COMPONENT", ANY_NUMBER, NONE),
     .meaning = "a column under each component's name; blank or NA: not measured",
     .example = "0.081"},
    {LP_KEY_PLAIN("COMPONENT_sigma", POSITIVE, NONE), .otherwise = "that of `noise`",
     .meaning = "standard deviation of the column COMPONENT", .example = "0.01"},
    {LP_KEY_TEXT("replicate"), .meaning = "tells rows at one time apart", .example = "a"},
    {LP_KEY_QUANTITY("duration_s", TIME, NOT_NEGATIVE, NONE), .absent = "0",
     .meaning = "the spectrum averages from time - duration to time", .example = "300"},
};
const struct lp_keys lp_keys_wide = {.group = "Tables",
                                     .name = "data-wide",
                                     .place = "A CSV file that `data` names",
                                     .meaning = "one time in a row, a column for each component",
                                     .is_table = true,
                                     LP_KEYS_IN(wide)};

static const struct lp_key covariance[] = {
    {LP_KEY_TEXT("component"), .form = "a component's name", .required = "yes",
     .meaning = "with the time: the measured value that is shifted", .example = "salt"},
    {LP_KEY_QUANTITY("time_s", TIME, NOT_NEGATIVE, NONE), .required = "yes",
     .meaning = "as in the data; `time_h`, `time [min]`, ... alike", .example = "600"},
    {LP_KEY_TEXT("nuisance"), .required = "yes",
     .meaning = "name of the error; rows that share it share the name, in all experiments",
     .example = "phase"},
    {LP_KEY_PLAIN("loading", ANY_NUMBER, NONE), .required = "yes",
     .meaning = "the value is shifted by loading x z, z from a normal distribution of sigma 1",
     .example = "0.005"},
};
const struct lp_keys lp_keys_covariance = {.group = "Tables",
                                           .name = "covariance",
                                           .place = "A CSV file that `covariance` names",
                                           .meaning = "errors that values share, as of one "
                                                      "deconvolution",
                                           .is_table = true,
                                           LP_KEYS_IN(covariance)};

static const struct lp_key protocol[] = {
    {LP_KEY_QUANTITY("time_s", TIME, NOT_NEGATIVE, NONE), .required = "yes",
     .meaning = "increasing; `time_h`, `time [min]`, ... alike", .example = "600"},
    {LP_KEY_QUANTITY("current_A", CURRENT, ANY_NUMBER, NONE),
     .form = "current, or current per area", .required = "yes",
     .meaning = "holds until the next row; the last row marks the end. `current [uA/cm2]` alike",
     .example = "7.2e-6"},
};
const struct lp_keys lp_keys_protocol = {.group = "Tables",
                                         .name = "protocol",
                                         .place = "A CSV file that `protocol_file` names",
                                         .meaning = "the current over time",
                                         .is_table = true,
                                         LP_KEYS_IN(protocol)};

static const struct lp_key export[] = {
    {LP_KEY_QUANTITY("time/s", TIME, NOT_NEGATIVE, NONE), .required = "yes",
     .meaning = "relative to the start of the export", .example = "600"},
    {LP_KEY_QUANTITY("control/mA", CURRENT, ANY_NUMBER, NONE), .otherwise = "the next of these",
     .meaning = "what the cycler was told; holds until the next record", .example = "0.0072"},
    {LP_KEY_QUANTITY("<I>/mA", CURRENT, ANY_NUMBER, NONE), .otherwise = "the next",
     .meaning = "mean since the record before", .example = "0.0072"},
    {LP_KEY_QUANTITY("I/mA", CURRENT, ANY_NUMBER, NONE),
     .required = "where none of the two above is there",
     .meaning = "at the instant; holds until the next record", .example = "0.0072"},
};
const struct lp_keys lp_keys_export = {
    .group = "Tables",
    .name = "mpt",
    .place = "A text export of EC-Lab (.mpt) that `protocol_file` names",
    .meaning = "tabs between cells, decimal points or commas; the first electrode of the model is "
               "the working electrode",
    .is_table = true,
    LP_KEYS_IN(export)};
