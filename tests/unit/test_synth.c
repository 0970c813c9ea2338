/* SPDX-License-Identifier: MIT
 *
 * Synthetic data: the numbers belong to the seed, their spread is the noise that the study states,
 * errors that rows share are shared, and a fit of them finds the parameters that they were made
 * with.
 */
#include "estimate/synth.h"

#include "run/solve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "study_text.h"

#define MODEL                                                                                      \
    "lipath: 1\nseed: 3\nmodel:\n"                                                                 \
    "  parameters: {phi_a: {start: 1e-10 mol/s, max: 1e-6 mol/s},\n"                               \
    "               phi_b: {start: 4e-11 mol/s, max: 1e-6 mol/s}}\n"                               \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"           \
    "                 b: {inventory: 2 umol}}\n"                                                   \
    "  exchange: [{between: [l, a], flow: phi_a}, {between: [l, b], flow: phi_b}]\n"

struct made {
    struct lp_study *study;
    struct lp_arena *arena;
    struct lp_synth_row *rows;
    size_t n;
};

static struct made make(const char *text, uint64_t seed)
{
    struct made m = {.study = study_from_text(text, NULL), .arena = lp_arena_new()};
    struct lp_engine_options engine = lp_engine_options_default();
    assert_non_null(m.study);
    assert_int_equal(lp_synth(m.study, &engine, seed, m.arena, &m.rows, &m.n, NULL), LP_OK);
    return m;
}

static void clear(struct made *m)
{
    lp_study_free(m->study);
    lp_arena_free(m->arena);
}

/* `times` from 10 s on, every 10 s. */
static char *with_times(const char *head, size_t n_times, const char *tail)
{
    char *text = malloc(strlen(head) + strlen(tail) + 16 * n_times + 32);
    assert_non_null(text);
    char *at = text + sprintf(text, "%s    times: [", head);
    for (size_t i = 0; i < n_times; i++)
        at += sprintf(at, "%s%zu s", i ? ", " : "", 10 * (i + 1));
    sprintf(at, "]\n%s", tail);
    return text;
}

/* Mean, variance and correlation of neighbours of what is divided by sigma are those of N(0,1):
 * over n numbers their standard errors are 1/sqrt(n), sqrt(2/n), 1/sqrt(n); five of them. */
static void assert_normal(const struct made *m)
{
    double mean = 0, square = 0, lag = 0, before = 0, n = (double)m->n;
    for (size_t i = 0; i < m->n; i++) {
        double e = (m->rows[i].value - m->rows[i].truth) / m->rows[i].sigma;
        mean += e / n;
        square += e * e / n;
        lag += e * before / n;
        before = e;
    }
    assert_true(fabs(mean) < 5 / sqrt(n));
    assert_true(fabs(square - 1) < 5 * sqrt(2 / n));
    assert_true(fabs(lag) < 5 / sqrt(n));
}

static void noise_is_what_the_study_states(void **state)
{
    (void)state;
    char *text =
        with_times(MODEL "experiments:\n  - noise: {constant: 0.01, relative: 0.03}\n", 3000, "");
    struct made m = make(text, 1);
    assert_int_equal(m.n, 6000);
    assert_normal(&m);
    for (size_t i = 0; i < m.n; i++)
        assert_true(fabs(m.rows[i].sigma - hypot(0.01, 0.03 * m.rows[i].truth)) < 1e-15);
    clear(&m);
    free(text);
}

