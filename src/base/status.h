/* SPDX-License-Identifier: MIT
 *
 * The outcomes that a function of lipath can report, with their words and the exit code of the
 * program that ends with them. One list, so that the three never disagree.
 */
#ifndef LP_BASE_STATUS_H
#define LP_BASE_STATUS_H

/* name, exit code, words */
#define LP_STATUS_LIST(X)                                                                          \
    X(LP_OK, 0, "done")                                                                            \
    X(LP_ENOFIT, 1, "no fit converged")                                                            \
    X(LP_EUSAGE, 2, "the command line cannot be understood")                                       \
    X(LP_EINPUT, 3, "the input has faults")                                                        \
    X(LP_ENUMERIC, 4, "a numerical method gave up")                                                \
    X(LP_ENOMEM, 4, "out of memory")                                                               \
    X(LP_EINTERNAL, 4, "an internal assumption failed")                                            \
    X(LP_EIO, 5, "a file could not be read or written")

#define LP_STATUS_ENUM(name, code, text) name,
enum lp_status { LP_STATUS_LIST(LP_STATUS_ENUM) };
#undef LP_STATUS_ENUM

#define LP_MUST_CHECK __attribute__((warn_unused_result))

/* Words for a status, static storage. */
const char *lp_status_text(enum lp_status status);

/* The exit code of a program that ends with this status (examples/README.md). */
int lp_status_exit_code(enum lp_status status);

#endif
