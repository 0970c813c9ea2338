/* SPDX-License-Identifier: MIT
 *
 * Links and films without activation energy, by their part of the resistance.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/athermal.h"
#include "pathway/shares.h"
#include "uncertainty/solution.h"

#include <math.h>

/* Of three links the last has an energy; the second carries 1 % exactly, which is passed over.
 * Links have 0.75 of the resistance, the film 0.25. */
static void what_counts_is_listed(void **state)
{
    (void)state;
    struct lp_parameter parameters[] = {{.name = "phi", .i_activation = LP_NONE},
                                        {.name = "hot", .i_activation = 0}};
    const struct lp_parameters all = {.n = 2, .item = parameters};
    const struct lp_value fixed = {.is_given = true, .i_parameter = 0},
                          hot = {.is_given = true, .i_parameter = 1};
    struct lp_compartment compartments[] = {{.diffusivity_m2_per_s = hot},
                                            {.diffusivity_m2_per_s = fixed},
                                            {.diffusivity_m2_per_s = {.is_given = false}}};
    struct lp_edge edges[] = {
        {.flow_mol_per_s = fixed}, {.flow_mol_per_s = fixed}, {.flow_mol_per_s = hot}};
    struct lp_model model = {.parameters = &all,
                             .n_compartments = 3,
                             .compartments = compartments,
                             .n_edges = 3,
                             .edges = edges,
                             .n_layers = 4};
    struct lp_experiment x = {.model = &model};
    double numbers[64] = {[LP_SHARE_ACTIVATION] = 0.3};
    const double parts[] = {0.5, LP_ATHERMAL_PART, 0.24};
    struct lp_solution s = {
        .arena = lp_arena_new(), .report = &x, .is_joined = true, .numbers = numbers};
    for (size_t i = 0; i < 3; i++)
        numbers[lp_shares_at_edge(&model, i, LP_SHARE_DISSIPATION)] = parts[i];
    lp_athermal_run(&s);
    assert_non_null(s.athermal);
    assert_true(s.athermal->n_links == 1 && s.athermal->links[0] == 0);
    assert_true(s.athermal->n_films == 1 && s.athermal->films[0] == 1);
    numbers[lp_shares_at_edge(&model, 2, LP_SHARE_DISSIPATION)] = 0.485; /* the film has 0.5 % */
    lp_athermal_run(&s);
    assert_true(s.athermal->n_links == 1 && s.athermal->n_films == 0);
    numbers[lp_shares_at_edge(&model, 2, LP_SHARE_DISSIPATION)] = 0.24;
    model.n_layers = 0; /* well mixed: there is no film between links */
    lp_athermal_run(&s);
    assert_int_equal(s.athermal->n_films, 0);
    s.athermal = NULL;
    s.is_joined = false;
    lp_athermal_run(&s);
    assert_null(s.athermal);
    s.is_joined = true;
    numbers[LP_SHARE_ACTIVATION] = NAN;
    lp_athermal_run(&s);
    assert_null(s.athermal);
    lp_arena_free(s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_counts_is_listed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
