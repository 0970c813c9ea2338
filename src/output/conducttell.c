/* SPDX-License-Identifier: MIT
 *
 * Two ways of writing the same rows and checks; nothing is computed but units.
 */
#include "output/conducttell.h"

#include "base/units.h"
#include "output/versions.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *si, *shown;
    double factor; /* SI in one of the unit shown */
} shown_units[] = {{"S/m", "S/cm", 100.0},
                   {"S K/m", "S K/cm", 100.0},
                   {"J", "eV", LP_ELEMENTARY_CHARGE_C},
                   {"m", "nm", 1e-9},
                   {"1", "", 1.0}};

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
    fprintf(out, "  %-12s %-38s %s: %s\n", row->symbol, text, row->words,
            row->source ? row->source : "");
}

static void put_checks(FILE *out, const struct lp_conduct_answer *answer)
{
    if (answer->n_checks)
        fprintf(out, "\nchecks\n");
    for (size_t i = 0; i < answer->n_checks; i++) {
        const struct lp_conduct_check *check = &answer->checks[i];
        const struct lp_estimate v = check->value;
        fprintf(out, "  %-4s  %s: %.3g", lp_conduct_reading_word(check->reading), check->name,
                v.value);
        if (isfinite(v.low) && isfinite(v.high))
            fprintf(out, " (%.3g to %.3g)", v.low, v.high);
        fprintf(out, "; %s\n", check->text);
    }
}

char *lp_conducttell_table(const struct lp_conduct_answer *answer)
{
    char *text = NULL;
    size_t n = 0;
    const char *group = "";
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    if (answer->input->is_synthetic)
        fprintf(out, "SYNTHETIC data\n");
    fprintf(out, "%s at %g K; intervals 95 %%\n", answer->input->title,
            answer->input->temperature_K);
    for (size_t i = 0; i < answer->n_rows; i++) {
        if (strcmp(group, answer->rows[i].group) != 0)
            fprintf(out, "\n%s\n", answer->rows[i].group);
        group = answer->rows[i].group;
        put_value(out, &answer->rows[i]);
    }
    put_checks(out, answer);
    fprintf(out, "\n%s\n", answer->verdict_text);
    fprintf(out,
            "\nkB, e, N_A: SI 2019, exact; gamma of 6Li, 7Li: IUPAC 2001; relations: Gao et al., "
            "Chem. Rev. 2020, 120, 5954\n");
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *number(struct lp_estimate value)
{
    json_t *ends = isfinite(value.low) && isfinite(value.high)
                       ? json_pack("[f,f]", value.low, value.high)
                       : json_null();
    return json_pack("{s:o, s:o}", "estimate", real(value.value), "ci95", ends);
}

static json_t *rows_json(const struct lp_conduct_answer *answer)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < answer->n_rows; i++) {
        const struct lp_conduct_row *row = &answer->rows[i];
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s, s:o, s:s?}", "group",
                                              row->group, "symbol", row->symbol, "quantity",
                                              row->words, "unit", row->unit, "value",
                                              number(row->value), "source", row->source));
    }
    return rows;
}

static json_t *checks_json(const struct lp_conduct_answer *answer)
{
    json_t *checks = json_array();
    for (size_t i = 0; i < answer->n_checks; i++) {
        const struct lp_conduct_check *check = &answer->checks[i];
        json_array_append_new(checks, json_pack("{s:s, s:o, s:s, s:s}", "name", check->name,
                                                "value", number(check->value), "reading",
                                                lp_conduct_reading_word(check->reading), "text",
                                                check->text));
    }
    return checks;
}

char *lp_conducttell_json(const struct lp_conduct_answer *answer, const struct lp_diag *diag)
{
    json_t *warnings = json_array(), *missing = json_array();
    for (size_t i = 0; diag && i < lp_diag_n_warnings(diag); i++)
        json_array_append_new(warnings, json_string(lp_diag_warning_text(diag, i)));
    for (size_t i = 0; i < answer->n_missing; i++)
        json_array_append_new(missing, json_string(answer->missing[i]));
    json_t *root = json_pack("{s:i, s:s, s:s, s:b, s:f, s:o, s:o, s:o, s:{s:s, s:s}, s:o}",
                             "lipath", 1, "version", LP_VERSION, "title", answer->input->title,
                             "synthetic", answer->input->is_synthetic, "temperature_K",
                             answer->input->temperature_K, "numbers", rows_json(answer), "checks",
                             checks_json(answer), "missing", missing, "verdict", "coherence",
                             answer->verdict, "text", answer->verdict_text, "warnings", warnings);
    char *json = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(DBL_DIG)) : NULL;
    char *text = json ? malloc(strlen(json) + 2) : NULL;
    if (text)
        sprintf(text, "%s\n", json);
    free(json);
    json_decref(root);
    return text;
}
