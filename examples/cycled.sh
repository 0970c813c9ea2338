#!/bin/sh
# A cell that is cycled, resolved along the depth of its film, and stored before the last spectra; then an interphase
# that thickens on a foil. Both data sets are SYNTHETIC. Each fit tells the books of charge and lithium, and the
# answer under the other assumption on the electrodes: plated lithium that is stripped before the foil.
#
# Expect: in the simulation, the interface ahead of the salt at the end of cycling (14400 s) and behind it after
# storage (57600 s); share and verdict on the interface, yes, about 66 %; a 6Li balance that closes to 1e-9 or better;
# and for the interphase the foil, down from 15 to about 13.6 umol. About five seconds each.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

lipath simulate inputs/lgps-peo-cycled/study.yaml | grep -E '^(experiment|cell-1,(14400|57600),)'
for study in lgps-peo-cycled sei-growth; do
    echo "== $study"
    lipath fit inputs/$study/study.yaml --starts 3 --no-progress -q -o "$work/result.json"
    sed -n '/"other_electrodes"/,/"warnings"/p' "$work/result.json" |
        grep -E '"(text|throughput_C|imbalance|name|li6_given_mol|inventory_mol)"'
done
