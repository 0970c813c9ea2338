/* SPDX-License-Identifier: MIT
 *
 * Text as it stands in a file. This is the first step of every input: bytes are read whole,
 * checked to be UTF-8 without zero bytes, and cut into lines, so that later steps can name any
 * place by line and column. It also reads numbers and finds the nearest spelling of a word.
 *
 * The bytes keep a leading byte order mark (a digest of them is then that of the file); the first
 * line starts behind it. The text after the last \n is a line too, if only an empty one, because
 * "the end of the file" is a place that faults are reported at.
 *
 * Spelling: Damerau-Levenshtein in the optimal-string-alignment form (an edit is an insertion, a
 * deletion, a replacement, or the swap of two neighbours): Damerau, doi:10.1145/363958.363994.
 */
#include "base/text.h"

#include "base/diag.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES  ((size_t)64 << 20)
#define MAX_NUMBER 400 /* characters of a number: DBL_MAX in full has 309 */
#define MAX_WORD   64  /* bytes of a word whose nearest spelling is sought */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t lp_text_n_characters(const char *text, size_t n)
{
    size_t n_characters = 0;
    for (size_t i = 0; i < n; i++)
        n_characters += !is_continuation(text[i]);
    return n_characters;
}

/* Overlong forms, halves of surrogate pairs and code points above 10FFFF are none: RFC 3629. */
size_t lp_text_character_length(const char *text, size_t n)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80)
        return 1;
    size_t length = c[0] >= 0xF0 ? 4 : c[0] >= 0xE0 ? 3 : 2;
    if (c[0] < 0xC2 || c[0] > 0xF4 || n < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(text[i]))
            return 0;
    bool is_overlong = (c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xF0 && c[1] < 0x90);
    bool is_surrogate = c[0] == 0xED && c[1] >= 0xA0;
    bool is_beyond = c[0] == 0xF4 && c[1] >= 0x90;
    return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

static size_t mark_length(const char *bytes, size_t n)
{
    return n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* Fill in where each line begins; false when out of memory. */
static bool index_lines(struct lp_arena *arena, struct lp_source *source)
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

/* Report the first byte that is no text. */
static enum lp_status check_encoding(const struct lp_source *source, struct lp_diag *diag)
{
    const char *bytes = source->bytes;
    size_t n = source->n_bytes;
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        lp_diag_error(diag, lp_span_none(source), "the text is UTF-16; save it as UTF-8");
        return LP_EINPUT;
    }
    for (size_t i = 0; i < n;) {
        size_t length = lp_text_character_length(bytes + i, n - i);
        if (length == 0) {
            lp_diag_error(diag, lp_source_span(source, i, 1),
                          "byte 0x%02X is not UTF-8; save the text as UTF-8",
                          (unsigned)(unsigned char)bytes[i]);
            return LP_EINPUT;
        }
        if (bytes[i] == '\0') {
            lp_diag_error(diag, lp_source_span(source, i, 1),
                          "a zero byte: this is not a text file");
            return LP_EINPUT;
        }
        i += length;
    }
    return LP_OK;
}

enum lp_status lp_source_from_memory(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag)
{
    struct lp_source *made = lp_arena_alloc(arena, 1, sizeof *made);
    char *name_copy = lp_arena_strdup(arena, name);
    if (!made || !name_copy)
        return LP_ENOMEM;
    made->name = name_copy;
    if (n_bytes > MAX_BYTES) {
        lp_diag_error(diag, lp_span_none(made), "larger than 64 MiB");
        return LP_EINPUT;
    }
    made->bytes = lp_arena_strndup(arena, bytes, n_bytes);
    made->n_bytes = n_bytes;
    if (!made->bytes || !index_lines(arena, made))
        return LP_ENOMEM;
    enum lp_status status = check_encoding(made, diag);
    if (status == LP_OK)
        *source = made;
    return status;
}

/* True if text that is not UTF-8 can be Latin-1 at all: no zero bytes, no mark of UTF-16. */
static bool may_be_latin1(const char *bytes, size_t n)
{
    bool is_utf16 =
        n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
    if (is_utf16 || (n > 0 && memchr(bytes, 0, n)))
        return false;
    for (size_t i = 0, length; i < n; i += length) {
        length = lp_text_character_length(bytes + i, n - i);
        if (length == 0)
            return true;
    }
    return false;
}

enum lp_status lp_source_from_export(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag)
{
    if (n_bytes > MAX_BYTES || !may_be_latin1(bytes, n_bytes))
        return lp_source_from_memory(arena, name, bytes, n_bytes, source, diag);
    char *text = lp_arena_alloc(arena, 2 * n_bytes, 1);
    char *own = lp_arena_strndup(arena, bytes, n_bytes);
    const struct lp_source *decoded;
    size_t n = 0;
    if (!text || !own)
        return LP_ENOMEM;
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0xA0)
            text[n++] = (char)(0xC0 | c >> 6);
        text[n++] = c < 0x80 ? (char)c : c < 0xA0 ? '?' : (char)(0x80 | (c & 0x3F));
    }
    enum lp_status status = lp_source_from_memory(arena, name, text, n, &decoded, diag);
    struct lp_source *made = lp_arena_alloc(arena, 1, sizeof *made);
    if (status != LP_OK || !made)
        return status != LP_OK ? status : LP_ENOMEM;
    *made = *decoded;
    made->file_bytes = own;
    made->n_file_bytes = n_bytes;
    *source = made;
    return LP_OK;
}

