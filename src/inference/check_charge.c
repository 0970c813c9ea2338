/* SPDX-License-Identifier: MIT
 *
 * Charge budget of an experiment with current: the 6Li that the phases gained against what the
 * charge could bring, and against what the same cell gains at rest.
 *
 *     gained / (int |I| dt / F) <= x_el - x0      each Li+ that is driven in brings x_el, and
 *                                                 pushes out one of at least x0
 *     gained with I = 0 / gained                  same parameters, same times, electrodes on and
 * off alike chi2/n of a control at rest                 an experiment of the study without current,
 * of the same composition: do the same flows explain both?
 */
#include "inference/checks.h"
#include "physics/observe.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define DRAWS     40  /* each costs two integrations */
#define MOSTLY    0.5 /* at rest: more than this and the uptake says little of the current */
#define CONTROL_P 0.05
#define REFUSED_P 1e-3

/* The same experiment without current; NULL: no memory. */
static struct lp_experiment *at_rest(const struct lp_experiment *x, struct lp_arena *arena)
{
    struct lp_experiment *rest = lp_arena_alloc(arena, 1, sizeof *rest);
    struct lp_block *blocks = lp_arena_alloc(arena, x->protocol.n_blocks, sizeof *blocks);

    if (!rest || !blocks)
        return NULL;
    *rest = *x;
    for (size_t b = 0; b < x->protocol.n_blocks; b++) {
        blocks[b] = x->protocol.blocks[b];
        struct lp_step *steps = lp_arena_alloc(arena, blocks[b].n_steps, sizeof *steps);
        if (!steps)
            return NULL;
        memcpy(steps, blocks[b].steps, blocks[b].n_steps * sizeof *steps);
        for (size_t i = 0; i < blocks[b].n_steps; i++)
            steps[i].current_A = 0.0;
        blocks[b].steps = steps;
    }
    rest->protocol.blocks = blocks;
    return rest;
}

struct pair {
    struct lp_observer *driven, *rest;
    double t_s;
};

/* gained at rest / gained. */
static double rest_share(void *context, const double p[])
{
    const struct pair *pair = context;
    struct lp_books driven, rest;

    if (lp_observer_books(pair->driven, p, pair->t_s, &driven, NULL) != LP_OK ||
        lp_observer_books(pair->rest, p, pair->t_s, &rest, NULL) != LP_OK ||
        !(driven.phases_li6_gained_mol > 0.0))
        return NAN;
    return rest.phases_li6_gained_mol / driven.phases_li6_gained_mol;
}

static enum lp_status open_pair(const struct lp_solution *s, const struct lp_experiment *x,
                                struct pair *pair)
{
    size_t *i_slot = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof *i_slot);
    const struct lp_experiment *rest = at_rest(x, s->arena);
    struct lp_point point = {.t_s = x->rows[x->n_rows - 1].t_s};
    struct lp_observer_setup setup = {
        .experiment = x, .engine = s->options->engine, .n_points = 1, .points = &point};

    *pair = (struct pair){.t_s = point.t_s};
    if (!i_slot || !rest)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    setup.slots.i_slot = i_slot;
    enum lp_status status = lp_observer_new(&setup, &pair->driven, NULL);
    setup.experiment = rest;
    if (status == LP_OK)
        status = lp_observer_new(&setup, &pair->rest, NULL);
    return status;
}

static enum lp_status check_rest(struct lp_checks *checks, const struct lp_experiment *x)
{
    struct pair pair;
    enum lp_status status = open_pair(checks->solution, x, &pair);
    struct lp_answer_check check = {.name = "exchange_at_rest",
                                    .subject = x->name,
                                    .unit = "1",
                                    .expected_low = NAN,
                                    .expected_high = MOSTLY};

    if (status == LP_OK) {
        check.value = lp_checks_estimate(checks, rest_share, &pair, DRAWS);
        check.status = lp_checks_within(&check.value, (double)NAN, MOSTLY, (double)INFINITY);
    }
    if (status == LP_OK && !isnan(check.value.value))
        status = lp_checks_add(
            checks, &check, "without current the same cell would have gained %.3g %% of its 6Li%s",
            100.0 * check.value.value,
            check.status == LP_CHECK_OK ? "" : ": the uptake mostly shows exchange at rest");
    lp_observer_free(pair.driven);
    lp_observer_free(pair.rest);
    return status == LP_ENOMEM ? status : LP_OK;
}

/* The largest x_el - x0 of an electrode and a phase. */
static double largest_step(const struct lp_experiment *x, const double p[])
{
    const struct lp_model *m = x->model;
    double high = 0.0, low = 1.0;

    for (size_t i = 0; i < m->n_compartments; i++) {
        double own =
            lp_value_at(m->parameters, &m->compartments[i].enrichment, p, x->temperature_K);
        if (m->compartments[i].kind == LP_ELECTRODE)
            high = fmax(high, own);
        else
            low = fmin(low, own);
    }
    return high - low;
}

