/* SPDX-License-Identifier: MIT
 *
 * Lines and places of a text. The bytes keep a leading byte order mark (a digest of them is then
 * that of the file); the first line starts behind it. The text after the last \n is a line too, if
 * only an empty one, because "the end of the file" is a place that faults are reported at.
 */
#include "base/source.h"

#include "base/text.h"

#include <string.h>

static size_t mark_length(const char *bytes, size_t n)
{
    return n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

bool lp_source_index_lines(struct lp_arena *arena, struct lp_source *source)
{
    size_t n_lines = 1;
    for (size_t i = 0; i < source->n_bytes; i++)
        n_lines += source->bytes[i] == '\n';
    size_t *line_start = lp_arena_alloc(arena, n_lines, sizeof *line_start);
    if (!line_start)
        return false;
    size_t i_line = 0;
    line_start[i_line++] = mark_length(source->bytes, source->n_bytes);
    for (size_t i = 0; i < source->n_bytes; i++)
        if (source->bytes[i] == '\n')
            line_start[i_line++] = i + 1;
    source->line_start = line_start;
    source->n_lines = n_lines;
    return true;
}

/* Index of the line that holds a byte offset, by bisection. */
static size_t find_line(const struct lp_source *source, size_t offset)
{
    size_t low = 0, high = source->n_lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->line_start[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t lp_source_line_end(const struct lp_source *source, size_t i_line)
{
    size_t start = source->line_start[i_line];
    bool is_last = i_line + 1 == source->n_lines;
    size_t end = is_last ? source->n_bytes : source->line_start[i_line + 1] - 1;
    if (!is_last && end > start && source->bytes[end - 1] == '\r')
        end--;
    return end;
}

struct lp_span lp_source_span(const struct lp_source *source, size_t offset, size_t n_bytes)
{
    size_t i_line = find_line(source, offset);
    size_t start = source->line_start[i_line];
    size_t end = lp_source_line_end(source, i_line);
    if (offset < start)
        offset = start;
    if (offset > end)
        offset = end;
    if (n_bytes > end - offset)
        n_bytes = end - offset;
    struct lp_span span = {.source = source,
                           .line = i_line + 1,
                           .column =
                               lp_text_n_characters(source->bytes + start, offset - start) + 1,
                           .length = lp_text_n_characters(source->bytes + offset, n_bytes)};
    return span;
}

struct lp_span lp_span_none(const struct lp_source *source)
{
    struct lp_span span = {.source = source};
    return span;
}
