/* SPDX-License-Identifier: MIT
 *
 * What the uptake so far can tell at all (science.md, "What is fitted", "Depth"; calibration.md):
 *
 *     theta = (x - x0)/(x_el - x0)     early: uptake is linear in t and shows contacts' sums only
 *     Bi                                whether a phase is well mixed along the depth
 *     d = min ||x_I - x_j||/sigma       twin curves: the interface's and a neighbour's
 */
#include "inference/checks.h"
#include "inference/regime.h"
#include "inference/twin.h"
#include "inference/words.h"

#include <math.h>

/* Undetermined in 70 % of synthetic experiments for d < 3, 29 % for 3-6, 6 % for 6-10, none above
 * (2052 of them; calibration.md 5). */
#define TWINS_FAIL 3.0

/* Above 1 by more than this, no source can have fed the phase. */
#define THETA_OVER 0.01

static enum lp_status check_theta(struct lp_checks *checks)
{
    const double theta = lp_words_theta(checks->solution);
    const bool is_early = theta<LP_EARLY_THETA, is_over = theta> 1.0 + THETA_OVER;
    struct lp_answer_check check = {.name = "theta",
                                    .subject = "",
                                    .value = {theta, NAN, NAN},
                                    .unit = "1",
                                    .expected_low = LP_EARLY_THETA,
                                    .expected_high = 1.0,
                                    .status = is_over    ? LP_CHECK_FAIL
                                              : is_early ? LP_CHECK_LOOK
                                                         : LP_CHECK_OK};

    if (!isfinite(theta) || checks->solution->report->model->i_first == LP_NONE)
        return LP_OK;
    return lp_checks_add(
        checks, &check,
        "the fullest phase has come %.3g %% of its way to the electrodes' enrichment%s",
        100.0 * theta,
        is_over    ? ": more than any electrode could give"
        : is_early ? ": uptake is linear in time, and only the sum of the contacts of a phase shows"
                   : "");
}

static enum lp_status check_biot(struct lp_checks *checks)
{
    const struct lp_answer_depth *depth = checks->answer->depth;
    enum lp_status status = LP_OK;

    for (size_t i = 0; depth && i < depth->n_phases && status == LP_OK; i++) {
        const double biot = depth->biot[i];
        const bool is_layered = depth->n_layers > 0;
        struct lp_answer_check check = {.name = "biot",
                                        .subject = depth->phases[i],
                                        .value = {biot, NAN, NAN},
                                        .unit = "1",
                                        .expected_low = 0.0,
                                        .expected_high =
                                            is_layered ? (double)NAN : LP_REGIME_WELL_MIXED};
        if (isnan(biot))
            continue;
        check.status =
            lp_checks_within(&check.value, check.expected_low, check.expected_high, 10.0);
        const char *words = biot < LP_REGIME_WELL_MIXED ? "well mixed along the depth"
                            : is_layered ? "a gradient along the depth, which the model has"
                                         : "a gradient along the depth, which the model lacks: "
                                           "give it `depth`";
        status = lp_checks_add(checks, &check, "Bi %.2g, %s", biot, words);
    }
    return status;
}

static enum lp_status check_twins(struct lp_checks *checks)
{
    const struct lp_model *m = checks->solution->report->model;
    double d;
    size_t i, j;
    enum lp_status status = lp_twin_nearest(checks->solution, &d, &i, &j);

    if (status != LP_OK || i == LP_NONE || isnan(d))
        return status == LP_ENUMERIC ? LP_OK : status;
    struct lp_answer_check check = {.name = "twin_curves",
                                    .subject = m->compartments[i].name,
                                    .value = {d, NAN, NAN},
                                    .unit = "1",
                                    .expected_low = LP_TWIN_DISTANCE,
                                    .expected_high = NAN};
    check.status = lp_checks_within(&check.value, LP_TWIN_DISTANCE, (double)NAN,
                                    LP_TWIN_DISTANCE / TWINS_FAIL);
    return lp_checks_add(
        checks, &check, "its curve stands %.3g sigma from that of %s%s", d, m->compartments[j].name,
        check.status == LP_CHECK_OK ? ""
                                    : ": twin curves, of whose contacts the sum alone is known");
}

enum lp_status lp_check_regime(struct lp_checks *checks)
{
    enum lp_status status = check_theta(checks);

    if (status == LP_OK)
        status = check_biot(checks);
    if (status == LP_OK)
        status = check_twins(checks);
    return status;
}
