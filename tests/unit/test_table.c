/* SPDX-License-Identifier: MIT
 *
 * The summary for a terminal: what it must say, and that it never runs over its width.
 */
#include "base/text.h"
#include "output/table.h"

#include "tests/support/answermaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_narrow(const char *text)
{
    while (*text) {
        const size_t n = strcspn(text, "\n");
        if (lp_text_n_characters(text, n) > LP_TABLE_WIDTH)
            fail_msg("too wide: %.*s", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void assert_says(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("expected '%s' in:\n%s", words, text);
}

static void test_says_what_matters(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char *text = lp_table_text(answer);
    (void)state;
    assert_narrow(text);
    assert_says(text, "SYNTHETIC DATA");
    assert_says(text, "through the interface 50 % [40-60]: yes");
    assert_says(text, "dominant: left -> interface -> right");
    assert_says(text, "salt -> right       30 % [20-40]"); /* turned the way it flows */
    assert_says(text, "1 % [-2 to 4]  not distinguishable from zero");
    assert_says(text, "290 % [250, 330]  1.2 umol [0.6, 6]"); /* per cent and amount side by side */
    assert_says(text, "phi_lgps_salt: the data change by less than 0.1 sigma");
    assert_says(text, "only an upper bound");
    assert_says(text, "Topologies: 3, of which the data keep 2 and refuse 1");
    assert_says(text, "in all 2 kept, LGPS takes most of the new 6Li");
    assert_says(text, "kept     all of them need left--LGPS\n");
    assert_says(text, "without LGPS--interface, left--LGPS (LGPS, A; B, is not fed)");
    assert_says(text, "19 of 20 starts");
    assert_says(text, "only the sum of their contacts");
    assert_null(strstr(text, " nan"));
    assert_null(strstr(text, "inf "));
    free(text);
    answermaker_free(answer);
}

/* A film that gives to poorer foils: amounts lost, their ends in order, and no word of a gain. */
static void test_a_loss_is_called_one(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    for (size_t i = 0; i < answer->pathway->n_compartments; i++) {
        struct lp_estimate *gain = &answer->pathway->compartments[i].uptake_mol;
        *gain = (struct lp_estimate){-gain->value, -gain->high, -gain->low};
    }
    char *text = lp_table_text(answer);
    assert_narrow(text);
    assert_says(text, "What each phase lost by the last time");
    assert_says(text, "lost 6Li  ");
    assert_says(text, "of all lost 6Li\n");
    assert_says(text, "1.2 umol [0.6, 6]");
    assert_says(text, "in all 2 kept, LGPS gives most of the lost 6Li");
    assert_null(strstr(text, "new 6Li"));
    free(text);
    answermaker_free(answer);
}

/* Of refused sets those are listed that hold no smaller one; the rest is counted. */
static void test_counts_what_it_does_not_list(void **state)
{
    static const char *const more[] = {"LGPS--interface", "left--LGPS", "salt--right"};
    struct lp_answer *answer = answermaker_new();
    struct lp_answer_topology topologies[5];
    (void)state;
    for (size_t i = 0; i < 5; i++)
        topologies[i] = answer->topologies[i < 3 ? i : 2];
    topologies[3].n_absent = topologies[4].n_absent = 3;
    topologies[3].absent = topologies[4].absent = more;
    answer->topologies = topologies;
    answer->n_topologies = 5;
    char *text = lp_table_text(answer);
    assert_says(text, "Topologies: 5, of which the data keep 2 and refuse 3");
    assert_says(text, "is not fed); and 2 more (in");
    free(text);
    answermaker_free(answer);
}

static void test_no_pathway_no_verdict(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answer->pathway = NULL;
    answer->has_verdict = false;
    answer->is_converged = false;
    answer->n_topologies = 0;
    answermaker_study(answer)->is_synthetic = false;
    char *text = lp_table_text(answer);
    assert_null(strstr(text, "SYNTHETIC"));
    assert_null(strstr(text, "Verdict"));
    assert_null(strstr(text, "Topologies"));
    assert_says(text, "NOT CONVERGED");
    free(text);
    answermaker_free(answer);
}

static void test_no_dominant_path(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answer->verdict.dominant = NULL;
    answer->verdict.p_dominant = 0.6;
    char *text = lp_table_text(answer);
    assert_says(text, "none can be named; the likeliest: left -> interface -> right");
    free(text);
    answermaker_free(answer);
}

static void test_long_names_give_way(void **state)
{
    struct lp_answer *answer = answermaker_new();
    static const char name[] = "Poly(ethyleneoxide)-bis(trifluoromethanesulfonyl)imide, ünïcödé, "
                               "annealed at 60 degC for twelve hours under argon";
    (void)state;
    answer->pathway->compartments[2].name = name;
    for (size_t i = 0; i < answer->pathway->n_edges; i++)
        answer->pathway->edges[i].between[1] = name;
    answer->parameters[1].name = name;
    answermaker_study(answer)->title = name;
    char *text = lp_table_text(answer);
    assert_narrow(text);
    assert_says(text, "...");
    assert_says(text, "50 % [40-60]"); /* numbers never give way */
    free(text);
    answermaker_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_says_what_matters),
        cmocka_unit_test(test_a_loss_is_called_one),
        cmocka_unit_test(test_counts_what_it_does_not_list),
        cmocka_unit_test(test_no_pathway_no_verdict),
        cmocka_unit_test(test_no_dominant_path),
        cmocka_unit_test(test_long_names_give_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
