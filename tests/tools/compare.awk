# SPDX-License-Identifier: MIT
# Compares an expected text (first file) with an actual one, word by word; numbers agree within
# rtol x the larger + atol (-v rtol=1e-6 -v atol=1e-12). An expected line "..." stands for any lines.
# Prints the first difference. Works in any POSIX awk.
BEGIN {
    if (rtol == "") rtol = 1e-6
    if (atol == "") atol = 1e-12
    number = "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?"
}
FILENAME == ARGV[1] { expected[++n_expected] = $0; next }
{ actual[++n_actual] = $0 }
END {
    a = 1
    for (e = 1; e <= n_expected; e++) {
        if (expected[e] == "...") {
            if (e == n_expected) exit 0
            while (a <= n_actual && !same(expected[e + 1], actual[a])) a++
            continue
        }
        if (a > n_actual) differ(e, expected[e], "(end of text)")
        if (!same(expected[e], actual[a])) differ(e, expected[e], actual[a])
        a++
    }
    if (a <= n_actual) differ(e, "(end of text)", actual[a])
}
function differ(line, want, have)
{
    print "line " line " of the expected text:"
    print "  expected  " want
    print "  actual    " have
    exit 1
}
function same(want, have,    x, y, w, h, limit)
{
    if (want == have) return 1
    while (match(want, number)) {
        w = RSTART; x = substr(want, RSTART, RLENGTH)
        if (substr(want, 1, w - 1) != substr(have, 1, w - 1)) return 0
        want = substr(want, w + length(x))
        have = substr(have, w)
        if (!match(have, number) || RSTART != 1) return 0
        y = substr(have, 1, RLENGTH)
        have = substr(have, 1 + RLENGTH)
        limit = abs(x) > abs(y) ? abs(x) : abs(y)
        if (abs(x - y) > rtol * limit + atol) return 0
    }
    return want == have
}
function abs(v) { return v < 0 ? -v : v + 0 }
