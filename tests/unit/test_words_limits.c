/* SPDX-License-Identifier: MIT
 *
 * Each warning with its numbers, in their order; a fact within its limit says nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words_limits.h"
#include "checks/athermal.h"
#include "checks/books.h"
#include "checks/enginecheck.h"
#include "checks/refine.h"
#include "checks/regime.h"
#include "pathway/shares.h"

#include <math.h>
#include <string.h>

static void assert_warned(const struct lp_diag *diag, size_t i, const char *words)
{
    if (i >= lp_diag_n_warnings(diag) || !strstr(lp_diag_warning_text(diag, i), words))
        fail_msg("'%s' missing in: %s", words,
                 i < lp_diag_n_warnings(diag) ? lp_diag_warning_text(diag, i) : "(none)");
}

static void what_is_past_its_limit_is_said(void **state)
{
    (void)state;
    struct lp_component component = {.name = "peak"};
    struct lp_compartment salt = {.name = "salt"};
    struct lp_model model = {
        .n_compartments = 1, .compartments = &salt, .n_components = 1, .components = &component};
    struct lp_row rows[2] = {{.t_s = 60}, {.t_s = 3600}};
    struct lp_experiment x = {.name = "cell", .model = &model, .n_rows = 2, .rows = rows};
    struct lp_study study = {.n_experiments = 1, .experiments = &x};
    struct lp_experiment_books books = {.experiment = &x, .imbalance = -2.5e-6};
    struct lp_engine_check engines[] = {{.experiment = &x,
                                         .engine = LP_ENGINE_EXACT,
                                         .other = LP_ENGINE_CVODES,
                                         .difference = NAN,
                                         .failure = "too many steps"},
                                        {.experiment = &x,
                                         .engine = LP_ENGINE_CVODES,
                                         .other = LP_ENGINE_EXACT,
                                         .difference = 3e-5}};
    struct lp_refinement refinement = {.is_checked = true,
                                       .n_layers = 8,
                                       .sigma = 0.2,
                                       .i_row = 1,
                                       .share = NAN,
                                       .which = LP_REFINE_CARRIED};
    struct lp_mixing_phase phases[] = {{"a", 0.31, false}, {"b", 0.05, true}, {"gone", 1.0, false}};
    struct lp_mixing mixing = {.n_phases = 2, .phases = phases};
    struct lp_solution s = {.study = &study,
                            .report = &x,
                            .n_books = 1,
                            .books = &books,
                            .n_engines = 2,
                            .engines = engines,
                            .refinement = &refinement,
                            .mixing = &mixing};
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    lp_words_warn_of_limits(&s, arena, diag);
    assert_int_equal(lp_diag_n_warnings(diag), 6);
    assert_warned(diag, 0, "differ by 2.5e-06 of it");
    assert_warned(diag, 1, "could not be repeated with engine cvodes: too many steps");
    assert_warned(diag, 2, "engines cvodes and exact differ by 3e-05");
    assert_warned(diag, 3, "with 16 instead of 8 the prediction of 'peak' at 3600 s");
    assert_warned(diag, 3, "moves by 0.2 sigma; about 16 layers would do");
    assert_warned(diag, 4, "'a' is taken as well mixed");
    assert_warned(diag, 4, "(Bi 0.31, above 0.1)");
    assert_warned(diag, 5, "(largest Bi 0.05, of 'b', below 0.1)");
    refinement.sigma = NAN;
    refinement.share = 0.02;
    lp_diag_free(diag);
    diag = lp_diag_new();
    lp_words_warn_of_limits(&s, arena, diag);
    assert_warned(
        diag, 3, "with 16 instead of 8 a share (carried by 'salt') moves by 0.02; about 64 layers");
    refinement.sigma = LP_REFINE_SIGMA; /* within its limit: it is the share that is past its own */
    refinement.share = 0.03;
    lp_words_warn_of_limits(&s, arena, diag);
    assert_warned(diag, 6, "a share (carried by 'salt') moves by 0.03; about 64 layers");
    lp_diag_free(diag);
    lp_arena_free(arena);
}

static void what_is_within_is_not(void **state)
{
    (void)state;
    struct lp_experiment x = {.name = "cell"};
    struct lp_study study = {.n_experiments = 1, .experiments = &x};
    struct lp_experiment_books books = {.experiment = &x, .imbalance = 1e-6};
    struct lp_engine_check engine = {.experiment = &x, .difference = 1e-6};
    struct lp_refinement refinement = {.is_checked = true, .sigma = 0.1, .share = 1e-3};
    struct lp_mixing_phase phases[] = {{"a", 0.1, false}, {"b", 0.1, true}};
    struct lp_mixing mixing = {.n_phases = 2, .phases = phases};
    struct lp_solution s = {.study = &study,
                            .report = &x,
                            .n_books = 1,
                            .books = &books,
                            .n_engines = 1,
                            .engines = &engine,
                            .refinement = &refinement,
                            .mixing = &mixing};
    struct lp_solution nothing = {.study = &study};
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    lp_words_warn_of_limits(&s, arena, diag);
    lp_words_warn_of_limits(&nothing, arena, diag);
    assert_int_equal(lp_diag_n_warnings(diag), 0);
    lp_diag_free(diag);
    lp_arena_free(arena);
}

