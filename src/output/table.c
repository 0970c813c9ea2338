/* SPDX-License-Identifier: MIT
 *
 * Writing for eighty to a hundred columns: running text is wrapped with a hanging indent, columns
 * are as wide as their longest cell, and the names' column gives way where all would be too wide.
 * Nothing is computed but what numbers look like.
 */
#include "output/table.h"

#include "base/text.h"
#include "base/units.h"
#include "output/page.h"
#include "output/wrap.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_WIDTH 11 /* "Verdict    " */
#define MAX_COLUMNS 6
#define NARROW_NAME 8
#define MAX_LISTED  3 /* topologies named one by one */

struct printer {
    FILE *out;
    struct lp_arena *arena;
    const struct lp_answer *answer;
};

static size_t n_characters(const char *text)
{
    return lp_text_n_characters(text, strlen(text));
}

/* Formatted text in the arena. */
__attribute__((format(printf, 2, 3))) static const char *say(struct printer *printer,
                                                             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(printer->arena, format, arguments);
    va_end(arguments);
    return text;
}

static void put_spaces(struct printer *printer, size_t n)
{
    fprintf(printer->out, "%*s", (int)n, "");
}

/* Words after a label, wrapped, further lines under the first; a new line where the text has one.
 */
static void put_wrapped(struct printer *printer, const char *label, size_t indent, const char *text)
{
    fputs(label, printer->out);
    if (n_characters(label) < indent)
        put_spaces(printer, indent - n_characters(label));
    lp_wrap(printer->out, indent, indent, LP_TABLE_WIDTH, text);
}

/* At most n characters of a name. */
static const char *shortened(struct printer *printer, const char *name, size_t n)
{
    if (n_characters(name) <= n)
        return name;
    size_t n_bytes = 0;
    for (size_t i = 0; i + 3 < n; i++)
        do
            n_bytes++;
        while (((unsigned char)name[n_bytes] & 0xC0) == 0x80);
    return say(printer, "%.*s...", (int)n_bytes, name);
}

static size_t column_width(size_t n_rows, size_t n_columns, const char *const cells[],
                           size_t i_column)
{
    size_t width = 0;
    for (size_t i = 0; i < n_rows; i++)
        if (n_characters(cells[i * n_columns + i_column]) > width)
            width = n_characters(cells[i * n_columns + i_column]);
    return width;
}

/* Rows of cells, indented by two; the first column left, the others left too: intervals line up
 * at their estimates. */
static void put_cells(struct printer *printer, size_t n_rows, size_t n_columns,
                      const char *const cells[])
{
    size_t width[MAX_COLUMNS], total = 0;
    for (size_t k = 0; k < n_columns; k++) {
        width[k] = column_width(n_rows, n_columns, cells, k);
        total += width[k] + 2;
    }
    if (total > LP_TABLE_WIDTH) {
        const size_t too_much = total - LP_TABLE_WIDTH;
        width[0] = width[0] > too_much + NARROW_NAME ? width[0] - too_much : NARROW_NAME;
    }
    for (size_t i = 0; i < n_rows; i++) {
        size_t gap = 2;
        for (size_t k = 0; k < n_columns; k++) {
            const char *cell = cells[i * n_columns + k];
            const char *shown = k == 0 ? shortened(printer, cell, width[0]) : cell;
            if (!*shown)
                continue;
            put_spaces(printer, gap);
            fputs(shown, printer->out);
            gap = 0;
            for (size_t m = k; m < n_columns && (m == k || !*cells[i * n_columns + m]); m++)
                gap += width[m] + 2;
            gap -= n_characters(shown);
        }
        fputc('\n', printer->out);
    }
}

static const char *percent(struct printer *printer, double share)
{
    const double value = 100 * share;
    return say(printer, fabs(value) < 0.95 && fabs(value) > 1e-9 ? "%.1f" : "%.0f",
               value == 0 ? 0.0 : value);
}

/* "68 % [62-75]", "68 %", "-". */
static const char *share_text(struct printer *printer, const struct lp_estimate *share)
{
    if (!isfinite(share->value))
        return "-";
    const char *value = percent(printer, share->value);
    if (!isfinite(share->low) || !isfinite(share->high))
        return say(printer, "%s %%", value);
    const bool has_minus = share->low < 0 || share->high < 0;
    return say(printer, has_minus ? "%s %% [%s to %s]" : "%s %% [%s-%s]", value,
               percent(printer, share->low), percent(printer, share->high));
}

