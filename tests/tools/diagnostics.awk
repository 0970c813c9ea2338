# SPDX-License-Identifier: MIT
# Every error that reading can give has a broken file in tests/bad that shows it:
#     awk -f diagnostics.awk tests/bad/*.txt src/input/*.c ...
# An error's format string becomes a pattern (a conversion stands for any text) that must match an
# expected text. Prints those that none matches.
FILENAME ~ /\.txt$/ { if (/: error: /) shown[++n_shown] = substr($0, index($0, ": error: ") + 9); next }
FNR == 1 { call = "" }
call == "" && /(lp_(diag|reader)_error|FAULT)\(/ && !/^(void|enum|#)/ && !/__VA_ARGS__/ {
    call = " "
    where = FILENAME ":" FNR
    i_format = /FAULT/ ? 1 : 2
    sub(/.*(lp_(diag|reader)_error|FAULT)\(/, "")
}
call != "" {
    call = call $0
    if (/;[ \t]*$/) {
        n_formats = split(literal(call), formats, "\002")
        for (k = 1; k <= n_formats; k++) judge(formats[k])
        call = ""
    }
}
END { exit n_missing > 0 }

# The string literals of the call's argument i_format, joined; the two of "is_x ? a : b" kept apart, a
# macro between them read as a conversion.
function literal(text,    joined, c, i, inside, depth, n_commas)
{
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (inside && c == "\\") {
            i++
            if (n_commas == i_format) joined = joined substr(text, i, 1)
        } else if (c == "\"") inside = !inside
        else if (inside) {
            if (n_commas == i_format) joined = joined c
        } else if (c == "(") depth++
        else if (c == ")") depth--
        else if (c ~ /[A-Z]/ && n_commas == i_format && depth == 0) {
            joined = joined "%s"
            while (substr(text, i + 1, 1) ~ /[A-Z_]/) i++
        } else if (c == ":" && n_commas == i_format && depth == 0) joined = joined "\002"
        else if (c == "," && depth == 0) n_commas++
    }
    return joined
}

function judge(format,    pattern, i)
{
    if (format == "" || format ~ /^%s$/) return
    pattern = format
    gsub(/[].[*+?(){}|^$\\]/, "\\\\&", pattern)
    gsub(/%%/, "\001", pattern)
    gsub(/%[-0-9.*\\]*[lzh]*[a-zA-Z]/, ".*", pattern)
    gsub(/\001/, "%", pattern)
    for (i = 1; i <= n_shown; i++)
        if (match(shown[i], "^" pattern "$")) return
    print where ": error: no file in tests/bad shows \"" format "\""
    n_missing++
}
