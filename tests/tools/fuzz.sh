#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzz target (a source file as argument) under libFuzzer for SECONDS_EACH seconds,
# beginning with its corpus in tests/fuzz/corpus/. New finds stay under build/fuzz/corpus/.
for source; do
    name=$(basename "$source" .c)
    mkdir -p "build/fuzz/corpus/$name"
    clang -g -O1 -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I. -fsanitize=fuzzer,address,undefined \
        "$source" build/fuzz/liblipath.a @build/fuzz/link.flags -o "build/fuzz/$name" || exit
    echo "== $name"
    "build/fuzz/$name" -max_total_time="${SECONDS_EACH:-60}" -verbosity=0 "build/fuzz/corpus/$name" \
        "tests/fuzz/corpus/${name#fuzz_}" || exit
done
