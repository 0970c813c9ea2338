/* SPDX-License-Identifier: MIT
 *
 * Files on the way out. The bytes go into a new file beside the old one, which is then renamed to
 * its name: POSIX makes that one step, so nobody ever finds half a file. The last stop of every
 * result, picture and table; and the digest by which a result names its inputs.
 *
 * Where the user gave the path, a link is followed first, so that the file it leads to is replaced
 * and the link stays. What is no regular file (a pipe, /dev/null) is written to directly; the names
 * of open descriptors (/dev/stdout, /dev/fd/3) mean the descriptor itself, since to open such a
 * name again would start at the beginning of the file behind it. A name of the program's own
 * choice is another matter: a link that somebody put into a folder of results would lead the bytes
 * to a file of the user's that nobody named, and a pipe would hold the program up.
 * Reference: POSIX.1-2008, rename(); FIPS 180-4 for SHA-256.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sha2.h>

#define MAX_LINKS 40
#define MAX_TRIES 100 /* of a name for the new file */

/* Length of the directory part of a path, its last slash included; 0 if it has none. */
static size_t directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

const char *lp_file_join(struct lp_arena *arena, const char *directory, const char *name)
{
    size_t n = strlen(directory);
    if (name[0] == '/' || n == 0)
        return lp_arena_strdup(arena, name);
    return lp_arena_printf(arena, "%s%s%s", directory, directory[n - 1] == '/' ? "" : "/", name);
}

const char *lp_file_beside(struct lp_arena *arena, const char *base_path, const char *name)
{
    size_t n = directory_length(base_path);
    if (n == 0 && strcmp(name, "-") == 0)
        return "./-";
    return lp_file_join(arena, lp_arena_strndup(arena, base_path, n), name);
}

void lp_file_sha256(const void *bytes, size_t n_bytes, char text[LP_SHA256_TEXT])
{
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, bytes, n_bytes);
    SHA256End(&context, text);
}

/* The open descriptor that a path names, -1 if it names none. */
static int named_descriptor(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t n = strlen(folders[i]);
        if (strncmp(path, folders[i], n) != 0)
            continue;
        char *end = NULL;
        long descriptor = strtol(path + n, &end, 10);
        if (end != path + n && *end == '\0' && descriptor >= 0 && descriptor <= INT_MAX)
            return (int)descriptor;
    }
    return -1;
}

/* Follow a path's links to the file they lead to, which need not exist; 0 or a system error. */
static int follow_links(struct lp_arena *arena, const char *path, const char **target)
{
    for (int i = 0; i < MAX_LINKS; i++) {
        struct stat info;
        if (named_descriptor(path) >= 0 || lstat(path, &info) != 0 || !S_ISLNK(info.st_mode)) {
            *target = path;
            return 0;
        }
        char link[PATH_MAX + 1];
        ssize_t n = readlink(path, link, PATH_MAX);
        if (n < 0)
            return errno;
        link[n] = '\0';
        path = lp_file_beside(arena, path, link);
        if (lp_arena_has_failed(arena))
            return ENOMEM;
    }
    return ELOOP;
}

