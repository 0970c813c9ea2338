/* SPDX-License-Identifier: MIT
 *
 * Sources read: bytes come in whole, are cut into lines so that later steps can name any place by
 * line and column, and are checked to be UTF-8 without zero bytes.
 */
#include "base/sourceread.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES ((size_t)64 << 20)

/* By its byte order mark. */
static bool is_utf16(const char *bytes, size_t n)
{
    return n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
}

/* Report the first byte that is no text. */
static enum lp_status check_encoding(const struct lp_source *source, struct lp_diag *diag)
{
    const char *bytes = source->bytes;
    size_t n = source->n_bytes;
    if (is_utf16(bytes, n)) {
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
    if (!made)
        return LP_ENOMEM;
    made->name = lp_arena_strdup(arena, name);
    if (n_bytes > MAX_BYTES) {
        lp_diag_error(diag, lp_span_none(made), "larger than 64 MiB");
        return LP_EINPUT;
    }
    made->bytes = lp_arena_strndup(arena, bytes, n_bytes);
    made->n_bytes = n_bytes;
    if (lp_arena_has_failed(arena) || !lp_source_index_lines(arena, made))
        return LP_ENOMEM;
    enum lp_status status = check_encoding(made, diag);
    if (status == LP_OK)
        *source = made;
    return status;
}

/* True if text that is not UTF-8 can be Latin-1 at all: no zero bytes, no mark of UTF-16. */
static bool may_be_latin1(const char *bytes, size_t n)
{
    if (is_utf16(bytes, n) || (n > 0 && memchr(bytes, 0, n)))
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
    const char *own = lp_arena_strndup(arena, bytes, n_bytes);
    const struct lp_source *decoded;
    size_t n = 0;
    if (!text)
        return LP_ENOMEM;
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0xA0)
            text[n++] = (char)(0xC0 | c >> 6);
        text[n++] = c < 0x80 ? (char)c : c < 0xA0 ? '?' : (char)(0x80 | (c & 0x3F));
    }
    enum lp_status status = lp_source_from_memory(arena, name, text, n, &decoded, diag);
    struct lp_source *made = lp_arena_alloc(arena, 1, sizeof *made);
    status = lp_arena_status(arena, status);
    if (status != LP_OK)
        return status;
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

/* How bytes in memory become a source. */
typedef enum lp_status decode_bytes(struct lp_arena *arena, const char *name, const char *bytes,
                                    size_t n_bytes, const struct lp_source **source,
                                    struct lp_diag *diag);

/* Read what is open to its end. */
static enum lp_status take(struct lp_arena *arena, int descriptor, const char *name,
                           decode_bytes *decode, const struct lp_source **source,
                           struct lp_diag *diag)
{
    char *bytes = NULL;
    size_t n_bytes = 0;
    enum lp_status status = read_all(descriptor, &bytes, &n_bytes);
    if (status == LP_EIO)
        lp_diag_system_error(diag, name, "cannot be read", errno);
    if (status == LP_OK)
        status = decode(arena, name, bytes, n_bytes, source, diag);
    free(bytes);
    return status;
}

enum lp_status lp_source_load(struct lp_arena *arena, const char *path,
                              const struct lp_source **source, struct lp_diag *diag)
{
    if (strcmp(path, "-") == 0)
        return take(arena, STDIN_FILENO, "<stdin>", lp_source_from_memory, source, diag);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        lp_diag_system_error(diag, path, "cannot be opened", errno);
        return LP_EIO;
    }
    const enum lp_status status =
        take(arena, descriptor, path, lp_source_from_memory, source, diag);
    close(descriptor);
    return status;
}

enum lp_status lp_source_load_named(struct lp_arena *arena, const char *path, bool is_export,
                                    const struct lp_source **source, struct lp_diag *diag)
{
    struct stat info;
    const struct lp_source place = {.name = path};
    decode_bytes *const decode = is_export ? lp_source_from_export : lp_source_from_memory;
    enum lp_status status = LP_EIO;
    /* To open a pipe that nobody writes to would wait without an end. */
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0 || fstat(descriptor, &info) != 0)
        lp_diag_system_error(diag, path, "cannot be opened", errno);
    else if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        lp_diag_error(diag, lp_span_none(&place),
                      "a pipe or a device, no file; copy what it holds into one");
    else
        status = take(arena, descriptor, path, decode, source, diag);
    if (descriptor >= 0)
        close(descriptor);
    return status;
}
