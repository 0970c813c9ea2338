/* SPDX-License-Identifier: MIT
 *
 * The zero-current control as a second experiment: do the same flows explain an experiment with
 * current and one at rest of the same composition?
 *
 *     zero_current_control   chi2/n of the control in the fit of all experiments
 *     blind_prediction       (chi2 of all - chi2 of all but one)/n, the latter fitted anew
 *
 * The second is the chi2 of the left-out values against what the rest predicts, with the errors of
 * both: for a model that is linear in its parameters the rise of the least chi2 is
 * d^T (V + J C J^T)^-1 d, where d = measured - predicted, V the covariance of the values, J C J^T
 * that of the prediction. It is distributed as chi2 of at most n degrees of freedom, so that a
 * fail is one. It is made both ways: without the control, and without the experiment with current.
 */
#include "checks/checks_impl.h"

#include "input/studycopy.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define DOUBTFUL_P 0.05
#define REFUSED_P  1e-3

/* A row of chi2, judged as a chi2 of all values of an experiment; NaN: no row. */
static void add_chi2(struct lp_checks *checks, enum lp_check_name name,
                     const struct lp_experiment *x, const struct lp_experiment *driven, double chi2)
{
    const double n = (double)x->n_rows, p = gsl_cdf_chisq_Q(chi2, n);
    const struct lp_check check = {.name = name,
                                   .of = {x, NULL},
                                   .value = {chi2 / n, NAN, NAN},
                                   .expected_low = NAN,
                                   .expected_high = gsl_cdf_chisq_Qinv(DOUBTFUL_P, n) / n,
                                   .status = p < REFUSED_P    ? LP_CHECK_FAIL
                                             : p < DOUBTFUL_P ? LP_CHECK_LOOK
                                                              : LP_CHECK_OK,
                                   .facts.fit = {chi2, driven}};

    if (!isnan(chi2))
        lp_checks_add(checks, &check);
}

/* chi2 of an experiment's rows at the best fit, shared errors included; NaN: not to be had. */
static double chi2_of(struct lp_checks *checks, size_t i_experiment)
{
    const struct lp_solution *s = checks->solution;
    struct lp_objective *objective = s->workers.objective[0];
    double *r = lp_arena_alloc(s->arena, lp_objective_n_residuals(objective), sizeof *r);
    double sum = 0.0;

    if (!r)
        return NAN;
    lp_objective_set_noise(objective, s->best->factor);
    if (!lp_checks_could(checks, lp_objective_evaluate(objective, s->best->u, r, NULL, NULL)))
        return NAN;
    for (size_t i = s->problem->first_row[i_experiment];
         i < s->problem->first_row[i_experiment + 1]; i++)
        sum += r[i] * r[i];
    return sum;
}

static size_t index_of(const struct lp_checks *checks, const struct lp_experiment *x)
{
    return (size_t)(x - checks->solution->study->experiments);
}

/* The study without the data of one experiment, every row with the sigma of the best fit. */
static struct lp_study *study_without(const struct lp_solution *s, size_t i_left_out)
{
    struct lp_study *copy = lp_study_copy(s->study, 0, s->arena);

    for (size_t e = 0; copy && e < copy->n_experiments; e++) {
        struct lp_experiment *x = &copy->experiments[e];
        struct lp_row *rows = lp_study_own_rows(x, 1, s->arena);
        if (!rows)
            return NULL;
        for (size_t i = 0; i < x->n_rows; i++)
            rows[i].sigma = lp_problem_row_sigma(&s->problem->rows[s->problem->first_row[e] + i],
                                                 s->best->factor);
    }
    if (copy)
        copy->experiments[i_left_out].n_rows = copy->experiments[i_left_out].n_loadings = 0;
    return copy;
}

