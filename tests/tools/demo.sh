#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the bundled studies of `make demo` and says where their pictures are: demo.sh BUILD-FOLDER
for study in lgps-peo/study llzo-peo-2018/50wt; do
    out=build/demo/${study%%/*}
    mkdir -p "$out" || exit
    echo "== lipath run inputs/$study.yaml -o $out"
    "$1/lipath" run "inputs/$study.yaml" -o "$out" --no-progress >"$out/summary.txt" || exit
    sed '/^Parameters/,$d' "$out/summary.txt"
    echo "parameters, topologies, warnings: $out/summary.txt"
    echo "pictures: $out/pathway.svg (pdf, png), $out/fit.svg"
    echo
done
