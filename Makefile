# SPDX-License-Identifier: MIT
#
# lipath: build, test, install; `make help` lists the targets. Sources are found by folder (src/LAYERS).
# Nothing asks the compiler or pkg-config while this file is read: on a bare machine they come with
# `make deps`. Rules ask them (*.flags), and gcc reads the answers as @file.

BUILD ?= release
CC = gcc
PREFIX ?= /usr/local
SUNDIALS_PREFIX ?=# a SUNDIALS of your own, instead of libsundials-dev

OPT_debug = -Og
OPT_release = -O2 $(if $(findstring clang,$(CC)),,-Wvla-larger-than=1)
# (object-size: gcc 12 misjudges `(is_bold ? bold : plain)[i]`, and AddressSanitizer sees what it would.)
OPT_san = -g1 -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize=object-size -fno-sanitize-recover=all
OPT_tsan = -O1 -fno-omit-frame-pointer -fsanitize=thread
ifeq ($(OPT_$(BUILD)),)
$(error BUILD=$(BUILD) is not known; choose debug, san, tsan or release)
endif

B = build/$(BUILD)
WARN = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -g $(OPT_$(BUILD)) $(WARN) $(WERROR) $(EXTRA) $(CFLAGS)
ALL_LDFLAGS = -g $(OPT_$(BUILD)) $(EXTRA) $(LDFLAGS) -Wl,--as-needed

