#!/bin/sh
# SPDX-License-Identifier: MIT
# Lines of src/ that the tests ran, per file and in all, from the gcov notes under a build folder.
find "$1/src" -name '*.gcda' | while read -r notes; do
    gcov -n "$notes" 2>/dev/null
done | awk -F "[':% ]+" '
    /^File/ { file = $2 }
    /^Lines executed/ && file ~ /^src\/.*\.c$/ {
        printf "%6.1f %% of %5d  %s\n", $3, $5, file
        n += $5; run += $3 * $5 / 100
    }
    /^Lines executed/ { file = "" }
    END { if (n) printf "%6.1f %% of %5d  in all\n", 100 * run / n, n }' | sort -k 5
