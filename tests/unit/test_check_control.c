/* SPDX-License-Identifier: MIT
 *
 * A control at rest beside a current too small to matter: chi2 by hand. One parameter makes one
 * enrichment x, measured twice with sigma .01: the joint fit takes the mean, the control then lies
 * d/2 off it, and each is predicted by the other with the errors of both, chi2 = d²/(2 sigma²).
 */
#include "checks/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define STUDY                                                                                      \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"           \
    "    r: {kind: electrode, enrichment: 0.95}}\n"                                                \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"                   \
    "experiments:\n"                                                                               \
    "  - {name: cell, data: [[1 h, a, 0.40%s]], noise: {%s},\n"                                    \
    "     protocol: [{duration: 1 h, current: 0.1 nA}]}\n"                                         \
    "  - {name: rest, data: [[1 h, a, %g%s]], noise: {%s}}\n"

static void expect(const struct checkmaker *maker, const char *name, const char *subject,
                   double value, enum lp_check_status status)
{
    const struct lp_answer_check *check = checkmaker_find(maker, name, subject);

    assert_non_null(check);
    if (!(fabs(check->value.value - value) <= 0.01 * value) || check->status != status)
        fail_msg("%s %s: %.10g (expected %.10g), status %s", name, subject, check->value.value,
                 value, lp_check_status_text(check->status));
}

static void two_values_by_hand(void **state)
{
    static const struct {
        double x;
        enum lp_check_status joint, blind;
    } cases[] = {
        {0.41, LP_CHECK_OK, LP_CHECK_OK},
        {0.44, LP_CHECK_LOOK, LP_CHECK_LOOK},
        {0.447, LP_CHECK_LOOK, LP_CHECK_FAIL}, /* the joint fit hides half of it */
        {0.50, LP_CHECK_FAIL, LP_CHECK_FAIL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048];
        snprintf(text, sizeof text, STUDY, ", 0.01", "constant: 1", cases[i].x, ", 0.01",
                 "constant: 1");
        struct checkmaker maker = checkmaker_fit(text);
        const double d = (cases[i].x - 0.40) / 0.01;
        expect(&maker, "zero_current_control", "rest", d * d / 4, cases[i].joint);
        expect(&maker, "blind_prediction", "rest", d * d / 2, cases[i].blind);
        expect(&maker, "blind_prediction", "cell", d * d / 2, cases[i].blind);
        assert_null(checkmaker_find(&maker, "zero_current_control", "cell"));
        checkmaker_clear(&maker);
    }
}

/* Two others that differ by d = 4 sigma already (chi2 8); the left-out one is 3 sigma from their
 * mean, whose variance is half of its own: chi2 9/1.5. */
static void only_the_rise_counts(void **state)
{
    char text[2048];
    size_t n;
    (void)state;
    n = (size_t)snprintf(text, sizeof text, STUDY, ", 0.01", "constant: 1", 0.45, ", 0.01",
                         "constant: 1");
    snprintf(text + n, sizeof text - n, "  - {name: again, data: [[1 h, a, 0.44, 0.01]]}\n");
    struct checkmaker maker = checkmaker_fit(text);
    expect(&maker, "blind_prediction", "rest", 6, LP_CHECK_LOOK);
    checkmaker_clear(&maker);
}

/* The same with the noise of the joint fit: sigma² is a third of the squares' sum, 14 of them, of
 * which 8 are left without the left-out one. */
static void estimated_noise_is_kept(void **state)
{
    char text[2048];
    size_t n;
    (void)state;
    n = (size_t)snprintf(text, sizeof text, STUDY, "", "estimate: true", 0.45, "",
                         "estimate: true");
    snprintf(text + n, sizeof text - n,
             "  - {name: again, data: [[1 h, a, 0.44]], noise: {estimate: true}}\n");
    struct checkmaker maker = checkmaker_fit(text);
    expect(&maker, "blind_prediction", "rest", 3 * (1 - 8.0 / 14), LP_CHECK_OK);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_values_by_hand),
        cmocka_unit_test(only_the_rise_counts),
        cmocka_unit_test(estimated_noise_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
