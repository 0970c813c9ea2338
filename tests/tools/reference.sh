#!/bin/sh
# SPDX-License-Identifier: MIT
# reference.sh PROGRAM PAGE: the page with the reference of keys that the program prints today, to standard output.
awk -v command="$1 help keys --markdown" '
    /^<!-- end of what is printed -->$/ { skip = 0 }
    !skip
    /^<!-- printed by / {
        while ((command | getline line) > 0)
            print line
        skip = 1
    }' "$2"
