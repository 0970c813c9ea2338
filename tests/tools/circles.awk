# SPDX-License-Identifier: MIT
#
# Circles in a graph given as lines "FROM TO [WHY]", one edge each: prints each circle by its edges and exits
# with 1 if there is one. Works in any POSIX awk.
#
# What leads nowhere is in no circle, and then neither is what leads only to that; of the rest, every node leads to
# another of the rest, so that a walk comes back to where it was. The nodes of a circle found are taken out for the
# next: circles that share a file are told one after the other as they are mended.
$1 != $2 && !(($1, $2) in why) {
    why[$1, $2] = $3
    n = ++n_targets[$1]
    target[$1, n] = $2
    rest[$1] = rest[$2] = 1
}
END {
    while (strip() > 0) {
        walk()
        bad = 1
    }
    exit bad
}
function next_of(node,    i) # a node of the rest that this one leads to
{
    for (i = 1; i <= n_targets[node]; i++)
        if (target[node, i] in rest) return target[node, i]
    return ""
}
function strip(    node, n, n_before) # -> number of nodes left
{
    do {
        n_before = n = 0
        for (node in rest) {
            n_before++
            if (next_of(node) == "") dead[node] = 1
            else n++
        }
        for (node in dead) { delete rest[node]; delete dead[node] }
    } while (n < n_before)
    return n
}
function walk(    node, at, n, path, i, after) # says one circle and takes it out
{
    for (node in rest) break
    while (!(node in at)) {
        path[++n] = node
        at[node] = n
        node = next_of(node)
    }
    print "error: a circle of files:"
    for (i = at[node]; i <= n; i++) {
        after = i < n ? path[i + 1] : node
        print "    " path[i] " uses " after (why[path[i], after] == "" ? "" : ": " why[path[i], after])
    }
    for (i = at[node]; i <= n; i++) delete rest[path[i]]
}
