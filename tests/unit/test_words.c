/* SPDX-License-Identifier: MIT
 *
 * The verdict in sentences, letter by letter: each is there where its fact is, and not where it is
 * not. Solutions are made by hand; a few whole runs show that the facts reach the words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words.h"
#include "checks/otherwise.h"
#include "design/design_next.h"
#include "uncertainty/grounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A solution made by hand, and what is told of it. Two phases between two foils with a contact to
 * each, phi_a twice and phi_b twice, and a--b; enrichments start at 0 and the foils have 1. What
 * lies outside a list (x, x--right, an edge, a path, a phase, a parameter) is never told of. */
enum { A, LEFT, B, RIGHT, X, N_MADE = X };
enum { PHI_A, PHI_B, PHI_AB, PHI_X, N_PARAMETERS = PHI_X };
enum { LEFT_A, A_RIGHT, LEFT_B, B_RIGHT, A_B, X_RIGHT, N_EDGES = X_RIGHT };
#define MOST_TOPOLOGIES 20

struct made {
    struct lp_parameter parameters[N_PARAMETERS + 1];
    struct lp_parameters all;
    struct lp_compartment compartments[N_MADE + 1];
    struct lp_edge room[N_EDGES + 2], *edges; /* the list, with one before it and one behind */
    struct lp_component_part parts[2];
    struct lp_component components[2];
    struct lp_model model;
    struct lp_row rows[2];
    struct lp_experiment cell;
    struct lp_study study;
    double p[N_PARAMETERS + 1], numbers[64];
    struct lp_identity identity[N_PARAMETERS + 1];
    struct lp_topology topologies[MOST_TOPOLOGIES + 1];
    struct lp_optimum optima[4], best;
    size_t i_parameter[N_PARAMETERS + 1];
    struct lp_problem problem;
    struct lp_covariance covariance;
    struct lp_path paths[3];
    double p_top[3];
    struct lp_estimate intervals[64];
    struct lp_solution s;
    struct lp_answer answer;
};

static struct lp_value of_parameter(size_t i)
{
    return (struct lp_value){.is_given = true, .i_parameter = i};
}

static struct lp_value constant(double value)
{
    return (struct lp_value){.is_given = true, .i_parameter = LP_NONE, .constant = value};
}

static void set_enrichment(struct made *m, size_t i, double x)
{
    m->numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)] = x;
}

static void make_model(struct made *m)
{
    static const char *const names[] = {"a", "left", "b", "right", "x"};
    static const char *const flows[] = {"phi_a", "phi_b", "phi_ab", "phi_x"};
    static const struct {
        const char *id;
        size_t i_from, i_to, i_flow;
    } edges[] = {{"left--a", LEFT, A, PHI_A}, {"a--right", A, RIGHT, PHI_A},
                 {"left--b", LEFT, B, PHI_B}, {"b--right", B, RIGHT, PHI_B},
                 {"a--b", A, B, PHI_AB},      {"x--right", B, RIGHT, PHI_B}};
    for (size_t i = 0; i <= N_PARAMETERS; i++)
        m->parameters[i] = (struct lp_parameter){.name = flows[i], .i_activation = LP_NONE};
    for (size_t i = 0; i <= N_MADE; i++) {
        bool is_foil = i == LEFT || i == RIGHT;
        m->compartments[i] = (struct lp_compartment){.name = names[i],
                                                     .kind = is_foil ? LP_ELECTRODE : LP_PHASE,
                                                     .role = i == A || i == X ? "interface" : "",
                                                     .enrichment = constant(is_foil ? 1.0 : 0.0)};
    }
    m->edges = m->room + 1;
    m->room[0].flow_mol_per_s = of_parameter(PHI_B);
    for (size_t i = 0; i <= N_EDGES; i++)
        m->edges[i] = (struct lp_edge){.id = edges[i].id,
                                       .i_from = edges[i].i_from,
                                       .i_to = edges[i].i_to,
                                       .flow_mol_per_s = of_parameter(edges[i].i_flow)};
    m->all = (struct lp_parameters){.n = N_PARAMETERS, .item = m->parameters};
    for (size_t i = 0; i < 2; i++) {
        m->parts[i].i_compartment = i == 0 ? A : B;
        m->components[i] = (struct lp_component){
            .name = i == 0 ? "peak of a" : "peak of b", .n_parts = 1, .parts = &m->parts[i]};
        m->rows[i] = (struct lp_row){.t_s = 3600.0 * (double)(1 + i), .i_component = i};
    }
    m->model = (struct lp_model){.parameters = &m->all,
                                 .n_compartments = N_MADE,
                                 .compartments = m->compartments,
                                 .n_edges = N_EDGES,
                                 .edges = m->edges,
                                 .n_components = 2,
                                 .components = m->components,
                                 .i_first = LEFT,
                                 .i_second = RIGHT};
}

