/* SPDX-License-Identifier: MIT
 *
 * A text that is written as a stream into memory, then used as a whole or not at all.
 */
#ifndef LP_OUTPUT_PAGE_H
#define LP_OUTPUT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

struct lp_page {
    FILE *out; /* to write to while it is open */
    char *text;
    size_t n_text;
};

/* False when out of memory. A page that is open ends with lp_page_take. */
bool lp_page_open(struct lp_page *page);

/*
 * Close a page; its text, which the caller frees. NULL where writing failed for want of memory,
 * where the page was never opened (all zero), or where the caller says that it is not whole.
 */
char *lp_page_take(struct lp_page *page, bool is_whole);

#endif
