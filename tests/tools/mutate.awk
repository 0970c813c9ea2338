# SPDX-License-Identifier: MIT
#
# Every single change of a C file that its tests ought to notice:
#
#     awk -f mutate.awk FILE     a line for each: LINE, COLUMN, LENGTH, NEW, separated by tabs; the LENGTH bytes
#                                at LINE:COLUMN are to become NEW
#
# The changes: + - * / % and their assignments, ++ and -- outside the head of a for, < <= and > >= swapped, == !=
# and && || likewise, true false, a ! taken away, a condition that is one term turned round, a number doubled (0 becomes
# 1), a call that is a statement of its own deleted. Comments, texts, types, the lengths of arrays and numbers in what is
# asked of an allocator stay as they are.
#
# It reads words, not grammar, and takes from the project's format (clang-format) that an operator between two operands
# has a blank or a line's end behind it, and one before its operand has none. A change that does not compile, or to
# the same machine code, is for the caller to drop. Works in any POSIX awk.
BEGIN {
    split("+ - - + * / / * % / += -= -= += *= /= /= *= ++ -- -- ++ < <= <= < > >= >= > == != != == && || || && true false false true", pair, " ")
    for (i = 1; i in pair; i += 2) swap[pair[i]] = pair[i + 1]
    n_types = split("double float int long char bool size_t void unsigned const static struct enum union extern typedef", type, " ")
    for (i = 1; i <= n_types; i++) is_type[type[i]] = 1
    previous = ";"
}
function is_size(    k) { for (k = 1; k <= n_open; k++) if (opener[k] ~ /^([a-z_]*alloc|claim)$/) return 1; return 0 }
function say(column, n, new) { printf "%d\t%d\t%d\t%s\n", FNR, column, n, new }

# The next word of the line from i on, at the column start: leaves out blanks, comments and texts.
function next_word(    rest, end)
{
    for (;;) {
        rest = substr($0, i)
        if (in_comment) {
            end = index(rest, "*/")
            if (!end) return ""
            i += end + 1
            in_comment = 0
        } else if (match(rest, /^[ \t]+/)) {
            i += RLENGTH
        } else if (substr(rest, 1, 2) == "/*") {
            i += 2
            in_comment = 1
        } else {
            break
        }
    }
    start = i
    if (rest == "") return ""
    if (!match(rest, /^"([^"\\]|\\.)*"/) && !match(rest, /^'([^'\\]|\\.)*'/) && !match(rest, /^[A-Za-z_][A-Za-z_0-9]*/) &&
        !match(rest, /^0[xX][0-9a-fA-F.]+([pP][-+]?[0-9]+)?[uUlL]*/) &&
        !match(rest, /^([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?[uUlLfF]*/) &&
        !match(rest, /^([.][.][.]|<<=|>>=|->|[-+*\/%&|^<>=!]=|[+][+]|--|&&|[|][|]|<<|>>)/))
        match(rest, /^./)
    i += RLENGTH
    return substr(rest, 1, RLENGTH)
}

function number(text)
{
    if (text ~ /^0+[.]?0*[uUlL]*$/) return text ~ /[.]/ ? "1.0" : "1"
    return "(2 * " text ")"
}

# A line that begins with # is one of the preprocessor; of it only the number that a name stands for.
/^[ \t]*#/ || continued {
    if (!continued && match($0, /^[ \t]*#[ \t]*define[ \t]+[A-Za-z_0-9]+[ \t]+[0-9.]+([eE][-+]?[0-9]+)?[ \t]*$/)) {
        match($0, /[0-9.]+([eE][-+]?[0-9]+)?[ \t]*$/)
        say(RSTART, RLENGTH, number(substr($0, RSTART, RLENGTH)))
    }
    continued = /\\$/
    next
}
{
    i = 1
    while ((word = next_word()) != "") consider(word)
}

function consider(word,    after, is_first)
{
    after = substr($0, i, 1)
    is_first = previous ~ /^[;{}:]$/ || previous == "else" || closes_head
    closes_head = 0
    if (is_first) {
        is_declaration = (word in is_type) || word ~ /_t$/
        has_value = 0
    }
    if (word == "=") has_value = 1

    if (word == "{") {
        # A body, unless it is that of a type or a list of values.
        depth++
        if (depth == 1) in_type = (head ~ / (struct|enum|union) / && previous != ")" && head !~ /=/)
        is_list[depth] = previous ~ /^([=,{(]|\))$/ && (depth > 1 && previous != ")" || previous == "=")
    } else if (word == "}") {
        depth--
        if (depth == 0) { in_type = 0; head = " " }
    }
    if (depth == 0) {
        head = word == ";" ? " " : head word " "
        if (word == ";") previous = ";"
    }

    if (word == "(") {
        n_open++
        opener[n_open] = previous
        is_plain[n_open] = 1
        n_semicolons[n_open] = 0
    } else if (word == ")") {
        if ((opener[n_open] == "if" || opener[n_open] == "while") && depth > 0) {
            if (is_plain[n_open]) say(start, 1, " == 0)")
        }
        closes_head = opener[n_open] ~ /^(if|while|for|switch)$/
        n_open--
    } else if (word == "[") {
        n_square++
    } else if (word == "]") {
        n_square--
    }
    if (word ~ /^(&&|[|][|]|==|!=|<|>|<=|>=|!)$/) for (k = 1; k <= n_open; k++) is_plain[k] = 0

    if (word ~ /^([;={}:,]|return|[-+*\/]=)$/) compares = 0
    if (word ~ /^(&&|[|][|]|==|!=|<|>|<=|>=|!)$/) compares = 1
    if (depth > 0 && !in_type || depth == 0 && has_value) change(word, after, is_first)
    previous = word
}

function in_for_head(    k) { for (k = 1; k <= n_open; k++) if (opener[k] == "for") return 1; return 0 }

function change(word, after, is_first)
{
    if (word ~ /^[0-9.]*[0-9]/) {
        if (!(n_square > 0 && is_declaration && !has_value) && !is_size()) say(start, length(word), number(word))
    } else if (word == "!") {
        say(start, 1, "")
    } else if (word == "++" || word == "--") {
        if (!in_for_head()) say(start, 2, swap[word])
    } else if (word == "?") {
        if (!compares) say(start, 1, "== 0 ?")
    } else if (word in swap) {
        if (word ~ /^[-+*]$/ && after != " " && after != "") return
        if (word ~ /^[-+*]$/ && previous ~ /^([(,=?:]|return)$/) return
        say(start, length(word), swap[word])
    } else if (is_first && word ~ /^[A-Za-z_]/ && after == "(" && word !~ /^(if|for|while|switch|return|sizeof|assert)$/) {
        say(start, 0, "for (; 0;) ")
    }
}