static void numbers_belong_to_the_seed(void **state)
{
    (void)state;
    char *one =
        with_times(MODEL "experiments:\n  - name: one\n    noise: {constant: 0.01}\n", 20, "");
    char *two = with_times(MODEL "experiments:\n  - name: one\n    noise: {constant: 0.01}\n", 20,
                           "  - {name: two, noise: {constant: 0.01}, times: [10 s, 20 s]}\n");
    struct made a = make(one, 5), b = make(two, 5), c = make(one, 6);
    size_t n_same = 0;
    for (size_t i = 0; i < a.n; i++) { /* another experiment beside it changes nothing */
        assert_true(a.rows[i].value == b.rows[i].value);
        assert_true(a.rows[i].truth == c.rows[i].truth);
        n_same += a.rows[i].value == c.rows[i].value;
    }
    assert_int_equal(n_same, 0);
    assert_true(b.rows[a.n].value - b.rows[a.n].truth != a.rows[0].value - a.rows[0].truth);
    clear(&a);
    clear(&b);
    clear(&c);
    free(one);
    free(two);
}

static void data_give_their_times_sigmas_and_replicates(void **state)
{
    (void)state;
    char text[1200], folder[600];
    assert_non_null(getcwd(folder, sizeof folder));
    FILE *file = fopen("build/test-synth.csv", "w");
    assert_non_null(file);
    fputs("time_s,component,value,sigma,replicate,duration_s\n"
          "100,a,0.1,0.5,one,\n100,a,0.1,,two,\n200,b,0.1,0.25,,100\n",
          file);
    fclose(file);
    snprintf(text, sizeof text,
             MODEL "experiments:\n  - {data: %s/build/test-synth.csv, noise: {constant: 0.125}}\n",
             folder);
    struct made m = make(text, 1);
    assert_int_equal(m.n, 3);
    assert_true(m.rows[0].sigma == 0.5 && m.rows[1].sigma == 0.125 && m.rows[2].sigma == 0.25);
    assert_true(m.rows[0].truth == m.rows[1].truth);
    assert_true((m.rows[0].value - m.rows[0].truth) / 0.5 !=
                (m.rows[1].value - m.rows[1].truth) / 0.125);
    assert_string_equal(m.rows[1].replicate, "two");
    assert_true(m.rows[2].duration_s == 100);
    clear(&m);
    remove("build/test-synth.csv");
}

/* Over many seeds, the covariance of two rows is that of the loadings, and sigma² besides. */
static void shared_errors_are_shared(void **state)
{
    (void)state;
    enum { N_SEEDS = 4000, N = 3 };
    static const double load[N][2] = {{0.03, 0.02}, {0.04, 0}, {0.05, -0.02}};
    char text[1600], folder[600];
    double sum[N][N] = {{0}};
    struct lp_engine_options engine = lp_engine_options_default();
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(text, sizeof text,
             MODEL "experiments:\n  - covariance: %s/tests/unit/data/shared/covariance.csv\n"
                   "    data: [[1000 s, a, 0.1, 0.01], [4000 s, a, 0.1, 0.01],\n"
                   "           [9000 s, a, 0.1, 0.01]]\n",
             folder);
    struct lp_study *study = study_from_text(text, NULL);
    assert_non_null(study);
    engine.rtol = 1e-4; /* the same truth each time: only the noise counts here */
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct lp_arena *arena = lp_arena_new();
        struct lp_synth_row *rows;
        size_t n;
        assert_int_equal(lp_synth(study, &engine, seed, arena, &rows, &n, NULL), LP_OK);
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < N; j++)
                sum[i][j] += (rows[i].value - rows[i].truth) * (rows[j].value - rows[j].truth);
        lp_arena_free(arena);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double expected = load[i][0] * load[j][0] + load[i][1] * load[j][1] + (i == j) * 1e-4;
            double largest = 0.05 * 0.05 + 0.02 * 0.02 + 1e-4;
            assert_true(fabs(sum[i][j] / N_SEEDS - expected) < 5 * largest * sqrt(2.0 / N_SEEDS));
        }
    lp_study_free(study);
}

