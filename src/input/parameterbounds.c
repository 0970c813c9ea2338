/* SPDX-License-Identifier: MIT
 *
 * Value, bounds, prior and scale of a parameter, once all its uses are known. The rules:
 *
 *     flow, diffusivity             log1p    min 0, max start x 1e6
 *     other positive amounts        log10    min start x 1e-6 (> 0), max start x 1e6
 *     plain, both bounds in [0,1]   logit    a number used as a fraction has the bounds 0 and 1
 *     the rest                      linear   energies and factors: min 0; no max
 *     prior {median, factor}        log10    min median x 1e-6 (> 0): zero has no logarithm
 */
#include "input/parameterlist.h"

#include <math.h>

#define DEFAULT_SPAN 1e6 /* a default bound is this factor away from the start */

static enum lp_scale scale_of_dimension(enum lp_dimension dimension)
{
    switch (dimension) {
    case LP_DIM_FLOW:
    case LP_DIM_DIFFUSIVITY:
        return LP_SCALE_LOG1P;
    case LP_DIM_AMOUNT:
    case LP_DIM_RATE:
    case LP_DIM_TIME:
    case LP_DIM_LENGTH:
    case LP_DIM_AREA:
    case LP_DIM_CHARGE:
    case LP_DIM_RESISTANCE:
        return LP_SCALE_LOG10;
    default:
        return LP_SCALE_LINEAR;
    }
}

/* A fault of the declaration, once. */
#define FAULT(...)                                                                                 \
    do {                                                                                           \
        lp_reader_error(reader, __VA_ARGS__);                                                      \
        declared->is_faulty = true;                                                                \
    } while (0)

static void settle_prior(struct lp_reader *reader, struct lp_declared *declared)
{
    struct lp_prior *prior = &declared->parameter.prior;
    if (declared->median.is_given) {
        if (declared->median.value <= 0.0)
            FAULT(declared->median.span,
                  "median of parameter '%s' is %g, expected a number above 0",
                  declared->written_name, declared->median.value);
        *prior = (struct lp_prior){LP_PRIOR_LOG10NORMAL, log10(declared->median.value),
                                   log10(declared->factor.value)};
    } else if (declared->mean.is_given) {
        if (declared->sd.value <= 0.0)
            FAULT(declared->sd.span, "sd of parameter '%s' is %g, expected a number above 0",
                  declared->written_name, declared->sd.value);
        *prior = (struct lp_prior){LP_PRIOR_NORMAL, declared->mean.value, declared->sd.value};
    }
}

/* The number a parameter begins with: start, else the centre of its prior, else its value. */
static void settle_value(struct lp_reader *reader, struct lp_declared *declared)
{
    struct lp_parameter *parameter = &declared->parameter;
    parameter->value = NAN;
    if (declared->fixed.is_given) {
        parameter->value = declared->fixed.value;
        return;
    }
    struct lp_stated start = declared->start.is_given    ? declared->start
                             : declared->median.is_given ? declared->median
                                                         : declared->mean;
    if (start.is_given) {
        parameter->is_fitted = true;
        parameter->value = start.value;
        return;
    }
    if (!declared->is_used || reader->is_lenient || declared->is_faulty)
        return;
    FAULT(parameter->span, "parameter '%s' is used but has no number", declared->written_name);
    lp_reader_note(reader, lp_span_none(NULL), "give `start` (fitted), `value` (fixed) or `prior`");
    lp_reader_note(reader, declared->use_span, "used as %s of %s here", declared->use_key,
                   declared->use_where);
}

/* Where the parameter's numbers must satisfy what its use demands. */
static void check_range(struct lp_reader *reader, struct lp_declared *declared)
{
    struct lp_stated all[] = {declared->start, declared->fixed, declared->median,
                              declared->mean,  declared->min,   declared->max};
    const size_t n_values = 4; /* bounds may be 0 where values may not */
    struct lp_span span =
        declared->fixed.is_given ? declared->fixed.span : declared->parameter.span;
    bool is_bare = declared->dimension == LP_N_DIMENSIONS && !isnan(declared->parameter.value);
    if (is_bare && lp_quantity_check_bare(declared->parameter.value, declared->parameter.dimension,
                                          span, "temperature", reader->scratch) != LP_OK) {
        lp_reader_pass_on(reader, span,
                          lp_reader_printf(reader, "parameter '%s'", declared->written_name));
        declared->is_faulty = true;
        return;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum lp_range range = declared->range;
        if (i >= n_values && range == LP_POSITIVE)
            range = LP_NOT_NEGATIVE;
        const char *where = lp_reader_printf(reader, "parameter '%s'", declared->written_name);
        if (all[i].is_given && where &&
            !lp_reader_range(reader, all[i].span, declared->use_key ? declared->use_key : "value",
                             where, range, all[i].value)) {
            declared->is_faulty = true;
            lp_reader_note(reader, declared->use_span, "used as %s of %s here", declared->use_key,
                           declared->use_where);
            return;
        }
    }
}