/* The interface carries 60 % (40 to 80), the threshold is 10 %; two times, far from early; nothing
 * is unknown, and no more is told than the verdict and what the model assumes. */
static void make(struct made *m)
{
    *m = (struct made){.p = {5e-11, 2e-11, 3e-11, 1e-11}};
    make_model(m);
    m->cell =
        (struct lp_experiment){.name = "cell", .model = &m->model, .n_rows = 2, .rows = m->rows};
    m->study = (struct lp_study){
        .threshold = 0.1, .parameters = m->all, .n_experiments = 1, .experiments = &m->cell};
    for (size_t i = 0; i < 64; i++)
        m->numbers[i] = NAN;
    set_enrichment(m, A, 0.5);
    set_enrichment(m, B, 0.25);
    for (size_t i = 0; i <= N_PARAMETERS; i++)
        m->i_parameter[i] = i;
    for (size_t i = 0; i < N_PARAMETERS; i++)
        m->identity[i].kind = LP_IDENTIFIED;
    m->identity[N_PARAMETERS].kind = LP_NOT_IDENTIFIED;
    m->problem =
        (struct lp_problem){.study = &m->study, .n = N_PARAMETERS, .i_parameter = m->i_parameter};
    m->covariance = (struct lp_covariance){.problem = &m->problem, .n = N_PARAMETERS};
    m->s = (struct lp_solution){
        .arena = lp_arena_new(),
        .study = &m->study,
        .is_joined = true,
        .problem = &m->problem,
        .covariance = &m->covariance,
        .paths = {.items = m->paths},
        .intervals = {.numbers = m->intervals, .p_top = m->p_top},
        .report = &m->cell,
        .best = &m->best,
        .p = m->p,
        .numbers = m->numbers,
        .identity = m->identity,
        .topologies = {.items = m->topologies},
        .averaged = {.i_interface = LP_NONE},
        .twins = {.is_known = true,
                  .distance = NAN,
                  .i_interface = LP_NONE,
                  .i_neighbour = LP_NONE},
        .verdict = {.is_made = true, .interface = LP_VERDICT_YES, .share = {0.6, 0.4, 0.8}}};
    m->answer = (struct lp_answer){.arena = m->s.arena};
}

static void clear(struct made *m)
{
    lp_arena_free(m->s.arena);
}

/* The facts of a verdict, then its words. */
static void tell(struct made *m)
{
    lp_grounds_run(&m->s);
    lp_words_tell(&m->s, &m->answer);
}

/* Tell it, and the first sentence that begins so: NULL, or a copy in the arena. */
static const char *sentence(struct made *m, const char *beginning)
{
    tell(m);
    for (const char *line = m->answer.verdict.text; line; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        if (strncmp(line, beginning, strlen(beginning)) == 0)
            return lp_arena_printf(m->answer.arena, "%.*s", (int)strcspn(line, "\n"), line);
    }
    return NULL;
}

/* The sentence that begins so is told and ends so, or (NULL) is not told. */
static void tells(struct made *m, const char *beginning, const char *rest)
{
    const char *told = sentence(m, beginning);
    if (!rest && told)
        fail_msg("told: %s", told);
    else if (rest && (!told || strcmp(told + strlen(beginning), rest) != 0))
        fail_msg("'%s%s' missing in: %s", beginning, rest, m->answer.verdict.text);
}

