#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Do the tests notice? Each change of mutate.awk is made to a file by itself, and the file's tests are run:
#
#     tests/tools/mutate.sh --tests FILE...    which tests those are, one a line
#     tests/tools/mutate.sh FILE...            make the changes, name those that no test noticed
#
# CC, CFLAGS  compiler, and what it needs for any build of the tree
# SANITIZE    flags of build/san, where the tests and the library lie built
# LINK        flags of the linker for tests that state none of their own
# MUTANTS     only so many of the changes, drawn at random by SEED
# JOBS        workers, as many as there are cores
#
# A file's tests are tests/unit/test_MODULE.c and what the lines "test FILE NAME..." of tests/mutants.txt add, in this
# order; where a file has no such test, that of the module whose name it prolongs (profiles_pool.c: profiles). Each
# worker has its own copy of the tree under build/mutate/, compiles the one file (with the sanitizers, so that a
# write beyond an array is noticed too) and links it before the library. A run that takes five times the time
# of the unchanged file has noticed. What no test noticed is compiled once more as in a release, and forgotten if the
# machine code is the same. What remains is printed, and fails, but for what stands with a reason in tests/mutants.txt.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
built=build/san
out=build/mutate
export LC_ALL=C

tests_of() { # file
    module=$(basename "$1" .c)
    while [ ! -e "tests/unit/test_$module.c" ] && [ "$module" != "${module%_*}" ]; do
        module=${module%_*}
    done
    { [ ! -e "tests/unit/test_$module.c" ] || echo "unit/test_$module"
      sed -n "s,^test $1 ,,p" tests/mutants.txt | tr ' ' '\n'; } | awk '!seen[$0]++'
}

if [ "$1" = --tests ]; then
    shift
    for file; do tests_of "$file"; done | sort -u
    exit
fi

compile() { # object, flags...
    object=$1
    shift
    # shellcheck disable=SC2086 # CC and CFLAGS are lists of words
    (cd "$here" && $CC $CFLAGS "$@" "@$top/$flags" -w -c "$file" -o "$object" 2>/dev/null)
}

link() { # test: with the object of the file under change
    extra=$(sed -n '1,40s,.*/\* *LINK: *\(.*[^ ]\) *\*/.*,\1,p' "tests/$1.c")
    objects= libraries=link.flags
    case $extra in
    draw | cli)
        objects=$(ls "$built/src/$extra"/*.o | grep -v "main\.o$\|/$(basename "$file" .c)\.o$")
        [ "$extra" = cli ] || libraries=draw-link.flags
        extra=
        ;;
    esac
    : "${extra:=$LINK}"
    # shellcheck disable=SC2086
    $CC $SANITIZE "$built/tests/$1.o" "$here/changed.o" $objects "$built/tests/support.a" "$built/liblipath.a" \
        $extra -lcmocka "@$built/$libraries" -o "$here/program" 2>/dev/null
}

run() { # seconds of the processor
    (cd "$here" && ulimit -c 0 && ulimit -t "$1" && timeout -k 1 $((10 * $1)) ./program >said 2>&1)
}

noticed() { # seconds for each test -> whether one of the file's tests fails
    for test in $tests; do
        link "$test" && run "$1" || return 0
    done
    return 1
}

change() { # line column length new
    awk -v line="$1" -v column="$2" -v n="$3" -v new="$4" \
        'NR == line { $0 = substr($0, 1, column - 1) new substr($0, column + n) } { print }' "$out/tree/$file" >"$here/$file"
}

fate() { # line column length new -> what became of it
    change "$@"
    if ! compile changed.o -O0 $SANITIZE; then
        echo refused
    elif noticed "$limit"; then
        echo noticed
    elif compile release.o -O2 && cmp -s "$here/release.o" "$here/unchanged.o"; then
        echo same
    else
        echo survived
    fi
}

worker() { # number: its share of the file's changes
    here=$out/worker$1
    awk -v jobs="$jobs" -v own="$1" 'NR % jobs == own' "$out/changes" | while IFS='	' read -r line column n new; do
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(fate "$line" "$column" "$n" "$new")" "$file" "$line" "$column" "$n" "$new"
    done
    cp "$out/tree/$file" "$here/$file"
}

jobs=${JOBS:-$(nproc)}
export LSAN_OPTIONS="suppressions=$top/tests/lsan.supp:print_suppressions=0" CMOCKA_TEST_ABORT=1 \
    ASAN_OPTIONS=symbolize=0:hard_rss_limit_mb=2000
workers=
trap 'kill $workers 2>/dev/null; exit 1' INT TERM
rm -rf "$out"
mkdir -p "$out/tree"
cp -rp src tests inputs models "$out/tree" && mkdir "$out/tree/build" || exit 1
for i in $(seq 0 $((jobs - 1))); do cp -rp "$out/tree" "$out/worker$i"; done
: >"$out/fates"
for file; do
    flags=$built/lib.flags
    [ "${file#src/draw/}" = "$file" ] || flags=$built/draw.flags
    tests=$(tests_of "$file")
    [ -n "$tests" ] || { echo "$file: error: no test of it; name one in tests/mutants.txt"; exit 1; }
    here=$out/worker0
    limit=600
    start=$(date +%s)
    { compile changed.o -O0 $SANITIZE && ! noticed 600 && compile unchanged.o -O2; } ||
        { echo "$file: error: its tests fail without a change"; cat "$here/said" 2>/dev/null; exit 1; }
    limit=$((5 * ($(date +%s) - start + 1)))
    for i in $(seq 1 $((jobs - 1))); do cp "$here/unchanged.o" "$out/worker$i"; done
    awk -f tests/tools/mutate.awk "$file" | awk -v n="${MUTANTS:-0}" -v seed="${SEED:-1}" '
        BEGIN { srand(seed) }
        { line[NR] = $0 }
        END { for (left = NR; left > 0; left--) if (!n || rand() * left < n - taken) { print line[NR - left + 1]; taken++ } }' >"$out/changes"
    for i in $(seq 0 $((jobs - 1))); do worker "$i" >"$out/fates$i" 2>"$out/shell$i" & workers="$workers $!"; done
    wait
    workers=
    cat "$out"/fates[0-9]* >>"$out/fates"
    awk -F '\t' -v seconds=$(($(date +%s) - start)) -v file="$file" '
        { n[$1]++ } END { printf "%s: %d changes in %d s: %d noticed, %d survived, %d are no change, %d do not compile\n",
                          file, NR, seconds, n["noticed"], n["survived"], n["same"], n["refused"] }' "$out"/fates[0-9]*
done
sort -t '	' -k2,2 -k3,3n -k4,4n "$out/fates" |
    awk -v tree="$out/tree/" -v is_sample="${MUTANTS:+1}" -f tests/tools/survivors.awk tests/mutants.txt -
