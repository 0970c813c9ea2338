/* SPDX-License-Identifier: MIT
 *
 * Other electrodes in words: which sentence each outcome gets, and where it becomes part of the
 * verdict and a warning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellbeside.h"
#include "answer/words_otherwise.h"
#include "checks/otherwise.h"

#include <math.h>

/* Everything that is told of one outcome. */
struct told {
    struct lp_arena *arena;
    struct lp_diag *diag;
    struct lp_answer answer;
};

static struct told tell(const struct lp_otherwise *o, enum lp_verdict own)
{
    static struct lp_compartment compartments[] = {{.name = "left"}, {.name = "rim; %s"}};
    static struct lp_model model = {.n_compartments = 2, .compartments = compartments};
    static const struct lp_experiment report = {.model = &model};
    struct lp_optimum best = {.likelihood = {.chi2 = 12.5}};
    struct lp_solution s = {.report = &report,
                            .best = &best,
                            .otherwise = o,
                            .verdict = {.is_made = true, .interface = own}};
    struct told t = {.arena = lp_arena_new(), .diag = lp_diag_new()};
    t.answer.arena = t.arena;
    struct lp_otherwise judged;
    if (o) {
        judged = *o;
        lp_otherwise_judge(&judged);
        s.otherwise = &judged;
    }
    lp_tellbeside_otherwise(&s, &t.answer);
    lp_words_otherwise_warn(&s, t.arena, t.diag);
    return t;
}

static void clear(struct told *t)
{
    lp_diag_free(t->diag);
    lp_arena_free(t->arena);
}

static struct lp_otherwise pools(void)
{
    return (struct lp_otherwise){.are_pools = true,
                                 .pool_mol = 7.85e-10,
                                 .is_fitted = true,
                                 .is_converged = true,
                                 .chi2 = 30.25,
                                 .better = -17.5,
                                 .conductance_mol_s = {1e-11, 8e-12, 2e-11},
                                 .share = {0.5, 0.25, 0.75},
                                 .interface = LP_VERDICT_YES};
}

static void the_same_verdict_is_told_beside_it(void **state)
{
    (void)state;
    struct lp_otherwise o = pools();
    struct told t = tell(&o, LP_VERDICT_YES);
    assert_string_equal(t.answer.otherwise->assumption,
                        "a pool of 0.785 nmol of plated lithium on each electrode");
    assert_string_equal(
        t.answer.otherwise->text,
        "With a pool of 0.785 nmol of plated lithium on each electrode the verdict is the same, "
        "'yes': 50.0 % through the interface (95 %: 25.0 to 75.0 %); chi2 30.25 instead of 12.5: "
        "the data refuse that (-2 ln L higher by 17.5).");
    assert_int_equal(lp_diag_n_warnings(t.diag), 0);
    assert_true(t.answer.otherwise->chi2 == 30.25 && t.answer.otherwise->is_converged);
    clear(&t);
}

/* One that the data refuse changes the verdict without being what it hangs on. */
static void another_verdict_is_part_of_it_and_a_warning(void **state)
{
    (void)state;
    struct lp_otherwise o = pools();
    const size_t kept[] = {1};
    o.differs = true;
    o.n_kept = 1;
    o.kept = kept;
    o.better = -17.5;
    struct told t = tell(&o, LP_VERDICT_NO);
    const char *refused =
        "With a pool of 0.785 nmol of plated lithium on each electrode (but 'rim; %s', which a "
        "phase grows from) the verdict would be 'yes': 50.0 % through the interface (95 %: 25.0 to "
        "75.0 %); chi2 30.25 instead of 12.5: the data refuse that (-2 ln L higher by 17.5).";
    assert_string_equal(t.answer.otherwise->text, refused);
    assert_string_equal(lp_diag_warning_text(t.diag, 0), refused);
    clear(&t);

    o.are_pools = false;
    o.n_kept = 0;
    o.better = 1.0;
    t = tell(&o, LP_VERDICT_NO);
    assert_string_equal(
        t.answer.otherwise->text,
        "The verdict hangs on what the electrodes give: with foils that give their own enrichment "
        "at once, without a pool of plated lithium the verdict would be 'yes': 50.0 % through the "
        "interface (95 %: 25.0 to 75.0 %); chi2 30.25 instead of 12.5: the data do not tell the "
        "two apart.");
    assert_true(t.answer.otherwise->differs);
    clear(&t);
}

/* At 3.84 of -2 ln L the data do not tell the two apart, but what they like less by that much is
 * nothing that a verdict hangs on. */
static void at_the_limit_nothing_hangs_on_it(void **state)
{
    (void)state;
    struct lp_otherwise o = pools();
    o.differs = true;
    o.better = -LP_TOPOLOGY_CHI2;
    struct told t = tell(&o, LP_VERDICT_NULL); /* a verdict there, and none here */
    assert_string_equal(
        t.answer.otherwise->text,
        "With a pool of 0.785 nmol of plated lithium on each electrode the verdict would be 'yes': "
        "50.0 % through the interface (95 %: 25.0 to 75.0 %); chi2 30.25 instead of 12.5: the data "
        "do not tell the two apart.");
    clear(&t);
}

static void without_an_interface_the_conductance_is_told(void **state)
{
    (void)state;
    struct lp_otherwise o = pools();
    o.interface = LP_VERDICT_NULL;
    o.better = 6.0;
    struct told t = tell(&o, LP_VERDICT_NULL);
    assert_string_equal(
        t.answer.otherwise->text,
        "With a pool of 0.785 nmol of plated lithium on each electrode: conductance 1e-11 mol/s "
        "(95 %: 8e-12 to 2e-11); chi2 30.25 instead of 12.5: the data fit that better, by 6 in "
        "-2 ln L.");
    clear(&t);
}

static void a_fit_that_failed_is_told(void **state)
{
    (void)state;
    const struct lp_estimate none = {NAN, NAN, NAN};
    const struct lp_otherwise o = {
        .chi2 = NAN, .better = NAN, .conductance_mol_s = none, .share = none};
    struct told t = tell(&o, LP_VERDICT_YES);
    assert_string_equal(t.answer.otherwise->text,
                        "With foils that give their own enrichment at once, without a pool of "
                        "plated lithium no fit could be computed.");
    assert_false(t.answer.otherwise->is_converged);
    assert_true(isnan(t.answer.otherwise->chi2));
    clear(&t);
    t = tell(NULL, LP_VERDICT_YES);
    assert_null(t.answer.otherwise);
    clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_verdict_is_told_beside_it),
        cmocka_unit_test(another_verdict_is_part_of_it_and_a_warning),
        cmocka_unit_test(at_the_limit_nothing_hangs_on_it),
        cmocka_unit_test(without_an_interface_the_conductance_is_told),
        cmocka_unit_test(a_fit_that_failed_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
