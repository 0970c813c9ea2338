/* SPDX-License-Identifier: MIT
 *
 * fit.svg: a panel per series, the mark of synthetic data, names as they are; and nothing left
 * behind where gnuplot is missing or fails.
 */
#include "base/text.h"
#include "output/plot.h"

#include "tests/support/answermaker.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/lipath-test-plot-XXXXXX";
static const char *path_in(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    unlink(path_in("fit.svg"));
    unlink(path_in("program"));
    return rmdir(directory);
}

static char *contents(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

static size_t n_times(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        n++;
    return n;
}

static size_t n_files(void)
{
    size_t n = 0;
    DIR *open_directory = opendir(directory);
    while (readdir(open_directory))
        n++;
    closedir(open_directory);
    return n - 2;
}

static char *drawn(const struct lp_answer *answer)
{
    struct lp_diag *diag = lp_diag_new();
    const enum lp_status status = lp_plot_fit(answer, path_in("fit.svg"), diag);
    if (status != LP_OK)
        fail_msg("%s", lp_diag_first_error(diag));
    lp_diag_free(diag);
    return contents(path_in("fit.svg"));
}

static void test_a_panel_per_series(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char *svg = drawn(answer);
    (void)state;
    assert_int_equal(n_times(svg, "residual / σ"), 3);
    assert_int_equal(n_times(svg, ">⁶Li enrichment<"), 3);
    assert_int_equal(n_times(svg, ">time / h<"), 3);
    assert_int_equal(n_times(svg, ">LGPS<"), 1);
    assert_int_equal(n_times(svg, "SYNTHETIC DATA"), 1);
    assert_non_null(strstr(svg, "salt \"LiTFSI\" \\ &lt;x> &amp; _{y}"));
    free(svg);
    answermaker_free(answer);
}

/* What gnuplot would run, expand or stumble over within double quotes is drawn as it is written. */
static void test_names_stay_text(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char title[800], here[200];
    (void)state;
    snprintf(here, sizeof here, "%s", path_in("ran"));
    snprintf(title, sizeof title, "`touch %s` \"`touch %s`\" $(touch %s) @GPVAL_TERM", here, here,
             here);
    answermaker_study(answer)->title = title;
    answermaker_study(answer)->is_synthetic = false;
    answer->series[0].component = "]]> %s %n \\N \\140id\\140 # {x}_y ^z";
    char *svg = drawn(answer);
    assert_int_not_equal(access(here, F_OK), 0);
    assert_non_null(strstr(svg, title));
    assert_non_null(strstr(svg, "]]&gt; %s %n \\N \\140id\\140 # {x}_y ^z<"));
    free(svg);
    answermaker_free(answer);
}

/*
 * Every byte that is escaped before every digit, read back from what gnuplot drew: 5.4 takes
 * "\\0752" for one byte, not for "=2". Bytes above 0x7F stand in characters of two bytes.
 */
static void test_an_escape_swallows_no_digit(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char title[100], expected[200], expected_piece[16];
    (void)state;
    answermaker_study(answer)->is_synthetic = false;
    for (unsigned first = 0x21; first < 0x7F + 0x40; first++) {
        char piece[3] = {(char)first, '\0', '\0'};
        if (first >= 0x7F) { /* U+00C0 to U+00FF: every byte from 0x80 to 0xBF ends one */
            piece[0] = '\xC3';
            piece[1] = (char)(first + 1);
        }
        const char *drawn_as = *piece == '<' ? "&lt;" : *piece == '&' ? "&amp;" : piece;
        title[0] = expected[0] = '\0';
        for (char digit = '0'; digit <= '9'; digit++) {
            snprintf(title + strlen(title), 8, "%s%c", piece, digit);
            snprintf(expected_piece, sizeof expected_piece, "%s%c", drawn_as, digit);
            strcat(expected, expected_piece);
        }
        answermaker_study(answer)->title = title;
        char *svg = drawn(answer);
        if (!strstr(svg, expected))
            fail_msg("byte 0x%02X before digits: no '%s' in the picture", first, expected);
        free(svg);
    }
    answermaker_free(answer);
}

/* gnuplot would leave &# as the begin of a character's number. */
static void test_no_entity_of_a_title(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answermaker_study(answer)->title = "a &#x1b; &#xzz; &#27; &amp; \\U+00e9 b";
    char *svg = drawn(answer);
    assert_non_null(strstr(svg, "a &amp;#x1b; &amp;#xzz; &amp;#27; &amp;amp; \\U+00e9 b<"));
    free(svg);
    answermaker_free(answer);
}

/* Characters that no reader should meet: ESC, BEL, U+009B, U+202E, U+FFFE, a byte that is none. */
static void test_unfit_characters_are_replaced(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answermaker_study(answer)->title = "a\033b\ac\xC2\x9B"
                                       "d\xE2\x80\xAE"
                                       "e\xEF\xBF\xBE"
                                       "f\xFF"
                                       "g\n";
    char *svg = drawn(answer);
    assert_non_null(strstr(svg, "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg\uFFFD<"));
    free(svg);
    answermaker_free(answer);
}

static void test_measured_data_bear_no_mark(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answermaker_study(answer)->is_synthetic = false;
    char *svg = drawn(answer);
    assert_int_equal(n_times(svg, "SYNTHETIC"), 0);
    free(svg);
    answermaker_free(answer);
}

/* Cut by characters, never within one: gnuplot would write what is no XML. */
static void test_long_names_are_cut(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char name[2 * 500 + 2] = "x"; /* so that every even limit in bytes falls within a character */
    (void)state;
    for (size_t i = 0; i < 500; i++)
        memcpy(name + 1 + 2 * i, "ü", 3);
    answermaker_study(answer)->title = name;
    answer->series[0].component = name;
    char *svg = drawn(answer);
    for (size_t i = 0, n = strlen(svg), length; i < n; i += length) {
        length = lp_text_character_length(svg + i, n - i);
        assert_true(length > 0);
    }
    assert_int_equal(n_times(svg, "ü…"), 2);
    free(svg);
    answermaker_free(answer);
}

/* A title somewhat wider than its page is whole, in smaller letters. */
static void test_a_long_title_is_set_smaller(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answermaker_study(answer)->title = "LLZO-PEO(LiTFSI), 5 wt% LLZO (Zheng and Hu 2018)";
    answer->n_series = 1;
    char *svg = drawn(answer);
    assert_non_null(strstr(svg, "5 wt% LLZO (Zheng and Hu 2018)<"));
    assert_int_equal(n_times(svg, "font-size=\"15.00\""), 0);
    free(svg);
    answer->n_series = 3;
    svg = drawn(answer);
    assert_true(n_times(svg, "font-size=\"15.00\"") > 0);
    free(svg);
    answermaker_free(answer);
}

static void test_the_same_twice(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char *one = drawn(answer), *other = drawn(answer);
    (void)state;
    assert_string_equal(one, other);
    free(one);
    free(other);
    answermaker_free(answer);
}

/* One spectrum after the run, without errors or bands: still a picture, time from zero. */
static void test_before_and_after(void **state)
{
    struct lp_answer *answer = answermaker_new();
    (void)state;
    answermaker_before_after(answer);
    answer->series[0].sigma = NULL;
    answer->series[1].low = answer->series[1].high = NULL;
    answer->series[2].n_grid = 0;
    char *svg = drawn(answer);
    assert_int_equal(n_times(svg, "residual / σ"), 3);
    assert_non_null(strstr(svg, "> 0<"));
    free(svg);
    answermaker_free(answer);
}

static void test_missing_gnuplot_names_the_package(void **state)
{
    struct lp_answer *answer = answermaker_new();
    struct lp_diag *diag = lp_diag_new();
    (void)state;
    unlink(path_in("fit.svg"));
    assert_int_equal(lp_plot_fit_with("no-such-gnuplot", answer, path_in("fit.svg"), diag), LP_EIO);
    char *messages = lp_diag_render(diag, false);
    assert_non_null(strstr(messages, "gnuplot-nox"));
    assert_int_equal(n_files(), 0);
    free(messages);
    lp_diag_free(diag);
    answermaker_free(answer);
}

/* A program in gnuplot's place, path_in("program"). */
static void write_program(const char *script)
{
    FILE *file = fopen(path_in("program"), "w");
    assert_non_null(file);
    fputs(script, file);
    fclose(file);
    chmod(path_in("program"), 0700);
}

static void run_script(const char *script, const char *expected)
{
    struct lp_answer *answer = answermaker_new();
    struct lp_diag *diag = lp_diag_new();
    char program[200];
    snprintf(program, sizeof program, "%s", path_in("program"));
    write_program(script);
    assert_int_equal(lp_plot_fit_with(program, answer, path_in("fit.svg"), diag), LP_EIO);
    if (!strstr(lp_diag_first_error(diag), expected))
        fail_msg("expected '%s' in: %s", expected, lp_diag_first_error(diag));
    unlink(program);
    assert_int_equal(n_files(), 0);
    lp_diag_free(diag);
    answermaker_free(answer);
}

static void test_failing_gnuplot_is_quoted(void **state)
{
    (void)state;
    run_script("#!/bin/sh\necho 'line 3: all is lost' >&2\nexit 1\n", "all is lost");
    /* Half a picture and success: not taken either. */
    run_script("#!/bin/sh\necho '<svg width=\"3\">'\n", "gnuplot failed");
    run_script("#!/bin/sh\nkill -9 $$\n", "gnuplot failed");
}

/* A picture that is no XML for its bytes is none, whatever gnuplot says. */
static void test_a_picture_of_other_bytes_is_refused(void **state)
{
    (void)state;
    static const char *const bytes[] = {"\\352", "\\033[31m", "\\302\\233", "\\357\\277\\276"};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        char script[200];
        snprintf(script, sizeof script, "#!/bin/sh\nprintf '<svg>\\n<text>%s</text></svg>\\n'\n",
                 bytes[i]);
        run_script(script, "no text");
    }
}

