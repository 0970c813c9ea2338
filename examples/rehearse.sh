#!/bin/sh
# Rehearse an experiment before the cell is built: synthetic data with the noise that you expect, then the fit that
# you would make of it. Three temperatures give the activation energy, and its interval says whether they suffice.
#
# Expect: Ea of the path between 0.3 and 0.4 eV (it is 0.35), and the mark that the data are synthetic.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/plan.yaml" <<'END'
lipath: 1
title: Three temperatures, rehearsed
seed: 5
model:
  parameters:
    phi: {start: 1e-10 mol/s, max: 1e-6 mol/s, activation: {start: 0.35 eV, min: 0.05 eV, max: 1.5 eV}}
  compartments:
    left:  {kind: electrode, enrichment: 0.95}
    right: {kind: electrode, enrichment: 0.95}
    salt:  {inventory: 2.5 umol}
  exchange:
    - {between: [left, salt], flow: phi}
    - {between: [salt, right], flow: phi}
experiments:
  - {name: cold, temperature: 5 degC, noise: {constant: 0.01}, times: [1 h, 3 h, 10 h]}
  - {name: mild, temperature: 25 degC, noise: {constant: 0.01}, times: [1 h, 3 h, 10 h]}
  - {name: warm, temperature: 50 degC, noise: {constant: 0.01}, times: [20 min, 1 h, 3 h]}
END
lipath synth "$work/plan.yaml" -o "$work/data.csv"
head -4 "$work/data.csv"
sed 's/noise: .*/data: data.csv}/' "$work/plan.yaml" >"$work/study.yaml"
lipath fit "$work/study.yaml" --starts 4 -o "$work/result.json"
grep '"synthetic"' "$work/result.json"
grep -A 5 -m 1 '"activation_eV"' "$work/result.json"
