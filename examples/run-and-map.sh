#!/bin/sh
# The main job and its pictures: fit, uncertainty, topologies, pathway, verdict; then the same result drawn
# in other formats, for a talk (png), a graph editor (graphml) or a program of your own (json).
#
# Expect: the verdict on SYNTHETIC data, "through the interface: yes", and the list of files in
# build/examples/lgps-peo/.
set -eu
cd "$(dirname "$0")/.."
out=build/examples/lgps-peo

lipath run inputs/lgps-peo/study.yaml -o $out --no-progress
for format in png graphml json; do
    lipath map $out/result.json -o $out/pathway.$format
done
ls $out
