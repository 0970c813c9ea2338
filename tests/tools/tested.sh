#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails for a module without tests/unit/test_<module>.c and a subcommand without a case in
# tests/cli/<command>/ or that README.md does not name. A module is a .c with a header of its name;
# what it keeps in further files is tested through it. A program's main and the option code are tested
# by the golden cases. Also for a key of result.json that examples/README.md does not name, and for a
# source file that the maps (src/README.md, CONTRIBUTING.md) name and that is not there.
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
for key in $(sed -n 's/.*put\(_if_known\)\{0,1\}([a-z&]*, [a-z]*, "\([A-Za-z0-9_]*\)".*/\2/p' src/output/result.c | sort -u); do
    if ! grep -q "\`$key[][\`:]" examples/README.md; then
        echo "src/output/result.c: error: examples/README.md does not name the key \`$key\`"
        bad=1
    fi
done
for file in $(sed 's,`src/,`,g' src/README.md .github/CONTRIBUTING.md | grep -o '`[a-z]*/[a-z_0-9]*\.[ch]`' | tr -d '`' | sort -u); do
    if [ ! -e "src/$file" ] && [ ! -e "tests/$file" ]; then
        echo "src/README.md or .github/CONTRIBUTING.md: error: there is no src/$file"
        bad=1
    fi
done
exit $bad
