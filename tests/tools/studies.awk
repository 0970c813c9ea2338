# SPDX-License-Identifier: MIT
#
# Holds a result against the head of its study: awk -f studies.awk STUDY RESULT. The head's lines
#
#     # verdict: yes                       what the verdict on the interface is (no, undetermined, null)
#     # holds: parameter D 6e-12           the 95 % interval of a parameter holds this number [SI, or eV]
#     # holds: visited RO-Li 0.3333        likewise of a compartment: visited, carried, without, ...
#     # checks: diffusivity activation_energy    these cross-checks are there, and all of them ok
#
# A line for each that is not so; exit 1. Reads the indented JSON that lipath writes.
function word(line) { gsub(/^[^:]*: *"?|"?[,{]* *$/, "", line); return line }
function say(text) { print ARGV[1] ": " text; bad = 1 }

BEGIN { verdict = "null" } # no electrodes: there is none
FNR == NR && /^# verdict: / { stated = $3; n_stated++ }
FNR == NR && /^# holds: / { kind[++n] = $3; name[n] = $4; value[n] = $5 * ($6 == "eV" ? 1.602176634e-19 : 1) }
FNR == NR && /^# checks: / { for (i = 3; i <= NF; i++) wanted[$i] = 1 }
FNR == NR { next }

/^  "[a-z_0-9]+":/ { split($0, part, "\""); section = part[2]; key = current = "" }
section == "verdict" && /^    "interface":/ { verdict = word($0) }
/^      "name":/ { current = word($0); key = section == "parameters" ? "parameter" : "" }
section == "pathway" && /^        "name":/ { current = word($0); key = "" }
section == "pathway" && /^        "[a-z_]+": \{/ { split($0, part, "\""); key = part[2] }
/"ci95": \[/ { i_end = 1; next }
i_end == 1 { low[key, current] = $1 + 0; i_end = 2; next }
i_end == 2 { high[key, current] = $1 + 0; i_end = 0 }
section == "checks" && /^      "status":/ && current in wanted {
    seen[current] = 1
    if (word($0) != "ok") say("check " current " is '" word($0) "'")
}

END {
    if (n_stated != 1) say("its head states no verdict, or several")
    if (verdict != stated) say("states '" stated "', came out '" verdict "'")
    for (i = 1; i <= n; i++) {
        if (!((kind[i], name[i]) in low)) say("no " kind[i] " of " name[i] " in the result")
        else if (low[kind[i], name[i]] > value[i] || high[kind[i], name[i]] < value[i])
            say(kind[i] " of " name[i] ": " value[i] " is not within " low[kind[i], name[i]] " to " high[kind[i], name[i]])
    }
    for (check in wanted) if (!(check in seen)) say("no check " check)
    exit bad
}
