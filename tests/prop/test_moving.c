/* SPDX-License-Identifier: MIT
 *
 * Networks that move in time against a second method that shares no code with src/physics: the
 * equations of science.md written down for amounts of 6Li, potentials by Gaussian elimination of
 * the Laplacian, plated lithium as the reflection of the charge that has passed,
 *
 *     E(t) = S(t) - min over [0, t] of S,     S = -int q dt,
 *
 * and classical Runge-Kutta steps of fixed length between the corners of the protocol, halved once
 * to bound its own error. Random models with finite foils, pools, growth, layers and storage.
 * A failure prints the seed of its model; MULT scales how many are tried.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/multiple.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_PHASES  3
#define MAX_NODES   16
#define MAX_EDGES   16
#define MAX_CORNERS 40
#define N_STEPS     4
#define END_S       9000.0

enum electrode { RESERVOIR, FOIL, POOL };

struct edge {
    size_t a, b; /* compartments: 0, 1 electrodes, 2 ... phases */
    double phi, haven;
};

struct design {
    uint64_t seed;
    size_t n, n_layers; /* n_layers 0: well mixed */
    enum electrode kind[2];
    double N[MAX_PHASES + 2], x[MAX_PHASES + 2], D[MAX_PHASES + 2], haven[MAX_PHASES + 2];
    double thickness;
    size_t n_edges;
    struct edge edge[MAX_EDGES];
    bool grows;
    size_t growing, source;
    double kp, l_start, l_scale;
    double duration[N_STEPS], current[N_STEPS];
    bool is_on[N_STEPS];
};

static bool chance(struct lp_random *random, double probability)
{
    return lp_random_uniform(random) < probability;
}

/* Steps of 1000 to 3000 s; whatever they drive, no foil of 2 umol is emptied by 5 uA. */
static void choose_protocol(struct design *d, struct lp_random *random)
{
    double left = END_S;
    for (size_t i = 0; i < N_STEPS; i++) {
        d->duration[i] = i + 1 < N_STEPS ? 1000 + 2000 * lp_random_uniform(random) : left;
        left -= d->duration[i];
        d->is_on[i] = chance(random, 0.85);
        d->current[i] = d->is_on[i] ? 5e-6 * (2 * lp_random_uniform(random) - 1) : 0;
    }
}

static struct design design_of(uint64_t seed)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, 77);
    struct design d = {.seed = seed, .n = 3 + random_below(&random, MAX_PHASES)};
    d.thickness = 5e-5;
    d.n_layers = chance(&random, 0.4) ? 1 + random_below(&random, 3) : 0;
    for (size_t i = 0; i < d.n; i++) {
        if (i < 2)
            d.kind[i] = (enum electrode)random_below(&random, 3);
        d.N[i] = i >= 2              ? random_decades(&random, 2e-7, 2e-6)
                 : d.kind[i] == FOIL ? random_decades(&random, 2e-6, 1e-5)
                 : d.kind[i] == POOL ? random_decades(&random, 5e-8, 5e-7)
                                     : NAN;
        d.x[i] = lp_random_uniform(&random);
        d.D[i] = random_decades(&random, 1e-14, 3e-13);
        d.haven[i] = 0.3 + 0.7 * lp_random_uniform(&random);
    }
    for (size_t a = 0; a < d.n; a++) {
        for (size_t b = a < 2 ? 2 : a + 1; b < d.n; b++) {
            if ((a < 2 && b == 2) || chance(&random, 0.6))
                d.edge[d.n_edges++] = (struct edge){a, b, random_decades(&random, 1e-12, 1e-10),
                                                    0.3 + 0.7 * lp_random_uniform(&random)};
        }
    }
    d.grows = chance(&random, 0.6);
    d.growing = 2 + random_below(&random, d.n - 2);
    d.source = random_below(&random, d.n);
    if (d.source == d.growing || (d.source < 2 && d.kind[d.source] == POOL))
        d.grows = false; /* from a pool: unit/test_network_growth.c */
    d.l_start = random_decades(&random, 1e-9, 5e-9);
    d.l_scale = random_decades(&random, 1e-9, 1e-8);
    d.kp = random_decades(&random, 0.05, 4) * d.l_start * d.l_start / END_S;
    if (d.grows)
        d.N[d.growing] = fmin(d.N[d.growing], 2e-8 + 0.1 * (d.source >= 2 ? d.N[d.source] : 1));
    if (d.grows && d.source < 2 && d.kind[d.source] == FOIL)
        d.N[d.source] += 1e-5;
    choose_protocol(&d, &random);
    return d;
}

