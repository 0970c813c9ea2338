/* SPDX-License-Identifier: MIT
 *
 * JSON has no NaN and no infinity: what does not exist is null.
 */
#include "output/json.h"

#include "base/clean.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *lp_json_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *lp_json_string(const char *text)
{
    if (!text)
        return json_null();
    const size_t n = strlen(text);
    char *shown = malloc(LP_CLEAN_ROOM(n));
    if (!shown)
        return NULL;
    json_t *value = json_stringn(shown, lp_clean_write(shown, text, n, LP_SPACE_LINES));
    free(shown);
    return value;
}

char *lp_json_text_take(json_t *root)
{
    char *json = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(DBL_DIG)) : NULL;
    json_decref(root);
    if (!json)
        return NULL;
    size_t n = strlen(json);
    char *text = realloc(json, n + 2);
    if (!text) {
        free(json);
        return NULL;
    }
    memcpy(text + n, "\n", 2);
    return text;
}
