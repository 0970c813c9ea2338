#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the tests and prints a line for each program or case, the output of those that failed, and
# at the end "N passed, N failed". Exits with 1 if any failed.
#
#     tests/run.sh BUILD RELEASE [WHAT...]
#
# BUILD    folder of the programs to test, say build/san
# RELEASE  folder of an optimised build, - for none: of its programs for valgrind, and of property tests
# MULT     how many models the property tests try, times their own number (1). Where there is a release build the
#          whole number is tried by it and a fifth, each kind of model at least once, by BUILD's sanitizers:
#          what they see lies in a kind's way through the code, the laws in its numbers
# WHAT     all of: programs cli checks valgrind; or tests by name, as in unit/test_text or
#          cli/check/broken (tests/ before it and .c after it do not matter), release/prop/test_engines by the
#          release build. All if not given.
# UPDATE=1 rewrites what the golden cases expect instead (and what tests/bad does: unit/test_bad.c).
#
# A cli case is a folder tests/cli/<command>/<case>/ with
#     cmd      what to run, by sh, in an empty folder that has the case's other files and links to
#              inputs/, models/ and tests/data/
#     stdout, stderr, exit   what to expect; numbers agree within rtol (file of that name, 1e-6)
set -u
cd "$(dirname "$0")/.." || exit 1

run_program() { # name
    mult=${MULT:-1}
    case $1,$release in
    *,- | *,"$build") ;;
    prop/*) mult=$(awk "BEGIN {print $mult / 5}") ;;
    esac
    MULT=$mult timeout "${TIMEOUT:-300}" "$build/tests/$1" >"$log" 2>&1
    code=$?
    passed=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
    failed=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
    [ $code -eq 0 ] || echo "exit code $code" >>"$log"
    [ $code -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    [ $code -ne 0 ] || [ "$passed" -gt 0 ] || passed=1
}

verify() { # expected actual what
    [ "${UPDATE:-}" = 1 ] && cp "$2" "$1" && return
    [ -e "$1" ] || : >"$work/none"
    if ! LC_ALL=C awk -v rtol="$rtol" -f tests/tools/compare.awk \
        "$([ -e "$1" ] && echo "$1" || echo "$work/none")" "$2" >"$work/difference"; then
        { echo "$3 differs:"; cat "$work/difference"; echo "whole $3:"; sed 's/^/  | /' "$2"; } >>"$log"
        failed=1
    fi
}

run_cli() { # name
    case_dir=$PWD/tests/$1
    mkdir "$work/here" && ln -s "$PWD/inputs" "$PWD/models" "$PWD/tests/data" "$work/here" || return
    for file in "$case_dir"/*; do
        case ${file##*/} in
        cmd | stdout | stderr | exit | rtol) ;;
        *) cp -r "$file" "$work/here" ;;
        esac
    done
    (cd "$work/here" && PATH="$build_path:$PATH" timeout "${TIMEOUT:-300}" sh "$case_dir/cmd") \
        >"$work/stdout" 2>"$work/stderr" </dev/null
    echo $? >"$work/exit"
    rtol=$(cat "$case_dir/rtol" 2>/dev/null || echo 1e-6)
    failed=0
    for what in exit stderr stdout; do
        verify "$case_dir/$what" "$work/$what" $what
    done
    passed=$((1 - failed))
}

run_check() { # make target
    make -s --no-print-directory BUILD="${build#build/}" "$1" >"$log" 2>&1
    failed=$(($? != 0)) passed=$((1 - failed))
}

run_valgrind() { # both programs; gnuplot is not ours
    valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible \
        --errors-for-leak-kinds=definite,possible --suppressions=tests/valgrind.supp \
        --trace-children=yes --trace-children-skip='*gnuplot*,*/sh' \
        "$release/lipath" run tests/data/two-phases.yaml -o "$work/out" --starts 2 -q >"$log" 2>&1
    failed=$(($? != 0)) passed=$((1 - failed))
}

if [ "$1" = --one ]; then
    build=$2 release=$3 test=$4
    build_path=$PWD/$build
    work=$build/tests/work/$(echo "$test" | tr / _)
    rm -rf "$work" && mkdir -p "$work" || exit 1
    work=$PWD/$work log=$work/log
    : >"$log"
    passed=0 failed=1
    start=$(date +%s%N)
    case $test in
    cli/*) run_cli "$test" ;;
    check-*) run_check "$test" ;;
    valgrind) run_valgrind ;;
    release/*) build=$release && run_program "${test#release/}" ;;
    *) run_program "$test" ;;
    esac
    seconds=$(awk "BEGIN {printf \"%.1f\", ($(date +%s%N) - $start) / 1e9}")
    echo "$passed $failed" >"$work/result"
    if [ "$failed" -gt 0 ]; then
        { printf 'FAIL  %-42s %4d passed, %d failed %6s s\n' "$test" "$passed" "$failed" "$seconds"
          sed 's/^/    /' "$log"; } >"$work/report"
    else
        printf 'ok    %-42s %4d %25s s\n' "$test" "$passed" "$seconds" >"$work/report"
    fi
    cat "$work/report"
    exit 0
fi

build=$1 release=$2
shift 2
[ $# -gt 0 ] || set -- valgrind checks programs cli
names() { # groups and tests -> tests, the slow ones first so that no core waits for the last
    for what; do
        case $what in
        programs)
            [ "$release" = - ] || ls tests/prop/test_*.c | sed 's,^tests/,release/,'
            ls tests/ref/test_*.c tests/prop/test_*.c tests/oom/test_*.c tests/fuzz/fuzz_*.c tests/unit/test_*.c
            ;;
        cli) ls -d tests/cli/*/*/ ;;
        checks) printf '%s\n' check-studies check-layers check-circles check-headers check-symbols check-tested check-mutate ;;
        valgrind) [ "$release" = - ] || echo valgrind ;;
        *) echo "$what" ;;
        esac 2>/dev/null
    done | sed 's,^tests/,,; s,/$,,; s,\.c$,,'
}
rm -rf "$build/tests/work"
mkdir -p "$build/tests/work"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
[ -e tests/lsan.supp ] || unset LSAN_OPTIONS
export TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1 NO_COLOR=1 LC_ALL=C.UTF-8
unset MAKEFLAGS MAKELEVEL

if [ "${UPDATE:-}" = 1 ]; then
    for file in tests/bad/*.yaml; do
        "$build/lipath" check "$file" 2>&1 >/dev/null | sed '${/^error: the input has faults$/d}' >"${file%.yaml}.expected"
    done
fi

names "$@" | xargs -P "$(nproc)" -I{} sh tests/run.sh --one "$build" "$release" {}
cat "$build"/tests/work/*/result 2>/dev/null | awk '
    { passed += $1; failed += $2 }
    END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }'
