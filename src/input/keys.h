/* SPDX-License-Identifier: MIT
 *
 * The one table of what may be written in a file: for every mapping of a study, model or conduct
 * file its keys, for every kind of table its columns. From it come the readers' check of keys
 * (lp_reader_keys), the reading of plain values (keyread.h), `lipath help keys` and the reference
 * in inputs/README.md, so that none of them can say what another does not.
 *
 * To add a key: a row here (modelkeys.c, studykeys.c), with a place in the struct that it is for,
 * if it is a plain value; else read it where the others of its mapping are.
 */
#ifndef LP_INPUT_KEYS_H
#define LP_INPUT_KEYS_H

#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a number must satisfy beside its dimension. */
enum lp_range { LP_ANY_NUMBER, LP_POSITIVE, LP_NOT_NEGATIVE, LP_FRACTION };

#define LP_NAME_LONGEST 200 /* characters of a name or a title */

/* What a key takes. */
enum lp_takes {
    LP_TAKES_QUANTITY, /* a number of the dimension, in the range */
    LP_TAKES_PLAIN,    /* a number in the observable's unit, written without one */
    LP_TAKES_INTEGER,  /* from least to most */
    LP_TAKES_BOOLEAN,
    LP_TAKES_WORD, /* one of words */
    LP_TAKES_TEXT,
    LP_TAKES_LIST, /* said in form, like the two below */
    LP_TAKES_MAPPING,
    LP_TAKES_SEVERAL /* one of several of these */
};

/* Whose name may stand where a number is expected. */
enum lp_refers {
    LP_REFERS_TO_NONE,
    LP_REFERS_TO_FIXED, /* a parameter with a fixed value */
    LP_REFERS_TO_ANY    /* a parameter, fitted or fixed */
};

/* What stands in the struct that a mapping is read into (keyread.h). */
enum lp_slot {
    LP_SLOT_NONE, /* the mapping's reader reads the key itself */
    LP_SLOT_VALUE,
    LP_SLOT_NUMBER,
    LP_SLOT_TEXT,
    LP_SLOT_BOOLEAN,
    LP_SLOT_INTEGER,
    LP_SLOT_WORD /* an enum */
};

struct lp_key {
    const char *name;
    enum lp_takes takes;
    enum lp_dimension dimension; /* of a quantity */
    enum lp_range range;         /* of a quantity or a plain number */
    enum lp_refers refers;       /* likewise */
    uint64_t least, most;        /* of an integer; of a word, least: what the first stands for; of
                                    a text, most: its characters, on one line (input/name.h) */
    const char *const *words;    /* to choose from, ended by NULL; beside a form: named after it */
    const char *form;            /* said instead of what `takes` would say; NULL: say that */
    const char *of;              /* NULL, or the kind of item alone that has the key: "a phase" */
    const char *required;        /* NULL: may be absent; "yes", or when: "of an electrode" */
    const char *absent;          /* what then holds, as it would be written; NULL: nothing */
    const char *otherwise;       /* the same in words, where it cannot be written */
    const char *meaning, *example; /* a line; a value as written */
    enum lp_slot slot;
    size_t offset;
};

/* The place of a value in the struct that its mapping is read into: its type says how. */
#define LP_SLOT_AT(type, member)                                                                   \
    .offset = offsetof(type, member),                                                              \
    .slot = _Generic(((type *)0)->member,                                                          \
        struct lp_value: LP_SLOT_VALUE,                                                            \
        double: LP_SLOT_NUMBER,                                                                    \
        const char *: LP_SLOT_TEXT,                                                                \
        bool: LP_SLOT_BOOLEAN,                                                                     \
        uint64_t: LP_SLOT_INTEGER,                                                                 \
        unsigned: LP_SLOT_WORD)

/* The beginnings of a row. */
#define LP_KEY_QUANTITY(key, its_dimension, its_range, whom)                                       \
    .name = key, .takes = LP_TAKES_QUANTITY, .dimension = LP_DIM_##its_dimension,                  \
    .range = LP_##its_range, .refers = LP_REFERS_TO_##whom
#define LP_KEY_PLAIN(key, its_range, whom)                                                         \
    .name = key, .takes = LP_TAKES_PLAIN, .range = LP_##its_range, .refers = LP_REFERS_TO_##whom
#define LP_KEY_INTEGER(key, from, to)                                                              \
    .name = key, .takes = LP_TAKES_INTEGER, .least = from, .most = to
#define LP_KEY_BOOLEAN(key) .name = key, .takes = LP_TAKES_BOOLEAN
#define LP_KEY_WORD(key, list, first)                                                              \
    .name = key, .takes = LP_TAKES_WORD, .words = list, .least = first
#define LP_KEY_TEXT(key) .name = key, .takes = LP_TAKES_TEXT
#define LP_KEY_TITLE(key)                                                                          \
    .name = key, .takes = LP_TAKES_TEXT, .most = LP_NAME_LONGEST, .form = "text on one line"
#define LP_KEY_LIST(key, what)    .name = key, .takes = LP_TAKES_LIST, .form = what
#define LP_KEY_MAPPING(key, what) .name = key, .takes = LP_TAKES_MAPPING, .form = what
#define LP_KEY_SEVERAL(key, what) .name = key, .takes = LP_TAKES_SEVERAL, .form = what

/* A mapping with its keys, or a kind of table with its columns. */
struct lp_keys {
    const char *group;   /* heading of the reference: "Model" */
    const char *name;    /* "compartment": what `lipath help keys` is asked for */
    const char *place;   /* where it stands: "compartments: {NAME: {...}}" */
    const char *meaning; /* a line or more */
    bool is_table;       /* keys are columns */
    size_t n;
    const struct lp_key *key; /* [n] in the order in which messages list them */
};

/* The rows of an array of keys: `LP_KEYS_IN(rows)` fills n and key. */
#define LP_KEYS_IN(rows) .n = sizeof(rows) / sizeof *(rows), .key = rows

/* A model (modelkeys.c). */
extern const struct lp_keys lp_keys_model, lp_keys_cell, lp_keys_parameter, lp_keys_prior,
    lp_keys_compartment, lp_keys_growth, lp_keys_exchange, lp_keys_depth, lp_keys_component;
/* A study (studykeys.c). */
extern const struct lp_keys lp_keys_study, lp_keys_override, lp_keys_report, lp_keys_design,
    lp_keys_experiment, lp_keys_noise, lp_keys_step, lp_keys_repeat, lp_keys_impedance;
/* Tables (tablekeys.c). */
extern const struct lp_keys lp_keys_tidy, lp_keys_wide, lp_keys_covariance, lp_keys_protocol,
    lp_keys_export;

/* All of them, in the order in which the reference tells them. */
enum { LP_N_KEYS = 23 };
extern const struct lp_keys *const lp_keys_all[LP_N_KEYS];

/* The row of a name, NULL if there is none. */
const struct lp_key *lp_keys_find(const struct lp_keys *keys, const char *name);

#endif
