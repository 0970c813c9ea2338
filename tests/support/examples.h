/* SPDX-License-Identifier: MIT
 *
 * Examples of a table of keys, put into the smallest file around them: the reference must not show
 * what the reader refuses.
 */
#ifndef LP_TESTS_SUPPORT_EXAMPLES_H
#define LP_TESTS_SUPPORT_EXAMPLES_H

#include "input/keys.h"

enum { EXAMPLES_MAX_NEEDS = 4 };

/* What must stand around and beside the keys of a mapping, or the columns of a table. */
struct examples_place {
    const struct lp_keys *keys;
    const char *key;            /* for this one alone; NULL: for all that no place above is for */
    const char *before, *after; /* the file around them */
    /* Keys beside it, in pairs of name and value; the one that is tested is left out. */
    const char *needs[EXAMPLES_MAX_NEEDS][2];
};

/* The place for a key among n; fails the test if there is none. */
const struct examples_place *examples_find(size_t n, const struct examples_place place[],
                                           const struct lp_keys *keys, const struct lp_key *key);

/*
 * The file with a key and its example: lines after one another where nothing stands before them,
 * else {key: value, ...}; of a table, a head and a row, COMPONENT in a head being `salt`. The
 * caller frees it.
 */
char *examples_text(const struct examples_place *place, const struct lp_key *key);

/* Write directory/name, and remove it; fails the test where it cannot be written. */
void examples_write(const char *directory, const char *name, const char *text);
void examples_remove(const char *directory, const char *name);

#endif
