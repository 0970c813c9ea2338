/* SPDX-License-Identifier: MIT
 *
 * `make calibrate`: how often intervals hold the truth and verdicts are right, counted on synthetic
 * experiments whose truth is known (scenario.h).
 *
 *     calibrate [-n RUNS] [-s SEED] [-j JOBS] [-m METHOD] [-o FILE.md] [-v] [SCENARIO...]
 *
 * METHOD fills the intervals: profile, bootstrap or mcmc.
 *
 * For each scenario RUNS experiments are drawn, run as `lipath run` would run them and judged
 * (judge.h); beside each stands what noise-free data could say at best (asimov.h). The table says
 * which targets are missed. Results do not depend on JOBS, and the program exits with 0 whatever
 * they are.
 */
#include "base/jobs.h"
#include "tests/calibrate/report.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct plan {
    size_t n_runs, n_jobs, n_scenarios;
    uint64_t seed;
    enum lp_method method; /* of the intervals */
    const char *output;
    bool is_verbose;                   /* a line for each run, on standard error */
    const struct scenario **scenarios; /* [n_scenarios] */
};

struct batch {
    const struct scenario *scenario;
    enum lp_method method;
    uint64_t seed;
    struct outcome *outcomes;
};

static enum lp_status run_one(void *context, size_t i_job, size_t i_worker)
{
    struct batch *batch = context;
    (void)i_worker;
    return judge_run(batch->scenario, batch->method, batch->seed, i_job, &batch->outcomes[i_job]);
}

/* What to look for when a target is missed. */
static void tell_run(const char *name, size_t i, const struct outcome *o)
{
    fprintf(stderr,
            "%s %zu: set %s, compartments %zu %zu %zu, %s%s, width %.4f, Asimov %.4f to %.4f, D "
            "%.2f%s%s\n",
            name, i, o->cover[OF_SET].hits ? "covered" : "MISSED", o->cover[OF_CERAMIC].hits,
            o->cover[OF_INTERFACE].hits, o->cover[OF_SALT].hits, lp_verdict_text(o->verdict),
            o->is_wrong ? " WRONG" : "", o->width, o->asimov.low, o->asimov.high,
            o->asimov.at_threshold, o->failed ? ", FAILED: " : "", o->why);
}

static enum lp_status run_scenario(const struct plan *plan, const struct scenario *scenario,
                                   struct score *score)
{
    struct batch batch = {.scenario = scenario, .method = plan->method, .seed = plan->seed};
    batch.outcomes = calloc(plan->n_runs, sizeof *batch.outcomes);
    enum lp_status status =
        batch.outcomes ? lp_jobs_run(plan->n_runs, plan->n_jobs, run_one, &batch) : LP_ENOMEM;
    if (status == LP_OK)
        status = score_scenario(scenario, plan->n_runs, batch.outcomes, score);
    for (size_t i = 0; plan->is_verbose && status == LP_OK && i < plan->n_runs; i++)
        tell_run(scenario->name, i, &batch.outcomes[i]);
    free(batch.outcomes);
    return status;
}

static bool is_chosen(const char *name, int n, char *const names[])
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return n == 0;
}

static bool find_method(const char *name, enum lp_method *method)
{
    for (int i = 0; i < LP_N_METHODS; i++)
        if (strcmp(lp_method_text((enum lp_method)i), name) == 0) {
            *method = (enum lp_method)i;
            return true;
        }
    return false;
}

static bool read_arguments(int argc, char *argv[], struct plan *plan)
{
    int option;
    while ((option = getopt(argc, argv, "n:s:j:m:o:v")) != -1) {
        if (option == 'n')
            plan->n_runs = strtoul(optarg, NULL, 10);
        else if (option == 's')
            plan->seed = strtoull(optarg, NULL, 10);
        else if (option == 'j')
            plan->n_jobs = strtoul(optarg, NULL, 10);
        else if (option == 'm' && find_method(optarg, &plan->method))
            continue;
        else if (option == 'o')
            plan->output = optarg;
        else if (option == 'v')
            plan->is_verbose = true;
        else
            return false;
    }
    plan->scenarios = calloc(scenario_count(), sizeof *plan->scenarios);
    for (size_t i = 0; plan->scenarios && i < scenario_count(); i++)
        if (is_chosen(scenario_at(i)->name, argc - optind, argv + optind))
            plan->scenarios[plan->n_scenarios++] = scenario_at(i);
    return plan->n_scenarios > 0 && plan->n_runs > 0 && plan->n_jobs > 0;
}

/* The table of the first n scenarios. */
static enum lp_status write_markdown(const struct plan *plan, size_t n, const struct score scores[])
{
    char command[80], missed[SCORE_MISSES];
    FILE *file = fopen(plan->output, "w");
    if (!file)
        return LP_EIO;
    score_groups(n, scores, plan->scenarios, missed);
    snprintf(command, sizeof command, "make calibrate RUNS=%zu SEED=%llu METHOD=%s", plan->n_runs,
             (unsigned long long)plan->seed, lp_method_text(plan->method));
    report_markdown(file, command, n, scores, plan->scenarios, missed);
    return fclose(file) == 0 ? LP_OK : LP_EIO;
}

/* The file is written anew after each scenario, for all of them take a quarter of an hour. */
static enum lp_status run_all(const struct plan *plan, struct score scores[])
{
    enum lp_status status = LP_OK;
    report_head(stdout);
    for (size_t i = 0; i < plan->n_scenarios && status == LP_OK; i++) {
        status = run_scenario(plan, plan->scenarios[i], &scores[i]);
        if (status == LP_OK)
            report_row(stdout, plan->scenarios[i]->name, &scores[i]);
        fflush(stdout);
        if (status == LP_OK && plan->output)
            status = write_markdown(plan, i + 1, scores);
    }
    return status;
}

int main(int argc, char *argv[])
{
    struct plan plan = {.n_runs = 200, .n_jobs = lp_jobs_n_cores(), .seed = 1};
    struct score *scores = NULL;
    char missed[SCORE_MISSES];
    gsl_set_error_handler_off();
    if (!read_arguments(argc, argv, &plan)) {
        fprintf(
            stderr,
            "usage: %s [-n RUNS] [-s SEED] [-j JOBS] [-m METHOD] [-o FILE.md] [-v] [SCENARIO...]\n",
            argv[0]);
        return 2;
    }
    scores = calloc(plan.n_scenarios, sizeof *scores);
    enum lp_status status = scores ? run_all(&plan, scores) : LP_ENOMEM;
    if (status == LP_OK) {
        score_groups(plan.n_scenarios, scores, plan.scenarios, missed);
        printf("over all: %s\n", missed[0] ? missed : "all targets met");
    }
    if (status != LP_OK)
        fprintf(stderr, "calibrate: %s\n", lp_status_text(status));
    free(scores);
    free(plan.scenarios);
    return lp_status_exit_code(status);
}