/* All rows of a component moved by one factor of the area, those of the other not at all. */
static void a_wrong_before_spectrum_moves_its_component(void **state)
{
    (void)state;
    struct made m =
        make(MODEL "experiments:\n  - observable: increase\n    reference_sigma: {a: 5}\n"
                   "    noise: {constant: 1e-9}\n    times: [1000 s, 4000 s, 9000 s]\n",
             1);
    double factor[3];
    for (size_t i = 0; i < 3; i++) {
        const struct lp_synth_row *a = &m.rows[2 * i], *b = &m.rows[2 * i + 1];
        factor[i] = (100 + a->value) / (100 + a->truth);
        assert_true(fabs(b->value - b->truth) < 1e-8);
    }
    assert_true(fabs(factor[0] - 1) > 1e-4 && fabs(factor[0] - 1) < 0.25);
    assert_true(fabs(factor[1] - factor[0]) < 1e-9 && fabs(factor[2] - factor[0]) < 1e-9);
    clear(&m);
}

/* A fit of 200 x 2 values of noise 0.01: each interval holds the truth, and is below 10 % wide.
 */
static void a_fit_finds_the_truth(void **state)
{
    (void)state;
    char *text = with_times(MODEL "experiments:\n  - noise: {constant: 0.01}\n", 200, "");
    struct made m = make(text, 11);
    char *fitted = malloc(400 + 80 * m.n), *at = fitted;
    assert_non_null(fitted);
    at += sprintf(at, "%sexperiments:\n  - data:\n", MODEL);
    for (size_t i = 0; i < m.n; i++)
        at += sprintf(at, "      - [%.17g s, %s, %.10g, %.10g]\n", m.rows[i].t_s, i % 2 ? "b" : "a",
                      m.rows[i].value, m.rows[i].sigma);
    struct lp_study *study = study_from_text(fitted, NULL);
    assert_non_null(study);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.n_starts = 2;
    assert_int_equal(lp_inference_fit(study, &options, &answer, diag), LP_OK);
    const double truth[2] = {1e-10, 4e-11};
    for (size_t i = 0; i < 2; i++) {
        const struct lp_estimate *e = &answer->parameters[i].estimate;
        double half = 0.5 * (e->high - e->low);
        assert_true(fabs(e->value - truth[i]) < 2 * half); /* four sigma */
        assert_true(half < 0.1 * truth[i]);
    }
    assert_true(answer->objective.chi2 > 400 - 5 * sqrt(800) &&
                answer->objective.chi2 < 400 + 5 * sqrt(800));
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
    clear(&m);
    free(fitted);
    free(text);
}

static void what_cannot_be_made_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {MODEL "experiments:\n  - {name: x, noise: {constant: 0.01}}\n", "neither data nor"},
        {MODEL "experiments:\n  - {name: x, times: [1 h]}\n", "says nothing of its noise"},
        {MODEL "experiments:\n  - {name: x, times: [0 s], observable: increase,\n"
               "     noise: {relative: 0.1}}\n",
         "relative alone"},
    };
    struct lp_engine_options engine = lp_engine_options_default();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_study *study = study_from_text(cases[i].text, NULL);
        struct lp_arena *arena = lp_arena_new();
        struct lp_diag *diag = lp_diag_new();
        struct lp_synth_row *rows = NULL;
        size_t n = 0;
        assert_non_null(study);
        assert_int_equal(lp_synth(study, &engine, 1, arena, &rows, &n, diag), LP_EINPUT);
        assert_null(rows);
        assert_non_null(strstr(lp_diag_first_error(diag), cases[i].message));
        lp_diag_free(diag);
        lp_arena_free(arena);
        lp_study_free(study);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_is_what_the_study_states),
        cmocka_unit_test(numbers_belong_to_the_seed),
        cmocka_unit_test(data_give_their_times_sigmas_and_replicates),
        cmocka_unit_test(shared_errors_are_shared),
        cmocka_unit_test(a_wrong_before_spectrum_moves_its_component),
        cmocka_unit_test(a_fit_finds_the_truth),
        cmocka_unit_test(what_cannot_be_made_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
