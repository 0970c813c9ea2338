#!/bin/sh
# How inputs/lgps-peo/enrichment.csv was made: `lipath simulate` at known flows, plus Gaussian noise of
# 0.01 from a fixed seed. So the data are SYNTHETIC, and the answer to find is known:
#   of the net current, 68 % meet the interface first, 23 % the salt, 9 % the ceramic.
#
#     sh examples/make-lgps-peo.sh [OUTPUT.csv]        (default: build/examples/lgps-peo.csv)
#
# Expect: "same as inputs/lgps-peo/enrichment.csv".
set -eu
cd "$(dirname "$0")/.."
output=${1:-build/examples/lgps-peo.csv}
mkdir -p "$(dirname "$output")"
truth=$(mktemp -d)
trap 'rm -rf "$truth"' EXIT

# 24 times from 600 s to 12 h, evenly spaced in their logarithm, whole seconds
times=$(LC_ALL=C awk 'BEGIN {for (k = 0; k < 24; k++) printf "%s%.0f s", k ? ", " : "", 600 * exp(k / 23 * log(43200 / 600))}')
cat >"$truth/study.yaml" <<STUDY
lipath: 1
model: $PWD/models/polymer-ceramic.yaml
override:
  parameters:
    phi_el_ceramic:   {value: 2e-11 mol/s}
    phi_el_interface: {value: 1.5e-10 mol/s}
    phi_el_salt:      {value: 5e-11 mol/s}
    phi_ceramic_interface: {value: 8e-11 mol/s}
    phi_ceramic_salt:      {value: 5e-12 mol/s}
    phi_interface_salt:    {value: 6e-11 mol/s}
  components: {LGPS: {ceramic: 1}, interface: {interface: 1}, LiTFSI: {salt: 1}}
experiments:
  - {name: truth, times: [$times]}
STUDY
lipath simulate "$truth/study.yaml" -o "$truth/truth.csv"

# The generator is Park and Miller's "minimal standard", exact in double precision, and Box and Muller's
# transform: the same digits with every awk.
LC_ALL=C awk -F, -v seed=12345 -v sigma=0.01 '
    function uniform() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform()) }
    NR == 1 {
        print "# SYNTHETIC: made by examples/make-lgps-peo.sh (lipath simulate + Gaussian noise of 0.01), not measured"
        print "time_s,component,value,sigma"
    }
    NR > 1 { printf "%.0f,%s,%.4f,%g\n", $2, $3, $4 + sigma * normal(), sigma }' \
    "$truth/truth.csv" >"$output"

if [ "$output" = inputs/lgps-peo/enrichment.csv ] || cmp -s "$output" inputs/lgps-peo/enrichment.csv; then
    echo "same as inputs/lgps-peo/enrichment.csv"
else
    echo "$output differs from inputs/lgps-peo/enrichment.csv" >&2
    exit 1
fi
