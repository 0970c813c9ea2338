/* SPDX-License-Identifier: MIT
 *
 * Two ways of writing the same rows and checks; nothing is computed but units.
 */
#include "conduct/conducttell.h"

#include "base/text.h"
#include "base/units.h"
#include "output/json.h"
#include "output/page.h"
#include "output/versions.h"
#include "output/wrap.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static const struct {
    const char *si, *shown;
    double factor; /* SI in one of the unit shown */
} shown_units[] = {{"S/m", "S/cm", 100.0},
                   {"S K/m", "S K/cm", 100.0},
                   {"J", "eV", LP_ELEMENTARY_CHARGE_C},
                   {"m", "nm", 1e-9},
                   {"1", "", 1.0}};

#define LINE_COLUMNS 100

static void put_value(FILE *out, const struct lp_conduct_row *row)
{
    const char *unit = row->unit;
    double factor = 1.0;
    char text[96];
    for (size_t i = 0; i < sizeof shown_units / sizeof *shown_units; i++)
        if (strcmp(shown_units[i].si, row->unit) == 0) {
            unit = shown_units[i].shown;
            factor = shown_units[i].factor;
        }
    const struct lp_estimate v = row->value;
    if (isfinite(v.low) && isfinite(v.high))
        snprintf(text, sizeof text, "%.4g (%.4g to %.4g) %s", v.value / factor, v.low / factor,
                 v.high / factor, unit);
    else
        snprintf(text, sizeof text, "%.4g %s", v.value / factor, unit);
    char what[512];
    snprintf(what, sizeof what, "%s: %s", row->words, row->source ? row->source : "");
    const int used = fprintf(out, "  %-13s %-40s ", row->symbol, text);
    lp_wrap(out, used > 0 ? (size_t)used : 0, 57, LINE_COLUMNS, what);
}

static void put_checks(FILE *out, const struct lp_conduct_answer *answer)
{
    if (answer->n_checks)
        fprintf(out, "\nchecks\n");
    for (size_t i = 0; i < answer->n_checks; i++) {
        const struct lp_conduct_check *check = &answer->checks[i];
        const struct lp_estimate v = check->value;
        char head[160], interval[64] = "";
        if (isfinite(v.low) && isfinite(v.high))
            snprintf(interval, sizeof interval, " (%.3g to %.3g)", v.low, v.high);
        snprintf(head, sizeof head, "  %-4s  %s: %.3g%s; ", lp_conduct_reading_word(check->reading),
                 check->name, v.value, interval);
        fputs(head, out);
        lp_wrap(out, lp_text_n_characters(head, strlen(head)), 8, LINE_COLUMNS, check->text);
    }
}

char *lp_conducttell_table(const struct lp_conduct_answer *answer)
{
    struct lp_page page;
    const char *group = "";
    if (!lp_page_open(&page))
        return NULL;
    FILE *out = page.out;
    if (answer->input->is_synthetic)
        fprintf(out, "SYNTHETIC data\n");
    fprintf(out, "%s at %g K; intervals 95 %%\n",
            *answer->input->title ? answer->input->title : "untitled",
            answer->input->temperature_K);
    if (*answer->input->note)
        lp_wrap(out, 0, 0, LINE_COLUMNS, answer->input->note);
    for (size_t i = 0; i < answer->n_rows; i++) {
        if (strcmp(group, answer->rows[i].group) != 0)
            fprintf(out, "\n%s\n", answer->rows[i].group);
        group = answer->rows[i].group;
        put_value(out, &answer->rows[i]);
    }
    put_checks(out, answer);
    fputc('\n', out);
    lp_wrap(out, 0, 0, LINE_COLUMNS, answer->verdict_text);
    fputc('\n', out);
    lp_wrap(out, 0, 0, LINE_COLUMNS,
            "kB, e, N_A: SI 2019, exact; gamma of 6Li, 7Li: IUPAC 2001; relations: Gao et al., "
            "Chem. Rev. 2020, 120, 5954");
    return lp_page_take(&page, true);
}

static json_t *number(struct lp_estimate value)
{
    json_t *ends = isfinite(value.low) && isfinite(value.high)
                       ? json_pack("[f,f]", value.low, value.high)
                       : json_null();
    return json_pack("{s:o, s:o}", "estimate", lp_json_real(value.value), "ci95", ends);
}

/* Append, and fail once for all: a NULL array or item leaves NULL. Takes both. */
static json_t *with_item(json_t *array, json_t *item)
{
    if (array && item && json_array_append_new(array, item) == 0)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *rows_json(const struct lp_conduct_answer *answer)
{
    json_t *rows = json_array();
    for (size_t i = 0; rows && i < answer->n_rows; i++) {
        const struct lp_conduct_row *row = &answer->rows[i];
        rows =
            with_item(rows, json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "group", row->group,
                                      "symbol", lp_json_string(row->symbol), "quantity",
                                      lp_json_string(row->words), "unit", row->unit, "value",
                                      number(row->value), "source", lp_json_string(row->source)));
    }
    return rows;
}

static json_t *checks_json(const struct lp_conduct_answer *answer)
{
    json_t *checks = json_array();
    for (size_t i = 0; checks && i < answer->n_checks; i++) {
        const struct lp_conduct_check *check = &answer->checks[i];
        checks = with_item(checks, json_pack("{s:s, s:o, s:s, s:b, s:o}", "name", check->name,
                                             "value", number(check->value), "reading",
                                             lp_conduct_reading_word(check->reading), "compares",
                                             check->compares, "text", lp_json_string(check->text)));
    }
    return checks;
}

static json_t *words_json(size_t n, const char *const words[])
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < n; i++)
        array = with_item(array, lp_json_string(words[i]));
    return array;
}

static json_t *warnings_json(const struct lp_diag *diag)
{
    json_t *array = json_array();
    for (size_t i = 0; array && diag && i < lp_diag_n_warnings(diag); i++)
        array = with_item(array, lp_json_string(lp_diag_warning_text(diag, i)));
    return array;
}

char *lp_conducttell_json(const struct lp_conduct_answer *answer, const struct lp_diag *diag)
{
    const struct lp_conduct_input *input = answer->input;
    /* json_pack gives NULL, and lets go of the rest, where one of its objects is NULL. */
    json_t *root = json_pack(
        "{s:i, s:s, s:o, s:o, s:b, s:f, s:o, s:o, s:o, s:o, s:{s:s, s:o}, s:o}", "lipath", 1,
        "version", LP_VERSION, "title", lp_json_string(input->title), "note",
        lp_json_string(input->note), "synthetic", input->is_synthetic, "temperature_K",
        input->temperature_K, "numbers", rows_json(answer), "checks", checks_json(answer),
        "missing", words_json(answer->n_missing, answer->missing), "needed",
        words_json(answer->n_needed, answer->needed), "verdict", "coherence", answer->verdict,
        "text", lp_json_string(answer->verdict_text), "warnings", warnings_json(diag));
    return lp_json_text_take(root);
}