static void nothing_is_told_without_its_fact(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    tell(&m);
    assert_string_equal(
        m.answer.verdict.text,
        "Li+ goes through the interface: 60 % of the net current enters it at least once (95 %: 40 "
        "to 80 %), above the threshold of 10 %.\n"
        "This rests on an assumption of the model: both sides of the cell are alike (phi_a, phi_b "
        "stand for the left and the right contact).\n"
        "The model is well mixed and the contacts on both sides are alike: all phases sit at one "
        "potential, so the share is the foil-contact share and the flows between phases do not "
        "enter it; a claim about transport through the film needs a depth model.");
    clear(&m);
}

static void each_verdict_has_its_sentence(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.s.verdict.interface = LP_VERDICT_NULL;
    tells(&m, "No verdict on an interface: ", "no compartment has the role 'interface'.");
    m.s.verdict.interface = LP_VERDICT_NO;
    m.s.verdict.share = (struct lp_estimate){0.031, 0.012, 0.058};
    tells(&m, "Li+ does not go through the interface: ",
          "3.1 % of the net current enters it (95 %: 1.2 to 5.8 %), below the threshold of 10 %.");
    m.s.verdict.interface = LP_VERDICT_UNDETERMINED;
    m.s.verdict.share = (struct lp_estimate){0.031, 0.012, 0.158};
    tells(&m, "Whether Li+ goes through the interface is undetermined: ",
          "3.1 % of the net current enters it in the best fit, but anything from 1.2 to 15.8 % "
          "agrees with the data (95 %), and the threshold of 10 % lies within.");
    clear(&m);
}

static void a_path_is_named_as_far_as_it_leads(void **state)
{
    (void)state;
    size_t through_a[] = {LEFT, A, RIGHT}, through_b[] = {LEFT, B, RIGHT};
    static const char named[] = "The dominant path is left > a > right ";
    static const char alike[] = "No path can be called dominant: left > a > right (50 % of the "
                                "current) is one of several alike.";
    static const char largest[] =
        "No path can be called dominant: left > a > right has the largest part of the current in "
        "the best fit (50 %) and leads in ";
    static const char takes[] =
        "% of the draws; naming it takes 95 % and an interval clear of the other paths'.";
    struct made m;
    make(&m);
    m.paths[0] = (struct lp_path){.n = 3, .compartments = through_a, .probability = 0.62};
    m.p_top[0] = 0.97;
    m.s.verdict.has_dominant = true;
    tells(&m, named, NULL); /* no paths were followed */
    m.s.paths.n = 1;
    tells(&m, named, "(62 % of the current; it leads in 97 % of the draws).");
    m.s.paths.n = 2; /* the other is the rest, which has no names */
    tells(&m, named, "(62 % of the current; it leads in 97 % of the draws).");
    m.p_top[0] = NAN;
    tells(&m, "The dominant path", NULL);
    m.p_top[0] = 0.97;
    m.paths[0].n = 0;
    tells(&m, "The dominant path", NULL);

    m.s.verdict.has_dominant = false;
    m.paths[0].n = 3;
    m.paths[0].probability = 0.5;
    m.paths[1] = (struct lp_path){.n = 3, .compartments = through_b, .probability = 0.5};
    m.p_top[1] = 0.25;
    m.p_top[0] = 0.0;
    tells(&m, alike, "");
    m.paths[1].probability = (1.0 - 1e-9) * 0.5; /* apart by rounding only */
    tells(&m, alike, "");
    m.s.paths.n = 1;
    tells(&m, alike, NULL);
    m.s.paths.n = 2;
    m.p_top[0] = 0.4;
    tells(&m, largest, lp_arena_printf(m.answer.arena, "40 %s", takes));
    m.p_top[0] = 0.0;
    m.paths[1].probability = 0.375;
    tells(&m, largest, lp_arena_printf(m.answer.arena, "0 %s", takes));
    clear(&m);
}

static void set_number(struct made *m, size_t i_compartment, enum lp_share_compartment what,
                       struct lp_estimate e)
{
    const size_t i = lp_shares_at_compartment(i_compartment, what);

    m->intervals[i] = e;
    m->numbers[i] = e.value;
}

static void set_uptake(struct made *m, size_t i, double share, double increase)
{
    set_number(m, i, LP_SHARE_INCREASE, (struct lp_estimate){increase, NAN, NAN});
    set_number(m, i, LP_SHARE_UPTAKE, (struct lp_estimate){share * 2e-6, NAN, NAN});
    set_number(m, i, LP_SHARE_UPTAKE_PART, (struct lp_estimate){share, share / 2.0, share + 0.05});
}

