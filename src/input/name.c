/* SPDX-License-Identifier: MIT
 *
 * Names go to terminals, pictures, tables and other programs. Each of those writes any name safely
 * (the writers see to that); what no reader could see, or would misread, is refused here, where its
 * place is known. Formulas in tables: OWASP, "CSV Injection".
 */
#include "input/name.h"

#include "base/clean.h"
#include "base/text.h"

#include <string.h>

enum flaw { FIT, EMPTY, TOO_LONG, HIDDEN, LINE_END, FORMULA };

/* The first thing wrong with a name; code: the character that is, where it is one. */
static enum flaw flaw_of(const char *text, enum lp_name kind, uint32_t *code)
{
    const size_t n = strlen(text);
    if (n == 0)
        return kind == LP_NAME_TITLE ? FIT : EMPTY;
    for (size_t i = 0; i < n;) {
        const struct lp_clean next = lp_clean_next(text + i, n - i);
        *code = next.code;
        if (next.code == '\n')
            return LINE_END;
        if (next.shown != text + i)
            return HIDDEN;
        i += next.n_taken;
    }
    if (lp_text_n_characters(text, n) > LP_NAME_LONGEST)
        return TOO_LONG;
    *code = (unsigned char)text[0];
    return kind == LP_NAME_CELL && strchr("=+-@", text[0]) ? FORMULA : FIT;
}

bool lp_name_is_fit(const char *text, enum lp_name kind)
{
    uint32_t code = 0;
    return flaw_of(text, kind, &code) == FIT;
}

bool lp_name_check(struct lp_reader *reader, struct lp_span span, const char *text,
                   enum lp_name kind, const char *what)
{
    uint32_t code = 0;
    const char *remedy = "";
    switch (flaw_of(text, kind, &code)) {
    case FIT:
        return true;
    case EMPTY:
        lp_reader_error(reader, span, "%s is empty", what);
        remedy = "give it at least one character";
        break;
    case TOO_LONG:
        lp_reader_error(reader, span, "%s has %zu characters, at most %d are accepted", what,
                        lp_text_n_characters(text, strlen(text)), LP_NAME_LONGEST);
        remedy = "shorten it; a comment (`# ...`) can hold the rest";
        break;
    case HIDDEN:
        lp_reader_error(reader, span, "%s holds U+%04X, a character that cannot be seen", what,
                        (unsigned)code);
        remedy = "leave out control characters, marks of writing direction and non-characters";
        break;
    case LINE_END:
        lp_reader_error(reader, span, "%s holds the end of a line", what);
        remedy =
            "write it on one line; a block that begins with `>` or `|` ends with a line's end, "
            "one that begins with `>-` does not";
        break;
    case FORMULA:
        lp_reader_error(reader, span, "%s begins with '%c'", what, (char)code);
        remedy = "names stand in tables, and a spreadsheet takes = + - @ for the begin of a "
                 "formula: begin with a letter or a digit";
        break;
    }
    lp_reader_note(reader, lp_span_none(NULL), "%s", remedy);
    return false;
}

bool lp_name_read(struct lp_reader *reader, const struct lp_yaml *node, enum lp_name kind,
                  const char *what, const char **value)
{
    const char *text;
    if (!lp_reader_text(reader, node, what, &text) ||
        !lp_name_check(reader, node->span, text, kind, what))
        return false;
    *value = text;
    return true;
}
