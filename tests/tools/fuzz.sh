#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs each fuzz target (a source file as argument) under libFuzzer for SECONDS_EACH seconds, beginning with its
# corpus in tests/fuzz/corpus/, linked with the flags LINK, and says how many inputs it tried. New finds stay under build/fuzz/corpus/; an
# input that a target fails on is written to build/fuzz/, and all that libFuzzer said is shown.
set -u
for source; do
    name=$(basename "$source" .c)
    found=build/fuzz/corpus/$name
    mkdir -p "$found"
    # shellcheck disable=SC2086 # LINK is a list of words
    clang -g -O1 -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I. -fsanitize=fuzzer,address,undefined \
        "$source" build/fuzz/tests/support.a build/fuzz/liblipath.a $LINK @build/fuzz/link.flags -o "build/fuzz/$name" || exit
    "build/fuzz/$name" -max_total_time="${SECONDS_EACH:-60}" -print_final_stats=1 -artifact_prefix=build/fuzz/ \
        "$found" "tests/fuzz/corpus/${name#fuzz_}" >"build/fuzz/$name.said" 2>&1 ||
        { cat "build/fuzz/$name.said"; exit 1; }
    awk -v name="$name" '
        /number_of_executed_units/ { n = $2 } /average_exec_per_sec/ { rate = $2 }
        END { printf "%-16s %8d inputs, %d a second\n", name, n, rate }' "build/fuzz/$name.said"
done
