/* SPDX-License-Identifier: MIT
 *
 * Studies from scenarios. Starting values are the same order of magnitude for every flow, as in the
 * bundled models, so a fit knows nothing of the truth.
 */
#include "tests/calibrate/trial.h"

#include "base/random.h"
#include "estimate/synth.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_TIMES 16
#define SIGMA   0.01
#define FOIL    0.95
#define INVENTORY_PRIOR                                                                            \
    1.3 /* factor of the ceramic and the salt; the interface's is its square                       \
         */
#define D_PRIOR 2.0
#define FILM_M  1e-4
#define AFTER_S 86400.0

static const char *const flow_names[N_FLOWS] = {"phi_el_ceramic",   "phi_el_interface",
                                                "phi_el_salt",      "phi_ceramic_interface",
                                                "phi_ceramic_salt", "phi_interface_salt"};
static const char *const phase_names[N_PHASES] = {"ceramic", "interface", "salt"};
static const double inventory_range_mol[N_PHASES][2] = {
    {3e-6, 12e-6}, {.5e-6, 2.5e-6}, {1e-6, 5e-6}};
static const double diffusivity_m2_per_s[N_PHASES] = {3e-13, 1e-12, 5e-13};

/* What is drawn for a run. */
struct drawn {
    double flow[N_FLOWS], inventory[N_PHASES], diffusivity[N_PHASES];
    double inventory_median[N_PHASES], diffusivity_median[N_PHASES];
};

static double inventory_factor(size_t i_phase)
{
    return i_phase == INTERFACE ? INVENTORY_PRIOR * INVENTORY_PRIOR : INVENTORY_PRIOR;
}

static double decades(struct lp_random *random, double half)
{
    return pow(10.0, half * (2.0 * lp_random_uniform(random) - 1.0));
}

static void draw(const struct scenario *s, struct lp_random *random, struct drawn *d,
                 double sigma_factor[])
{
    for (size_t i = 0; i < N_PHASES; i++) {
        const double *range = inventory_range_mol[i];
        d->inventory[i] = range[0] + (range[1] - range[0]) * lp_random_uniform(random);
    }
    for (size_t i = 0; i < N_FLOWS; i++)
        d->flow[i] = s->flow[i] * decades(random, i == EL_INTERFACE ? s->interface_jitter : .25);
    for (size_t i = 0; i < N_PHASES; i++) {
        d->diffusivity[i] = diffusivity_m2_per_s[i] * decades(random, .25);
        d->inventory_median[i] =
            d->inventory[i] * pow(inventory_factor(i), lp_random_normal(random));
        d->diffusivity_median[i] = d->diffusivity[i] * pow(D_PRIOR, lp_random_normal(random));
        sigma_factor[i] = s->estimates_sigma ? decades(random, .3) : 1.0;
    }
}

static void write_parameters(FILE *file, const struct scenario *s, const struct drawn *d)
{
    fprintf(file, "  parameters:\n");
    for (size_t i = 0; i < N_FLOWS; i++)
        fprintf(file, "    %s: {start: 5e-11 mol/s, max: 1e-6 mol/s}\n", flow_names[i]);
    for (size_t i = 0; i < N_PHASES && s->frees_inventories; i++)
        fprintf(file, "    N_%s: {prior: {median: %.17g mol, factor: %g}}\n", phase_names[i],
                d->inventory_median[i], inventory_factor(i));
    for (size_t i = 0; i < N_PHASES && s->is_depth; i++)
        fprintf(file, "    D_%s: {prior: {median: %.17g m2/s, factor: %g}}\n", phase_names[i],
                d->diffusivity_median[i], D_PRIOR);
}

static void write_phases(FILE *file, const struct scenario *s, const struct drawn *d)
{
    fprintf(file,
            "  compartments:\n    left: {kind: electrode, enrichment: %g}\n"
            "    right: {kind: electrode, enrichment: %g}\n",
            FOIL, FOIL);
    for (size_t i = 0; i < N_PHASES; i++) {
        fprintf(file, "    %s: {role: %s, inventory: ", phase_names[i],
                i == CERAMIC ? "bulk" : phase_names[i]);
        if (s->frees_inventories)
            fprintf(file, "N_%s", phase_names[i]);
        else
            fprintf(file, "%.17g mol", d->inventory[i]);
        if (s->is_depth)
            fprintf(file, ", diffusivity: D_%s", phase_names[i]);
        fprintf(file, "}\n");
    }
}

