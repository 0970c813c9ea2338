#!/bin/sh
# How the data of inputs/lgps-peo-cycled, inputs/lgps-peo-checks and inputs/sei-growth were made: `lipath synth` on
# each study itself, with its list of times in the place of its data. So the data are SYNTHETIC, and what is to be
# found stands in the studies.
#
#     sh examples/make-cycled.sh [FOLDER]        (default: build/examples/cycled)
#
# Expect: "same as inputs/lgps-peo-cycled/enrichment.csv", and the same for the others.
set -eu
cd "$(dirname "$0")/.."
output=${1:-build/examples/cycled}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make_one() { # study, times
    mkdir -p "$output/$1"
    sed "s/data: enrichment.csv/times: [$2]\n    noise: {constant: 0.01}/" "inputs/$1/study.yaml" >"$work/truth.yaml"
    (cd "$work" && lipath synth truth.yaml -o data.csv)
    mv "$work/data.csv" "$output/$1/enrichment.csv"
    # the last digits are the solver's: 1e-7 is far below the noise of 1e-2
    if paste -d, "$output/$1/enrichment.csv" "inputs/$1/enrichment.csv" | awk -F, '
        NR > 1 && NF == 10 { n++; d = $4 - $9; if ($1 $2 $3 $5 != $6 $7 $8 $10 || d > 1e-7 || d < -1e-7) bad = 1 }
        NR > 1 && NF != 10 && $0 !~ /^#/ { bad = 1 } END { exit bad || n == 0 }'; then
        echo "same as inputs/$1/enrichment.csv"
    else
        echo "$output/$1/enrichment.csv differs from inputs/$1/enrichment.csv" >&2
        exit 1
    fi
}
make_one lgps-peo-cycled '20 min, 1 h, 2 h, 4 h, 8 h, 16 h'
make_one lgps-peo-checks '20 min, 1 h, 2 h, 4 h, 8 h'
make_one sei-growth '20 min, 1 h, 2 h, 150 min, 4 h, 5 h, 9 h, 17 h'