/* The least chi2 (priors included) of a study, fitted from p. */
static enum lp_status least_chi2(const struct lp_solution *s, const struct lp_study *study,
                                 double *chi2)
{
    const struct lp_fit_options options = lp_fit_options_default();
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    struct lp_optimum *optimum = NULL;
    enum lp_status status = lp_problem_new(study, NULL, &problem, NULL);

    if (status == LP_OK)
        status = lp_objective_new(problem, &s->options->engine, &objective, NULL);
    if (status == LP_OK)
        status = (optimum = lp_optimum_new(s->arena, problem)) ? LP_OK : LP_ENOMEM;
    for (size_t j = 0; status == LP_OK && j < problem->n; j++)
        optimum->u[j] =
            fmin(fmax(lp_transform_u(&problem->transform[j], s->p[problem->i_parameter[j]]),
                      problem->lo[j]),
                 problem->hi[j]);
    if (status == LP_OK)
        status = lp_optimum_fit(objective, problem, &options, NULL, s->arena, optimum);
    if (status == LP_OK && lp_stop_is_optimum(optimum->stop))
        *chi2 = optimum->likelihood.chi2 + optimum->likelihood.prior;
    lp_objective_free(objective);
    lp_problem_free(problem);
    return status;
}

static void check_blind(struct lp_checks *checks, const struct lp_experiment *left_out)
{
    const struct lp_solution *s = checks->solution;
    const struct lp_study *study = study_without(s, index_of(checks, left_out));
    const double all = s->best->likelihood.chi2 + s->best->likelihood.prior;
    double rest = NAN;

    if (study && lp_checks_could(checks, least_chi2(s, study, &rest)) && !isnan(rest))
        add_chi2(checks, LP_CHECK_BLIND_PREDICTION, left_out, NULL, fmax(all - rest, 0.0));
    else
        lp_checks_lack(checks, LP_LACK_CONVERGENCE, left_out, NULL);
}

static bool has_composition(const struct lp_experiment *a, const struct lp_experiment *b,
                            const double p[])
{
    if (a->model == b->model)
        return true;
    if (a->model->n_compartments != b->model->n_compartments)
        return false;
    for (size_t i = 0; i < a->model->n_compartments; i++) {
        const struct lp_compartment *one = &a->model->compartments[i];
        size_t k = lp_model_find_compartment(b->model, one->name);
        if (k == LP_NONE)
            return false;
        const struct lp_compartment *other = &b->model->compartments[k];
        if (one->inventory_mol.is_given != other->inventory_mol.is_given)
            return false;
        if (one->inventory_mol.is_given &&
            lp_value_at(a->model->parameters, &one->inventory_mol, p, a->temperature_K) !=
                lp_value_at(b->model->parameters, &other->inventory_mol, p, b->temperature_K))
            return false;
    }
    return true;
}

/* The first experiment of the same composition with data and with current (or at rest); NULL:
 * none. */
static const struct lp_experiment *partner(const struct lp_solution *s,
                                           const struct lp_experiment *like, bool with_current)
{
    for (size_t e = 0; e < s->study->n_experiments; e++) {
        const struct lp_experiment *x = &s->study->experiments[e];
        if (x->n_rows > 0 && lp_protocol_is_driven(&x->protocol) == with_current &&
            has_composition(x, like, s->p))
            return x;
    }
    return NULL;
}

void lp_check_control(struct lp_checks *checks)
{
    const struct lp_solution *s = checks->solution;

    for (size_t e = 0; e < s->study->n_experiments; e++) {
        const struct lp_experiment *x = &s->study->experiments[e];
        if (x->n_rows == 0)
            continue;
        const bool is_driven = lp_protocol_is_driven(&x->protocol);
        const struct lp_experiment *other = partner(s, x, !is_driven);
        if (!other && is_driven)
            lp_checks_lack(checks, LP_LACK_CONTROL, x, NULL);
        if (other && !is_driven)
            add_chi2(checks, LP_CHECK_ZERO_CURRENT_CONTROL, x, other,
                     chi2_of(checks, index_of(checks, x)));
        if (other)
            check_blind(checks, x);
    }
}