static void the_phase_that_took_most_is_told(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    for (size_t i = 0; i < N_MADE; i++)
        set_uptake(&m, i, NAN, NAN);
    set_uptake(&m, X, 2.0, 10.0);
    tells(&m, "Of the new 6Li", NULL);
    set_uptake(&m, A, 0.3, 12.34);
    set_uptake(&m, B, 0.7, 100.0);
    tells(&m, "Of the new 6Li ",
          "70 % is in b (95 %: 35 to 75 %; 1.4 umol, an increase of its own 6Li by 100 %).");
    set_uptake(&m, A, 0.7, 12.34); /* of two alike the first */
    tells(&m, "Of the new 6Li ",
          "70 % is in a (95 %: 35 to 75 %; 1.4 umol, an increase of its own 6Li by 12.3 %).");
    set_uptake(&m, A, 0.8, 150.4);
    tells(&m, "Of the new 6Li ",
          "80 % is in a (95 %: 40 to 85 %; 1.6 umol, an increase of its own 6Li by 150 %).");
    /* foils poorer than the film */
    set_number(&m, A, LP_SHARE_UPTAKE, (struct lp_estimate){-1.6e-6, NAN, NAN});
    set_number(&m, A, LP_SHARE_INCREASE, (struct lp_estimate){-12.34, NAN, NAN});
    tells(&m, "Of the 6Li that was lost ",
          "80 % came from a (95 %: 40 to 85 %; 1.6 umol, 12.3 % of its own 6Li).");
    tells(&m, "Of the new 6Li", NULL);
    set_number(&m, A, LP_SHARE_UPTAKE, (struct lp_estimate){0.0, NAN, NAN}); /* nor lost */
    tells(&m, "Of the 6Li that was lost", NULL);
    clear(&m);
}

/* The arm of the interval that holds the threshold, by the way from the best fit to it. */
static void precision_is_that_of_the_arm(void **state)
{
    (void)state;
    static const struct {
        double threshold;
        struct lp_estimate share;
        const char *errors, *within;
    } cases[] = {
        {0.1,
         {0.3, 0.0, 0.9},
         "1.5 times smaller, if the best fit is right (it is 20.0 % from the "
         "threshold, the interval reaches 30.0 % that way).",
         NULL},
        {0.1,
         {0.04, 0.01, 0.3},
         "4.3 times smaller, if the best fit is right (it is 6.0 % from "
         "the threshold, the interval reaches 26.0 % that way).",
         NULL},
        {0.1, {0.3, 0.3, 0.9}, NULL, NULL},
        {0.1, {0.1005, 0.05, 0.4}, NULL, "0.05 % of the threshold: no precision would decide."},
        /* a way of 1/256 and an arm of 100/256 */
        {0.5,
         {0.50390625, 0.11328125, 0.9},
         NULL,
         "0.4 % of the threshold: no precision would decide."}};
    struct made m;
    make(&m);
    m.s.verdict.interface = LP_VERDICT_UNDETERMINED;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        m.study.threshold = cases[i].threshold;
        m.s.verdict.share = cases[i].share;
        tells(&m, "A verdict would take errors about ", cases[i].errors);
        tells(&m, "The best fit is within ", cases[i].within);
    }
    clear(&m);
}

static void one_time_and_early_times_are_said(void **state)
{
    (void)state;
    static const char early[] = "All phases are within 4 % of the way to the electrodes' "
                                "enrichment: uptake is linear in time there, and only the sum of "
                                "the flows into each phase shows.";
    struct made m;
    make(&m);
    m.rows[1].t_s = m.rows[0].t_s;
    tells(&m, "There is one time point only: ",
          "it fixes how much 6Li each phase took, but not by which links (a phase fed by an "
          "electrode and one fed by its neighbour can look alike), so rates between phases cannot "
          "be known from it.");
    set_enrichment(&m, A, 0.04);
    set_enrichment(&m, B, 0.01);
    tells(&m, early, "");
    set_enrichment(&m, B, LP_EARLY_THETA);
    tells(&m, "All phases are within", NULL);
    set_enrichment(&m, B, 0.01);
    set_enrichment(&m, A, -0.04); /* on the other side of where it began: noise, and as early */
    set_enrichment(&m, B, -0.06);
    tells(&m, early, "");
    m.model.i_first = m.model.i_second = LP_NONE;
    tells(&m, early, NULL);
    clear(&m);
}

