#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails for a module without tests/unit/test_<module>.c and a subcommand without a case in
# tests/cli/<command>/ or that README.md does not name. A module is a .c with a header of its name;
# what it keeps in further files is tested through it. A program's main and the option code are tested
# by the golden cases.
bad=0
for source in src/*/*.c; do
    module=$(basename "$source" .c)
    case $source in
    src/cli/cmd_*)
        command=$(echo "${module#cmd_}" | tr _ -)
        wanted=tests/cli/$command
        if ! grep -q "\`$command\`" README.md; then
            echo "$source: error: README.md does not name the command \`$command\`"
            bad=1
        fi
        ;;
    src/cli/* | *main.c) continue ;;
    *) [ -e "${source%.c}.h" ] || continue; wanted=tests/unit/test_$module.c ;;
    esac
    if [ ! -e "$wanted" ]; then
        echo "$source: error: no test; expected $wanted"
        bad=1
    fi
done
exit $bad