/* In depth models each topology takes long, so only the contacts are optional there. */
static void write_exchange(FILE *file, const struct scenario *s)
{
    static const size_t between[][2] = {{CERAMIC, INTERFACE}, {CERAMIC, SALT}, {INTERFACE, SALT}};
    fprintf(file, "  exchange:\n");
    for (size_t i = 0; i < N_PHASES; i++) {
        fprintf(file, "    - {between: [left, %s], flow: %s, optional: true}\n", phase_names[i],
                flow_names[i]);
        fprintf(file, "    - {between: [%s, right], flow: %s, optional: true}\n", phase_names[i],
                flow_names[i]);
    }
    for (size_t i = 0; i < N_PHASES; i++)
        fprintf(file, "    - {between: [%s, %s], flow: %s%s}\n", phase_names[between[i][0]],
                phase_names[between[i][1]], flow_names[N_PHASES + i],
                s->is_depth ? "" : ", optional: true");
    if (s->is_depth)
        fprintf(file, "  depth: {layers: 5, thickness: %g m}\n", FILM_M);
}

static void write_experiment(FILE *file, const struct scenario *s)
{
    fprintf(file, "experiments:\n  - name: cell\n");
    if (s->is_driven)
        fprintf(file,
                "    protocol:\n"
                "      - {repeat: 2, steps: [{duration: 10 h, current: 7.2 uA}, {duration: 10 h, "
                "current: -7.2 uA}]}\n"
                "      - {duration: 60 h, electrodes: off}\n");
    if (s->is_before_after)
        fprintf(file, "    observable: increase\n"
                      "    noise: {constant: 2, relative: 0.03}\n"
                      "    reference_sigma: {ceramic: 2, interface: 2, salt: 2}\n");
    else
        fprintf(file, "    noise: {constant: %g%s}\n", SIGMA,
                s->estimates_sigma ? ", estimate: true" : "");
    fprintf(file, "    data:\n");
    for (size_t i = 0; i < N_PHASES; i++)
        for (size_t k = 0; k < (s->is_before_after ? 1 : N_TIMES); k++)
            fprintf(file, "      - [%.17g s, %s, 0.1]\n",
                    s->is_before_after ? AFTER_S
                                       : 600.0 * pow(10.0, 2.75 * (double)k / (N_TIMES - 1)),
                    phase_names[i]);
}

/* Read a study from text. UDUNITS keeps its tables to itself but not to a thread: one at a time. */
static enum lp_status read_text(const char *text, struct lp_study **study)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    char path[] = "/tmp/lipath-calibrate-XXXXXX";
    int descriptor = mkstemp(path);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!file)
        return LP_EIO;
    fputs(text, file);
    fclose(file);
    struct lp_diag *diag = lp_diag_new();
    pthread_mutex_lock(&lock);
    enum lp_status status = lp_study_read(path, study, diag);
    pthread_mutex_unlock(&lock);
    if (status != LP_OK)
        fprintf(stderr, "%s\n", lp_diag_first_error(diag));
    lp_diag_free(diag);
    remove(path);
    return status;
}

static enum lp_status write_and_read(struct trial *t, const struct drawn *d)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);
    if (!file)
        return LP_ENOMEM;
    fprintf(file, "lipath: 1\ntitle: SYNTHETIC %s\nmodel:\n", t->scenario->name);
    write_parameters(file, t->scenario, d);
    write_phases(file, t->scenario, d);
    write_exchange(file, t->scenario);
    write_experiment(file, t->scenario);
    fclose(file);
    enum lp_status status = read_text(text, &t->study);
    free(text);
    return status;
}

static void set_truth(struct trial *t, const char *name, double value)
{
    size_t i = lp_parameters_find(&t->study->parameters, name);
    if (i != LP_NONE)
        t->p[i] = value;
}

/* The truth in the order of the study's parameters. */
static void order_truth(struct trial *t, const struct drawn *d)
{
    char name[40];
    lp_study_start(t->study, t->p);
    for (size_t i = 0; i < N_FLOWS; i++)
        set_truth(t, flow_names[i], d->flow[i]);
    for (size_t i = 0; i < N_PHASES; i++) {
        snprintf(name, sizeof name, "N_%s", phase_names[i]);
        set_truth(t, name, d->inventory[i]);
        snprintf(name, sizeof name, "D_%s", phase_names[i]);
        set_truth(t, name, d->diffusivity[i]);
    }
}

