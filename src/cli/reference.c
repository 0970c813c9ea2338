/* SPDX-License-Identifier: MIT
 *
 * A row of a table of keys says what the key takes in a form for programs; here it gets words. The
 * same words stand in the text and in the Markdown.
 */
#include "cli/reference.h"

#include "base/text.h"
#include "conduct/conductkeys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { N_ALL = LP_N_KEYS + LP_CONDUCT_N_KEYS, MAX_WORDS = 256 };

static const struct lp_keys *keys_at(size_t i)
{
    return i < LP_N_KEYS ? lp_keys_all[i] : lp_conduct_keys_all[i - LP_N_KEYS];
}

static void add(char text[MAX_WORDS], const char *words)
{
    size_t n = strlen(text);
    snprintf(text + n, MAX_WORDS - n, "%s", words);
}

static const char *range_words(enum lp_range range)
{
    switch (range) {
    case LP_POSITIVE:
        return " above 0";
    case LP_NOT_NEGATIVE:
        return ", 0 or more";
    case LP_FRACTION:
        return " from 0 to 1";
    case LP_ANY_NUMBER:
        break;
    }
    return "";
}

static void add_number(char text[MAX_WORDS], const struct lp_key *key)
{
    static const char *const names[] = {[LP_REFERS_TO_NONE] = "",
                                        [LP_REFERS_TO_FIXED] = ", or a fixed parameter's name",
                                        [LP_REFERS_TO_ANY] = ", or a parameter's name"};
    bool is_bare = key->takes == LP_TAKES_PLAIN || key->dimension == LP_DIM_ONE;
    add(text, is_bare ? "number" : lp_dimension_words(key->dimension));
    add(text, range_words(key->range));
    add(text, names[key->refers]);
}

static void add_choice(char text[MAX_WORDS], const char *const words[])
{
    for (size_t i = 0; words[i]; i++) {
        add(text, i == 0 ? "" : words[i + 1] ? ", " : " or ");
        add(text, words[i]);
    }
}

/* What a key takes. */
static void type_words(const struct lp_key *key, char text[MAX_WORDS])
{
    *text = '\0';
    if (key->form) {
        add(text, key->form);
        if (key->words)
            add_choice(text, key->words);
        return;
    }
    switch (key->takes) {
    case LP_TAKES_QUANTITY:
    case LP_TAKES_PLAIN:
        add_number(text, key);
        break;
    case LP_TAKES_INTEGER:
        if (key->most == UINT64_MAX)
            snprintf(text, MAX_WORDS, "whole number, %" PRIu64 " or more", key->least);
        else
            snprintf(text, MAX_WORDS, "whole number from %" PRIu64 " to %" PRIu64, key->least,
                     key->most);
        break;
    case LP_TAKES_WORD:
        add_choice(text, key->words);
        break;
    case LP_TAKES_BOOLEAN:
        add(text, "on, true, yes or off, false, no");
        break;
    default:
        add(text, "text");
        break;
    }
}

/* "" where it has none. */
static const char *unit_words(const struct lp_key *key)
{
    if (key->takes == LP_TAKES_PLAIN)
        return "the observable's";
    return key->takes == LP_TAKES_QUANTITY && key->dimension != LP_DIM_ONE
               ? lp_dimension_accepted(key->dimension)
               : "";
}

/* What holds where the key is absent. */
static void default_words(const struct lp_key *key, char text[MAX_WORDS])
{
    const char *otherwise = key->absent ? key->absent : key->otherwise;
    *text = '\0';
    if (key->required) {
        bool is_always = strcmp(key->required, "yes") == 0;
        add(text, is_always ? "required" : "required ");
        add(text, is_always ? "" : key->required);
        add(text, otherwise ? "; else " : "");
    }
    if (otherwise || !key->required)
        add(text, otherwise ? otherwise : "none");
}

