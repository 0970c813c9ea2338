/* SPDX-License-Identifier: MIT */
#include "tests/support/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct examples_place *examples_find(size_t n, const struct examples_place place[],
                                           const struct lp_keys *keys, const struct lp_key *key)
{
    for (size_t i = 0; i < n; i++)
        if (place[i].keys == keys && (!place[i].key || strcmp(place[i].key, key->name) == 0))
            return &place[i];
    fail_msg("no place for `%s` of `%s`", key->name, keys->name);
    return NULL;
}

static bool is_needed(const struct examples_place *place, size_t i, const struct lp_key *key)
{
    return place->needs[i][0] && strcmp(place->needs[i][0], key->name) != 0;
}

/* One line of a table: heads (0) or cells (1). */
static void print_line(FILE *file, const struct examples_place *place, const struct lp_key *key,
                       int what)
{
    static const char word[] = "COMPONENT";
    const char separator = strcmp(place->keys->name, "mpt") == 0 ? '\t' : ',';
    for (size_t i = 0; i < EXAMPLES_MAX_NEEDS; i++)
        if (is_needed(place, i, key))
            fprintf(file, "%s%c", place->needs[i][what], separator);
    if (what == 0 && strncmp(key->name, word, strlen(word)) == 0)
        fprintf(file, "salt%s\n", key->name + strlen(word));
    else
        fprintf(file, "%s\n", what == 0 ? key->name : key->example);
}

char *examples_text(const struct examples_place *place, const struct lp_key *key)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    fputs(place->before, file);
    if (place->keys->is_table) {
        print_line(file, place, key, 0);
        print_line(file, place, key, 1);
    } else {
        const char *separator = *place->before ? ", " : "\n";
        for (size_t i = 0; i < EXAMPLES_MAX_NEEDS; i++)
            if (is_needed(place, i, key))
                fprintf(file, "%s: %s%s", place->needs[i][0], place->needs[i][1], separator);
        fprintf(file, "%s: %s", key->name, key->example);
    }
    fputs(place->after, file);
    fclose(file);
    return text;
}

void examples_write(const char *directory, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

void examples_remove(const char *directory, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(remove(path), 0);
}