static struct modelmaker *build(const struct design *d)
{
    struct modelmaker *maker = modelmaker_new();
    for (size_t i = 0; i < d->n; i++) {
        if (i < 2 && d->kind[i] == POOL)
            modelmaker_pool(maker, d->N[i], d->x[i]);
        else if (i < 2)
            modelmaker_electrode(maker, d->N[i], d->x[i]);
        else
            modelmaker_phase(maker, d->N[i], d->x[i]);
        maker->model.compartments[i].haven = modelmaker_parameter(maker, d->haven[i]);
        if (i >= 2 && d->n_layers > 0)
            maker->model.compartments[i].diffusivity_m2_per_s =
                modelmaker_parameter(maker, d->D[i]);
    }
    for (size_t e = 0; e < d->n_edges; e++) {
        size_t i = modelmaker_exchange(maker, d->edge[e].a, d->edge[e].b, d->edge[e].phi);
        maker->model.edges[i].haven = modelmaker_parameter(maker, d->edge[e].haven);
    }
    if (d->n_layers > 0)
        modelmaker_depth(maker, d->n_layers, d->thickness);
    if (d->grows)
        modelmaker_growth(maker, d->growing, d->kp, d->l_start, d->l_scale, d->source);
    for (size_t i = 0; i < N_STEPS; i++)
        modelmaker_step(maker, d->duration[i], d->current[i], d->is_on[i]);
    return maker;
}

/* --- the second method ------------------------------------------------------------------------ */

/* S of an electrode at t: what the current alone brings it. */
static double brought(const struct design *d, size_t electrode, double t_s)
{
    double S = 0, at = 0;
    for (size_t i = 0; i < N_STEPS && at < t_s; i++) {
        double dt = fmin(t_s - at, d->duration[i]);
        S += dt * d->current[i] / LP_FARADAY_C_PER_MOL * (electrode == 0 ? -1 : 1);
        at += d->duration[i];
    }
    return S;
}

/* min over [0, t] of S: at a corner of the protocol, or at t. */
static double lowest(const struct design *d, size_t electrode, double t_s)
{
    double low = fmin(0, brought(d, electrode, t_s)), at = 0;
    for (size_t i = 0; i < N_STEPS && at < t_s; i++) {
        low = fmin(low, brought(d, electrode, at));
        at += d->duration[i];
    }
    return low;
}

/* Times at which the system has a corner: steps, and where S comes down to its lowest again. */
static size_t corners(const struct design *d, double corner[MAX_CORNERS])
{
    size_t n = 0;
    double at = 0;
    corner[n++] = 0;
    for (size_t i = 0; i < N_STEPS; i++) {
        double inner[2] = {INFINITY, INFINITY};
        for (size_t electrode = 0; electrode < 2; electrode++) {
            double S = brought(d, electrode, at), low = lowest(d, electrode, at);
            double slope = d->current[i] / LP_FARADAY_C_PER_MOL * (electrode == 0 ? -1 : 1);
            if (d->kind[electrode] == POOL && slope < 0 && S > low)
                inner[electrode] = at + (low - S) / slope;
        }
        at += d->duration[i];
        for (size_t k = 0; k < 2; k++) {
            double t = k == 0 ? fmin(inner[0], inner[1]) : fmax(inner[0], inner[1]);
            if (t < at - 1e-6 && t > corner[n - 1])
                corner[n++] = t;
        }
        corner[n++] = at;
    }
    return n;
}

static size_t n_z(const struct design *d)
{
    return d->n_layers > 0 ? d->n_layers : 1;
}

/* Nodes: electrodes 0 and 1, then compartment by compartment, layer by layer. */
static size_t node(const struct design *d, size_t compartment, size_t layer)
{
    return compartment < 2 ? compartment : 2 + (compartment - 2) * n_z(d) + layer;
}

static double thickness_at(const struct design *d, double t_s)
{
    return sqrt(d->l_start * d->l_start + 2 * d->kp * t_s);
}

/* Inventory of a whole compartment. */
static double inventory(const struct design *d, size_t i, double t_s)
{
    double N = d->N[i];
    double grown = d->grows ? d->N[d->growing] * (thickness_at(d, t_s) / d->l_start - 1) : 0;
    if (d->grows && i == d->growing)
        N += grown;
    if (d->grows && i == d->source)
        N -= grown;
    if (i < 2)
        N += brought(d, i, t_s) - (d->kind[i] == POOL ? lowest(d, i, t_s) : 0);
    return N;
}

struct link {
    size_t a, b;
    double phi, g;
    bool at_electrode;
};