static void write_key(FILE *out, const struct lp_keys *keys, const struct lp_key *key, int width)
{
    char type[MAX_WORDS], otherwise[MAX_WORDS];
    const char *unit = unit_words(key);
    type_words(key, type);
    default_words(key, otherwise);
    fprintf(out, "\n  %-*s  %s%s%s%s\n", width, key->name, type, *unit ? " [" : "", unit,
            *unit ? "]" : "");
    fprintf(out, "  %-*s  %s\n", width, "", key->meaning);
    if (key->of)
        fprintf(out, "  %-*s  only: %s\n", width, "", key->of);
    fprintf(out, "  %-*s  default: %s\n", width, "", otherwise);
    if (keys->is_table)
        fprintf(out, "  %-*s  example: %s\n", width, "", key->example);
    else
        fprintf(out, "  %-*s  example: %s: %s\n", width, "", key->name, key->example);
}

static void write_keys(FILE *out, const struct lp_keys *keys)
{
    int width = 0;
    for (size_t k = 0; k < keys->n; k++)
        if ((int)strlen(keys->key[k].name) > width)
            width = (int)strlen(keys->key[k].name);
    fprintf(out, "%s: %s\n%s\n", keys->name, keys->meaning, keys->place);
    for (size_t k = 0; k < keys->n; k++)
        write_key(out, keys, &keys->key[k], width);
}

static void write_names(FILE *out)
{
    const char *group = "";
    fprintf(out, "What may be written in the files that lipath reads.\n"
                 "usage: lipath help keys [NAME | --markdown]\n");
    for (size_t i = 0; i < N_ALL; i++) {
        const struct lp_keys *keys = keys_at(i);
        if (strcmp(group, keys->group) != 0)
            fprintf(out, "\n%s\n", keys->group);
        group = keys->group;
        fprintf(out, "  %-20s %s\n", keys->name, keys->meaning);
    }
}

static void write_markdown(FILE *out)
{
    const char *group = "";
    for (size_t i = 0; i < N_ALL; i++) {
        const struct lp_keys *keys = keys_at(i);
        if (strcmp(group, keys->group) != 0)
            fprintf(out, "%s## %s\n", *group ? "\n" : "", keys->group);
        group = keys->group;
        fprintf(out, "\n### %s\n\n%s: %s.\n\n", keys->name, keys->place, keys->meaning);
        fprintf(out,
                "| %s | takes | unit | default | meaning | example |\n|---|---|---|---|---|---|\n",
                keys->is_table ? "column" : "key");
        for (size_t k = 0; k < keys->n; k++) {
            const struct lp_key *key = &keys->key[k];
            char type[MAX_WORDS], otherwise[MAX_WORDS];
            type_words(key, type);
            default_words(key, otherwise);
            fprintf(out, "| `%s` | %s | %s | %s | %s%s%s | `%s` |\n", key->name, type,
                    unit_words(key), otherwise, key->of ? key->of : "", key->of ? " only: " : "",
                    key->meaning, key->example);
        }
    }
}

enum lp_status lp_reference_write(FILE *out, int n_words, char *const words[], struct lp_diag *diag)
{
    const char *names[N_ALL];
    if (n_words == 0) {
        write_names(out);
        return LP_OK;
    }
    if (n_words == 1 && strcmp(words[0], "--markdown") == 0) {
        write_markdown(out);
        return LP_OK;
    }
    for (size_t i = 0; i < N_ALL; i++) {
        names[i] = keys_at(i)->name;
        if (n_words == 1 && strcmp(words[0], names[i]) == 0) {
            write_keys(out, keys_at(i));
            return LP_OK;
        }
    }
    const char *word = words[n_words - 1], *nearest = lp_text_nearest(word, names, N_ALL);
    lp_diag_error(diag, lp_span_none(NULL), "%s '%s'%s%s%s (see: lipath help keys)",
                  n_words == 1 ? "no keys are called" : "one argument too many:", word,
                  n_words == 1 && nearest ? "; did you mean '" : "",
                  n_words == 1 && nearest ? nearest : "", n_words == 1 && nearest ? "'?" : "");
    return LP_EUSAGE;
}
