/* SPDX-License-Identifier: MIT
 *
 * Derivatives of both engines against an independent way to them: a complex step through the
 * science page's equations in extended precision,
 *
 *     dx/dphi = Im x(phi + i h)/h,   h = 1e-30 phi
 *
 * where x is the product of matrix exponentials (Taylor, scaling and squaring). It subtracts
 * nothing, so it is good to nearly all its digits. Three phases between two foils, flows over six
 * decades, at rest and driven to and fro. Within 1e-6 of each parameter's largest derivative.
 *
 * Reference: Squire & Trapp, SIAM Rev. 40 (1998) 110; doi:10.1137/S003614459631241X.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "tests/support/multiple.h"

#include <complex.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_NODES  5 /* left, right, a, b, c */
#define N_FLOWS  9
#define N_TIMES  6
#define N_MODELS 10 /* times MULT */
#define HALF_S   4e4L
#define WITHIN   1e-6

typedef long double complex number;

static const size_t ends[N_FLOWS][2] = {{0, 2}, {0, 3}, {0, 4}, {2, 1}, {3, 1},
                                        {4, 1}, {2, 3}, {2, 4}, {3, 4}};
static const char *const names[N_NODES] = {"l", "r", "a", "b", "c"};
static const double times_s[N_TIMES] = {1e2, 1e3, 1e4, 4e4, 5e4, 8e4};

struct sample {
    double phi[N_FLOWS], inventory_mol[3], current_A;
};

/* Potentials for a current into the left foil, the right one grounded, by elimination. */
static void potentials(const number phi[], long double q0, number psi[])
{
    static const size_t unknown[4] = {0, 2, 3, 4};
    number a[4][5] = {{0}};
    for (size_t e = 0; e < N_FLOWS; e++) {
        for (size_t i = 0; i < 4; i++) {
            for (size_t j = 0; j < 4; j++) {
                bool at_i = ends[e][0] == unknown[i] || ends[e][1] == unknown[i];
                bool at_j = ends[e][0] == unknown[j] || ends[e][1] == unknown[j];
                if (at_i && at_j)
                    a[i][j] += i == j ? phi[e] : -phi[e];
            }
        }
    }
    a[0][4] = q0;
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = i + 1; k < 4; k++) {
            number factor = a[k][i] / a[i][i];
            for (size_t j = i; j < 5; j++)
                a[k][j] -= factor * a[i][j];
        }
    }
    psi[1] = 0;
    for (size_t i = 4; i-- > 0;) {
        number sum = a[i][4];
        for (size_t j = i + 1; j < 4; j++)
            sum -= a[i][j] * psi[unknown[j]];
        psi[unknown[i]] = sum / a[i][i];
    }
}

/* dx/dt = A x, the foils' rows zero. */
static void generator(const struct sample *sample, const number phi[], long double current_A,
                      number A[N_NODES][N_NODES])
{
    number psi[N_NODES] = {0};
    potentials(phi, current_A / (long double)LP_FARADAY_C_PER_MOL, psi);
    memset(A, 0, N_NODES * sizeof *A);
    for (size_t e = 0; e < N_FLOWS; e++) {
        size_t from = ends[e][0], to = ends[e][1];
        number q = phi[e] * (psi[from] - psi[to]);
        number root = csqrtl(phi[e] * phi[e] + q * q / 4);
        bool is_forward = creall(q) >= 0;
        number more = root + (is_forward ? q : -q) / 2, less = phi[e] * phi[e] / more;
        number rate[2] = {is_forward ? less : more, is_forward ? more : less};
        for (size_t side = 0; side < 2; side++) {
            size_t i = side == 0 ? from : to, j = side == 0 ? to : from;
            if (i < 2)
                continue;
            A[i][j] += rate[side] / (long double)sample->inventory_mol[i - 2];
            A[i][i] -= rate[side] / (long double)sample->inventory_mol[i - 2];
        }
    }
}

static void multiply(number a[N_NODES][N_NODES], number b[N_NODES][N_NODES],
                     number out[N_NODES][N_NODES])
{
    number product[N_NODES][N_NODES] = {{0}};
    for (size_t i = 0; i < N_NODES; i++)
        for (size_t k = 0; k < N_NODES; k++)
            for (size_t j = 0; j < N_NODES; j++)
                product[i][j] += a[i][k] * b[k][j];
    memcpy(out, product, sizeof product);
}

/* x <- e^{A t} x */
static void advance(number A[N_NODES][N_NODES], long double t, number x[N_NODES])
{
    number B[N_NODES][N_NODES], term[N_NODES][N_NODES] = {{0}}, E[N_NODES][N_NODES], y[N_NODES];
    long double largest = 0;
    int n_squarings = 0;
    for (size_t i = 0; i < N_NODES; i++)
        largest = fmaxl(largest, cabsl(A[i][i]) * t);
    while (ldexpl(largest, -n_squarings) > 0.25L)
        n_squarings++;
    for (size_t i = 0; i < N_NODES; i++) {
        term[i][i] = 1;
        for (size_t j = 0; j < N_NODES; j++)
            B[i][j] = A[i][j] * ldexpl(t, -n_squarings);
    }
    memcpy(E, term, sizeof E);
    for (int k = 1; k < 24; k++) {
        multiply(term, B, term);
        for (size_t i = 0; i < N_NODES; i++)
            for (size_t j = 0; j < N_NODES; j++)
                E[i][j] += term[i][j] /= (long double)k;
    }
    for (int k = 0; k < n_squarings; k++)
        multiply(E, E, E);
    for (size_t i = 0; i < N_NODES; i++) {
        y[i] = 0;
        for (size_t j = 0; j < N_NODES; j++)
            y[i] += E[i][j] * x[j];
    }
    memcpy(x, y, sizeof y);
}

