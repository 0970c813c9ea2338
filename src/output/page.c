/* SPDX-License-Identifier: MIT
 *
 * Over POSIX open_memstream.
 */
#include "output/page.h"

#include <stdlib.h>

bool lp_page_open(struct lp_page *page)
{
    *page = (struct lp_page){.out = NULL};
    page->out = open_memstream(&page->text, &page->n_text);
    return page->out != NULL;
}

char *lp_page_take(struct lp_page *page, bool is_whole)
{
    if (!page->out)
        return NULL;
    const bool has_failed = ferror(page->out) != 0;
    if (fclose(page->out) == 0 && !has_failed && is_whole)
        return page->text;
    free(page->text);
    return NULL;
}
