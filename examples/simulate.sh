#!/bin/sh
# From a model to curves: what would 6Li NMR see of a cell at rest, if the flows were known?
# A study without data simulates its `times`; the parameters' start or fixed values hold.
#
# Expect: a CSV, 3 components at 4 times. The interface, fed 2 x 1.5e-10 mol/s into 1.5 umol, is past
# halfway to the foils' 0.95 after 90 minutes; the ceramic needs ten hours for that.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/study.yaml" <<STUDY
lipath: 1
title: What to expect of a cell at rest
model: $PWD/models/polymer-ceramic.yaml
override:
  parameters:
    phi_el_interface: {value: 1.5e-10 mol/s}
    phi_el_ceramic: {value: 2e-11 mol/s}
experiments:
  - {name: at rest, times: [30 min, 90 min, 10 h, 4 d]}
STUDY
lipath simulate "$work/study.yaml"