/* Three digits; whole numbers from a thousand to a million. */
static const char *plain_number(struct printer *printer, double value)
{
    const double size = fabs(value);
    return say(printer, size >= 1000 && size < 1e6 ? "%.0f" : "%.3g", value);
}

static const char *number_text(struct printer *printer, const struct lp_estimate *number,
                               double factor, const char *unit)
{
    if (!isfinite(number->value))
        return "-";
    const char *value = plain_number(printer, number->value * factor);
    const char *space = *unit ? " " : "";
    if (!isfinite(number->low) || !isfinite(number->high))
        return say(printer, "%s%s%s", value, space, unit);
    return say(printer, "%s%s%s [%s, %s]", value, space, unit,
               plain_number(printer, number->low * factor),
               plain_number(printer, number->high * factor));
}

static const char *amount_text(struct printer *printer, const struct lp_estimate *amount)
{
    const double size = fabs(amount->value);
    if (size >= 1e-7)
        return number_text(printer, amount, 1e6, "umol");
    return size >= 1e-10 ? number_text(printer, amount, 1e9, "nmol")
                         : number_text(printer, amount, 1e12, "pmol");
}

static bool is_phase(const struct lp_answer_compartment *compartment)
{
    return compartment->kind == LP_PHASE;
}

static const char *joined(struct printer *printer, size_t n, const char *const names[],
                          const char *between)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = say(printer, "%s%s%s", text, i > 0 ? between : "", names[i]);
    return text;
}

static void put_title(struct printer *printer)
{
    const struct lp_study *study = printer->answer->study;
    if (study->title && *study->title)
        put_wrapped(printer, "", 0, study->title);
    if (study->is_synthetic)
        fputs("*** SYNTHETIC DATA: made by a model, not measured ***\n", printer->out);
}

static void put_dominant(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const struct lp_answer_verdict *verdict = &answer->verdict;
    const char *chance = isfinite(verdict->p_dominant)
                             ? say(printer, "the top one with p = %.2f", verdict->p_dominant)
                             : "";
    if (!verdict->dominant) {
        if (answer->pathway->n_paths > 0 && answer->pathway->paths[0].n > 0)
            put_wrapped(printer, "Path", LABEL_WIDTH,
                        say(printer, "none can be named; the likeliest: %s%s%s%s",
                            joined(printer, answer->pathway->paths[0].n,
                                   answer->pathway->paths[0].compartments, " -> "),
                            *chance ? " (" : "", chance, *chance ? ")" : ""));
        return;
    }
    put_wrapped(printer, "Path", LABEL_WIDTH,
                say(printer, "dominant: %s%s%s%s",
                    joined(printer, verdict->n_dominant, verdict->dominant, " -> "),
                    *chance ? " (" : "", chance, *chance ? ")" : ""));
}

static void put_verdict(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const struct lp_answer_verdict *verdict = &answer->verdict;
    if (!answer->has_verdict)
        return;
    if (verdict->interface != LP_VERDICT_NULL)
        put_wrapped(printer, "Verdict", LABEL_WIDTH,
                    say(printer, "through the interface %s: %s",
                        share_text(printer, &verdict->share), lp_verdict_text(verdict->interface)));
    if (verdict->text && *verdict->text)
        put_wrapped(printer, verdict->interface == LP_VERDICT_NULL ? "Verdict" : "", LABEL_WIDTH,
                    verdict->text);
    if (answer->pathway)
        put_dominant(printer);
}

/* The other assumption on the electrodes; where it changes the verdict, its text has said so. */
static void put_otherwise(struct printer *printer)
{
    const struct lp_answer_otherwise *otherwise = printer->answer->otherwise;
    if (otherwise && !otherwise->differs)
        put_wrapped(printer, "Electrodes", LABEL_WIDTH, otherwise->text);
}