/* Edges with these parts of the resistance, of which the last has an activation energy; phases a,
 * whose diffusivity has none, b, whose has one, and c without any. What lies behind the ends (gone,
 * beyond) is never told of. */
static void assert_athermal(const double parts[4], size_t n_layers, const char *expected)
{
    struct lp_parameter parameters[] = {{.name = "phi", .i_activation = LP_NONE},
                                        {.name = "hot", .i_activation = 0}};
    const struct lp_parameters all = {.n = 2, .item = parameters};
    const struct lp_value none = {.is_given = false}, fixed = {.is_given = true, .i_parameter = 0},
                          hot = {.is_given = true, .i_parameter = 1};
    struct lp_compartment compartments[] = {{.name = "a", .diffusivity_m2_per_s = fixed},
                                            {.name = "b", .diffusivity_m2_per_s = hot},
                                            {.name = "c", .diffusivity_m2_per_s = none},
                                            {.name = "gone", .diffusivity_m2_per_s = fixed}};
    struct lp_edge edges[] = {{.id = "l--a", .flow_mol_per_s = fixed},
                              {.id = "a--b", .flow_mol_per_s = fixed},
                              {.id = "b--r", .flow_mol_per_s = hot},
                              {.id = "beyond", .flow_mol_per_s = fixed}};
    struct lp_model model = {.parameters = &all,
                             .n_compartments = 3,
                             .compartments = compartments,
                             .n_edges = 3,
                             .edges = edges,
                             .n_layers = n_layers};
    struct lp_experiment x = {.name = "cell", .model = &model};
    struct lp_study study = {.n_experiments = 1, .experiments = &x};
    double numbers[64] = {[LP_SHARE_ACTIVATION] = 0.3};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = &study,
                            .report = &x,
                            .is_joined = true,
                            .numbers = numbers};
    struct lp_diag *diag = lp_diag_new();
    for (size_t i = 0; i < 4; i++)
        numbers[lp_shares_at_edge(&model, i, LP_SHARE_DISSIPATION)] = parts[i];
    s.athermal = NULL;
    lp_athermal_run(&s);
    lp_words_warn_of_limits(&s, s.arena, diag);
    assert_int_equal(lp_diag_n_warnings(diag), expected ? 1 : 0);
    if (expected)
        assert_string_equal(lp_diag_warning_text(diag, 0),
                            lp_arena_printf(s.arena,
                                            "the activation energy of the path takes for "
                                            "independent of temperature what has none (part of the "
                                            "resistance): %s",
                                            expected));
    /* Where there is no such energy, or no path, there is nothing to be wrong about. */
    s.is_joined = false;
    s.athermal = NULL;
    lp_athermal_run(&s);
    lp_words_warn_of_limits(&s, s.arena, diag);
    s.is_joined = true;
    numbers[LP_SHARE_ACTIVATION] = NAN;
    s.athermal = NULL;
    lp_athermal_run(&s);
    lp_words_warn_of_limits(&s, s.arena, diag);
    assert_int_equal(lp_diag_n_warnings(diag), expected ? 1 : 0);
    lp_diag_free(diag);
    lp_arena_free(s.arena);
}

/* Links and, in layers, what links leave of the resistance: the film's, to which each diffusivity
 * adds. Of 1 % and less nothing is said. */
static void flows_without_energy_are_named(void **state)
{
    (void)state;
    const double links[] = {0.5, 0.08, 0.2, 0.05}, whole[] = {0.5, 0.25, 0.25, 0.5},
                 small[] = {0.01, 0.005, 0.9, 0.5}, film[] = {0.005, 0.005, 0.5, 0.0},
                 percent[] = {0.984375, 0.0, 0.005625, 0.0};
    assert_athermal(links, 1, "'l--a' (50 %), 'a--b' (8 %), the diffusivity of 'a'");
    assert_athermal(links, 0, "'l--a' (50 %), 'a--b' (8 %)");
    assert_athermal(whole, 8, "'l--a' (50 %), 'a--b' (25 %)");
    assert_athermal(small, 0, NULL);
    assert_athermal(film, 8, "the diffusivity of 'a'");
    assert_true(1.0 - percent[0] - percent[2] == 0.01);
    assert_athermal(percent, 8, "'l--a' (98 %)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_past_its_limit_is_said),
                                       cmocka_unit_test(what_is_within_is_not),
                                       cmocka_unit_test(flows_without_energy_are_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
