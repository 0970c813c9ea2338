/* SPDX-License-Identifier: MIT
 *
 * A control at rest beside a current too small to matter: chi2 by hand. One parameter makes one
 * enrichment x, measured twice with sigma .01: the joint fit takes the mean, the control then lies
 * d/2 off it, and each is predicted by the other with the errors of both, chi2 = d²/(2 sigma²).
 */
#include "inference/checks.h"

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

/* An estimated noise is that of the joint fit: sigma² = d²/4, so that chi2 is 2 with one left out.
 */
static void estimated_noise_is_kept(void **state)
{
    char text[2048];
    (void)state;
    snprintf(text, sizeof text, STUDY, "", "estimate: true", 0.44, "", "estimate: true");
    struct checkmaker maker = checkmaker_fit(text);
    expect(&maker, "blind_prediction", "rest", 2, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_values_by_hand),
        cmocka_unit_test(estimated_noise_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
