/* SPDX-License-Identifier: MIT
 *
 * The list of messages. Every step that reads or computes adds to it; only the program prints it,
 * at the end, through lp_diag_render. A message takes its line of source along when it is added,
 * made fit to print (base/clean): control characters and broken UTF-8 become U+FFFD, a tab one
 * blank (so that the caret, which counts characters, stands right), and of a long line only the
 * part around the span is kept. Columns in the printed place stay those of the file.
 *
 * An error for which there is no memory, or beyond the cap, is still counted: a file with faults
 * never passes for a good one. Form: GNU coding standards, "Formatting Error Messages".
 */
#include "base/diag.h"

#include "base/clean.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_EXCERPT     120 /* characters of a source line that are shown */
#define LEAD            40  /* of them before the span, where the line must be cut */
#define ELLIPSIS        "..."
#define ELLIPSIS_LENGTH (sizeof ELLIPSIS - 1)

struct message {
    enum lp_severity severity;
    const char *text;
    const char *name;    /* of the file, NULL if none */
    size_t line, column; /* 0: no position */
    const char *excerpt; /* of the source line, NULL if none */
    size_t caret_start;  /* characters of the excerpt before the caret */
    size_t caret_length; /* >= 1 */
    struct message *next;
    struct message *notes, *last_note; /* of an error or warning */
};

struct lp_diag {
    struct lp_arena *arena; /* all messages; NULL when there was no memory for it */
    struct message *first, *last;
    struct message *open; /* the one that notes hang on; NULL if it was dropped */
    size_t n_errors, n_kept_errors;
    size_t n_warnings, n_kept_warnings;
};

struct lp_diag *lp_diag_new(void)
{
    struct lp_diag *diag = calloc(1, sizeof *diag);
    if (!diag)
        return NULL;
    diag->arena = lp_arena_new();
    if (!diag->arena) {
        free(diag);
        return NULL;
    }
    return diag;
}

void lp_diag_free(struct lp_diag *diag)
{
    if (!diag)
        return;
    lp_arena_free(diag->arena);
    free(diag);
}

void lp_diag_clear(struct lp_diag *diag)
{
    if (!diag)
        return;
    lp_arena_free(diag->arena);
    *diag = (struct lp_diag){.arena = lp_arena_new()};
}

/* Bytes of the first n_characters characters of text[0..n). */
static size_t bytes_of_characters(const char *text, size_t n, size_t n_characters)
{
    size_t i = 0;
    for (; i < n && n_characters; n_characters--) {
        size_t length = lp_text_character_length(text + i, n - i);
        i += length ? length : 1;
    }
    return i;
}

/* The part of the span's line that is to be shown, and where in it the caret stands. */
static void take_excerpt(struct lp_arena *arena, struct message *message, struct lp_span span)
{
    const struct lp_source *source = span.source;
    const char *line = source->bytes + source->line_start[span.line - 1];
    size_t n = lp_source_line_end(source, span.line - 1) - source->line_start[span.line - 1];
    size_t before = span.column - 1, skipped = 0;
    bool is_long = bytes_of_characters(line, n, MAX_EXCERPT) < n;
    if (is_long && before > LEAD)
        skipped = before - LEAD;
    size_t start = bytes_of_characters(line, n, skipped);
    size_t length = bytes_of_characters(line + start, n - start, MAX_EXCERPT);
    const char *shown = lp_clean_copy(arena, line + start, length, LP_SPACE_BLANK);
    const char *excerpt = lp_arena_printf(arena, "%s%s%s", skipped ? ELLIPSIS : "", shown,
                                          start + length < n ? ELLIPSIS : "");
    if (length && (!shown[0] || !excerpt[0]))
        return;
    message->excerpt = excerpt;
    message->caret_start = before - skipped + (skipped ? ELLIPSIS_LENGTH : 0);
    size_t room = lp_text_n_characters(shown, strlen(shown)) - (before - skipped);
    message->caret_length = span.length < room ? span.length : room;
    if (message->caret_length == 0)
        message->caret_length = 1;
}

/* A span points into its source only if the source has that line and column. */
static bool has_excerpt(struct lp_span span)
{
    if (!span.source || !span.source->line_start || span.line == 0 || span.column == 0 ||
        span.line > span.source->n_lines)
        return false;
    size_t start = span.source->line_start[span.line - 1];
    size_t n = lp_source_line_end(span.source, span.line - 1) - start;
    return span.column - 1 <= lp_text_n_characters(span.source->bytes + start, n);
}