static size_t list_links(const struct design *d, double t_s, struct link link[])
{
    size_t n = 0, Z = n_z(d);
    double P[MAX_PHASES + 2] = {0};
    for (size_t i = 2; i < d->n && d->n_layers > 0; i++) {
        P[i] = d->D[i] * inventory(d, i, t_s) * (double)Z / (d->thickness * d->thickness);
        for (size_t z = 0; z + 1 < Z; z++)
            link[n++] =
                (struct link){node(d, i, z), node(d, i, z + 1), P[i], P[i] / d->haven[i], false};
    }
    for (size_t e = 0; e < d->n_edges; e++) {
        const struct edge *edge = &d->edge[e];
        bool is_thick = d->grows && (edge->a == d->growing || edge->b == d->growing);
        double phi = edge->phi / (is_thick ? 1 + thickness_at(d, t_s) / d->l_scale : 1);
        double g = phi / edge->haven;
        if (edge->a >= 2) {
            for (size_t z = 0; z < Z; z++)
                link[n++] = (struct link){node(d, edge->a, z), node(d, edge->b, z), phi / (double)Z,
                                          g / (double)Z, false};
            continue;
        }
        if (d->n_layers > 0) {
            phi = 1 / (1 / phi + 1 / (2 * P[edge->b]));
            g = 1 / (1 / g + d->haven[edge->b] / (2 * P[edge->b]));
        }
        link[n++] =
            (struct link){edge->a, node(d, edge->b, edge->a == 0 ? 0 : Z - 1), phi, g, true};
    }
    return n;
}

/* Potentials for the current q0 from node 0 to node 1, by elimination with pivoting; nodes that no
 * link reaches stay at 0. */
static void potentials(size_t n, size_t n_links, const struct link link[], double q0, double psi[])
{
    double A[MAX_NODES][MAX_NODES + 1] = {{0}};
    for (size_t l = 0; l < n_links; l++) {
        A[link[l].a][link[l].a] += link[l].g;
        A[link[l].b][link[l].b] += link[l].g;
        A[link[l].a][link[l].b] -= link[l].g;
        A[link[l].b][link[l].a] -= link[l].g;
    }
    A[0][n] = q0;
    for (size_t k = 0; k < n; k++) { /* ground node 1 */
        A[1][k] = k == 1;
        A[1][n] = 0;
    }
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            best = fabs(A[i][k]) > fabs(A[best][k]) ? i : best;
        for (size_t j = 0; j <= n; j++) {
            double swap = A[k][j];
            A[k][j] = A[best][j];
            A[best][j] = swap;
        }
        for (size_t i = k + 1; i < n; i++) {
            double f = A[k][k] != 0 ? A[i][k] / A[k][k] : 0;
            for (size_t j = k; j <= n; j++)
                A[i][j] -= f * A[k][j];
        }
    }
    for (size_t k = n; k-- > 0;) {
        double sum = A[k][n];
        for (size_t j = k + 1; j < n; j++)
            sum -= A[k][j] * psi[j];
        psi[k] = fabs(A[k][k]) > 1e-30 ? sum / A[k][k] : 0;
    }
}

/* d(6Li)/dt of all nodes; a middle tells in which step t lies. */
static void slope(const struct design *d, double t_s, double middle_s, const double m[],
                  double m_dot[])
{
    static const double F = LP_FARADAY_C_PER_MOL;
    struct link link[MAX_EDGES * 3 + MAX_NODES];
    double x[MAX_NODES], psi[MAX_NODES] = {0}, end = 0;
    size_t step = 0, Z = n_z(d), n = node(d, d->n - 1, Z - 1) + 1;
    for (; step + 1 < N_STEPS && (end += d->duration[step]) < middle_s;)
        step++;
    size_t n_links = list_links(d, t_s, link);
    double q0 = d->current[step] / F;
    for (size_t i = 0; i < d->n; i++) {
        for (size_t z = 0; z < (i < 2 ? 1 : Z); z++) {
            double N = inventory(d, i, t_s) / (i < 2 ? 1 : (double)Z);
            x[node(d, i, z)] = i < 2 && d->kind[i] == RESERVOIR ? d->x[i] : m[node(d, i, z)] / N;
        }
    }
    memset(m_dot, 0, n * sizeof *m_dot);
    if (q0 != 0)
        potentials(n, n_links, link, q0, psi);
    for (size_t l = 0; l < n_links; l++) {
        if (link[l].at_electrode && !d->is_on[step])
            continue;
        double q = link[l].g * (psi[link[l].a] - psi[link[l].b]);
        double root = sqrt(link[l].phi * link[l].phi + q * q / 4);
        double T = (root + q / 2) * x[link[l].a] - (root - q / 2) * x[link[l].b];
        m_dot[link[l].a] -= T;
        m_dot[link[l].b] += T;
    }
    for (size_t z = 0; d->grows && z < Z; z++) {
        double l = thickness_at(d, t_s);
        double rate = d->N[d->growing] / (double)Z * d->kp / (d->l_start * l);
        size_t from = node(d, d->source, z);
        m_dot[node(d, d->growing, z)] += rate * x[from];
        m_dot[from] -= rate * x[from];
    }
    for (size_t i = 0; i < 2; i++) {
        double h = 1e-3; /* f is the rate at which the lowest S falls; constant between corners */
        double f = (lowest(d, i, middle_s - h) - lowest(d, i, middle_s + h)) / (2 * h);
        if (d->kind[i] == POOL)
            m_dot[i] += f * d->x[i];
    }
}

