/* SPDX-License-Identifier: MIT
 *
 * Each sentence copies the text so far; texts are a few hundred bytes.
 */
#include "answer/prose.h"

#include <stdarg.h>

void lp_prose_add(struct lp_prose *prose, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const char *sentence = lp_arena_vprintf(prose->arena, format, arguments);
    va_end(arguments);
    prose->text = lp_arena_printf(prose->arena, "%s%s%s", prose->text,
                                  prose->text[0] == '\0' ? "" : "\n", sentence);
}

const char *lp_prose_list(struct lp_prose *prose, const char *list, const char *separator,
                          const char *name)
{
    return lp_arena_printf(prose->arena, "%s%s%s", list, list[0] == '\0' ? "" : separator, name);
}
