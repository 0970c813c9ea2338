# SPDX-License-Identifier: MIT
# Rooms in order from the first file; then no #include of a later room than the file's own.
FNR == NR { order[$1] = FNR; next }
{ split(FILENAME, part, "/"); own = part[2] }
FNR == 1 && !(own in order) { print FILENAME ": error: room '" own "' is not in src/LAYERS"; bad = 1 }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    split(quoted[2], path, "/")
    if (!(path[1] in order)) {
        print FILENAME ":" FNR ": error: \"" quoted[2] "\" does not begin with a room of src/LAYERS"
        bad = 1
    } else if (order[path[1]] > order[own]) {
        print FILENAME ":" FNR ": error: " own "/ includes " path[1] "/, which lies below it"
        bad = 1
    }
}
END { exit bad }