static void twins_are_told_where_a_verdict_waits(void **state)
{
    (void)state;
    static const char twins[] = "The curves of a and b are twins ";
    static const char apart[] = "The curves of a and of b, its nearest neighbour, are ";
    static const char unseen[] = "No component that 'cell' measured shows a: of its share these "
                                 "spectra say only what the other phases leave.";
    struct made m;
    make(&m);
    m.s.twins =
        (struct lp_twins){.is_known = true, .distance = 4.2, .i_interface = A, .i_neighbour = B};
    tells(&m, twins, NULL);
    m.s.verdict.interface = LP_VERDICT_UNDETERMINED;
    tells(&m, twins,
          "(distance 4.2 sigma over the whole series): only the sum of what the electrodes give to "
          "the two is known, not its split.");
    tells(&m, unseen, NULL);
    m.s.twins.distance = LP_TWIN_DISTANCE;
    tells(&m, twins, NULL);
    tells(&m, apart,
          "6.0 sigma apart over the whole series: no twins (below 6), yet their split is not known "
          "well enough.");
    m.s.twins.is_known = false;
    tells(&m, "The curves", NULL);
    tells(&m, "A verdict would take", NULL);
    m.s.twins.is_known = true;

    /* Under one peak another sentence tells. */
    m.s.averaged =
        (struct lp_averaged){.i_interface = A, .i_partner = B, .component = "peak of a", .n = 1};
    tells(&m, "The curves", NULL);
    tells(&m, "a and b are one peak ('peak of a')",
          ": the spectrum does not resolve them, so of what others give to the two only the sum is "
          "known; every split of it is within the intervals.");
    m.s.averaged = (struct lp_averaged){.i_interface = LP_NONE};

    m.cell.n_rows = 1;
    m.rows[0].i_component = 1; /* b alone */
    tells(&m, unseen, "");
    tells(&m, "The curves", NULL);
    tells(&m, "A verdict would take", NULL);
    clear(&m);
}

static void what_is_alike_on_both_sides_is_said(void **state)
{
    (void)state;
    static const char alike[] =
        "This rests on an assumption of the model: both sides of the cell are alike (";
    struct made m;
    make(&m);
    m.edges[A_RIGHT].flow_mol_per_s = of_parameter(PHI_AB);
    tells(&m, alike, "phi_b stands for the left and the right contact).");
    m.edges[A_RIGHT].flow_mol_per_s = of_parameter(PHI_A);
    m.edges[B_RIGHT].is_one_way = true; /* tracer alone: no contact */
    tells(&m, alike, "phi_a stands for the left and the right contact).");
    m.edges[B_RIGHT].is_one_way = false;
    m.edges[LEFT_B].flow_mol_per_s = m.edges[B_RIGHT].flow_mol_per_s = of_parameter(PHI_A);
    tells(&m, alike, "phi_a stands for the left and the right contact).");
    for (size_t i = LEFT_A; i <= B_RIGHT; i++)
        m.edges[i].flow_mol_per_s = constant(1e-11);
    tells(&m, alike, NULL); /* numbers of the model, that no parameter ties */
    for (size_t i = LEFT_A; i <= B_RIGHT; i++)
        m.edges[i].is_one_way = true;
    tells(&m, alike, NULL);
    clear(&m);
}

static void set_contacts(struct made *m, double left_a, double a_right, double left_b,
                         double b_right)
{
    m->edges[LEFT_A].flow_mol_per_s = constant(left_a);
    m->edges[A_RIGHT].flow_mol_per_s = constant(a_right);
    m->edges[LEFT_B].flow_mol_per_s = constant(left_b);
    m->edges[B_RIGHT].flow_mol_per_s = constant(b_right);
}

