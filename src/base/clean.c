/* SPDX-License-Identifier: MIT
 *
 * One character at a time, so that each writer can put its own escapes around it.
 *
 * Sources: Unicode 15, chapter 23 (controls, non-characters); Unicode Technical Report 36, 2.5, and
 * Boucher and Anderson, "Trojan Source", arXiv:2111.00169 (bidirectional controls).
 */
#include "base/clean.h"

#include "base/text.h"

#include <string.h>

bool lp_clean_may_show(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0, 0x1F},        /* C0 */
        {0x7F, 0x9F},     /* DEL, C1 */
        {0x61C, 0x61C},   /* Arabic letter mark */
        {0x200E, 0x200F}, /* left-to-right and right-to-left mark */
        {0x2028, 0x202E}, /* separators of lines and paragraphs, embeddings, overrides */
        {0x2066, 0x2069}, /* isolates */
        {0xD800, 0xDFFF}, /* halves of surrogate pairs */
        {0xFDD0, 0xFDEF}, /* non-characters */
        {0x110000, ~0u},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1])
            return false;
    return (code & 0xFFFE) != 0xFFFE;
}

struct lp_clean lp_clean_next(const char *text, size_t n)
{
    const unsigned char *c = (const unsigned char *)text;
    const size_t length = lp_text_character_length(text, n);
    struct lp_clean next = {0xFFFD, length ? length : 1, text, length};
    if (length > 0) {
        next.code = length == 1 ? c[0] : c[0] & (0x3Fu >> (length - 1));
        for (size_t i = 1; i < length; i++)
            next.code = next.code << 6 | (c[i] & 0x3Fu);
    }
    if (length == 0 || !lp_clean_may_show(next.code)) {
        next.shown = LP_CLEAN_REPLACEMENT;
        next.n_shown = sizeof LP_CLEAN_REPLACEMENT - 1;
    }
    return next;
}

bool lp_clean_is(const char *text)
{
    for (size_t i = 0, n = strlen(text); i < n;) {
        const struct lp_clean next = lp_clean_next(text + i, n - i);
        if (next.shown != text + i)
            return false;
        i += next.n_taken;
    }
    return true;
}

/* What is written for white space; 0: as for any other character. */
static char kept_space(char c, enum lp_space space)
{
    if (space == LP_SPACE_LINES)
        return c == '\n' ? c : '\0';
    return space == LP_SPACE_BLANK && (c == '\n' || c == '\t' || c == '\r') ? ' ' : '\0';
}

size_t lp_clean_write(char *to, const char *text, size_t n, enum lp_space space)
{
    size_t n_written = 0;
    for (size_t i = 0; i < n;) {
        const struct lp_clean next = lp_clean_next(text + i, n - i);
        const char own = kept_space(text[i], space);
        memcpy(to + n_written, own ? &own : next.shown, own ? 1 : next.n_shown);
        n_written += own ? 1 : next.n_shown;
        i += next.n_taken;
    }
    to[n_written] = '\0';
    return n_written;
}

const char *lp_clean_copy(struct lp_arena *arena, const char *text, size_t n, enum lp_space space)
{
    char *copy = lp_arena_alloc(arena, LP_CLEAN_ROOM(n), 1);
    if (!copy)
        return "";
    lp_clean_write(copy, text, n, space);
    return copy;
}
