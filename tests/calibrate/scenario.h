/* SPDX-License-Identifier: MIT
 *
 * The scenarios of `make calibrate`: three phases (ceramic, interface, salt) between two foils of
 * 95 % 6Li, six exchange flows (contacts alike on both sides), 16 times. What differs is which flow
 * is large, and in the later ones what else is unknown or how the cell was measured.
 *
 * The first eleven are the ones that intervals and verdicts of the prototype were scored on; the
 * others have what it left out.
 */
#ifndef LP_TESTS_CALIBRATE_SCENARIO_H
#define LP_TESTS_CALIBRATE_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

enum scenario_flow {
    EL_CERAMIC,
    EL_INTERFACE,
    EL_SALT,
    CERAMIC_INTERFACE,
    CERAMIC_SALT,
    INTERFACE_SALT,
    N_FLOWS
};
enum { CERAMIC, INTERFACE, SALT, N_PHASES };

enum scenario_group { GROUP_SIX, GROUP_HARDER, GROUP_NEW };

struct scenario {
    const char *name;
    enum scenario_group group;
    double flow[N_FLOWS];    /* mol/s; each is jittered */
    double interface_jitter; /* of the interface contact: factor 10^uniform(-j, j) */
    bool estimates_sigma;    /* one noise factor per component, true ones 0.5 to 2 */
    bool frees_inventories;  /* with a prior, its median off by what the prior says */
    bool is_driven;          /* current that changes sign, then storage */
    bool is_depth;           /* five layers, diffusivities free with a prior */
    bool is_before_after;    /* increases at one time, both spectra with errors */
};

/* Targets. NaN: none. */
struct scenario_targets {
    double cover_least;       /* of the set's share */
    double wrong_most;        /* verdicts */
    double open_most[2];      /* undetermined where D < 9 (down to 3.84) and D >= 9 */
    double open_least;        /* undetermined, all classes */
    double compartment_least; /* coverage of each compartment */
    double width_most;        /* median of width/Asimov width */
};

size_t scenario_count(void);
const struct scenario *scenario_at(size_t i);
struct scenario_targets scenario_targets(const struct scenario *scenario);

#endif