/* One ratio of right to left for all phases, within 1e-6 of it. */
static void well_mixed_is_the_foil_contact_share(void **state)
{
    (void)state;
    static const struct {
        double left_a, a_right, left_b, b_right;
        const char *ratio; /* NULL: not one */
    } cases[] = {{1e-11, 2e-11, 3e-11, 6e-11, "2"},
                 {1e-11, 2e-11, 3e-11, 3e-11, NULL},
                 {1e-11, 1e-9, 2e-11, 2e-9 * (1.0 + 5e-7), "100"},
                 {1e-11, 2e-11, 3e-11, 6e-11 * (1.0 + 1.5e-6), NULL},
                 {1.0, 1e6, 1.0, 1e6 + 1.0, "1e+06"}, /* 1e-6 of it, all exact */
                 {1e-11, 2e-11, 0.0, 0.0, "2"},
                 {1e-11, 2e-11, 0.0, 6e-11, NULL},
                 {0.0, 6e-11, 1e-11, 2e-11, NULL},
                 {1e-11, 2e-11, 3e-11, 0.0, NULL}};
    static const char well_mixed[] = "The model is well mixed and ";
    struct made m;
    make(&m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_contacts(&m, cases[i].left_a, cases[i].a_right, cases[i].left_b, cases[i].b_right);
        const char *told = sentence(&m, well_mixed);
        if (!cases[i].ratio && told)
            fail_msg("case %zu told: %s", i, told);
        if (cases[i].ratio)
            tells(&m, well_mixed,
                  lp_arena_printf(m.answer.arena,
                                  "for every phase the right contact is the left one times %s: all "
                                  "phases sit at one potential, so the share is the foil-contact "
                                  "share and the flows between phases do not enter it; a claim "
                                  "about transport through the film needs a depth model.",
                                  cases[i].ratio));
    }
    set_contacts(&m, 1e-11, 1e-11, 2e-11, 2e-11);
    m.model.n_layers = 1;
    tells(&m, well_mixed, NULL);
    m.model.n_layers = 0;
    m.edges[LEFT_B].is_one_way = true; /* one contact alone */
    tells(&m, well_mixed, NULL);
    m.edges[B_RIGHT].is_one_way = true; /* none: b is fed by a */
    assert_non_null(sentence(&m, well_mixed));
    m.edges[LEFT_A].is_one_way = m.edges[A_RIGHT].is_one_way = true;
    tells(&m, well_mixed, NULL);
    clear(&m);
}

/* A fitted topology without these edges. */
static void set_topology(struct made *m, size_t i, size_t n, const char *const ids[],
                         double deviance, struct lp_refusal refusal)
{
    m->optima[i].deviance = deviance;
    m->topologies[i] = (struct lp_topology){
        .absent = {.n = n, .ids = ids}, .optimum = &m->optima[i], .refusal = refusal};
}

static const char *const contacts_a[] = {"left--a", "a--right"};
static const char *const b_and_link[] = {"left--b", "b--right", "a--b"};
static const char *const contacts[] = {"left--a", "a--right", "left--b", "b--right"};
static const struct lp_refusal kept = {.kind = LP_REFUSAL_NONE};

static struct lp_refusal by_misfit(double chi2)
{
    return (struct lp_refusal){.kind = LP_REFUSAL_MISFIT,
                               .is_misfit = true,
                               .misfit = {.chi2 = chi2, .rise = 20.0, .limit = 3.84}};
}

