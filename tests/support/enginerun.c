/* SPDX-License-Identifier: MIT
 *
 * Runs of an engine for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/enginerun.h"

#include <stdlib.h>

struct enginerun enginerun_start(struct modelmaker *maker, size_t n_times, const double times_s[],
                                 struct lp_engine_options options)
{
    struct enginerun run = {.maker = maker, .n_times = n_times, .diag = lp_diag_new()};
    run.net = modelmaker_network(maker);
    run.n_compartments = maker->model.n_compartments;
    run.out.x = calloc(n_times * run.n_compartments, sizeof(double));
    run.out.N = calloc(n_times * run.n_compartments, sizeof(double));
    run.out.dx = calloc(n_times * run.n_compartments * maker->slots.n + 1, sizeof(double));
    run.out.dN = calloc(n_times * run.n_compartments * maker->slots.n + 1, sizeof(double));
    struct lp_engine_problem problem = {.network = run.net,
                                        .protocol = &maker->experiment.protocol,
                                        .experiment = maker->experiment.name,
                                        .n_times = n_times,
                                        .times_s = times_s};
    assert_int_equal(lp_engine_new(&problem, &options, &run.engine, run.diag), LP_OK);
    return run;
}

struct enginerun enginerun_solve(struct modelmaker *maker, size_t n_times, const double times_s[],
                                 struct lp_engine_options options)
{
    struct enginerun run = enginerun_start(maker, n_times, times_s, options);
    enum lp_status status = lp_engine_solve(run.engine, &run.out, run.diag);
    if (status != LP_OK)
        fail_msg("%s", lp_diag_first_error(run.diag));
    return run;
}

void enginerun_clear(struct enginerun *run)
{
    lp_engine_free(run->engine);
    lp_network_free(run->net);
    lp_diag_free(run->diag);
    free(run->out.x);
    free(run->out.N);
    free(run->out.dx);
    free(run->out.dN);
    modelmaker_free(run->maker);
}

double x_at(const struct enginerun *run, size_t i_time, size_t i_compartment)
{
    return run->out.x[i_time * run->n_compartments + i_compartment];
}

double dx_at(const struct enginerun *run, size_t i_time, size_t i_compartment,
             const struct lp_value *value)
{
    size_t n_slots = run->maker->slots.n, k = run->maker->i_slot[value->i_parameter];
    return run->out.dx[(i_time * run->n_compartments + i_compartment) * n_slots + k] *
           run->maker->p[value->i_parameter];
}
