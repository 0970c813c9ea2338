#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The rooms of src/ and the ways between them:
#
#     tests/tools/layers.sh            rooms and their order (layers.awk), no circle among the includes
#     tests/tools/layers.sh FILE...    no circle among these objects or archives: one whose functions call
#                                      another's, which call back, directly or around, can be neither read nor
#                                      tested alone
#
# Needs nm and awk only.
cd "$(dirname "$0")/../.." || exit 1
if [ $# -gt 0 ]; then
    edges=$(mktemp) && trap 'rm -f "$edges"' EXIT || exit 1
    nm -A -g "$@" | awk -F '[/:]' '
        NF < 2 { next }
        { n_words = split($NF, word, " "); object = $(NF - 1); symbol = word[n_words] }
        word[n_words - 1] == "U" { user[++n] = object; used[n] = symbol; next }
        { home[symbol] = object }
        END { for (i = 1; i <= n; i++) if (used[i] in home) print user[i], home[used[i]], used[i] }' >"$edges"
    [ -s "$edges" ] || { echo "error: no symbols in $*"; exit 1; }
    awk -f tests/tools/circles.awk "$edges"
    exit
fi
bad=0
# shellcheck disable=SC2046 # no blank in a name here
awk -f tests/tools/layers.awk src/LAYERS $(find src -name '*.[ch]' | sort) || bad=1
awk -F '"' '/^[ \t]*#[ \t]*include[ \t]*"/ { file = FILENAME; sub(/^src\//, "", file); print file, $2 }' src/*/*.[ch] |
    awk -f tests/tools/circles.awk || bad=1
exit $bad
