# SPDX-License-Identifier: MIT
#
# The order of the rooms: awk -f layers.awk src/LAYERS FILES...
#
# The first file has a line for each room, its name and what it holds, in order. Then no #include of a later
# room than the file's own, each file's folder a room one level below src/, and each room with files in it.
# Works in any POSIX awk.
function fault(text) { print text; bad = 1 }

FNR == NR && /^(#|$)/ { next }
FNR == NR {
    if ($1 in order) fault(FILENAME ":" FNR ": error: room '" $1 "' twice")
    if (NF < 2) fault(FILENAME ":" FNR ": error: room '" $1 "' without a word about what is in it")
    order[$1] = ++n_rooms
    line[$1] = FILENAME ":" FNR
    next
}
FNR == 1 {
    n_parts = split(FILENAME, part, "/")
    own = part[2]
    seen[own] = 1
    if (n_parts != 3) fault(FILENAME ": error: rooms are one level deep, src/ROOM/FILE")
    if (!(own in order)) fault(FILENAME ": error: room '" own "' is not in src/LAYERS")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    split(quoted[2], path, "/")
    if (!(path[1] in order)) fault(FILENAME ":" FNR ": error: \"" quoted[2] "\" does not begin with a room of src/LAYERS")
    else if (order[path[1]] > order[own]) fault(FILENAME ":" FNR ": error: " own "/ includes " path[1] "/, which lies below it")
}
END {
    for (room in order)
        if (!(room in seen)) fault(line[room] ": error: no file in room '" room "'")
    exit bad
}