static enum lp_status check_budget(struct lp_checks *checks, const struct lp_experiment *x,
                                   const struct lp_answer_books *books)
{
    const double passed_mol = books->throughput_C / LP_FARADAY_C_PER_MOL;
    const double most = largest_step(x, checks->solution->p);
    struct lp_answer_check check = {.name = "charge_budget",
                                    .subject = x->name,
                                    .value = {books->phases_li6_gained_mol / passed_mol, NAN, NAN},
                                    .unit = "1",
                                    .expected_low = NAN,
                                    .expected_high = most};

    check.status = lp_checks_within(&check.value, (double)NAN, most, (double)INFINITY);
    return lp_checks_add(
        checks, &check,
        "%.3g umol of 6Li gained, %.3g umol of Li+ passed (I t/F): at most %.3g of 6Li by charge%s",
        1e6 * books->phases_li6_gained_mol, 1e6 * passed_mol, 1e6 * most * passed_mol,
        check.status == LP_CHECK_OK ? "" : "; the rest is exchange that needs no current");
}

/* chi2 of an experiment's rows at the best fit. */
static double chi2_of(const struct lp_solution *s, size_t i_experiment, size_t *n)
{
    const struct lp_problem *problem = s->problem;
    const double *predicted = lp_objective_predicted(s->workers.objective[0]);
    double sum = 0.0;

    *n = problem->first_row[i_experiment + 1] - problem->first_row[i_experiment];
    for (size_t i = problem->first_row[i_experiment]; i < problem->first_row[i_experiment + 1];
         i++) {
        const struct lp_problem_row *row = &problem->rows[i];
        double factor = row->i_group == LP_NONE ? 1.0 : s->best->factor[row->i_group];
        double r = (row->value - predicted[i]) / (row->sigma * factor);
        sum += r * r;
    }
    return sum;
}

static enum lp_status check_control(struct lp_checks *checks, const struct lp_experiment *driven,
                                    const struct lp_experiment *control)
{
    size_t n;
    const double chi2 =
        chi2_of(checks->solution, (size_t)(control - checks->solution->study->experiments), &n);
    const double p = gsl_cdf_chisq_Q(chi2, (double)n);
    const bool is_refused = p < REFUSED_P, is_doubtful = p < CONTROL_P;
    struct lp_answer_check check = {.name = "zero_current_control",
                                    .subject = control->name,
                                    .value = {chi2 / (double)n, NAN, NAN},
                                    .unit = "1",
                                    .expected_low = NAN,
                                    .expected_high =
                                        gsl_cdf_chisq_Qinv(CONTROL_P, (double)n) / (double)n,
                                    .status = is_refused    ? LP_CHECK_FAIL
                                              : is_doubtful ? LP_CHECK_LOOK
                                                            : LP_CHECK_OK};

    return lp_checks_add(checks, &check,
                         "at rest, composition as in %s: chi2 %.3g for %zu values; the same flows "
                         "%s",
                         driven->name, chi2, n,
                         is_refused    ? "do not explain both"
                         : is_doubtful ? "hardly explain both"
                                       : "explain it with and without current");
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

/* The first experiment with current that a control may stand beside; NULL: none. */
static const struct lp_experiment *driven_like(const struct lp_solution *s,
                                               const struct lp_experiment *control)
{
    for (size_t e = 0; e < s->study->n_experiments; e++) {
        const struct lp_experiment *x = &s->study->experiments[e];
        if (x->n_rows > 0 && lp_protocol_is_driven(&x->protocol) &&
            has_composition(x, control, s->p))
            return x;
    }
    return NULL;
}

enum lp_status lp_check_charge(struct lp_checks *checks)
{
    const struct lp_solution *s = checks->solution;
    enum lp_status status = LP_OK;

    for (size_t e = 0; e < s->study->n_experiments && status == LP_OK; e++) {
        const struct lp_experiment *x = &s->study->experiments[e];
        const struct lp_answer_books *books = NULL;
        for (size_t i = 0; i < checks->answer->n_books; i++)
            if (strcmp(checks->answer->books[i].experiment, x->name) == 0)
                books = &checks->answer->books[i];
        if (x->n_rows > 0 && books && books->throughput_C > 0.0) {
            status = check_budget(checks, x, books);
            if (status == LP_OK)
                status = check_rest(checks, x);
        } else if (x->n_rows > 0 && !lp_protocol_is_driven(&x->protocol)) {
            const struct lp_experiment *driven = driven_like(s, x);
            if (driven)
                status = check_control(checks, driven, x);
        }
    }
    return status;
}
