# SPDX-License-Identifier: MIT
#
# The changes that no test noticed, held against those that stand in tests/mutants.txt with a reason:
#
#     awk -f survivors.awk tests/mutants.txt FATES
#
# FATES has FATE, FILE, LINE, COLUMN, LENGTH, NEW separated by tabs, as mutate.sh writes them. Prints a survivor as
# it would stand in the list and exits with 1 if there is one that does not; names what stands there and is no
# survivor any more. A change is known by its file and the text of its line before and after, so that lines may move.
function trimmed(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
function text_of(file, line,    i, text)
{
    if (!(file in is_read)) {
        is_read[file] = 1
        while ((getline text < (tree file)) > 0) lines[file, ++i] = text
    }
    return lines[file, line]
}
BEGIN { FS = "\t" }
FNR == NR && /^src\// { split($0, head, ":"); next }
FNR == NR && /^- / { before = trimmed(substr($0, 3)) }
FNR == NR && /^[+] / {
    key = head[1] SUBSEP before SUBSEP trimmed(substr($0, 3))
    reason[key] = FNR
}
FNR == NR { next }
{
    was_tried[$2] = 1
    old = text_of($2, $3)
    new = substr(old, 1, $4 - 1) $6 substr(old, $4 + $5)
    key = $2 SUBSEP trimmed(old) SUBSEP trimmed(new)
    if ($1 == "survived" && key in reason) is_known[key] = 1
    if ($1 != "survived") is_gone[key] = 1
    if ($1 != "survived" || key in reason) next
    printf "%s:%d:%d: %s -> %s\n- %s\n+ %s\n", $2, $3, $4, $5 ? substr(old, $4, $5) : "call", $5 ? $6 : "deleted", trimmed(old), trimmed(new)
    n_new++
}
END {
    for (key in reason) {
        split(key, part, SUBSEP)
        if (part[1] in was_tried && !(key in is_known) && (!is_sample || key in is_gone))
            print "tests/mutants.txt:" reason[key] ": no survivor any more: " part[3]
    }
    if (n_new) print n_new " changes that no test notices: add a test, or a reason to tests/mutants.txt"
    exit n_new > 0
}