/* A new message, in no list yet; NULL when out of memory. */
static struct message *make_message(struct lp_arena *arena, enum lp_severity severity,
                                    struct lp_span span, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    struct message *message = lp_arena_alloc(arena, 1, sizeof *message);
    char *raw = n < 0 ? NULL : lp_arena_alloc(arena, (size_t)n + 1, 1);
    if (raw)
        vsnprintf(raw, (size_t)n + 1, format, again);
    va_end(again);
    if (!message || !raw)
        return NULL;
    message->severity = severity;
    message->text = lp_clean_copy(arena, raw, (size_t)n, LP_SPACE_BLANK);
    if (n > 0 && !message->text[0])
        return NULL;
    if (span.source && span.source->name) {
        const char *name = span.source->name;
        name = lp_clean_copy(arena, name, strlen(name), LP_SPACE_BLANK);
        message->name = name[0] ? name : NULL;
        message->line = message->name ? span.line : 0;
        message->column = span.column;
    }
    if (severity != LP_NOTE && has_excerpt(span))
        take_excerpt(arena, message, span);
    return message;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool has_warning(const struct lp_diag *diag, const struct message *warning)
{
    for (const struct message *m = diag->first; m; m = m->next)
        if (m->severity == LP_WARNING && m->line == warning->line && m->column == warning->column &&
            same_text(m->name, warning->name) && same_text(m->text, warning->text))
            return true;
    return false;
}

/* Put a message at the end of the list and let notes hang on it. */
static void keep(struct lp_diag *diag, struct message *message)
{
    if (diag->last)
        diag->last->next = message;
    else
        diag->first = message;
    diag->last = message;
    diag->open = message;
    diag->n_kept_errors += message->severity == LP_ERROR;
    diag->n_kept_warnings += message->severity == LP_WARNING;
}

static bool has_room(const struct lp_diag *diag, enum lp_severity severity)
{
    return severity == LP_ERROR ? diag->n_kept_errors < LP_DIAG_MAX_ERRORS
                                : diag->n_kept_warnings < LP_DIAG_MAX_WARNINGS;
}

void lp_diag_error(struct lp_diag *diag, struct lp_span span, const char *format, ...)
{
    if (!diag)
        return;
    diag->n_errors++;
    diag->open = NULL;
    if (!has_room(diag, LP_ERROR))
        return;
    va_list arguments;
    va_start(arguments, format);
    struct message *message = make_message(diag->arena, LP_ERROR, span, format, arguments);
    va_end(arguments);
    if (message)
        keep(diag, message);
}

void lp_diag_system_error(struct lp_diag *diag, const char *name, const char *what,
                          int system_error)
{
    char reason[128] = "unknown reason";
    struct lp_source place = {.name = name};
    strerror_r(system_error, reason, sizeof reason);
    lp_diag_error(diag, lp_span_none(&place), "%s: %s", what, reason);
}

void lp_diag_warning(struct lp_diag *diag, struct lp_span span, const char *format, ...)
{
    if (!diag)
        return;
    diag->open = NULL;
    va_list arguments;
    va_start(arguments, format);
    struct message *message = make_message(diag->arena, LP_WARNING, span, format, arguments);
    va_end(arguments);
    if (message && has_warning(diag, message))
        return;
    diag->n_warnings++;
    if (message && has_room(diag, LP_WARNING))
        keep(diag, message);
}

static void hang_note(struct message *message, struct message *note)
{
    if (message->last_note)
        message->last_note->next = note;
    else
        message->notes = note;
    message->last_note = note;
}

void lp_diag_note(struct lp_diag *diag, struct lp_span span, const char *format, ...)
{
    if (!diag || !diag->open)
        return;
    va_list arguments;
    va_start(arguments, format);
    struct message *note = make_message(diag->arena, LP_NOTE, span, format, arguments);
    va_end(arguments);
    if (note)
        hang_note(diag->open, note);
}

size_t lp_diag_n_errors(const struct lp_diag *diag)
{
    return diag ? diag->n_errors : 0;
}

size_t lp_diag_n_warnings(const struct lp_diag *diag)
{
    return diag ? diag->n_kept_warnings : 0;
}

const char *lp_diag_warning_text(const struct lp_diag *diag, size_t i_warning)
{
    if (!diag)
        return NULL;
    for (const struct message *m = diag->first; m; m = m->next)
        if (m->severity == LP_WARNING && i_warning-- == 0)
            return m->text;
    return NULL;
}

const char *lp_diag_first_error(const struct lp_diag *diag)
{
    if (!diag)
        return NULL;
    for (const struct message *m = diag->first; m; m = m->next)
        if (m->severity == LP_ERROR)
            return m->text;
    return NULL;
}

/* NULL for none, and when out of memory. */
static const char *copy_text(struct lp_arena *arena, const char *text)
{
    const char *copy = text ? lp_arena_strdup(arena, text) : NULL;
    return copy && (copy[0] || !text[0]) ? copy : NULL;
}

/* A copy that shares nothing with the other arena, without its notes; NULL when out of memory. */
static struct message *copy_message(struct lp_arena *arena, const struct message *from)
{
    struct message *copy = lp_arena_alloc(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *from;
    copy->next = copy->notes = copy->last_note = NULL;
    copy->text = copy_text(arena, from->text);
    copy->name = copy_text(arena, from->name);
    copy->excerpt = copy_text(arena, from->excerpt);
    return copy->text ? copy : NULL;
}

void lp_diag_append(struct lp_diag *diag, const struct lp_diag *from)
{
    if (!diag || !from || diag == from)
        return;
    for (const struct message *m = from->first; m; m = m->next) {
        if (m->severity == LP_WARNING && has_warning(diag, m))
            continue;
        diag->n_warnings += m->severity == LP_WARNING;
        struct message *copy = has_room(diag, m->severity) ? copy_message(diag->arena, m) : NULL;
        if (!copy)
            continue;
        keep(diag, copy);
        for (const struct message *note = m->notes; note; note = note->next) {
            struct message *note_copy = copy_message(diag->arena, note);
            if (note_copy)
                hang_note(copy, note_copy);
        }
    }
    diag->n_errors += from->n_errors;
    diag->n_warnings += from->n_warnings - from->n_kept_warnings;
    diag->open = NULL;
}

/* Text that grows. */
struct buffer {
    char *bytes;
    size_t n, capacity;
    bool is_out_of_memory;
};

static void reserve(struct buffer *buffer, size_t n)
{
    if (buffer->is_out_of_memory || n < buffer->capacity - buffer->n)
        return;
    size_t capacity = 2 * (buffer->n + n) + 256;
    char *larger = realloc(buffer->bytes, capacity);
    if (!larger) {
        buffer->is_out_of_memory = true;
        return;
    }
    buffer->bytes = larger;
    buffer->capacity = capacity;
}

static void put(struct buffer *buffer, const char *text)
{
    size_t n = strlen(text);
    reserve(buffer, n);
    if (buffer->is_out_of_memory)
        return;
    memcpy(buffer->bytes + buffer->n, text, n + 1);
    buffer->n += n;
}

static void put_repeated(struct buffer *buffer, char c, size_t n)
{
    reserve(buffer, n);
    if (buffer->is_out_of_memory)
        return;
    memset(buffer->bytes + buffer->n, c, n);
    buffer->n += n;
    buffer->bytes[buffer->n] = '\0';
}

static void put_number(struct buffer *buffer, int width, size_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%*zu", width, number);
    put(buffer, text);
}

#define BOLD       "\033[1m"
#define RESET      "\033[0m"
#define GREEN_BOLD "\033[1;32m"

static const struct {
    const char *word, *color;
} severity_style[] = {
    [LP_NOTE] = {"note", "\033[1;36m"},
    [LP_WARNING] = {"warning", "\033[1;35m"},
    [LP_ERROR] = {"error", "\033[1;31m"},
};

static void put_excerpt(struct buffer *buffer, const struct message *message, bool color)
{
    put_number(buffer, 5, message->line);
    put(buffer, " | ");
    put(buffer, message->excerpt);
    put(buffer, "\n      | ");
    put_repeated(buffer, ' ', message->caret_start);
    put(buffer, color ? GREEN_BOLD "^" : "^");
    put_repeated(buffer, '~', message->caret_length - 1);
    put(buffer, color ? RESET "\n" : "\n");
}

static void put_message(struct buffer *buffer, const struct message *message, bool color)
{
    if (message->name) {
        put(buffer, color ? BOLD : "");
        put(buffer, message->name);
        put(buffer, ":");
        if (message->line) {
            put_number(buffer, 0, message->line);
            put(buffer, ":");
            put_number(buffer, 0, message->column);
            put(buffer, ":");
        }
        put(buffer, color ? RESET " " : " ");
    }
    put(buffer, color ? severity_style[message->severity].color : "");
    put(buffer, severity_style[message->severity].word);
    put(buffer, color ? ":" RESET " " : ": ");
    put(buffer, message->text);
    put(buffer, "\n");
    if (message->excerpt)
        put_excerpt(buffer, message, color);
    for (const struct message *note = message->notes; note; note = note->next)
        put_message(buffer, note, color);
}

static void put_rest(struct buffer *buffer, size_t n, const char *word)
{
    if (n == 0)
        return;
    put(buffer, "... and ");
    put_number(buffer, 0, n);
    put(buffer, " more ");
    put(buffer, word);
    put(buffer, n == 1 ? "\n" : "s\n");
}

char *lp_diag_render(const struct lp_diag *diag, bool color)
{
    struct buffer buffer = {0};
    put(&buffer, "");
    for (const struct message *m = diag ? diag->first : NULL; m; m = m->next)
        put_message(&buffer, m, color);
    if (diag) {
        put_rest(&buffer, diag->n_errors - diag->n_kept_errors, "error");
        put_rest(&buffer, diag->n_warnings - diag->n_kept_warnings, "warning");
    }
    if (buffer.is_out_of_memory) {
        free(buffer.bytes);
        return NULL;
    }
    return buffer.bytes;
}