/* Data at the truth: lp_synth takes a study at its start values, so these are set to it for a
 * while. */
static enum lp_status synthesise(struct trial *t, uint64_t seed, bool is_noisy)
{
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_parameters *ps = &t->study->parameters;
    struct lp_experiment *x = &t->study->experiments[0];
    struct lp_synth_row *rows = NULL;
    size_t n_rows = 0;
    double *start = lp_arena_alloc(t->arena, ps->n, sizeof *start);
    if (!start)
        return LP_ENOMEM;
    for (size_t i = 0; i < ps->n; i++) {
        start[i] = ps->item[i].value;
        ps->item[i].value = t->p[i];
    }
    enum lp_status status = lp_synth(t->study, &engine, seed, t->arena, &rows, &n_rows, NULL);
    for (size_t i = 0; i < ps->n; i++)
        ps->item[i].value = start[i];
    for (size_t k = 0; k < n_rows && status == LP_OK; k++) {
        double noise = is_noisy ? rows[k].value - rows[k].truth : 0.0;
        x->rows[k].value = rows[k].truth + t->sigma_factor[rows[k].i_component] * noise;
    }
    return status;
}

static enum lp_status find_truth(struct trial *t)
{
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_shares *shares = NULL;
    struct lp_paths paths = {0};
    t->numbers =
        lp_arena_alloc(t->arena, lp_shares_n(t->study->experiments[0].model), sizeof *t->numbers);
    if (!t->numbers)
        return LP_ENOMEM;
    enum lp_status status = lp_shares_new(t->study, NULL, &engine, &shares, NULL);
    if (status == LP_OK)
        status = lp_shares_evaluate(shares, t->p, true, t->numbers, NULL, NULL);
    if (status == LP_OK)
        status = lp_paths_find(lp_shares_flow(shares), &paths);
    if (status == LP_OK && paths.n > 0) {
        size_t *dominant = lp_arena_alloc(t->arena, paths.items[0].n, sizeof *dominant);
        if (dominant) {
            memcpy(dominant, paths.items[0].compartments, paths.items[0].n * sizeof *dominant);
            t->dominant = dominant;
            t->n_dominant = paths.items[0].n;
        }
        lp_paths_clear(&paths);
    }
    lp_shares_free(shares);
    return status;
}

enum lp_status trial_make(const struct scenario *scenario, uint64_t seed, size_t i_run,
                          struct trial *t)
{
    uint64_t stream = 0;
    struct drawn d;
    for (const char *c = scenario->name; *c; c++)
        stream = stream * 131 + (unsigned char)*c;
    stream = (stream << 20) + i_run;
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, stream);
    *t = (struct trial){.scenario = scenario, .arena = lp_arena_new()};
    if (!t->arena)
        return LP_ENOMEM;
    draw(scenario, &random, &d, t->sigma_factor);
    enum lp_status status = write_and_read(t, &d);
    if (status != LP_OK)
        return status;
    t->p = lp_arena_alloc(t->arena, t->study->parameters.n, sizeof *t->p);
    if (!t->p)
        return LP_ENOMEM;
    order_truth(t, &d);
    t->study->seed = seed + i_run;
    status = find_truth(t);
    return status == LP_OK ? synthesise(t, seed ^ (stream * UINT64_C(0x9E3779B97F4A7C15)), true)
                           : status;
}

enum lp_status trial_make_noise_free(struct trial *t)
{
    struct lp_experiment *x = &t->study->experiments[0];
    enum lp_status status = synthesise(t, 1, false);
    for (size_t k = 0; k < x->n_rows && status == LP_OK && x->noise.is_estimated; k++)
        x->rows[k].sigma = SIGMA * t->sigma_factor[x->rows[k].i_component];
    x->noise.is_estimated = false;
    for (size_t i = 0; i < t->study->parameters.n && status == LP_OK; i++)
        if (t->study->parameters.item[i].prior.kind == LP_PRIOR_LOG10NORMAL)
            t->study->parameters.item[i].prior.centre = log10(t->p[i]);
    return status;
}

void trial_clear(struct trial *t)
{
    lp_study_free(t->study);
    lp_arena_free(t->arena);
}