static void a_chain_is_told_as_it_fares(void **state)
{
    (void)state;
    static const char by_a[] = "That all Li+ comes and goes through a alone ";
    static const char by_b[] = "That all Li+ comes and goes through b alone ";
    struct made m;
    make(&m);
    set_topology(&m, 0, 0, NULL, 1.0, kept);
    set_topology(&m, 1, 2, b_and_link, 2.0, kept);
    set_topology(&m, 2, 2, contacts_a, 30.0, by_misfit(30.0));
    m.s.topologies.n = 2; /* that without a's contacts lies behind the end */
    tells(&m, by_a, "agrees with the data.");
    tells(&m, by_b, NULL);
    m.s.topologies.n = 3;
    tells(&m, by_a, "agrees with the data.");
    tells(&m, by_b, "is refused (misfit: chi2 30, 20 above the best topology, more than 3.84).");
    tells(&m, "That all Li+ comes and goes through left", NULL);

    /* A kept one counts before a refused one that fits better; of two alike the better fit, and
     * the first. */
    set_topology(&m, 1, 3, b_and_link, 2.0, by_misfit(2.0));
    set_topology(&m, 2, 2, b_and_link, 5.0, kept);
    tells(&m, by_a, "agrees with the data.");
    set_topology(&m, 1, 3, b_and_link, 5.0, kept);
    set_topology(&m, 2, 2, b_and_link, 2.0, by_misfit(2.0));
    tells(&m, by_a, "agrees with the data.");
    set_topology(&m, 1, 3, b_and_link, 5.0, by_misfit(50.0));
    tells(&m, by_a, "is refused (misfit: chi2 2, 20 above the best topology, more than 3.84).");
    set_topology(&m, 2, 2, b_and_link, 7.0, by_misfit(2.0));
    tells(&m, by_a, "is refused (misfit: chi2 50, 20 above the best topology, more than 3.84).");
    set_topology(&m, 2, 2, b_and_link, 5.0, by_misfit(2.0));
    tells(&m, by_a, "is refused (misfit: chi2 50, 20 above the best topology, more than 3.84).");
    m.topologies[1].optimum = NULL; /* nothing is known of it */
    m.topologies[2].optimum = NULL;
    tells(&m, by_a, NULL);

    /* One contact of a is enough that b is not alone; without any nothing comes and goes. */
    set_topology(&m, 1, 1, &contacts_a[1], 1.0, kept);
    tells(&m, by_b, NULL);
    set_topology(&m, 1, 4, contacts, 1.0, kept);
    tells(&m, by_a, NULL);
    tells(&m, by_b, NULL);
    /* What passes tracer alone is no contact. */
    m.edges[LEFT_B].is_one_way = m.edges[B_RIGHT].is_one_way = true;
    set_topology(&m, 1, 1, &b_and_link[2], 2.0, by_misfit(2.0));
    set_topology(&m, 0, 1, &b_and_link[2], 3.0, kept);
    tells(&m, by_a, "agrees with the data.");
    /* Where the model itself has no other, that is no finding. */
    set_topology(&m, 0, 0, NULL, 3.0, kept);
    tells(&m, by_a, NULL);
    /* The sanitizers see what is read behind the last compartment. */
    m.model.compartments = malloc(sizeof m.compartments - sizeof *m.compartments);
    memcpy(m.model.compartments, m.compartments, sizeof m.compartments - sizeof *m.compartments);
    tells(&m, by_a, NULL);
    free(m.model.compartments);
    clear(&m);
}

static void what_a_single_time_rules_out_is_counted(void **state)
{
    (void)state;
    static const char of[] = "Of 20 ways to leave out optional links 13 feed all that is seen and "
                             "join the foils; the data rule out 7 of these (2 by physics, 5 by "
                             "misfit)";
    static const char united[] = ", and the intervals of shares hold those of all of them.";
    struct made m;
    make(&m);
    m.rows[1].t_s = m.rows[0].t_s;
    m.s.topologies.n = 20;
    size_t *n = m.s.topologies.n_refused;
    n[LP_REFUSAL_UNFED] = 4;
    n[LP_REFUSAL_APART] = 3;
    n[LP_REFUSAL_PHYSICS] = 2;
    n[LP_REFUSAL_MISFIT] = 5;
    n[LP_REFUSAL_NONE] = 6;
    tells(&m, of, lp_arena_printf(m.answer.arena, ", 6 are left%s", united));
    n[LP_REFUSAL_NOT_FITTED] = 1;
    n[LP_REFUSAL_NONE] = 2;
    tells(&m, of, lp_arena_printf(m.answer.arena, ", 1 could not be fitted, 2 are left%s", united));
    m.s.topologies.has_weights = true;
    tells(&m, of, ", 1 could not be fitted, 2 are left.");
    m.s.topologies.has_weights = false;
    n[LP_REFUSAL_NONE] = 1;
    tells(&m, of, ", 1 could not be fitted, 1 are left.");
    m.rows[1].t_s *= 2.0; /* two times */
    tells(&m, "Of 20 ways", NULL);
    m.rows[1].t_s = m.rows[0].t_s;
    m.s.topologies =
        (struct lp_topologies){.n = 2, .items = m.topologies, .n_refused = {[LP_REFUSAL_NONE] = 2}};
    tells(&m, "Of 2 ways to leave out optional links 2 feed all that is seen and join the foils; ",
          "the data rule out 0 of these (0 by physics, 0 by misfit), 2 are left, and the intervals "
          "of shares hold those of all of them.");
    m.s.topologies.n = 1;
    tells(&m, "Of 1 ways", NULL);
    clear(&m);
}

