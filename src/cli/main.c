/* SPDX-License-Identifier: MIT
 *
 * lipath: which phases of a solid electrolyte carry Li+, from time-resolved 6Li enrichment.
 * The table below is the program: each command's body (cmd_*.c) reads as its pipeline.
 */
#include "cli/cli.h"

#include <gsl/gsl_errno.h>

const struct lp_command lp_commands[] = {
    {"new", "Start", "DIR [--model NAME]", "make a study to start from", "Ml", 0, 1,
     "Writes DIR/study.yaml and a copy of the model. --list shows the bundled models.\n"
     "An existing DIR is left alone (exit 5).",
     lp_cmd_new},
    {"check", "Start", "FILE...", "read studies and models, report every fault", "", 1, 1000,
     "Prints `PATH: ok` for each file without faults. Any fault: exit 3.", lp_cmd_check},
    {"run", "Answer", "STUDY -o DIR",
     "the whole job: fit, uncertainty, topologies, pathway, pictures", "ojsSermdc", 1, 1,
     "Writes DIR/result.json, pathway.{svg,pdf,png,dot,graphml,json} and fit.svg, and prints the\n"
     "verdict. An undetermined verdict is an answer (exit 0); no converged fit is exit 1.",
     lp_cmd_run},
    {"fit", "Answer", "STUDY [-o result.json]", "fit the exchange flows of the full topology",
     "ojsSermdc", 1, 1,
     "Without -o the result goes to standard output. No converged fit: still written, exit 1.",
     lp_cmd_fit},
    {"map", "Answer", "RESULT -o FILE",
     "draw a result's pathway as svg, pdf, png, dot, graphml or json", "o", 1, 1,
     "The suffix of FILE chooses the format; json is a node-link graph.", lp_cmd_map},
    {"simulate", "Rehearse", "STUDY [-o CSV]", "the forward model at the start or fixed parameters",
     "oer", 1, 1,
     "Rows at exactly the data's (time, component) pairs; without data, every component at every\n"
     "`times`. Columns: experiment,time_s,component,value.",
     lp_cmd_simulate},
    {"synth", "Rehearse", "STUDY -o CSV", "synthetic data with the study's noise and seed", "oser",
     1, 1,
     "Rows at the data's (time, component) pairs, replicates and sigmas included; without data, "
     "every\n"
     "component at every `times`. The study that names CSV as its `data` reads it back; results "
     "of\n"
     "it are marked SYNTHETIC. Columns: experiment,time_s,component,value,sigma and, where there "
     "are\n"
     "any, replicate and duration_s. The same seed gives the same numbers.",
     lp_cmd_synth},
    {"design", "Rehearse", "STUDY [-o JSON]", "which further measurement would tell most",
     "ofjserS", 1, 1,
     "Candidates: more times, a control at rest, a blocked contact, a natural foil, amounts and "
     "T1\n"
     "measured by themselves, an impedance; ranked by how often the verdict would be decided and "
     "by\n"
     "the width of its interval. The winner is simulated. The study's `design: {times: [...],\n"
     "duration: 1 h, sigma: 0.01}` says what is possible. The table goes to standard output.",
     lp_cmd_design},
    {"flow", "Rehearse", "STUDY", "the pathway at the start or fixed parameters, no data needed",
     "o", 1, 1, "JSON: the `pathway` object of result.json with plain numbers.", lp_cmd_flow},
    {"conduct", "Compare", "FILE [-o JSON]",
     "conductivity from jumps and back: Haven ratio, T1, PFG, EIS", "o", 1, 1,
     "FILE says what is known of a conductor (inputs/conduct/*.yaml show how) and prints what "
     "follows\n"
     "from it, the measured numbers side by side and whether they agree. With -o the same as JSON\n"
     "(-o -: JSON instead of the table).",
     lp_cmd_conduct},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL}};

int main(int argc, char *argv[])
{
    /* GSL's default handler aborts the program; its status codes are checked instead. */
    gsl_set_error_handler_off();
    return lp_cli_main(argc, argv);
}
