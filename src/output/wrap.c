/* SPDX-License-Identifier: MIT
 *
 * Word by word: a line ends where the next one would not fit.
 */
#include "output/wrap.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

void lp_wrap(FILE *out, size_t column, size_t indent, size_t width, const char *text)
{
    bool is_first = true; /* on its line */
    while (*text) {
        const size_t n_blank = strspn(text, " ");
        const bool is_break = text[n_blank] == '\n';
        text += n_blank + (is_break ? 1 : 0);
        const size_t n = strcspn(text, " \n"), n_columns = lp_text_n_characters(text, n);
        if (is_break || (!is_first && column + 1 + n_columns > width)) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
            is_first = true;
        }
        if (n == 0)
            continue;
        fprintf(out, "%s%.*s", is_first ? "" : " ", (int)n, text);
        column += n_columns + (is_first ? 0 : 1);
        is_first = false;
        text += n;
    }
    fputc('\n', out);
}