/* "left gave 1.2 umol 6Li", and what is left of a finite one. */
static const char *electrode_text(struct printer *printer,
                                  const struct lp_answer_books_electrode *electrode)
{
    const struct lp_estimate given = {fabs(electrode->li6_given_mol), NAN, NAN};
    const struct lp_estimate left = {electrode->inventory_mol, NAN, NAN};
    const char *text =
        say(printer, "%s %s %s of 6Li", electrode->name,
            electrode->li6_given_mol < 0 ? "took" : "gave", amount_text(printer, &given));
    if (!isfinite(electrode->inventory_mol))
        return text;
    return say(printer, "%s (the %s holds %s at %.3g %% at the end)", text, electrode->kind,
               amount_text(printer, &left), 100 * electrode->enrichment);
}

static void put_books(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    if (answer->n_books > 0)
        fputs("\nCharge and lithium until the last datum\n", printer->out);
    for (size_t i = 0; i < answer->n_books; i++) {
        const struct lp_answer_books *books = &answer->books[i];
        const struct lp_estimate passed = {lp_mol_of_charge(books->throughput_C), NAN, NAN};
        const struct lp_estimate net = {lp_mol_of_charge(books->charge_C), NAN, NAN};
        const struct lp_estimate gained = {books->phases_li6_gained_mol, NAN, NAN};
        const char *text = say(
            printer, "%s: throughput %.3g C (%s of Li), net %.3g C (%s); phases gained %s of 6Li",
            books->experiment, books->throughput_C, amount_text(printer, &passed), books->charge_C,
            amount_text(printer, &net), amount_text(printer, &gained));
        for (size_t k = 0; k < 2 && books->electrode[k].name; k++)
            text = say(printer, "%s; %s", text, electrode_text(printer, &books->electrode[k]));
        put_wrapped(printer, " ", 2, text);
    }
}

/* What does not hold first is for the reader to see by its mark; readings carry the numbers. */
static void put_checks(struct printer *printer)
{
    static const char *const marks[] = {
        [LP_CHECK_OK] = "  ok", [LP_CHECK_LOOK] = "  LOOK", [LP_CHECK_FAIL] = "  FAIL"};
    const struct lp_answer *answer = printer->answer;
    if (answer->n_checks > 0)
        fputs("\nCross-checks\n", printer->out);
    for (size_t i = 0; i < answer->n_checks; i++) {
        const struct lp_answer_check *check = &answer->checks[i];
        put_wrapped(
            printer, marks[check->status], 8,
            say(printer, "%s%s%s", check->subject, *check->subject ? ": " : "", check->reading));
    }
}

/* True if the phases together lost 6Li, as to electrodes that are poorer in it. */
static bool is_lost(const struct lp_answer_pathway *pathway)
{
    double gain_mol = 0.0;
    for (size_t i = 0; i < pathway->n_compartments; i++)
        if (isfinite(pathway->compartments[i].uptake_mol.value))
            gain_mol += pathway->compartments[i].uptake_mol.value;
    return gain_mol < 0.0;
}

/* What the spectra say: per cent and amount side by side. */
static void put_gains(struct printer *printer)
{
    const struct lp_answer_pathway *pathway = printer->answer->pathway;
    const size_t n_columns = 5;
    const char **cells =
        lp_arena_alloc(printer->arena, (pathway->n_compartments + 1) * n_columns, sizeof *cells);
    bool has_gain = false;
    const bool is_loss = is_lost(pathway);
    size_t n_rows = 1;
    if (!cells)
        return;
    const char *const heads[][5] = {{"phase", "6Li", "increase", "new 6Li", "of all new 6Li"},
                                    {"phase", "6Li", "change", "lost 6Li", "of all lost 6Li"}};
    memcpy(cells, heads[is_loss], sizeof *heads);
    for (size_t i = 0; i < pathway->n_compartments; i++) {
        const struct lp_answer_compartment *compartment = &pathway->compartments[i];
        if (!is_phase(compartment))
            continue;
        const char **row = cells + n_columns * n_rows++;
        row[0] = compartment->name;
        row[1] = isfinite(compartment->enrichment)
                     ? say(printer, "%.3g %%", 100 * compartment->enrichment)
                     : "-";
        row[2] = number_text(printer, &compartment->increase_percent, 1, "%");
        const struct lp_estimate *gain = &compartment->uptake_mol;
        const struct lp_estimate lost = {-gain->value, -gain->high, -gain->low};
        row[3] = amount_text(printer, is_loss ? &lost : gain);
        row[4] = share_text(printer, &compartment->uptake_share);
        has_gain = has_gain || isfinite(gain->value);
    }
    if (!has_gain)
        return;
    fputs(is_loss ? "\nWhat each phase lost by the last time (a large part of a small phase is "
                    "little lithium)\n"
                  : "\nWhat each phase gained by the last time (a large increase of a small phase "
                    "is little lithium)\n",
          printer->out);
    put_cells(printer, n_rows, n_columns, cells);
}