/* One reason is enough: the data leave the upper end open, at 9e-9 mol/s. */
#define OPEN(RISE)                                                                                 \
    "at 9e-09 mol/s the misfit is only " RISE " above the best (3.84 would exclude it)"

static void set_open(struct made *m, size_t i, double rise)
{
    m->parameters[i].max = 9e-9;
    m->parameters[i].dimension = LP_DIM_FLOW;
    m->identity[i].is_open[1] = true;
    m->identity[i].rise[1] = rise;
}

static void the_unknown_are_named(void **state)
{
    (void)state;
    static const char not_known[] = "Cannot be known from these data: ";
    struct made m;
    make(&m);
    m.identity[PHI_A].kind = LP_NOT_IDENTIFIED;
    m.identity[PHI_AB].kind = LP_NOT_IDENTIFIED;
    set_open(&m, PHI_A, 0.5);
    set_open(&m, PHI_AB, 1.5);
    tells(&m, not_known, "phi_a (" OPEN("0.5") "); phi_ab (" OPEN("1.5") ").");
    tells(&m, "Known from", NULL);
    m.identity[PHI_B].kind = LP_NOT_IDENTIFIED;
    tells(&m, not_known, "phi_a, phi_b, phi_ab.");
    m.identity[PHI_A].unknown = m.identity[PHI_B].unknown = LP_UNKNOWN_PRIOR;
    tells(&m, not_known, "phi_ab (" OPEN("1.5") ").");
    tells(&m, "Known from their priors alone: ", "phi_a, phi_b.");
    m.identity[PHI_A] = (struct lp_identity){.kind = LP_UPPER_BOUND_ONLY};
    m.identity[PHI_B] = (struct lp_identity){.kind = LP_LOWER_BOUND_ONLY};
    set_open(&m, PHI_A, 0.5);
    set_open(&m, PHI_B, 0.25);
    tells(&m, "Known from above only: ", "phi_a (" OPEN("0.5") ").");
    tells(&m, "Known from below only: ", "phi_b (" OPEN("0.25") ").");
    clear(&m);
}

static void what_was_tried_beside_it_comes_last(void **state)
{
    (void)state;
    static const struct lp_next next = {.is_costly = true};
    static const struct lp_otherwise otherwise = {.differs = true, .better = NAN, .pool_mol = NAN};
    struct made m;
    make(&m);
    m.s.next = &next;
    m.s.otherwise = &otherwise;
    tells(&m,
          "What one more time point (or another measurement) would settle: ", "`lipath design`.");
    tells(&m, "With foils that give their own enrichment at once, ",
          "without a pool of plated lithium no fit could be computed.");
    clear(&m);
}
int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_told_without_its_fact),
                                       cmocka_unit_test(each_verdict_has_its_sentence),
                                       cmocka_unit_test(a_path_is_named_as_far_as_it_leads),
                                       cmocka_unit_test(the_phase_that_took_most_is_told),
                                       cmocka_unit_test(precision_is_that_of_the_arm),
                                       cmocka_unit_test(one_time_and_early_times_are_said),
                                       cmocka_unit_test(twins_are_told_where_a_verdict_waits),
                                       cmocka_unit_test(what_is_alike_on_both_sides_is_said),
                                       cmocka_unit_test(well_mixed_is_the_foil_contact_share),
                                       cmocka_unit_test(a_chain_is_told_as_it_fares),
                                       cmocka_unit_test(what_a_single_time_rules_out_is_counted),
                                       cmocka_unit_test(the_unknown_are_named),
                                       cmocka_unit_test(what_was_tried_beside_it_comes_last)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
