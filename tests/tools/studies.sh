#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the studies under inputs/ and holds what comes out against what their heads say:
#   - verdict, numbers that intervals are to hold, checks that are to be ok: studies.awk
#   - synthetic and real are told apart in both directions: a study whose data say SYNTHETIC has it in the
#     first line of its head's text, its title and every picture, in every format that is text; any other has it
#     nowhere
#   - `lipath synth` on a study that names it remakes its data, to 1e-7
#   - every model is in models/README.md, and `lipath new` makes a study of it that passes `lipath check`
#
#     tests/tools/studies.sh LIPATH [STUDY]
#
# Without a study: all of them, one process each, as many at a time as there are cores.
set -u
cd "$(dirname "$0")/../.." || exit 1
lipath=$PWD/$1
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

told() { # study, its result's folder, whether it is synthetic
    for shown in "$2"/*.svg "$2"/pathway.dot "$2"/pathway.json "$2"/pathway.graphml; do
        [ -e "$shown" ] || continue
        case ${shown##*/} in
        *.svg | *.dot) grep -q 'SYNTHETIC DATA' "$shown" ;;
        *.json) grep -q '"synthetic": true' "$shown" ;;
        *.graphml) grep -q '_synthetic">true' "$shown" ;;
        esac
        [ $(($? == 0)) = "$3" ] || fail "$1" "${shown##*/} does not tell synthetic from real"
    done
    grep -q '^title: "SYNTHETIC: ' "$1"
    [ $(($? == 0)) = "$3" ] || fail "$1" "its title does not tell synthetic from real"
    sed 2q "$1" | grep -q '^# SYNTHETIC'
    [ $(($? == 0)) = "$3" ] || fail "$1" "its head does not tell synthetic from real"
}

check() { # study
    study=$1
    out=$work/result
    "$lipath" run "$study" -o "$out" -j 1 -q --no-progress --starts 3 >"$work/said" 2>&1 ||
        { fail "$study" "did not run"; cat "$work/said"; return; }
    awk -f tests/tools/studies.awk "$study" "$out/result.json" || failed=1
    marked=0
    for data in $(sed -n 's/^ *data: *\([^ ]*\.csv\).*/\1/p' "$study"); do
        ! head -n 1 "${study%/*}/$data" | grep -q SYNTHETIC || marked=1
    done
    told "$study" "$out" $marked
    if grep -q '^# SYNTHETIC.*lipath synth inputs/' "$study"; then
        remade "$study" "${study%/*}/$data" || fail "$study" "\`lipath synth\` makes other data than $data"
    fi
}

if [ $# -gt 1 ]; then
    check "$2"
    exit $failed
fi
grep -l '^experiments:' inputs/*/*.yaml | xargs -P "$(nproc)" -I{} sh tests/tools/studies.sh "$1" {} || failed=1

for model in models/*.yaml; do
    name=$(basename "$model" .yaml)
    grep -q "\`$name\`" models/README.md || fail "$model" "models/README.md does not name it"
    "$lipath" new "$work/$name" --model "$name" -q && "$lipath" check "$work/$name/study.yaml" -q >/dev/null ||
        fail "$model" "\`lipath new\` makes no study of it that passes \`lipath check\`"
done
exit $failed