/* What the net flow does. */
static void put_shares(struct printer *printer)
{
    const struct lp_answer_pathway *pathway = printer->answer->pathway;
    bool has_carried = false;
    for (size_t i = 0; i < pathway->n_compartments; i++)
        has_carried = has_carried || pathway->compartments[i].has_carried;
    const size_t n_columns = has_carried ? 4 : 3;
    const char **cells =
        lp_arena_alloc(printer->arena, (pathway->n_compartments + 1) * n_columns, sizeof *cells);
    size_t n_rows = 1;
    if (!cells)
        return;
    const char *const heads[] = {"phase", "visited", "lost without it", "carried along the depth"};
    memcpy(cells, heads, n_columns * sizeof *heads);
    for (size_t i = 0; i < pathway->n_compartments; i++) {
        const struct lp_answer_compartment *compartment = &pathway->compartments[i];
        if (!is_phase(compartment))
            continue;
        const char **row = cells + n_columns * n_rows++;
        row[0] = compartment->name;
        row[1] = share_text(printer, &compartment->visited);
        row[2] = share_text(printer, &compartment->without);
        if (has_carried)
            row[3] = share_text(printer, &compartment->carried);
    }
    fputs("\nShares of the net Li flow between the electrodes [95 %]\n", printer->out);
    put_cells(printer, n_rows, n_columns, cells);
}

static void put_edges(struct printer *printer)
{
    const struct lp_answer_pathway *pathway = printer->answer->pathway;
    const size_t n_columns = 3;
    const char **cells =
        lp_arena_alloc(printer->arena, (pathway->n_edges + 1) * n_columns, sizeof *cells);
    if (!cells)
        return;
    const char *const heads[] = {"net flow", "share", ""};
    memcpy(cells, heads, sizeof heads);
    for (size_t i = 0; i < pathway->n_edges; i++) {
        const struct lp_answer_edge *edge = &pathway->edges[i];
        const char **row = cells + n_columns * (i + 1);
        const bool is_turned = edge->net_share.value < 0;
        const struct lp_estimate share =
            is_turned ? (struct lp_estimate){-edge->net_share.value, -edge->net_share.high,
                                             -edge->net_share.low}
                      : edge->net_share;
        row[0] = say(printer, "%s -> %s", edge->between[is_turned], edge->between[!is_turned]);
        row[1] = share_text(printer, &share);
        const bool is_zero = share.low == 0 && share.high == 0;
        row[2] = edge->is_significant ? ""
                 : is_zero            ? "exchange without net flow"
                                      : "not distinguishable from zero";
    }
    fputc('\n', printer->out);
    put_cells(printer, pathway->n_edges + 1, n_columns, cells);
    put_wrapped(printer, "  total", LABEL_WIDTH,
                say(printer, "conductance %s, resistance %s",
                    number_text(printer, &pathway->conductance_mol_s, 1, "mol/s"),
                    number_text(printer, &pathway->resistance_ohm, 1, "ohm")));
}

static const char *identified_text(enum lp_identifiable identifiable)
{
    switch (identifiable) {
    case LP_IDENTIFIED:
        return "";
    case LP_LOWER_BOUND_ONLY:
        return "only a lower bound";
    case LP_UPPER_BOUND_ONLY:
        return "only an upper bound";
    case LP_NOT_IDENTIFIED:
        break;
    }
    return "not identifiable";
}

