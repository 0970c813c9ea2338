#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the studies under inputs/ and holds what comes out against what their heads say:
#   - the verdict on the interface (or null) is that of the line `# verdict: ...`; a study without one fails
#   - what is marked synthetic, in the data, is so in the result's title and in the picture; what is not, is not
#   - `lipath synth` on a study that names it remakes its data, to 1e-7
#
#     tests/tools/studies.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
lipath=$PWD/$1/lipath
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "$1: $2"; failed=1; }

remade() { # study, data: the same but for the last digits, which are the solver's
    "$lipath" synth "$1" -o "$work/again.csv" -q || return
    paste -d, "$work/again.csv" "$2" | awk -F, '
        /^#/ || /^experiment/ { next }
        NF == 10 { n++; d = $4 - $9; if ($1 $2 $3 $5 != $6 $7 $8 $10 || d > 1e-7 || d < -1e-7) bad = 1; next }
        { bad = 1 } END { exit bad || n == 0 }'
}

for study in inputs/*/*.yaml; do
    grep -q '^experiments:' "$study" || continue
    out=$work/$(echo "$study" | tr / _)
    stated=$(sed -n 's/^# verdict: *\([a-z]*\).*/\1/p' "$study")
    [ -n "$stated" ] || { fail "$study" "its head states no verdict"; continue; }
    "$lipath" run "$study" -o "$out" -q --no-progress --starts 3 >"$work/said" 2>&1 ||
        { fail "$study" "did not run"; cat "$work/said"; continue; }
    got=$(jq -r '.verdict.interface // "null"' "$out/result.json")
    [ "$got" = "$stated" ] || fail "$study" "states '$stated', came out '$got'"
    data=$(sed -n 's/^ *data: *\([^ ]*\.csv\).*/\1/p' "$study" | head -n 1)
    marked=0
    [ -z "$data" ] || ! head -n 1 "${study%/*}/$data" | grep -q SYNTHETIC || marked=1
    for picture in pathway.svg fit.svg; do
        [ -e "$out/$picture" ] || continue
        shown=0
        grep -q SYNTHETIC "$out/$picture" && shown=1
        [ $shown = $marked ] || fail "$study" "$picture does not tell synthetic from real"
    done
    if grep -q '^# SYNTHETIC.*lipath synth inputs/' "$study"; then
        remade "$study" "${study%/*}/$data" || fail "$study" "\`lipath synth\` makes other data than $data"
    fi
done
exit $failed
