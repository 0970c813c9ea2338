/* SPDX-License-Identifier: MIT
 *
 * What all readers of the input room share while one study is read: where memory comes from, where
 * faults go, and the small questions every format asks ("is this a mapping?", "which keys?", "a
 * number of this dimension, please"). Every question that fails leaves exactly one error, and an
 * error at a place is reported once even when several experiments read the same model.
 */
#ifndef LP_INPUT_READER_H
#define LP_INPUT_READER_H

#include "input/keys.h"
#include "input/study.h"
#include "input/yamltree.h"

struct lp_declared; /* parameterread's */

/* A file that was opened, with what it holds. */
struct lp_opened {
    const struct lp_source *source;
    const char *path;
};

struct lp_reader {
    struct lp_arena *arena;
    struct lp_units *units;
    struct lp_diag *diag;    /* may be NULL */
    struct lp_diag *scratch; /* for one message of another module, before it is passed on */
    size_t n_errors;
    bool is_lenient; /* numbers that the pathway alone does not need may be missing */
    bool is_out_of_memory;
    bool is_muted; /* the latest error was a repeat: its notes are dropped too */
    bool is_synthetic;
    size_t n_reported;
    struct lp_reported *reported; /* the errors so far, to tell repeats */
    size_t n_opened, opened_capacity;
    struct lp_opened *opened;
    size_t n_nuisances, nuisance_capacity;
    const char **nuisances; /* of all covariance files */
    size_t n_parameters, parameter_capacity;
    struct lp_declared *parameters; /* all that any model declares */
    struct lp_parameters *table;    /* the study's, filled at the end */
};

/* LP_ENOMEM if there is no memory or no unit database. Clear with lp_reader_clear. */
enum lp_status lp_reader_init(struct lp_reader *reader, struct lp_arena *arena,
                              struct lp_diag *diag) LP_MUST_CHECK;
void lp_reader_clear(struct lp_reader *reader);

/* LP_OK, LP_EINPUT if there were errors, LP_ENOMEM. */
enum lp_status lp_reader_status(const struct lp_reader *reader) LP_MUST_CHECK;

/* Zeroed memory of the study; NULL (and the reader remembers) when there is none. */
void *lp_reader_alloc(struct lp_reader *reader, size_t n, size_t size);
const char *lp_reader_printf(struct lp_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* lp_arena_grow; the reader remembers when there is no memory. */
void *lp_reader_grow(struct lp_reader *reader, void *array, size_t n, size_t *capacity,
                     size_t size);

void lp_reader_error(struct lp_reader *reader, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void lp_reader_note(struct lp_reader *reader, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void lp_reader_warning(struct lp_reader *reader, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Pass on the error in reader->scratch, with the note "in WHERE", and empty it. */
void lp_reader_pass_on(struct lp_reader *reader, struct lp_span span, const char *where);

/* A note "did you mean 'x'?" if a candidate is near, and one that lists the candidates. */
void lp_reader_suggest(struct lp_reader *reader, const char *word, size_t n_candidates,
                       const char *const candidates[]);

/*
 * True if the node is a mapping whose keys are all in the table; else errors.
 * where: "compartment 'lgps'", for messages.
 */
bool lp_reader_keys(struct lp_reader *reader, const struct lp_yaml *node,
                    const struct lp_keys *keys, const char *where);

/* lp_reader_suggest with the names of a table of keys. */
void lp_reader_suggest_keys(struct lp_reader *reader, const char *word, const struct lp_keys *keys);

/* True if the node is of the kind; else an error. */
bool lp_reader_kind(struct lp_reader *reader, const struct lp_yaml *node, enum lp_yaml_kind kind,
                    const char *where);

/* The value of a key, or NULL if it is absent or null. */
const struct lp_yaml *lp_reader_get(const struct lp_yaml *mapping, const char *key);

/* The place of a key, or of the mapping if the key is absent. */
struct lp_span lp_reader_key_span(const struct lp_yaml *mapping, const char *key);

/* Scalars. Each leaves *value alone when it returns false. */
bool lp_reader_text(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                    const char **value);
bool lp_reader_boolean(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                       bool *value);
bool lp_reader_integer(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                       uint64_t min, uint64_t max, uint64_t *value);
bool lp_reader_quantity(struct lp_reader *reader, const struct lp_yaml *node,
                        enum lp_dimension dimension, enum lp_range range, const char *key,
                        const char *where, double *value);

/* True if the number is in the range; else an error that says what the key takes. */
bool lp_reader_range(struct lp_reader *reader, struct lp_span span, const char *key,
                     const char *where, enum lp_range range, double value);

/* True if the text begins like a number. */
bool lp_reader_looks_like_number(const char *text);

/*
 * Open a file that a node of base names, relative to base's own path, and add it to the inputs.
 * NULL after an error at the node. `role`: "data file", for the message.
 */
const struct lp_source *lp_reader_open(struct lp_reader *reader, const struct lp_source *base,
                                       const struct lp_yaml *node, const char *role);

/* The same for a file that an instrument exported: Latin-1 is decoded. */
const struct lp_source *lp_reader_open_export(struct lp_reader *reader,
                                              const struct lp_source *base,
                                              const struct lp_yaml *node, const char *role);

/* Take note of an opened source: an input of the study. */
void lp_reader_add_input(struct lp_reader *reader, const struct lp_source *source);

/* The YAML of a source, which must be a mapping; NULL after an error. */
const struct lp_yaml *lp_reader_tree(struct lp_reader *reader, const struct lp_source *source);

/* The format version at the top of a file: an error if it is unknown, or required and absent. */
void lp_reader_version(struct lp_reader *reader, const struct lp_yaml *root, bool is_required);

#endif
