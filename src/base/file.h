/* SPDX-License-Identifier: MIT
 *
 * Files on the way out: written beside their place, then renamed, so that a reader finds the old
 * one or the new one and never half of one. And the digest of a file on the way in.
 */
#ifndef LP_BASE_FILE_H
#define LP_BASE_FILE_H

#include "base/diag.h"

#define LP_SHA256_TEXT 65 /* 64 hexadecimal digits and a closing zero */

/*
 * Replace the file at path, which the user gave, by these bytes, whole or not at all.
 * Links are followed; what is no regular file is written to directly; a file that is there keeps
 * its permissions.
 * Errors: LP_EIO (diag names the path and the system's reason); then nothing is left behind.
 */
enum lp_status lp_file_replace(const char *path, const void *bytes, size_t n_bytes,
                               struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The same for a name that the program chose, in a folder that others may have filled: whatever
 * bears this name is replaced itself, be it a link, a pipe or a device; it is neither followed nor
 * opened. A folder of this name is LP_EIO.
 */
enum lp_status lp_file_replace_entry(const char *path, const void *bytes, size_t n_bytes,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* Make a directory and its parents; fine if it is there. LP_EIO. */
enum lp_status lp_file_make_directory(const char *path, struct lp_diag *diag) LP_MUST_CHECK;

/* "dir of base" joined with name, unless name is absolute; a file called "-" beside it is "./-",
 * for
 * "-" is standard input, which only the command line names. "" when out of memory. */
const char *lp_file_beside(struct lp_arena *arena, const char *base_path, const char *name);
const char *lp_file_join(struct lp_arena *arena, const char *directory, const char *name);

/* SHA-256 of bytes as hexadecimal text (libmd). */
void lp_file_sha256(const void *bytes, size_t n_bytes, char text[LP_SHA256_TEXT]);

#endif