LIB_SRC := $(filter-out src/cli/% src/draw/%,$(wildcard src/*/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
DRAW_SRC := $(wildcard src/draw/*.c)
TEST_SRC := $(wildcard tests/unit/test_*.c tests/prop/test_*.c tests/ref/test_*.c tests/oom/test_*.c)
SLOW_SRC := $(wildcard tests/slow/test_*.c)
BENCH_SRC := tests/bench/bench.c
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
SUPPORT_SRC := $(wildcard tests/support/*.c)
CALIBRATE_SRC := $(wildcard tests/calibrate/*.c)
obj = $(patsubst %.c,$(B)/%.o,$(1))
bin = $(patsubst %.c,$(B)/%,$(1))
LIB = $(B)/liblipath.a

PKG_LIB = gsl yaml-0.1 jansson udunits libmd
PKG_DRAW = libgvc libcgraph libcdt jansson udunits libmd
SUNDIALS = -lsundials_cvodes -lklu
DEPS = gcc libc6-dev pkg-config $(if $(SUNDIALS_PREFIX),,libsundials-dev) libsuitesparse-dev libgsl-dev libgraphviz-dev \
       graphviz libyaml-dev libjansson-dev libudunits2-dev libmd-dev gnuplot-nox fonts-liberation
BENCH_DEPS = r-base-core r-cran-desolve r-cran-minpack.lm python3-numpy python3-scipy octave
# Use every core, unless the caller has said how many.
PARALLEL = $(if $(findstring -j,$(MAKEFLAGS)),,-j$$(nproc))
SUBMAKE = $(MAKE) --no-print-directory $(PARALLEL)

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: check-studies all help deps test-deps bench bench-deps demo test test-slow calibrate test-programs prop-programs check-layers check-circles \
        check-headers check-symbols check-tested check-mutate san tsan valgrind fuzz mutate coverage lint format format-check golden-update \
        examples install uninstall dist clean FORCE

all: $(B)/lipath $(B)/lipath-draw $(LIB) ## build the programs (BUILD=release|debug|san|tsan)
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' Makefile
	@echo 'Variables: BUILD=release|debug|san|tsan, PREFIX, DESTDIR, SUNDIALS_PREFIX, CFLAGS, LDFLAGS, WERROR=-Werror'

# An answer is kept with its old date where it has not changed, so that nothing is built again for it.
flags = @mkdir -p $(@D); { $(1); } > $@.$$$$ && { cmp -s $@.$$$$ $@ && rm $@.$$$$ || mv $@.$$$$ $@; }
, := ,
$(B)/lib.flags: FORCE
	$(call flags,pkg-config --cflags $(PKG_LIB) && echo $(SUNDIALS_PREFIX:%=-I%/include) -I/usr/include/suitesparse)

# SUNDIALS has no .pc file, and since version 7 one library more.
$(B)/link.flags: FORCE
	$(call flags,echo $(SUNDIALS_PREFIX:%=-L%/lib -Wl$(,)-rpath$(,)%/lib) $(SUNDIALS); \
	    echo 'int main(void) {return 0;}' | $(CC) -x c - $(SUNDIALS_PREFIX:%=-L%/lib) -lsundials_core -o /dev/null 2>/dev/null && echo -lsundials_core; \
	    pkg-config --libs $(PKG_LIB) && echo -lm -pthread)
$(B)/draw.flags: FORCE
	$(call flags,pkg-config --cflags $(PKG_DRAW))
$(B)/draw-link.flags: FORCE
	$(call flags,pkg-config --libs $(PKG_DRAW) && echo -lm -pthread)

$(B)/src/draw/%.o: src/draw/%.c $(B)/draw.flags Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) @$(B)/draw.flags -MMD -MP -c $< -o $@

# Tests themselves have no loops worth optimising: half the time of their build.
$(B)/tests/%.o: OPT_san += -O0

# Dense loops over a few states and layers: worth a twentieth (CVODES) to a third of their time.
$(B)/src/engine/engine%.o: OPT_release += -O3
$(B)/src/engine/engine_exact_exp.o: OPT_release += -ffast-math

$(B)/%.o: %.c $(B)/lib.flags Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -I. @$(B)/lib.flags -MMD -MP -c $< -o $@

$(LIB): $(call obj,$(LIB_SRC))
$(B)/tests/support.a: $(call obj,$(SUPPORT_SRC))
%.a:
	@mkdir -p $(@D); rm -f $@
	ar rcs $@ $^

$(B)/lipath: $(call obj,$(CLI_SRC)) $(LIB) $(B)/link.flags
	$(CC) $(ALL_LDFLAGS) $(filter %.o %.a,$^) @$(B)/link.flags -o $@

# GSL is GPL-3 and Graphviz EPL-1.0, which may not share a binary: no GSL here, by the linker's word.
$(B)/lipath-draw: $(call obj,$(DRAW_SRC)) $(LIB) $(B)/draw-link.flags
	$(CC) $(ALL_LDFLAGS) $(filter %.o %.a,$^) @$(B)/draw-link.flags -o $@

# Tests: one program per file. `/* LINK: draw */` or `/* LINK: cli */` in one links that program's objects
# but main too (draw: with Graphviz instead of GSL); `/* LINK: anything else */` are flags for the linker,
# for which a program goes without UNITS_ONCE (tests/support/units.c).
linked = $(call bin,$(shell grep -l 'LINK: $(1) \*/' $(TEST_SRC) $(SLOW_SRC) /dev/null))
DRAW_TESTS := $(call linked,draw)
CLI_TESTS := $(call linked,cli)
UNITS_ONCE = -Wl,--wrap=lp_units_new,--wrap=lp_units_free,-u,__wrap_lp_units_new
LINK = $(B)/link.flags
$(DRAW_TESTS): LINK = $(B)/draw-link.flags
$(DRAW_TESTS): $(call obj,$(filter-out %main.c,$(DRAW_SRC))) $(B)/draw-link.flags
$(CLI_TESTS): $(call obj,$(filter-out %main.c,$(CLI_SRC)))

$(call bin,$(TEST_SRC) $(SLOW_SRC) $(BENCH_SRC)): %: %.o $(B)/tests/support.a $(LIB) $(B)/link.flags
	@flags=$$(sed -n '1,40s,.*/\* *LINK: *\(.*[^ ]\) *\*/.*,\1,p' $(@:$(B)/%=%).c | grep -vx 'draw\|cli'); \
	$(CC) $(ALL_LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) $${flags:-$(if $(filter %/bench,$@),,$(UNITS_ONCE))} -lcmocka @$(LINK) -o $@
$(call bin,$(FUZZ_SRC)): %: %.o $(B)/tests/fuzz/driver.o $(B)/tests/support.a $(LIB) $(B)/link.flags
	$(CC) $(ALL_LDFLAGS) $(filter %.o %.a,$^) $(UNITS_ONCE) @$(B)/link.flags -o $@
$(B)/tests/calibrate/calibrate: $(call obj,$(CALIBRATE_SRC)) $(LIB) $(B)/link.flags
	$(CC) $(ALL_LDFLAGS) $(filter %.o %.a,$^) @$(B)/link.flags -o $@

-include $(patsubst %.o,%.d,$(call obj,$(LIB_SRC) $(CLI_SRC) $(DRAW_SRC) $(TEST_SRC) $(SLOW_SRC) $(FUZZ_SRC) $(BENCH_SRC) $(CALIBRATE_SRC) $(SUPPORT_SRC)))
test-programs: all $(call bin,$(TEST_SRC) $(FUZZ_SRC))
prop-programs: $(call bin,$(filter tests/prop/%,$(TEST_SRC)))

deps: ## install what the build needs and is missing (Debian packages; sudo only when not root)
	@sh .ci/deps $(DEPS)
test-deps:
	@sh .ci/deps $(DEPS) libcmocka-dev valgrind libxml2-utils

demo: deps ## set up, build, run the two bundled studies
	@echo 'building'; $(SUBMAKE) -s BUILD=release all
	@sh tests/tools/demo.sh build/release
examples: all ## run the examples
	@for script in examples/*.sh; do echo "== $$script"; PATH="$(CURDIR)/$(B):$$PATH" sh $$script || exit; done

test: test-deps ## install what the tests need, build, run all tests
	@$(SUBMAKE) -s BUILD=san test-programs
	@$(SUBMAKE) -s BUILD=release all prop-programs
	@sh tests/run.sh build/san build/release
test-slow: test-deps ## property tests ten times over, and the slow ones
	@$(SUBMAKE) -s BUILD=release test-programs $(SLOW_SRC:%.c=build/release/%)
	@MULT=10 sh tests/run.sh build/release - $(patsubst %.c,%,$(filter tests/prop/%,$(TEST_SRC)) $(SLOW_SRC))

bench-deps: ## install what `make bench` compares with (R, numpy, scipy, Octave)
	@sh .ci/deps $(DEPS) libcmocka-dev $(BENCH_DEPS)
bench: ## times on this machine, beside other programs where they are installed (minutes)
	@$(SUBMAKE) -s BUILD=release build/release/tests/bench/bench
	@sh tests/bench/run.sh build/release/tests/bench/bench build/bench
RUNS ?= 200
SEED ?= 1
METHOD ?= profile
calibrate: deps ## thousands of synthetic experiments: how often intervals and verdicts are right (RUNS=200 each, SEED=1, METHOD=profile)
	@$(SUBMAKE) -s BUILD=release build/release/tests/calibrate/calibrate
	@mkdir -p build/calibrate; build/release/tests/calibrate/calibrate -n $(RUNS) -s $(SEED) -m $(METHOD) -o build/calibrate/table.md $(SCENARIOS)

check-layers: ## an #include goes to its own room or one above it (src/LAYERS), and in no circle
	@sh tests/tools/layers.sh
check-circles: $(LIB) ## no two files call each other, directly or around
	@sh tests/tools/layers.sh $(LIB)
check-headers: $(B)/lib.flags $(B)/draw.flags ## each header compiles on its own
	@printf '%s\n' src/*/*.h | xargs -P $$(nproc) -I{} $(CC) $(ALL_CFLAGS) -Werror @$(B)/lib.flags @$(B)/draw.flags -fsyntax-only -x c {}
check-symbols: $(LIB) ## the library never prints, exits or reads the environment
	@! nm -A -u $(LIB) | grep -E ' U (_?exit|_Exit|abort|(__)?v?printf(_chk)?|puts|putchar|perror|stdout|stderr|(secure_)?getenv)$$'
check-studies: ## every bundled study comes to what its head states (by the release build where there is one)
	@sh tests/tools/studies.sh $(firstword $(wildcard build/release/lipath) build/$(BUILD)/lipath)
check-tested: ## each module has a test, each command a golden case
	@sh tests/tools/tested.sh
check-mutate: ## the changes that `make mutate` makes, on a file that has one of each
	@awk -f tests/tools/mutate.awk tests/tools/mutate.sample.c | diff tests/tools/mutate.sample.expected -
san: ## build with AddressSanitizer and UBSan
	@$(SUBMAKE) BUILD=san all
tsan: ## build with ThreadSanitizer
	@$(SUBMAKE) BUILD=tsan all
valgrind: test-deps ## one `lipath run` under valgrind
	@$(SUBMAKE) -s BUILD=release all
	@sh tests/run.sh build/san build/release valgrind
fuzz: test-deps ## libFuzzer on the readers, SECONDS_EACH=60 (needs clang)
	@$(SUBMAKE) -s CC=clang BUILD=san B=build/fuzz EXTRA=-fsanitize=fuzzer-no-link build/fuzz/liblipath.a build/fuzz/tests/support.a build/fuzz/link.flags
	@LINK='$(UNITS_ONCE)' sh tests/tools/fuzz.sh $(FUZZ_SRC)
mutate: test-deps ## change FILES="src/a/b.c ..." at one place after another; fails where no test notices (MUTANTS=50 of them by SEED=1)
	@$(SUBMAKE) -s BUILD=san $$(sh tests/tools/mutate.sh --tests $(FILES) | sed 's,^,build/san/tests/,')
	@CC='$(CC)' CFLAGS='-std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I.' SANITIZE='$(OPT_san)' LINK='$(UNITS_ONCE)' MUTANTS='$(MUTANTS)' SEED='$(SEED)' \
	    sh tests/tools/mutate.sh $(FILES)
coverage: test-deps ## lines that the tests run, per file
	@$(SUBMAKE) -s BUILD=debug B=build/coverage EXTRA=--coverage test-programs
	@sh tests/run.sh build/coverage - >/dev/null; sh tests/tools/coverage.sh build/coverage

NO_LINT = bugprone-easily-swappable-parameters,-bugprone-sizeof-expression,-bugprone-reserved-identifier,-bugprone-branch-clone
lint: ## cppcheck and clang-tidy (a minute and a half)
	cppcheck -q --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 -Isrc src
	clang-tidy --quiet --checks='-*,bugprone-*,clang-analyzer-*,-clang-analyzer-security.*,-clang-analyzer-valist.*,-$(NO_LINT)' \
	    $(LIB_SRC) $(CLI_SRC) -- -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I/usr/include/suitesparse 2>/dev/null
FORMATTED = $(wildcard src/*/*.[ch] tests/*/*.[ch])
format: ## clang-format everything
	clang-format -i $(FORMATTED)
format-check: ## fail where `make format` would change something
	clang-format --dry-run -Werror $(FORMATTED)
golden-update: all ## rewrite the expected output of tests/cli and tests/bad (then read the diff)
	@sh tests/tools/reference.sh $(B)/lipath inputs/README.md >$(B)/page && cp $(B)/page inputs/README.md
	@UPDATE=1 sh tests/run.sh $(B) - cli

install: all ## into DESTDIR/PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/lipath/models
	install $(B)/lipath $(B)/lipath-draw $(DESTDIR)$(PREFIX)/bin/
	install -m 644 models/*.yaml $(DESTDIR)$(PREFIX)/share/lipath/models/
uninstall: ## what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/lipath $(DESTDIR)$(PREFIX)/bin/lipath-draw
	rm -rf $(DESTDIR)$(PREFIX)/share/lipath
dist: ## a source archive, the same bytes each time
	@mkdir -p build; name=lipath-$$(sed -n 's/^#define LP_VERSION *"\(.*\)"/\1/p' src/*/*.h); \
	tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --transform "s,^,$$name/," -I 'gzip -9n' -cf build/$$name.tar.gz \
	    src models inputs tests examples Makefile README.md LICENSE .ci .clang-format .editorconfig .gitignore && echo "build/$$name.tar.gz"
clean: ## remove build/
	rm -rf build
