#!/bin/sh
# From your own table to exchange flows. The table is wide here, as a spreadsheet has it: a column for the
# time with its unit, one for each component of the spectrum, an empty cell where nothing was measured.
# `lipath new` makes the folder; `lipath check` names every fault of the files by line and column.
#
# Expect: "study.yaml: ok", then the flows from result.json. The numbers are made up, and few: two of the
# flows between the phases are known from above only ("upper-bound-only"), which is an answer, not a failure.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

lipath new my-cell --model polymer-ceramic
cat >my-cell/enrichment.csv <<CSV
time_h,ceramic,interface,salt
0.5,0.151,0.109,0.118
2,0.337,0.201,0.165
6,0.651,0.468,0.374
20,0.905,0.842,0.733
60,,0.955,0.938
CSV
cat >my-cell/study.yaml <<STUDY
lipath: 1
title: My cell
model: polymer-ceramic.yaml
experiments:
  - name: cell-1
    data: enrichment.csv
    noise: {constant: 0.01}
STUDY
lipath check my-cell/study.yaml
lipath fit my-cell/study.yaml -o my-cell/result.json --no-progress
grep -A 8 '"name": "phi_' my-cell/result.json | grep -E '"(name|estimate|identifiable)"'
