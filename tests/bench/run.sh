#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints how long lipath and other programs take on this machine, in three interleaved rounds, each
# number the least of them. Programs that are not installed are left out (`make bench-deps`). Every
# other program's optimum is compared with ours. Nothing is asserted: times belong to the machine.
#
#     tests/bench/run.sh BENCH FOLDER     the program of bench.c, a folder for the problems
set -u
bench=$1 folder=$2 here=$(dirname "$0") rounds=${ROUNDS:-3}
mkdir -p "$folder" || exit 1
log=$folder/times
: >"$log"

python=
for candidate in python3 /usr/bin/python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import numpy, scipy' 2>/dev/null || python=$candidate
done
rhs=
if command -v Rscript >/dev/null && Rscript -e 'library(deSolve); library(minpack.lm)' >/dev/null 2>&1; then
    rhs=$folder/peer_rhs.so
    "${CC:-gcc}" -std=c11 -O2 -shared -fPIC "$here/peer_rhs.c" -o "$rhs" || rhs=
fi
octave=$(command -v octave-cli || command -v octave)

for round in $(seq "$rounds"); do
    echo "round $round of $rounds" >&2
    "$bench" "$folder" >>"$log" || exit
    [ -z "$python" ] || OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" "$here/peer.py" "$folder" >>"$log"
    [ -z "$rhs" ] || OMP_NUM_THREADS=1 Rscript "$here/peer.R" "$folder" "$rhs" >>"$log" 2>"$folder/r.log"
    [ -z "$octave" ] || OMP_NUM_THREADS=1 "$octave" -qf "$here/peer.m" "$folder" >>"$log" 2>"$folder/octave.log"
done

awk '
!($1 in least) || $2 < least[$1] { least[$1] = $2 + 0 }
function time_text(s) {
    return s < 1e-3 ? sprintf("%.3g us", s * 1e6) : s < 1 ? sprintf("%.3g ms", s * 1e3) : sprintf("%.3g s", s)
}
function line(what, key, note) {
    if (key in least)
        printf "%-58s %10s  %s\n", what, time_text(least[key]), note
}
function ratio(a, b) { return a in least && b in least ? least[a] / least[b] : 0 }
function times(a, b) { return sprintf("%.3g times the exact engine", ratio(a, b)) }
function peer(what, name,    r, off) {
    if (!((name "_fit") in least))
        return
    r = ratio(name "_fit", "s_fit")
    off = least[name "_chi2"] / least["s_chi2"] - 1
    line(what, name "_fit", sprintf("%.3g times ours, %s", r, (off < 0 ? -off : off) < 1e-4 ? "same optimum" : \
        sprintf("OTHER optimum: chi2 %.6g, ours %.6g", least[name "_chi2"], least["s_chi2"])))
    if (!fastest || r < fastest)
        fastest = r
}
function depth_peer(what, name,    r) {
    if (!((name "_l100_values") in least))
        return
    r = ratio(name "_l100_values", "l100_exact_values")
    line(what, name "_l100_values", sprintf("%.3g times ours, differs by %.1g", r, least[name "_l100_difference"]))
    if (!fastest_depth || r < fastest_depth)
        fastest_depth = r
}
END {
    print "Problem S: 3 phases, 6 flows, 72 values"
    line("  values and derivatives, exact engine", "s_exact", sprintf("%.0f per second", 1 / least["s_exact"]))
    line("  values alone", "s_exact_values")
    line("  values and derivatives, CVODES", "s_cvodes", sprintf("%.0f per second, ", 1 / least["s_cvodes"]) times("s_cvodes", "s_exact"))
    line("  values and derivatives, 20000 steps of current", "s_repeats")
    line("  one fit, flows 3 times off", "s_fit")
    peer("  the same by numpy eigh + scipy least_squares", "numpy")
    peer("  the same by scipy solve_ivp + least_squares", "ivp")
    peer("  the same by R deSolve (C) + minpack.lm", "desolve")
    peer("  the same by Octave eig + Levenberg-Marquardt", "octave")
    line("  20 starts", "s_starts", least["s_at_best"] " of them at the best")
    line("  20 starts, two threads", "s_starts_2", sprintf("%.2f times as fast", ratio("s_starts", "s_starts_2")))
    line("  one bootstrap", "refit", sprintf("%.0f per second", 1 / least["refit"]))
    line("  one bootstrap, two threads", "refit_2", sprintf("%.0f per second, %.2f times as fast", 1 / least["refit_2"], ratio("refit", "refit_2")))
    line("Two phases, 5 optional links: one topology", "topology", sprintf("%.0f per second", 1 / least["topology"]))
    print "Problem L: the same in layers, 9 parameters"
    for (Z = 100; Z <= 1000; Z *= 10) {
        line("  values and derivatives, " Z " layers, exact engine", "l" Z "_exact", sprintf("%.2f us per layer", least["l" Z "_exact"] / Z * 1e6))
        line("  values and derivatives, " Z " layers, CVODES", "l" Z "_cvodes", times("l" Z "_cvodes", "l" Z "_exact"))
        line("  values alone, " Z " layers", "l" Z "_exact_values")
    }
    depth_peer("  values, 100 layers, by numpy eigh", "numpy")
    depth_peer("  values, 100 layers, by R deSolve (C, banded)", "desolve")
    line("  one fit, 1000 layers", "l1000_fit")
    line("  values and derivatives, 100 layers, 240 steps of current", "cycles_exact")
    if (fastest)
        printf "A fit of S takes the fastest other program %.3g times as long%s.\n", fastest, fastest < 25 ? ": NOT 25 times" : ""
    if (fastest_depth)
        printf "Values of L take it %.3g times as long%s.\n", fastest_depth, fastest_depth < 25 ? ": NOT 25 times" : ""
    if (!fastest)
        print "No other program is installed: make bench-deps"
}' "$log"
