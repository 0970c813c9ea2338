/* SPDX-License-Identifier: MIT
 *
 * A reader with a text of YAML before it, for tests.
 */
#ifndef LP_TESTS_SUPPORT_READERMAKER_H
#define LP_TESTS_SUPPORT_READERMAKER_H

#include "input/reader.h"

struct readermaker {
    struct lp_arena *arena;
    struct lp_diag *diag;
    struct lp_reader reader;
    const struct lp_source *source;
    const struct lp_yaml *root;
};

/* Fails the test where the text is not YAML. Close with readermaker_close. */
void readermaker_open(struct readermaker *maker, const char *text);
void readermaker_close(struct readermaker *maker);

#endif
