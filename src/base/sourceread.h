/* SPDX-License-Identifier: MIT
 *
 * Sources read from files or memory: whole, of at most 64 MiB, and checked to be text. The first
 * step of every input.
 */
#ifndef LP_BASE_SOURCEREAD_H
#define LP_BASE_SOURCEREAD_H

#include "base/diag.h"

/*
 * Read all that a path of the user's leads to ("-" is standard input) into the arena.
 * Errors: LP_EIO     cannot be opened or read (diag says why)
 *         LP_EINPUT  not UTF-8, or a zero byte in it (diag has the place); over 64 MiB
 *         LP_ENOMEM
 */
enum lp_status lp_source_load(struct lp_arena *arena, const char *path,
                              const struct lp_source **source, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Read a file that another file names: a regular one only, never a pipe or a device, which a study
 * from elsewhere could name to hold the program up or to take what was meant for another; "-" is a
 * file of this name. is_export: it is what an instrument exported; text that is not UTF-8 is taken
 * for Latin-1 and decoded (bytes of neither, 0x80 to 0x9F, become '?'), and source->file_bytes has
 * the file's own. Errors: as lp_source_load
 */
enum lp_status lp_source_load_named(struct lp_arena *arena, const char *path, bool is_export,
                                    const struct lp_source **source,
                                    struct lp_diag *diag) LP_MUST_CHECK;

/* The bytes of such an export, already in memory. */
enum lp_status lp_source_from_export(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* The same as lp_source_load for bytes that are already in memory (copied). */
enum lp_status lp_source_from_memory(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag) LP_MUST_CHECK;

#endif
