/* SPDX-License-Identifier: MIT
 *
 * A number of the model at the network's parameters, with its derivatives, and the check that it
 * can be what it stands for.
 */
#include "network/network_memory.h"

#include <math.h>
#include <string.h>

void lp_network_read(const struct lp_network *net, const struct lp_value *value,
                     struct lp_dual *out)
{
    const struct lp_parameters *parameters = net->model->parameters;
    const double *p = net->memory->p;
    memset(out->d, 0, net->memory->n_d * sizeof *out->d);
    if (!value->is_given) {
        out->value = NAN;
        return;
    }
    out->value = lp_value_at(parameters, value, p, net->temperature_K);
    if (net->memory->n_d > 0) {
        lp_value_add_gradient(parameters, value, p, net->temperature_K, 1.0, net->slots.i_slot,
                              out->d);
    }
}

/* A missing number is the input's fault, one that a parameter has run away to is numerical. */
enum lp_status lp_network_check(double value, enum lp_sign sign, const struct lp_value *where,
                                const char *what, const char *of, struct lp_diag *diag)
{
    if (isnan(value)) {
        lp_diag_error(diag, where->span, "%s of '%s' has no number", what, of);
        return LP_EINPUT;
    }
    if (isfinite(value) && (value > 0 || (value == 0 && sign == LP_SIGN_NOT_NEGATIVE)))
        return LP_OK;
    lp_diag_error(diag, where->span, "%s of '%s' is %g: it must be finite and %s", what, of, value,
                  sign == LP_SIGN_POSITIVE ? "above zero" : "not negative");
    return LP_ENUMERIC;
}