/* dx/dphi_k at all times for a, b, c. */
static void complex_step(const struct sample *sample, size_t k, double slope[N_TIMES][3])
{
    number phi[N_FLOWS], there[N_NODES][N_NODES], back[N_NODES][N_NODES];
    long double h = 1e-30L * (long double)sample->phi[k];
    for (size_t e = 0; e < N_FLOWS; e++)
        phi[e] = (long double)sample->phi[e] + (e == k ? h * I : 0);
    generator(sample, phi, (long double)sample->current_A, there);
    generator(sample, phi, -(long double)sample->current_A, back);
    for (size_t t = 0; t < N_TIMES; t++) {
        long double time = (long double)times_s[t];
        number x[N_NODES] = {0.95L, 0.5L, 0.0759L, 0.0759L, 0.0759L};
        advance(there, fminl(time, HALF_S), x);
        if (time > HALF_S)
            advance(back, time - HALF_S, x);
        for (size_t i = 0; i < 3; i++)
            slope[t][i] = (double)(cimagl(x[2 + i]) / h);
    }
}

static struct lp_study *study_of(const struct sample *sample)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);
    assert_non_null(file);
    fprintf(file, "lipath: 1\nmodel:\n  parameters:\n");
    for (size_t e = 0; e < N_FLOWS; e++)
        fprintf(file, "    phi%zu: {start: %.17g mol/s}\n", e, sample->phi[e]);
    fprintf(file, "  compartments:\n    l: {kind: electrode, enrichment: 0.95}\n"
                  "    r: {kind: electrode, enrichment: 0.5}\n");
    for (size_t i = 0; i < 3; i++)
        fprintf(file, "    %s: {inventory: %.17g mol, enrichment: 0.0759}\n", names[2 + i],
                sample->inventory_mol[i]);
    fprintf(file, "  exchange:\n");
    for (size_t e = 0; e < N_FLOWS; e++)
        fprintf(file, "    - {between: [%s, %s], flow: phi%zu}\n", names[ends[e][0]],
                names[ends[e][1]], e);
    fprintf(file, "experiments:\n  - name: cell\n");
    if (sample->current_A != 0)
        fprintf(file,
                "    protocol: [{duration: 40000 s, current: %.17g A}, "
                "{duration: 40000 s, current: %.17g A}]\n",
                sample->current_A, -sample->current_A);
    fprintf(file, "    data:\n");
    for (size_t t = 0; t < N_TIMES; t++)
        for (size_t i = 0; i < 3; i++)
            fprintf(file, "      - [%.17g s, %s, 0.1, 1]\n", times_s[t], names[2 + i]);
    fclose(file);
    struct lp_study *study = fitmaker_from_text(text);
    free(text);
    return study;
}

/* The largest deviation of an engine's derivatives, relative to each parameter's largest. */
static double worst_deviation(const struct sample *sample, enum lp_engine_kind kind)
{
    struct lp_study *study = study_of(sample);
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    double r[3 * N_TIMES], jacobian[3 * N_TIMES * N_FLOWS], slope[N_TIMES][3], worst = 0;
    engine.kind = kind;
    engine.rtol = 1e-10;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(problem->n, N_FLOWS);
    assert_int_equal(lp_objective_new(problem, &engine, &objective, NULL), LP_OK);
    assert_int_equal(lp_objective_evaluate(objective, problem->start, r, jacobian, NULL), LP_OK);
    for (size_t k = 0; k < N_FLOWS; k++) {
        double du = lp_transform_slope(&problem->transform[k], problem->start[k]);
        double largest = 0, off = 0;
        complex_step(sample, k, slope);
        for (size_t t = 0; t < N_TIMES; t++)
            for (size_t i = 0; i < 3; i++) {
                double found = jacobian[(3 * t + i) * N_FLOWS + k] / du;
                largest = fmax(largest, fabs(slope[t][i]));
                off = fmax(off, fabs(found - slope[t][i]));
            }
        worst = fmax(worst, off / largest);
    }
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_study_free(study);
    return worst;
}

static double decades(struct lp_random *random, double low, double high)
{
    return low * pow(high / low, lp_random_uniform(random));
}

static void check(double current_A)
{
    const size_t n = multiple_of(N_MODELS);
    double worst_exact = 0, worst_cvodes = 0;
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, 0);
        struct sample sample = {.current_A = current_A * lp_random_uniform(&random)};
        for (size_t e = 0; e < N_FLOWS; e++)
            sample.phi[e] = decades(&random, 1e-14, 1e-8);
        for (size_t i = 0; i < 3; i++)
            sample.inventory_mol[i] = decades(&random, 1e-7, 1e-5);
        double exact = worst_deviation(&sample, LP_ENGINE_EXACT);
        double cvodes = worst_deviation(&sample, LP_ENGINE_CVODES);
        if (!(exact < WITHIN) || !(cvodes < WITHIN))
            fail_msg("seed %d: exact off by %g, cvodes by %g", (int)seed, exact, cvodes);
        worst_exact = fmax(worst_exact, exact);
        worst_cvodes = fmax(worst_cvodes, cvodes);
    }
    print_message("%zu models: exact within %.1e, cvodes within %.1e\n", n, worst_exact,
                  worst_cvodes);
}

static void at_rest(void **state)
{
    (void)state;
    check(0);
}

static void driven(void **state)
{
    (void)state;
    check(2e-5);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(at_rest), cmocka_unit_test(driven)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
