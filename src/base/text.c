/* SPDX-License-Identifier: MIT
 *
 * Bytes of text: characters, numbers and the nearest spelling of a word.
 *
 * Spelling: Damerau-Levenshtein in the optimal-string-alignment form (an edit is an insertion, a
 * deletion, a replacement, or the swap of two neighbours): Damerau, doi:10.1145/363958.363994.
 */
#include "base/text.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