static void put_parameters(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    if (answer->n_parameters == 0)
        return;
    const char **cells = lp_arena_alloc(printer->arena, answer->n_parameters * 3, sizeof *cells);
    if (!cells)
        return;
    for (size_t i = 0; i < answer->n_parameters; i++) {
        const struct lp_answer_parameter *parameter = &answer->parameters[i];
        cells[3 * i] = parameter->name;
        cells[3 * i + 1] = number_text(printer, &parameter->estimate, 1,
                                       strcmp(parameter->unit, "1") == 0 ? "" : parameter->unit);
        cells[3 * i + 2] = identified_text(parameter->identifiable);
    }
    fprintf(printer->out, "\nParameters [95 %%, %s]\n", answer->parameters[0].method);
    put_cells(printer, answer->n_parameters, 3, cells);
    for (size_t i = 0; i < answer->n_parameters; i++) {
        const struct lp_answer_parameter *parameter = &answer->parameters[i];
        if (parameter->identifiable != LP_IDENTIFIED && parameter->why && *parameter->why)
            put_wrapped(printer, "  why:", 7,
                        say(printer, "%s: %s", parameter->name, parameter->why));
    }
}

static bool lacks(const struct lp_answer_topology *topology, const char *edge)
{
    for (size_t i = 0; i < topology->n_absent; i++)
        if (strcmp(topology->absent[i], edge) == 0)
            return true;
    return false;
}

/* True if a topology lacks all that another lacks, and is not the same. */
static bool lacks_more(const struct lp_answer_topology *topology,
                       const struct lp_answer_topology *other)
{
    for (size_t i = 0; i < other->n_absent; i++)
        if (!lacks(topology, other->absent[i]))
            return false;
    return topology->n_absent > other->n_absent;
}

static bool lacks_in_a_kept_one(const struct lp_answer *answer, const char *edge)
{
    for (size_t i = 0; i < answer->n_topologies; i++)
        if (answer->topologies[i].refusal == LP_REFUSAL_NONE && lacks(&answer->topologies[i], edge))
            return true;
    return false;
}

/* The candidate edges that no kept topology can do without. Each is absent alone in some topology,
 * or with the edges of its candidate: the first topology that lacks it names it. */
static void put_needed(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const char *text = "";
    for (size_t i = 0; i < answer->n_topologies; i++)
        for (size_t k = 0; k < answer->topologies[i].n_absent; k++) {
            const char *edge = answer->topologies[i].absent[k];
            bool is_new = !lacks_in_a_kept_one(answer, edge);
            for (size_t m = 0; m < i && is_new; m++)
                is_new = !lacks(&answer->topologies[m], edge);
            if (is_new)
                text = say(printer, "%s%s%s", text, *text ? ", " : "", edge);
        }
    put_wrapped(printer, "  kept", LABEL_WIDTH,
                *text ? say(printer, "all of them need %s", text)
                      : "no candidate is in all of them");
}

/* The smallest sets that cannot be left out, with the first part of the reason. */
static void put_refused(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const char *text = "";
    size_t n_listed = 0, n_refused = 0;
    for (size_t i = 0; i < answer->n_topologies; i++) {
        const struct lp_answer_topology *topology = &answer->topologies[i];
        bool is_smallest = topology->refusal != LP_REFUSAL_NONE;
        n_refused += is_smallest;
        for (size_t k = 0; k < answer->n_topologies && is_smallest; k++)
            is_smallest = answer->topologies[k].refusal == LP_REFUSAL_NONE ||
                          !lacks_more(topology, &answer->topologies[k]);
        if (!is_smallest || n_listed == MAX_LISTED)
            continue;
        n_listed++;
        text = say(printer, "%s%swithout %s (%s)", text, *text ? "; " : "",
                   joined(printer, topology->n_absent, topology->absent, ", "),
                   topology->rejected_briefly);
    }
    if (n_refused > n_listed)
        text = say(printer, "%s; and %zu more (in result.json)", text, n_refused - n_listed);
    if (n_refused > 0)
        put_wrapped(printer, "  refused", LABEL_WIDTH, text);
}

/* "In all 12 that are kept, LLZO takes most of the new 6Li": where it is so. */
static void put_main_taker(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const char *taker = NULL;
    size_t n_kept = 0;
    for (size_t i = 0; i < answer->n_topologies; i++) {
        const struct lp_answer_topology *topology = &answer->topologies[i];
        if (topology->refusal != LP_REFUSAL_NONE)
            continue;
        if (!topology->main_taker || (taker && strcmp(taker, topology->main_taker) != 0))
            return;
        taker = topology->main_taker;
        n_kept++;
    }
    if (!taker)
        return;
    const char *what =
        is_lost(answer->pathway) ? "gives most of the lost 6Li" : "takes most of the new 6Li";
    put_wrapped(printer, "", LABEL_WIDTH,
                n_kept == 1 ? say(printer, "in the one kept, %s %s", taker, what)
                            : say(printer, "in all %zu kept, %s %s", n_kept, taker, what));
}

