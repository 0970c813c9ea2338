/* SPDX-License-Identifier: MIT
 *
 * Mass balance: the lithium of each component by NMR before the run, and of each phase by weighing,
 * against each other and against the inventories of the best fit.
 *
 *     n_c ~ area_c/(kappa_c x_c)      6Li area over saturation and the component's own 6Li fraction
 *
 * Compared as fractions of all components that have an area, for the scale of areas is not known.
 * The reference is what was weighed; where that is incomplete, the fitted inventories.
 */
#include "checks/checks_impl.h"
#include "observe/observe.h"

#include <math.h>

#define AGREES 1.1 /* areas and balances: good to some 10 % */
#define STRAYS 1.5 /* beyond this factor, one of the two is wrong */

/* One experiment's components. */
struct fractions {
    const struct lp_experiment *experiment;
    const double *p;   /* the point at which all is evaluated */
    size_t i;          /* the component that is asked for */
    bool is_weighed;   /* the reference; else the model's inventories */
    bool is_corrected; /* for saturation: every component that counts has T1 */
    size_t n;          /* components that count */
    double areas, amounts;
};

static double at(const struct fractions *f, const struct lp_value *value)
{
    return value->is_given ? lp_value_at(f->experiment->model->parameters, value, f->p,
                                         f->experiment->temperature_K)
                           : NAN;
}

/* Reference lithium of a component [mol] and its 6Li fraction before; NaN where not known. */
static double amount(const struct fractions *f, const struct lp_component *c, double *fraction)
{
    const struct lp_experiment *x = f->experiment;
    double all = 0.0, li6 = 0.0;

    for (size_t k = 0; k < c->n_parts; k++) {
        const size_t i = c->parts[k].i_compartment;
        const struct lp_compartment *compartment = &x->model->compartments[i];
        const double N = (f->is_weighed ? x->weighed_mol[i] : at(f, &compartment->inventory_mol)) *
                         at(f, &c->parts[k].weight);
        all += N;
        li6 += N * at(f, &compartment->enrichment);
    }
    *fraction = li6 / all;
    return all;
}

/* What a component's area says of its lithium, in units of their own. */
static double by_area(const struct fractions *f, size_t i, double fraction)
{
    const struct lp_experiment *x = f->experiment;
    double d_t1;

    return x->areas_before[i] / fraction /
           (f->is_corrected ? lp_saturation(x, at(f, &x->model->components[i].t1_s), &d_t1) : 1.0);
}

/* Sum up; half a correction is worse than none, so it takes all T1 or none. */
static void sum_up(struct fractions *f)
{
    const struct lp_model *m = f->experiment->model;
    double fraction;

    f->n = 0;
    f->areas = f->amounts = 0.0;
    f->is_corrected = !isnan(f->experiment->recycle_s);
    for (size_t i = 0; i < m->n_components; i++)
        if (isfinite(f->experiment->areas_before[i] * amount(f, &m->components[i], &fraction)))
            f->is_corrected = f->is_corrected && m->components[i].t1_s.is_given;
    for (size_t i = 0; i < m->n_components; i++) {
        const double n = amount(f, &m->components[i], &fraction);
        if (!isfinite(f->experiment->areas_before[i] * n) || !(fraction > 0.0))
            continue;
        f->n++;
        f->amounts += n;
        f->areas += by_area(f, i, fraction);
    }
}

/* A component's fraction by NMR over that of the reference. */
static double seen_over_meant(void *context, const struct lp_interval_point *at)
{
    struct fractions *f = context;
    double x;

    f->p = at->p;
    sum_up(f);
    const double n = amount(f, &f->experiment->model->components[f->i], &x);
    return by_area(f, f->i, x) / f->areas / (n / f->amounts);
}

static void compare_area(struct lp_checks *checks, struct fractions *f)
{
    const struct lp_component *c = &f->experiment->model->components[f->i];
    const struct lp_estimate value =
        lp_intervals_function(checks->solution, seen_over_meant, f, LP_DRAWS);
    double x;

    f->p = checks->solution->p;
    sum_up(f);
    /* Without the correction a component that relaxes slowly is expected to be short. */
    lp_checks_judge(checks,
                    (struct lp_check){.name = LP_CHECK_MASS_BALANCE,
                                      .of = {f->experiment, c->name},
                                      .value = value,
                                      .expected_low = 1 / AGREES,
                                      .expected_high = AGREES,
                                      .facts.mass = {amount(f, c, &x) / f->amounts, f->is_weighed,
                                                     f->is_corrected}},
                    f->is_corrected ? STRAYS / AGREES : (double)INFINITY);
}

static void compare_areas(struct lp_checks *checks, struct fractions *f)
{
    const struct lp_model *m = f->experiment->model;

    for (f->i = 0; f->i < m->n_components; f->i++) {
        double x;
        f->p = checks->solution->p;
        const double n = amount(f, &m->components[f->i], &x);
        if (isfinite(f->experiment->areas_before[f->i] * n) && x > 0.0)
            compare_area(checks, f);
    }
}

static void compare_weighed(struct lp_checks *checks, const struct lp_experiment *x)
{
    for (size_t i = 0; i < x->model->n_compartments; i++) {
        const struct lp_compartment *c = &x->model->compartments[i];
        const double weighed = x->weighed_mol[i];
        if (isnan(weighed) || !c->inventory_mol.is_given)
            continue;
        lp_checks_judge(
            checks,
            (struct lp_check){.name = LP_CHECK_WEIGHED_INVENTORY,
                              .of = {x, c->name},
                              .value = lp_checks_value(checks, x, &c->inventory_mol, 1.0),
                              .expected_low = weighed / AGREES,
                              .expected_high = weighed * AGREES,
                              .facts.weighed_mol = weighed},
            STRAYS / AGREES);
    }
}

void lp_check_mass(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        struct fractions f = {
            .experiment = x, .p = checks->solution->p, .is_weighed = x->weighed_mol != NULL};
        if (x->areas_before)
            sum_up(&f);
        if (x->areas_before && f.n < 2 && f.is_weighed) {
            f.is_weighed = false;
            sum_up(&f);
        }
        if (x->areas_before && f.n > 1)
            compare_areas(checks, &f);
        else if (x->n_rows > 0)
            lp_checks_lack(checks, LP_LACK_AREAS, x, NULL);
        if (x->weighed_mol)
            compare_weighed(checks, x);
        else if (x->n_rows > 0)
            lp_checks_lack(checks, LP_LACK_WEIGHED, x, NULL);
    }
}