/* All bytes, however many calls it takes; 0 or a system error. */
static int write_all(int descriptor, const void *bytes, size_t n_bytes)
{
    const char *at = bytes;
    while (n_bytes) {
        ssize_t n = write(descriptor, at, n_bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        at += n;
        n_bytes -= (size_t)n;
    }
    return 0;
}

/* Write, close and tell what went wrong first; 0 or a system error. */
static int write_and_close(int descriptor, const void *bytes, size_t n_bytes)
{
    int error = write_all(descriptor, bytes, n_bytes);
    if (close(descriptor) != 0 && error == 0)
        error = errno;
    return error;
}

/* To what is no regular file, or to a descriptor that is open already. */
static int write_directly(const char *path, const void *bytes, size_t n_bytes)
{
    int named = named_descriptor(path);
    int descriptor = named >= 0 ? dup(named) : open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    return descriptor < 0 ? errno : write_and_close(descriptor, bytes, n_bytes);
}

/*
 * Open a new file in the directory of path; *name gets its name, and is NULL on failure.
 * O_EXCL makes the name ours as mkstemp() would, but with the permissions a new file has under
 * the user's umask, which mkstemp() does not give and which cannot be asked for without setting it.
 */
static int create_beside(struct lp_arena *arena, const char *path, const char **name)
{
    int n_directory = (int)directory_length(path);
    *name = NULL;
    for (unsigned i = 0; i < MAX_TRIES; i++) {
        const char *candidate =
            lp_arena_printf(arena, "%.*s.lipath-%ld-%u.tmp", n_directory, path, (long)getpid(), i);
        if (lp_arena_has_failed(arena)) {
            errno = ENOMEM;
            return -1;
        }
        int descriptor = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0)
            *name = candidate;
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

/* To a file beside it, then renamed. old: what stands at path now, NULL if nothing does. */
static int write_and_rename(struct lp_arena *arena, const char *path, const struct stat *old,
                            const void *bytes, size_t n_bytes)
{
    /* A rename would get around the write protection of the file it replaces. */
    if (old && access(path, W_OK) != 0)
        return errno;
    const char *name;
    int descriptor = create_beside(arena, path, &name);
    if (descriptor < 0)
        return errno;
    int error = 0;
    if (old && fchmod(descriptor, old->st_mode & 07777) != 0)
        error = errno;
    int write_error = write_and_close(descriptor, bytes, n_bytes);
    if (error == 0)
        error = write_error;
    if (error == 0 && rename(name, path) != 0)
        error = errno;
    if (error)
        unlink(name);
    return error;
}

/* To wherever a path of the user's leads; 0 or a system error. */
static int replace_target(struct lp_arena *arena, const char *path, const void *bytes,
                          size_t n_bytes)
{
    const char *target = path;
    struct stat info;
    const int error = follow_links(arena, path, &target);
    if (error)
        return error;
    const bool exists = stat(target, &info) == 0;
    if (named_descriptor(target) >= 0 || (exists && !S_ISREG(info.st_mode)))
        return write_directly(target, bytes, n_bytes);
    return write_and_rename(arena, target, exists ? &info : NULL, bytes, n_bytes);
}

/* In the place of whatever bears this name; 0 or a system error. */
static int replace_entry(struct lp_arena *arena, const char *path, const void *bytes,
                         size_t n_bytes)
{
    struct stat info;
    const bool is_file = lstat(path, &info) == 0 && S_ISREG(info.st_mode);
    return write_and_rename(arena, path, is_file ? &info : NULL, bytes, n_bytes);
}

typedef int replace_how(struct lp_arena *arena, const char *path, const void *bytes,
                        size_t n_bytes);

static enum lp_status replace(const char *path, replace_how *how, const void *bytes, size_t n_bytes,
                              struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    const int error = arena ? how(arena, path, bytes, n_bytes) : ENOMEM;
    lp_arena_free(arena);
    if (!error)
        return LP_OK;
    if (error == ENOMEM)
        return LP_ENOMEM;
    lp_diag_system_error(diag, path, "cannot be written", error);
    return LP_EIO;
}

enum lp_status lp_file_replace(const char *path, const void *bytes, size_t n_bytes,
                               struct lp_diag *diag)
{
    return replace(path, replace_target, bytes, n_bytes, diag);
}

enum lp_status lp_file_replace_entry(const char *path, const void *bytes, size_t n_bytes,
                                     struct lp_diag *diag)
{
    return replace(path, replace_entry, bytes, n_bytes, diag);
}

/* One directory; fine if it is there. 0 or a system error. */
static int make_one(const char *path)
{
    struct stat info;
    if (mkdir(path, 0777) == 0)
        return 0;
    int error = errno;
    if (stat(path, &info) == 0)
        return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
    return error;
}

enum lp_status lp_file_make_directory(const char *path, struct lp_diag *diag)
{
    size_t n = strlen(path);
    char *partial = malloc(n + 1);
    if (!partial)
        return LP_ENOMEM;
    memcpy(partial, path, n + 1);
    int error = n ? 0 : ENOENT;
    for (size_t i = 1; i <= n && error == 0; i++) {
        bool is_end_of_name = partial[i] == '/' || partial[i] == '\0';
        if (!is_end_of_name || partial[i - 1] == '/')
            continue;
        partial[i] = '\0';
        error = make_one(partial);
        partial[i] = path[i];
    }
    free(partial);
    if (!error)
        return LP_OK;
    lp_diag_system_error(diag, path, "cannot be made a directory", error);
    return LP_EIO;
}