/* "3 within AICc 2 of the best: all edges; without a--b": AICc does not tell them apart. */
static void put_ties(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const char *text = "";
    size_t n = 0;
    for (size_t i = 0; i < answer->n_topologies; i++) {
        const struct lp_answer_topology *topology = &answer->topologies[i];
        if (!topology->is_tied)
            continue;
        n++;
        if (n > MAX_LISTED)
            continue;
        const char *own = topology->n_absent == 0
                              ? "all edges"
                              : say(printer, "without %s",
                                    joined(printer, topology->n_absent, topology->absent, ", "));
        text = say(printer, "%s%s%s", text, *text ? "; " : "", own);
    }
    if (n > MAX_LISTED)
        text = say(printer, "%s; and %zu more (in result.json)", text, n - MAX_LISTED);
    if (n > 0)
        put_wrapped(printer, "  ties", LABEL_WIDTH,
                    say(printer, "%zu that AICc does not tell apart: %s", n, text));
}

/* The weight of the topologies that have each candidate edge. */
static void put_inclusion(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    const char *text = "";
    for (size_t i = 0; answer->pathway && i < answer->pathway->n_edges; i++) {
        const struct lp_answer_edge *edge = &answer->pathway->edges[i];
        if (!isnan(edge->inclusion))
            text = say(printer, "%s%s%s %.2f", text, *text ? ", " : "", edge->id, edge->inclusion);
    }
    if (*text)
        put_wrapped(printer, "  weights", LABEL_WIDTH, text);
}

static void put_topologies(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    size_t n_kept = 0;
    if (answer->n_topologies < 2)
        return;
    for (size_t i = 0; i < answer->n_topologies; i++)
        n_kept += answer->topologies[i].refusal == LP_REFUSAL_NONE;
    fprintf(printer->out, "\nTopologies: %zu, of which the data keep %zu and refuse %zu\n",
            answer->n_topologies, n_kept, answer->n_topologies - n_kept);
    if (n_kept > 0)
        put_needed(printer);
    put_main_taker(printer);
    put_ties(printer);
    put_inclusion(printer);
    put_refused(printer);
}

static void put_fit(struct printer *printer)
{
    const struct lp_answer_objective *objective = &printer->answer->objective;
    fputc('\n', printer->out);
    put_wrapped(printer, "Fit", LABEL_WIDTH,
                say(printer,
                    "%s; chi2 %.4g for %zu values and %zu parameters; %zu of %zu starts at the "
                    "best, %zu distinct %s",
                    printer->answer->is_converged ? "converged" : "NOT CONVERGED", objective->chi2,
                    objective->n_data, objective->n_parameters, objective->starts_at_best,
                    objective->starts, objective->distinct_optima,
                    objective->distinct_optima == 1 ? "optimum" : "optima"));
}

static void put_warnings(struct printer *printer)
{
    const struct lp_answer *answer = printer->answer;
    if (answer->n_warnings > 0)
        fputs("\nWarnings\n", printer->out);
    for (size_t i = 0; i < answer->n_warnings; i++)
        put_wrapped(printer, "  -", 4, answer->warnings[i]);
}

char *lp_table_text(const struct lp_answer *answer)
{
    struct lp_page page;
    if (!lp_page_open(&page))
        return NULL;
    struct printer printer = {.answer = answer, .out = page.out, .arena = lp_arena_new()};
    put_title(&printer);
    put_verdict(&printer);
    put_otherwise(&printer);
    if (answer->pathway) {
        put_gains(&printer);
        put_shares(&printer);
        put_edges(&printer);
    }
    put_books(&printer);
    put_checks(&printer);
    put_parameters(&printer);
    put_topologies(&printer);
    put_fit(&printer);
    put_warnings(&printer);
    char *text = lp_page_take(&page, !lp_arena_has_failed(printer.arena));
    lp_arena_free(printer.arena);
    return text;
}