/* gnuplot gets what it needs to start, and nothing by which it could be led elsewhere. */
static void test_gnuplot_gets_a_clean_environment(void **state)
{
    (void)state;
    setenv("GNUPLOT_LIB", "/nowhere", 1);
    setenv("GNUTERM", "png", 1);
    run_script("#!/bin/sh\necho $0 \"$@\" lib=$GNUPLOT_LIB term=$GNUTERM home=$HOME $LC_ALL >&2\n",
               "-d lib= term= home= C");
    unsetenv("GNUPLOT_LIB");
    unsetenv("GNUTERM");
}

static void test_unwritable_place(void **state)
{
    struct lp_answer *answer = answermaker_new();
    struct lp_diag *diag = lp_diag_new();
    (void)state;
    assert_int_equal(lp_plot_fit(answer, "/nonexistent/fit.svg", diag), LP_EIO);
    lp_diag_free(diag);
    answermaker_free(answer);
}

/* What gnuplot reads: no byte of a title that could mean anything to it, whatever its version. */
static void test_script_holds_no_foreign_bytes(void **state)
{
    struct lp_answer *answer = answermaker_new();
    char copy[300], script_path[200];
    (void)state;
    snprintf(script_path, sizeof script_path, "%s", path_in("script"));
    snprintf(copy, sizeof copy, "#!/bin/sh\ncat >'%s'\nexit 1\n", script_path);
    answermaker_study(answer)->title = "`a` @B \"c\" \\ #{$d}!;%s ü";
    write_program(copy);
    assert_int_equal(lp_plot_fit_with(path_in("program"), answer, path_in("fit.svg"), NULL),
                     LP_EIO);
    char *script = contents(script_path);
    assert_non_null(strstr(script, "set label 1 \"\\140a\\140 \\100B \\042c\\042 \\134 "
                                   "\\043\\173\\044d\\175\\041\\073\\045s \\303\\274\" at screen"));
    free(script);
    unlink(script_path);
    unlink(path_in("program"));
    answermaker_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing_gnuplot_names_the_package),
        cmocka_unit_test(test_failing_gnuplot_is_quoted),
        cmocka_unit_test(test_a_picture_of_other_bytes_is_refused),
        cmocka_unit_test(test_gnuplot_gets_a_clean_environment),
        cmocka_unit_test(test_a_panel_per_series),
        cmocka_unit_test(test_names_stay_text),
        cmocka_unit_test(test_an_escape_swallows_no_digit),
        cmocka_unit_test(test_no_entity_of_a_title),
        cmocka_unit_test(test_unfit_characters_are_replaced),
        cmocka_unit_test(test_script_holds_no_foreign_bytes),
        cmocka_unit_test(test_measured_data_bear_no_mark),
        cmocka_unit_test(test_long_names_are_cut),
        cmocka_unit_test(test_a_long_title_is_set_smaller),
        cmocka_unit_test(test_the_same_twice),
        cmocka_unit_test(test_before_and_after),
        cmocka_unit_test(test_unwritable_place),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
