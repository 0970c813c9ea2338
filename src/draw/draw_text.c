/* SPDX-License-Identifier: MIT
 *
 * Widths, line breaks, escapes. The picture is placed before it is rendered, so text has to be
 * measured without the renderer: by the published widths of Helvetica (Adobe Font Metrics), which
 * Arial and Liberation Sans share by design.
 */
#include "draw/draw_text.h"

#include "base/clean.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the characters 32..126 in thousandths of the size: regular, bold. */
static const unsigned short helvetica[2][95] = {
    {278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
     556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
     1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
     667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
     333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
     556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584},
    {278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
     556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
     975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
     667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
     333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
     611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584}};

/* Next character of UTF-8 text (which the reader has checked) and its length. */
static unsigned long next_character(const char *text, size_t *n_bytes)
{
    const unsigned char first = (unsigned char)text[0];
    const size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    unsigned long code = n == 1 ? first : first & (0x3Fu >> (n - 1));
    size_t i = 1;
    for (; i < n && text[i]; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3Fu);
    *n_bytes = i;
    return code;
}

static double character_width(unsigned long code, bool is_bold)
{
    if (code >= 32 && code < 127)
        return helvetica[is_bold][code - 32] / 1000.0;
    if (code >= 0x300 && code < 0x370) /* combining marks */
        return 0;
    if (code >= 0x2E80) /* CJK and other full-width scripts */
        return 1.0;
    if ((code >= 0x2070 && code < 0x20A0) || code == 0xB2 || code == 0xB3 || code == 0xB9)
        return 0.37;                                     /* superscripts, subscripts */
    return code == 0x2192 || code == 0x2026 ? 1.0 : 0.6; /* arrow, ellipsis; letters with accents */
}

static double width_of_bytes(const char *text, size_t n, double size_pt, bool is_bold)
{
    double width = 0;
    for (size_t i = 0, step = 0; i < n; i += step)
        width += character_width(next_character(text + i, &step), is_bold);
    return width * size_pt;
}

double lp_draw_text_width(const char *text, double size_pt, bool is_bold)
{
    return width_of_bytes(text, strlen(text), size_pt, is_bold);
}

/* True if a line may end after this character. */
static bool may_break_after(unsigned long code)
{
    return code == ' ' || code == '-' || code == '/' || code == '_' || code == '|' || code == ',' ||
           code == ')' || (code >= 0x2010 && code <= 0x2014) || code >= 0x2E80;
}

/* Bytes of text that fit on a line: up to the last break that fits, else as many as fit. */
static size_t fitting_bytes(const char *text, double width_pt, double size_pt, bool is_bold)
{
    size_t fits = 0, breakable = 0;
    for (size_t i = 0, step = 0; text[i]; i += step) {
        const unsigned long code = next_character(text + i, &step);
        const double width = width_of_bytes(text, i + step, size_pt, is_bold);
        if (width > width_pt && code != ' ')
            return breakable > 0 ? breakable : fits > 0 ? fits : step;
        fits = i + step;
        if (text[i + step] && (may_break_after(code) || text[i + step] == '('))
            breakable = i + step;
    }
    return strlen(text);
}

double lp_draw_text_longest_piece(const char *text, double size_pt, bool is_bold)
{
    double longest = 0;
    for (size_t i = 0, start = 0, step = 0; text[i]; i += step) {
        const unsigned long code = next_character(text + i, &step);
        const char next = text[i + step];
        if (next && !may_break_after(code) && next != '(')
            continue;
        const size_t n = i + step - start - (code == ' ' ? 1 : 0);
        longest = fmax(longest, width_of_bytes(text + start, n, size_pt, is_bold));
        start = i + step;
    }
    return longest;
}

static const char *trimmed(struct lp_arena *arena, const char *text, size_t n)
{
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return lp_arena_strndup(arena, text, n);
}

/* As much of text as leaves room for an ellipsis. */
static const char *shortened(struct lp_arena *arena, const char *text, double width_pt,
                             double size_pt, bool is_bold)
{
    size_t n = 0, step = 0;
    for (; text[n]; n += step) {
        next_character(text + n, &step);
        if (width_of_bytes(text, n + step, size_pt, is_bold) + size_pt > width_pt)
            break;
    }
    return lp_arena_printf(arena, "%.*s…", (int)n, text);
}

struct lp_draw_lines lp_draw_text_wrap(struct lp_arena *arena, const char *text, double width_pt,
                                       double size_pt, bool is_bold)
{
    struct lp_draw_lines lines = {0, {NULL}};
    while (*text == ' ')
        text++;
    while (*text && lines.n < LP_DRAW_MAX_LINES) {
        const size_t n = fitting_bytes(text, width_pt, size_pt, is_bold);
        const bool is_cut = lines.n == LP_DRAW_MAX_LINES - 1 && text[n];
        lines.line[lines.n] =
            is_cut ? shortened(arena, text, width_pt, size_pt, is_bold) : trimmed(arena, text, n);
        lines.n++;
        for (text += n; *text == ' ';)
            text++;
    }
    return lines;
}

