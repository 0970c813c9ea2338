#!/bin/sh
# From your own table to exchange flows. The table is wide here, as a spreadsheet has it: a column for the
# time with its unit, one for each component of the spectrum, an empty cell where nothing was measured.
# `lipath new` makes the folder; `lipath check` names every fault of the files by line and column.
#
# Expect: "study.yaml: ok", then the flows with their 95 % intervals from result.json. The numbers are made
# up and few, so several flows are told to be unknown: that is the answer, not a failure.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

lipath new my-cell --model polymer-ceramic
cat >my-cell/enrichment.csv <<CSV
time_h,ceramic,interface,salt
0.5,0.08,0.24,0.12
2,0.13,0.47,0.20
6,0.26,0.72,0.41
20,0.56,0.89,0.74
60,,0.94,0.93
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