/* Read to the end, or to one byte beyond the limit. The caller frees *bytes. */
static enum lp_status read_all(int descriptor, char **bytes, size_t *n_bytes)
{
    size_t capacity = 0;
    for (;;) {
        if (*n_bytes == capacity) {
            capacity = capacity ? 2 * capacity : 1 << 16;
            char *larger = realloc(*bytes, capacity);
            if (!larger)
                return LP_ENOMEM;
            *bytes = larger;
        }
        ssize_t n = read(descriptor, *bytes + *n_bytes, capacity - *n_bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return LP_EIO;
        *n_bytes += (size_t)n;
        if (n == 0 || *n_bytes > MAX_BYTES)
            return LP_OK;
    }
}

static void report_system_error(struct lp_diag *diag, const char *name, const char *what,
                                int system_error)
{
    char reason[128] = "unknown reason";
    struct lp_source place = {.name = name};
    strerror_r(system_error, reason, sizeof reason);
    lp_diag_error(diag, lp_span_none(&place), "%s: %s", what, reason);
}

/* How bytes in memory become a source. */
typedef enum lp_status decode_bytes(struct lp_arena *arena, const char *name, const char *bytes,
                                    size_t n_bytes, const struct lp_source **source,
                                    struct lp_diag *diag);

static enum lp_status load(struct lp_arena *arena, const char *path, decode_bytes *decode,
                           const struct lp_source **source, struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    char *bytes = NULL;
    size_t n_bytes = 0;
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "<stdin>" : path;
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        report_system_error(diag, name, "cannot be opened", errno);
        return LP_EIO;
    }
    status = read_all(descriptor, &bytes, &n_bytes);
    if (status == LP_EIO)
        report_system_error(diag, name, "cannot be read", errno);
    if (status != LP_OK)
        goto out;
    status = decode(arena, name, bytes, n_bytes, source, diag);
out:
    free(bytes);
    if (!is_stdin)
        close(descriptor);
    return status;
}

enum lp_status lp_source_load(struct lp_arena *arena, const char *path,
                              const struct lp_source **source, struct lp_diag *diag)
{
    return load(arena, path, lp_source_from_memory, source, diag);
}

enum lp_status lp_source_load_export(struct lp_arena *arena, const char *path,
                                     const struct lp_source **source, struct lp_diag *diag)
{
    return load(arena, path, lp_source_from_export, source, diag);
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

static size_t n_digits(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] >= '0' && text[i] <= '9')
        i++;
    return i;
}

/* Bytes of the longest [+-] digits [. digits] [e [+-] digits] at the start, 0 if none. */
static size_t number_length(const char *text, size_t n)
{
    size_t i = n && (text[0] == '+' || text[0] == '-');
    size_t n_whole = n_digits(text + i, n - i), n_fraction = 0;
    i += n_whole;
    if (i < n && text[i] == '.') {
        n_fraction = n_digits(text + i + 1, n - i - 1);
        if (n_whole || n_fraction)
            i += 1 + n_fraction;
    }
    if (n_whole + n_fraction == 0)
        return 0;
    if (i < n && (text[i] == 'e' || text[i] == 'E')) {
        size_t sign = i + 1 < n && (text[i + 1] == '+' || text[i + 1] == '-');
        size_t n_exponent = n_digits(text + i + 1 + sign, n - i - 1 - sign);
        if (n_exponent)
            i += 1 + sign + n_exponent;
    }
    return i;
}

size_t lp_text_number_prefix(const char *text, size_t n, double *value)
{
    char number[MAX_NUMBER + 1];
    size_t length = number_length(text, n);
    if (length == 0 || length > MAX_NUMBER)
        return 0;
    memcpy(number, text, length);
    number[length] = '\0';

    /* strtod rounds correctly but takes its decimal point from the locale; the C locale is a
     * constant of the library, so to switch to it (for this thread) costs next to nothing. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0)
        return 0;
    locale_t before = uselocale(c_locale);
    double read = strtod(number, NULL);
    uselocale(before);
    freelocale(c_locale);
    if (!isfinite(read))
        return 0;
    *value = read;
    return length;
}

bool lp_text_number(const char *text, size_t n, double *value)
{
    double read;
    if (n == 0 || lp_text_number_prefix(text, n, &read) != n)
        return false;
    *value = read;
    return true;
}

static int fold(char c)
{
    return tolower((unsigned char)c);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits between two words of at most MAX_WORD bytes; three rows of the usual table suffice. */
static size_t edit_distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t rows[3][MAX_WORD + 1];
    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t replaced = above[j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
                fold(a[i - 2]) == fold(b[j - 1]))
                row[j] = smaller(row[j], above2[j - 2] + 1);
        }
    }
    return rows[n_a % 3][n_b];
}

const char *lp_text_nearest(const char *word, const char *const candidates[], size_t n_candidates)
{
    size_t n_word = strlen(word);
    if (n_word == 0 || n_word > MAX_WORD)
        return NULL;
    /* An edit per letter would make any word near to any other. */
    size_t limit = n_word == 1 ? 0 : n_word < 6 ? 1 : n_word / 3;
    const char *nearest = NULL;
    size_t nearest_distance = limit + 1;
    for (size_t i = 0; i < n_candidates; i++) {
        size_t n = candidates[i] ? strlen(candidates[i]) : 0;
        if (n == 0 || n > MAX_WORD)
            continue;
        size_t distance = edit_distance(word, n_word, candidates[i], n);
        if (distance < nearest_distance) {
            nearest = candidates[i];
            nearest_distance = distance;
        }
    }
    return nearest;
}

void lp_text_duration(double t_s, char text[LP_DURATION_TEXT])
{
    if (t_s < 3600.0)
        snprintf(text, LP_DURATION_TEXT, "%.3g min", t_s / 60.0);
    else if (t_s < 172800.0)
        snprintf(text, LP_DURATION_TEXT, "%.3g h", t_s / 3600.0);
    else
        snprintf(text, LP_DURATION_TEXT, "%.3g d", t_s / 86400.0);
}
