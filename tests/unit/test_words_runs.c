/* SPDX-License-Identifier: MIT
 *
 * Whole runs: the facts reach the words. What each sentence says is in test_words.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_says(const struct runmaker *run, const char *words, bool expected)
{
    bool says = strstr(run->answer->verdict.text, words) != NULL;
    if (says != expected)
        fail_msg("'%s' %s in: %s", words, expected ? "missing" : "found",
                 run->answer->verdict.text);
}

static void a_good_series_is_clear(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_run(&made);
    assert_int_equal(run.answer->verdict.interface, LP_VERDICT_YES);
    assert_says(&run, "Li+ goes through the interface", true);
    assert_says(&run, "The dominant path is left > a > right", true);
    assert_says(&run, "both sides of the cell are alike (phi_a, phi_b stand", true);
    assert_says(&run, "foil-contact share", true);
    assert_says(&run, "Of the new 6Li", true);
    assert_says(&run, "one time point", false);
    assert_says(&run, "Cannot be known", false);
    assert_says(&run, "twins", false);
    runmaker_clear(&run);
}

static void one_early_point_is_said_to_be_one(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    made.n_times = 1;
    made.first_s = made.last_s = 300.0;
    made.noise = 0.0;
    made.sigma = 0.01;
    struct runmaker run = runmaker_run(&made);
    assert_int_equal(run.answer->verdict.interface, LP_VERDICT_UNDETERMINED);
    assert_says(&run, "undetermined", true);
    /* 5/7 by the flows, of which nothing is sure (0 to 1), over a threshold of .1: errors are to
     * shrink as 5/7 to 5/7 - .1 */
    assert_says(&run,
                "errors about 1.2 times smaller, if the best fit is right (it is 61.4 % from the "
                "threshold, the interval reaches 71.4 % that way)",
                true);
    assert_says(&run, "There is one time point only", true);
    assert_says(&run, "uptake is linear in time", true);
    assert_says(&run, "twins (distance", true);
    assert_says(&run, "Cannot be known from these data", true);
    runmaker_clear(&run);
}

/* One time at which a and b are known exactly, to `excess` times the joint error of their
 * difference. */
static struct runmaker run_with_excess(double excess)
{
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    made.n_times = 1;
    made.first_s = made.last_s = 1e4;
    made.noise = 0.0;
    struct lp_study *study = fitmaker_study(&made);
    const struct lp_row *rows = study->experiments[0].rows;
    made.sigma = (rows[0].value - rows[1].value) / (excess * sqrt(2.0));
    lp_study_free(study);
    return runmaker_run(&made);
}

/* Three candidates: the contacts of a, those of b, a--b. Four of eight subsets leave a or b unfed;
 * without a's contacts a, the richer, has b as its only link, which the difference refuses by
 * physics (from 3 joint errors on) or by misfit (d² > 3.84, d = 2.5); the rest fits two values. */
static void what_is_ruled_out_is_counted(void **state)
{
    (void)state;
    struct runmaker run = run_with_excess(4.0);
    assert_says(&run,
                "Of 8 ways to leave out optional links 4 feed all that is seen and join the foils; "
                "the data rule out 1 of these (1 by physics, 0 by misfit), 3 are left, and the "
                "intervals of shares hold those of all of them.",
                true);
    assert_says(&run, "comes and goes through a alone agrees with the data.", true);
    assert_says(&run,
                "comes and goes through b alone is refused (physics: here 'b' would be the only "
                "link of 'a' to the electrodes, but at 1e+04 s 'a' is more enriched",
                true);
    assert_says(&run, "by 4.0 times their joint error).", true);
    assert_says(&run, "at rest a compartment", false);
    runmaker_clear(&run);

    run = run_with_excess(2.5);
    assert_says(&run, "rule out 1 of these (0 by physics, 1 by misfit), 3 are left", true);
    assert_says(&run,
                "through b alone is refused (misfit: chi2 6.25, 6.25 above the best topology, more "
                "than 3.84).",
                true);
    runmaker_clear(&run);
}

static void sides_of_their_own_rest_on_no_symmetry(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_sides);
    struct runmaker run = runmaker_fit(&made);
    assert_says(&run, "both sides of the cell are alike (phi_b stands", true);
    assert_says(&run, "only phi_", true);
    assert_says(&run, "foil-contact share", false);
    runmaker_clear(&run);
}
int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_good_series_is_clear),
                                       cmocka_unit_test(one_early_point_is_said_to_be_one),
                                       cmocka_unit_test(what_is_ruled_out_is_counted),
                                       cmocka_unit_test(sides_of_their_own_rest_on_no_symmetry)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
