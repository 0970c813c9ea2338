/* SPDX-License-Identifier: MIT
 *
 * Text over lines of a width, for the tables on the terminal.
 */
#ifndef LP_OUTPUT_WRAP_H
#define LP_OUTPUT_WRAP_H

#include <stddef.h>
#include <stdio.h>

/*
 * Write the words of a text over as many lines as they need, and end the last.
 *
 * column  characters that stand on the first line already
 * indent  blanks before each further line
 * width   characters of a line; a longer word, a path say, stays whole
 * text    UTF-8; words are separated by blanks, and \n in it begins a new line
 */
void lp_wrap(FILE *out, size_t column, size_t indent, size_t width, const char *text);

#endif
