/* SPDX-License-Identifier: MIT
 *
 * Studies fitted for the sake of their cross-checks, and a row of them by name.
 */
#ifndef LP_TESTS_SUPPORT_CHECKMAKER_H
#define LP_TESTS_SUPPORT_CHECKMAKER_H

#include "run/solve.h"

/* A study from its text and its fit (run: topologies, too). Free with checkmaker_clear. */
struct checkmaker {
    struct lp_study *study;
    struct lp_answer *answer;
};
struct checkmaker checkmaker_fit(const char *text);
struct checkmaker checkmaker_run(const char *text);
void checkmaker_clear(struct checkmaker *maker);

/* The row of a name and subject; NULL: absent. */
const struct lp_answer_check *checkmaker_find(const struct checkmaker *maker, const char *name,
                                              const char *subject);

/* The same; fails the test unless it is there with this value (to 1e-6 of it) and status. */
void checkmaker_expect(const struct checkmaker *maker, const char *name, const char *subject,
                       double value, enum lp_check_status status);

/* A film of two phases a and b between two reservoirs, phi fitted; %s, in this order: more of the
 * cell, of a, of the top of the model, and of the experiment. */
#define CHECKMAKER_STUDY                                                                           \
    "lipath: 1\nmodel:\n"                                                                          \
    "  cell: {area: 1 cm2, thickness: 40 um%s}\n"                                                  \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol%s},\n"         \
    "    b: {inventory: 3 umol, role: interface}, r: {kind: electrode, enrichment: 0.95}}\n"       \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"                   \
    "    {between: [a, b], flow: 1e-10 mol/s}]\n%s"                                                \
    "experiments:\n"                                                                               \
    "  - name: cell\n"                                                                             \
    "    data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.55, 0.01], [2 h, b, 0.2, 0.01]]\n%s"

struct checkmaker checkmaker_film(const char *cell, const char *a, const char *model,
                                  const char *experiment);

#endif