static char flattened(char c)
{
    return c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
}

const char *lp_draw_text_clean(struct lp_arena *arena, const char *text)
{
    return lp_clean_copy(arena, text, strlen(text), LP_SPACE_BLANK);
}

/* Per cent without its sign: whole numbers, tenths below one. A minus is U+2212. */
static const char *percent_number(struct lp_arena *arena, double share)
{
    const double percent = 100 * fabs(share);
    const char *minus = share < 0 && percent >= 0.05 ? "−" : "";
    if (percent < 0.05)
        return lp_arena_printf(arena, percent > 1e-10 ? "<0.1" : "0");
    return lp_arena_printf(arena, percent < 0.95 ? "%s%.1f" : "%s%.0f", minus, percent);
}

const char *lp_draw_text_percent(struct lp_arena *arena, double share)
{
    return lp_arena_printf(arena, "%s %%", percent_number(arena, share));
}

const char *lp_draw_text_interval(struct lp_arena *arena, const struct lp_picture_number *share)
{
    if (!isfinite(share->low) && !isfinite(share->high))
        return "";
    if (fabs(share->high - share->low) < 1e-9) /* exact: every path leads through here */
        return "";
    const char *low = isfinite(share->low) ? percent_number(arena, share->low) : "?";
    const char *high = isfinite(share->high) ? percent_number(arena, share->high) : "?";
    const bool has_minus = share->low < 0 || share->high < 0;
    return lp_arena_printf(arena, has_minus ? "[%s … %s]" : "[%s–%s]", low, high);
}

static void add_bytes(struct lp_draw_buffer *buffer, const char *bytes, size_t n)
{
    if (buffer->has_failed)
        return;
    if (buffer->n + n + 1 > buffer->n_allocated) {
        const size_t n_wanted = 2 * (buffer->n + n + 1) + 256;
        char *larger = realloc(buffer->bytes, n_wanted);
        if (!larger) {
            buffer->has_failed = true;
            return;
        }
        buffer->bytes = larger;
        buffer->n_allocated = n_wanted;
    }
    memcpy(buffer->bytes + buffer->n, bytes, n);
    buffer->n += n;
    buffer->bytes[buffer->n] = '\0';
}

void lp_draw_buffer_add(struct lp_draw_buffer *buffer, const char *text)
{
    add_bytes(buffer, text, strlen(text));
}

void lp_draw_buffer_printf(struct lp_draw_buffer *buffer, const char *format, ...)
{
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (n >= 0 && (size_t)n < sizeof small) {
        add_bytes(buffer, small, (size_t)n);
        return;
    }
    char *large = n < 0 ? NULL : malloc((size_t)n + 1);
    if (!large) {
        buffer->has_failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(large, (size_t)n + 1, format, arguments);
    va_end(arguments);
    add_bytes(buffer, large, (size_t)n);
    free(large);
}

void lp_draw_buffer_clear(struct lp_draw_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct lp_draw_buffer){NULL, 0, 0, false};
}

/* What a format writes for a character that means something in it. */
struct escape {
    char character;
    const char *written;
};

/* Text with a format's escapes, the rest as it may be shown; white space is a blank each. */
static void add_escaped(struct lp_draw_buffer *buffer, const char *text, size_t n_escapes,
                        const struct escape escapes[])
{
    for (size_t i = 0, n = strlen(text); i < n;) {
        const struct lp_clean next = lp_clean_next(text + i, n - i);
        const char blank = flattened(text[i]);
        size_t k = 0;
        while (k < n_escapes && escapes[k].character != text[i])
            k++;
        if (k < n_escapes)
            lp_draw_buffer_add(buffer, escapes[k].written);
        else if (blank != text[i])
            add_bytes(buffer, &blank, 1);
        else
            add_bytes(buffer, next.shown, next.n_shown);
        i += next.n_taken;
    }
}

#define ADD_ESCAPED(buffer, text, escapes)                                                         \
    add_escaped(buffer, text, sizeof escapes / sizeof *escapes, escapes)

void lp_draw_buffer_add_xml(struct lp_draw_buffer *buffer, const char *text)
{
    static const struct escape escapes[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\\', "&#92;"}};
    ADD_ESCAPED(buffer, text, escapes);
}

void lp_draw_buffer_add_json(struct lp_draw_buffer *buffer, const char *text)
{
    static const struct escape escapes[] = {
        {'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\u000a"}, {'\t', "\\u0009"}};
    ADD_ESCAPED(buffer, text, escapes);
}

void lp_draw_buffer_add_dot(struct lp_draw_buffer *buffer, const char *text)
{
    static const struct escape escapes[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'&', "&amp;"}};
    ADD_ESCAPED(buffer, text, escapes);
}

void lp_draw_buffer_add_tip(struct lp_draw_buffer *buffer, const char *text)
{
    static const struct escape escapes[] = {{'\\', "\\\\\\\\"}, {'&', "&amp;"}};
    ADD_ESCAPED(buffer, text, escapes);
}