static void runge_kutta(const struct design *d, double from_s, double to_s, size_t n_steps,
                        double m[], size_t n)
{
    double k[4][MAX_NODES], at[MAX_NODES], h = (to_s - from_s) / (double)n_steps;
    double middle = (from_s + to_s) / 2;
    static const double share[4] = {0, 0.5, 0.5, 1}, weight[4] = {1, 2, 2, 1};
    for (size_t i = 0; i < n_steps; i++) {
        double t = from_s + (double)i * h;
        for (size_t stage = 0; stage < 4; stage++) {
            for (size_t j = 0; j < n; j++)
                at[j] = m[j] + (stage > 0 ? share[stage] * h * k[stage - 1][j] : 0);
            slope(d, t + share[stage] * h, middle, at, k[stage]);
        }
        for (size_t stage = 0; stage < 4; stage++)
            for (size_t j = 0; j < n; j++)
                m[j] += h / 6 * weight[stage] * k[stage][j];
    }
}

/* 6Li of all nodes at the end, in steps of about h_s. */
static void integrate(const struct design *d, double h_s, double m[MAX_NODES])
{
    double corner[MAX_CORNERS];
    size_t n_corners = corners(d, corner), Z = n_z(d), n = node(d, d->n - 1, Z - 1) + 1;
    for (size_t i = 0; i < d->n; i++)
        for (size_t z = 0; z < (i < 2 ? 1 : Z); z++)
            m[node(d, i, z)] = d->x[i] * d->N[i] / (i < 2 ? 1 : (double)Z);
    for (size_t c = 0; c + 1 < n_corners; c++) {
        double span = corner[c + 1] - corner[c];
        runge_kutta(d, corner[c], corner[c + 1], 1 + (size_t)(span / h_s), m, n);
    }
}

static void check(const struct design *d, double found, double expected, double tolerance,
                  const char *law)
{
    char what[100];
    snprintf(what, sizeof what, "%s (seed %llu)", law, (unsigned long long)d->seed);
    net_assert_near(found, expected, tolerance, what);
}

static void a_second_method_agrees(void **state)
{
    (void)state;
    uint64_t n_seeds = multiple_of(40);
    for (uint64_t seed = 1; seed <= n_seeds; seed++) {
        struct design d = design_of(seed);
        struct modelmaker *maker = build(&d);
        struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
        double x[MAX_PHASES + 2], N[MAX_PHASES + 2], m[MAX_NODES], coarse[MAX_NODES];
        struct lp_diag *diag = lp_diag_new();
        if (lp_observer_state(observer, maker->p, END_S, x, N, diag) != LP_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, lp_diag_first_error(diag));
        lp_diag_free(diag);
        integrate(&d, 40, coarse);
        integrate(&d, 20, m);
        for (size_t i = 0; i < d.n; i++) {
            if (i < 2 && d.kind[i] == RESERVOIR)
                continue;
            double sum = 0, rough = 0;
            for (size_t z = 0; z < (i < 2 ? 1 : n_z(&d)); z++) {
                sum += m[node(&d, i, z)];
                rough += coarse[node(&d, i, z)];
            }
            check(&d, N[i] / inventory(&d, i, END_S), 1, 1e-12, "inventory");
            check(&d, rough / inventory(&d, i, END_S), sum / inventory(&d, i, END_S), 1e-7,
                  "the second method itself");
            check(&d, x[i], sum / inventory(&d, i, END_S), 2e-8, "enrichment");
        }
        lp_observer_free(observer);
        modelmaker_free(maker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_method_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