static void settle_scale(struct lp_declared *declared)
{
    struct lp_parameter *parameter = &declared->parameter;
    const double start = parameter->value;
    bool is_log_prior = parameter->prior.kind == LP_PRIOR_LOG10NORMAL;
    parameter->scale = is_log_prior ? LP_SCALE_LOG10 : scale_of_dimension(parameter->dimension);
    switch (parameter->scale) {
    case LP_SCALE_LOG1P:
        parameter->min = 0.0;
        parameter->max = start * DEFAULT_SPAN;
        break;
    case LP_SCALE_LOG10:
        parameter->min = (is_log_prior ? declared->median.value : start) / DEFAULT_SPAN;
        parameter->max = start * DEFAULT_SPAN;
        break;
    default:
        parameter->min = declared->range == LP_POSITIVE ? start / DEFAULT_SPAN
                         : start >= 0.0                 ? 0.0
                                                        : -INFINITY;
        parameter->max = INFINITY;
        break;
    }
    if (declared->range == LP_FRACTION)
        parameter->max = 1.0;
    if (declared->min.is_given)
        parameter->min = declared->min.value;
    if (declared->max.is_given)
        parameter->max = declared->max.value;
    if (parameter->scale == LP_SCALE_LINEAR && parameter->dimension == LP_DIM_ONE &&
        parameter->min >= 0.0 && parameter->max <= 1.0)
        parameter->scale = LP_SCALE_LOGIT;
}

static struct lp_span span_or(const struct lp_declared *declared, const struct lp_stated *stated)
{
    return stated->is_given ? stated->span : declared->parameter.span;
}

static void check_bounds(struct lp_reader *reader, struct lp_declared *declared)
{
    const struct lp_parameter *parameter = &declared->parameter;
    const char *name = declared->written_name;
    const char *unit =
        parameter->dimension == LP_DIM_ONE
            ? ""
            : lp_reader_printf(reader, " %s", lp_dimension_unit(parameter->dimension));
    if (!unit)
        return;
    if (parameter->scale == LP_SCALE_LOG10 && parameter->value <= 0.0) {
        FAULT(span_or(declared, &declared->start),
              "start of parameter '%s' is %g, expected a number above 0", name, parameter->value);
        lp_reader_note(reader, lp_span_none(NULL), "it is fitted on a logarithmic scale");
    } else if (parameter->scale == LP_SCALE_LOG10 && parameter->min <= 0.0) {
        FAULT(span_or(declared, &declared->min),
              "min of parameter '%s' is %g, expected a number above 0", name, parameter->min);
        lp_reader_note(reader, lp_span_none(NULL), "%s",
                       parameter->prior.kind == LP_PRIOR_LOG10NORMAL
                           ? "a {median, factor} prior is Gaussian in log10 and cannot weigh zero"
                           : "it is fitted on a logarithmic scale");
    } else if (parameter->scale == LP_SCALE_LOG1P && parameter->min < 0.0) {
        FAULT(span_or(declared, &declared->min), "min of parameter '%s' is %g, expected 0 or more",
              name, parameter->min);
    } else if (parameter->scale == LP_SCALE_LOG1P && parameter->max <= 0.0 &&
               !declared->max.is_given) {
        FAULT(span_or(declared, &declared->start), "parameter '%s' starts at 0 and has no `max`",
              name);
        lp_reader_note(reader, lp_span_none(NULL), "its default would be start x 1e6: give `max`");
    } else if (parameter->min >= parameter->max) {
        FAULT(span_or(declared, declared->min.is_given ? &declared->min : &declared->max),
              "parameter '%s' has min %g and max %g%s: min must be below max", name, parameter->min,
              parameter->max, unit);
        lp_reader_note(reader, lp_span_none(NULL), "for a fixed parameter write `value`");
    } else if (parameter->value < parameter->min || parameter->value > parameter->max) {
        FAULT(span_or(declared, &declared->start),
              "start of parameter '%s' is %g, outside its bounds %g to %g%s", name,
              parameter->value, parameter->min, parameter->max, unit);
    }
}

void lp_parameterbounds_settle(struct lp_reader *reader, struct lp_declared *declared)
{
    struct lp_parameter *parameter = &declared->parameter;
    parameter->is_used = declared->is_used;
    parameter->dimension = declared->dimension != LP_N_DIMENSIONS ? declared->dimension
                           : declared->is_used                    ? declared->use_dimension
                                                                  : LP_DIM_ONE;
    if (!declared->is_faulty)
        settle_prior(reader, declared);
    settle_value(reader, declared);
    if (!declared->is_faulty && declared->is_used)
        check_range(reader, declared);
    if (!parameter->is_fitted) {
        parameter->prior.kind = LP_PRIOR_NONE;
        parameter->min = parameter->max = parameter->value;
        return;
    }
    settle_scale(declared);
    if (!declared->is_faulty)
        check_bounds(reader, declared);
}
