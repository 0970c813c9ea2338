/* SPDX-License-Identifier: MIT
 *
 * The engine for any model: SUNDIALS CVODES. This file and engine_blocks.c alone know SUNDIALS.
 *
 * Backward differentiation with steps and orders of CVODES' choice. States and sensitivities are
 * one vector of blocks (engine_blocks.h), all under error control, each with tolerances of its own
 * (states may start at 0): what CVODES calls forward sensitivities is not used, for it solves them
 * one by one, in twice to three times the time. The system is linear, so the equation of a step is
 * solved exactly (engine_implicit.h), in the place of Newton's iteration and of a linear solver.
 * Each stretch of the protocol is integrated by itself: stop exactly at its end, start again with
 * the new rates. The step budget counts over the whole trajectory; CVODES' own counts per output.
 * What electrodes give is a quadrature beside the states, made only where it is asked for.
 *
 * Reference: Hindmarsh et al., ACM Trans. Math. Softw. 31 (2005) 363; Serban & Hindmarsh, CVODES:
 * the sensitivity-enabled ODE solver in SUNDIALS, doi 10.1115/DETC2005-85597.
 */
#include "engine/engine_blocks.h"
#include "engine/engine_impl.h"
#include "engine/engine_implicit.h"
#include "engine/engine_system.h"

#include <cvodes/cvodes.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_nonlinearsolver.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * rtol bounds the error of one step; over a trajectory, and over the restarts of a driven protocol,
 * errors add up, to 7 rtol in the forward cases. States therefore get a tenth of the tolerance: a
 * fifth more time alone, none beside sensitivities, whose error control shortens the steps as much.
 */
#define STATE_SHARE 0.1

struct cvodes_engine {
    struct lp_engine base;
    struct lp_system *system;
    struct lp_implicit *implicit;
    struct lp_diag *diag;      /* of the solve that is going on */
    enum lp_status rhs_status; /* why a callback failed */
    SUNContext context;
    void *cvode;
    SUNNonlinearSolver step_solver;
    struct lp_blocks blocks; /* states, then the sensitivities to each slot */
    N_Vector y, weights, errors;
    struct lp_blocks given_blocks;
    N_Vector given; /* [2] li6_given_mol over given_unit_mol; NULL before it is asked for */
    double given_unit_mol;
    double *x_now, *dx_now; /* [n_states] enrichments and [slots.n][n_states] their slopes */
    size_t n_steps_done;    /* of this trajectory, in the stretches before this one */
    bool with_given;
    char message[200]; /* CVODES' latest error */
};

static struct cvodes_engine *self(struct lp_engine *engine)
{
    return (struct cvodes_engine *)engine;
}

static void keep_message(struct cvodes_engine *engine, const char *text)
{
    size_t n = strlen(text);
    if (n >= sizeof engine->message)
        n = sizeof engine->message - 1;
    memcpy(engine->message, text, n);
    engine->message[n] = '\0';
}

#if SUNDIALS_VERSION_MAJOR >= 7
static void on_error(int line, const char *function, const char *file, const char *text,
                     SUNErrCode code, void *data, SUNContext context)
{
    (void)line;
    (void)function;
    (void)file;
    (void)code;
    (void)context;
    keep_message(data, text);
}

static bool make_context(struct cvodes_engine *engine)
{
    return SUNContext_Create(SUN_COMM_NULL, &engine->context) == 0 &&
           SUNContext_ClearErrHandlers(engine->context) == 0 &&
           SUNContext_PushErrHandler(engine->context, on_error, engine) == 0;
}

static bool make_cvode(struct cvodes_engine *engine)
{
    engine->cvode = CVodeCreate(CV_BDF, engine->context);
    return engine->cvode != NULL;
}
#else
static void on_error(int code, const char *module, const char *function, char *text, void *data)
{
    (void)module;
    (void)function;
    if (code < 0) /* above: a warning */
        keep_message(data, text);
}

static bool make_context(struct cvodes_engine *engine)
{
    return SUNContext_Create(NULL, &engine->context) == 0;
}

static bool make_cvode(struct cvodes_engine *engine)
{
    engine->cvode = CVodeCreate(CV_BDF, engine->context);
    return engine->cvode && CVodeSetErrHandlerFn(engine->cvode, on_error, engine) == CV_SUCCESS;
}
#endif

/* Bring the system to a time; CVODES' code for a failure that smaller steps do not mend. */
static int move(struct cvodes_engine *engine, double t_s)
{
    engine->rhs_status = lp_system_move(engine->system, t_s, engine->diag);
    return engine->rhs_status == LP_OK ? 0 : -1;
}

/* Where sensitivities begin among a vector's numbers; NULL if there are none in this solve. */
static double *sensitivities(const struct cvodes_engine *engine, double numbers[])
{
    return engine->blocks.n_used > 1 ? numbers + engine->blocks.n : NULL;
}

static int rhs(sunrealtype t, N_Vector y, N_Vector y_dot, void *data)
{
    struct cvodes_engine *engine = data;
    const double *now = lp_blocks_data(y);
    double *slope = lp_blocks_data(y_dot);
    if (move(engine, t) != 0)
        return -1;
    lp_system_rhs(engine->system, now, slope);
    if (engine->blocks.n_used > 1)
        lp_system_sensitivity_rhs(engine->system, now, now + engine->blocks.n,
                                  slope + engine->blocks.n);
    return 0;
}

/* Weights of the error norm: 1/(rtol |y| + atol). A sensitivity's size is about x / scale, so its
 * absolute tolerance is atol / scale. */
static int set_weights(N_Vector y, N_Vector weights, void *data)
{
    const struct cvodes_engine *engine = data;
    const struct lp_engine_options *options = &engine->base.options;
    const double *scale = engine->base.problem.network->slots.scale;
    size_t n = engine->blocks.n;
    for (size_t k = 0; k < engine->blocks.n_used; k++) {
        const double *now = lp_blocks_data(y) + k * n;
        double *weight = lp_blocks_data(weights) + k * n;
        double rtol = k == 0 ? STATE_SHARE * options->rtol : options->rtol;
        double atol = k == 0 ? STATE_SHARE * options->atol : options->atol / scale[k - 1];
        for (size_t i = 0; i < n; i++)
            weight[i] = 1 / (rtol * fabs(now[i]) + atol);
    }
    return 0;
}

/*
 * The equation of a step, where CVODES expects an iteration. It names the parts of its own
 *
 *     rl1 zn1 + c - gamma f(t, ypred + c) = 0
 */
static int solve_step(SUNNonlinearSolver solver, N_Vector y0, N_Vector correction, N_Vector weights,
                      sunrealtype tolerance, sunbooleantype call_setup, void *cvode)
{
    struct cvodes_engine *engine = solver->content;
    struct lp_implicit_equation equation = {.n_blocks = engine->blocks.n_used};
    N_Vector predicted, y, f, change;
    sunrealtype t;
    void *user;
    (void)y0;
    (void)weights;
    (void)tolerance;
    (void)call_setup;
    if (CVodeGetNonlinearSystemData(cvode, &t, &predicted, &y, &f, &equation.gamma_s, &equation.r,
                                    &change, &user) != CV_SUCCESS ||
        move(engine, t) != 0)
        return CV_RHSFUNC_FAIL;
    equation.predicted = lp_blocks_data(predicted);
    equation.change = lp_blocks_data(change);
    return lp_implicit_solve(engine->implicit, &equation, lp_blocks_data(correction)) == LP_OK
               ? CV_SUCCESS
               : SUN_NLS_CONV_RECVR;
}

static SUNNonlinearSolver_Type step_solver_type(SUNNonlinearSolver solver)
{
    (void)solver;
    return SUNNONLINEARSOLVER_ROOTFIND;
}

/* CVODES hands in its residual, which solve_step does not need. */
static int ignore_residual(SUNNonlinearSolver solver, SUNNonlinSolSysFn residual)
{
    (void)solver;
    (void)residual;
    return CV_SUCCESS;
}

/* 6Li that the electrodes give per second, but for x_ref times their lithium. */
static int given_rhs(sunrealtype t, N_Vector x, N_Vector given_dot, void *data)
{
    struct cvodes_engine *engine = data;
    double *flow = lp_blocks_data(given_dot);
    if (move(engine, t) != 0)
        return -1;
    lp_system_enrichments(engine->system, lp_blocks_data(x), engine->x_now);
    lp_network_li6_given(engine->base.problem.network, engine->x_now,
                         lp_system_reference(engine->system), flow);
    for (size_t i = 0; i < 2; i++)
        flow[i] /= engine->given_unit_mol;
    return 0;
}

static void free_engine(struct lp_engine *base)
{
    struct cvodes_engine *engine = self(base);
    if (engine->cvode)
        CVodeFree(&engine->cvode);
    if (engine->step_solver)
        SUNNonlinSolFreeEmpty(engine->step_solver);
    N_VDestroy(engine->errors);
    N_VDestroy(engine->weights);
    N_VDestroy(engine->y);
    N_VDestroy(engine->given);
    if (engine->context)
        SUNContext_Free(&engine->context);
    lp_implicit_free(engine->implicit);
    lp_system_free(engine->system);
    free(engine->x_now);
    free(engine->dx_now);
    free(engine);
}

static bool make_vectors(struct cvodes_engine *engine)
{
    size_t n = engine->base.problem.network->n_states;
    size_t n_slots = engine->base.problem.network->slots.n;
    engine->blocks = (struct lp_blocks){.n = n, .n_room = 1 + n_slots, .n_used = 1 + n_slots};
    engine->given_blocks = (struct lp_blocks){.n = 2, .n_room = 1, .n_used = 1};
    engine->y = lp_blocks_vector(&engine->blocks, engine->context);
    engine->weights = lp_blocks_vector(&engine->blocks, engine->context);
    engine->errors = lp_blocks_vector(&engine->blocks, engine->context);
    engine->x_now = calloc(n, sizeof *engine->x_now);
    engine->dx_now = calloc(n_slots * n + 1, sizeof *engine->dx_now);
    return engine->y && engine->weights && engine->errors && engine->x_now && engine->dx_now;
}

static bool make_step_solver(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    engine->implicit = lp_implicit_new(engine->system, net->n_states, net->slots.n);
    engine->step_solver = SUNNonlinSolNewEmpty(engine->context);
    if (!engine->implicit || !engine->step_solver)
        return false;
    engine->step_solver->content = engine;
    engine->step_solver->ops->gettype = step_solver_type;
    engine->step_solver->ops->solve = solve_step;
    engine->step_solver->ops->setsysfn = ignore_residual;
    return true;
}

static bool make_integrator(struct cvodes_engine *engine)
{
    return make_cvode(engine) && CVodeInit(engine->cvode, rhs, 0, engine->y) == CV_SUCCESS &&
           CVodeSetUserData(engine->cvode, engine) == CV_SUCCESS &&
           CVodeWFtolerances(engine->cvode, set_weights) == CV_SUCCESS &&
           CVodeSetNonlinearSolver(engine->cvode, engine->step_solver) == CV_SUCCESS;
}

/*
 * Ready to add up what the electrodes give, or not, as this solve asks for. Its unit is all the
 * lithium that the states hold, so that it has the tolerances of a fraction.
 */
static int prepare_given(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    const struct lp_engine_options *options = &engine->base.options;
    if (!engine->with_given) {
        if (engine->given)
            CVodeQuadFree(engine->cvode);
        N_VDestroy(engine->given);
        engine->given = NULL;
        return CV_SUCCESS;
    }
    engine->given_unit_mol = 0;
    for (size_t i = 0; i < net->n_states; i++)
        engine->given_unit_mol += net->inventory_mol[i];
    if (engine->given) {
        N_VConst(0, engine->given);
        return CV_SUCCESS;
    }
    engine->given = lp_blocks_vector(&engine->given_blocks, engine->context);
    if (!engine->given)
        return CV_MEM_FAIL;
    int code = CVodeQuadInit(engine->cvode, given_rhs, engine->given);
    if (code == CV_SUCCESS)
        code = CVodeQuadSStolerances(engine->cvode, STATE_SHARE * options->rtol,
                                     STATE_SHARE * options->atol);
    return code == CV_SUCCESS ? CVodeSetQuadErrCon(engine->cvode, SUNTRUE) : code;
}

static void write_given(const struct cvodes_engine *engine, double given_mol[2])
{
    double li_mol[2];
    lp_network_li_given(engine->base.problem.network, li_mol);
    for (size_t i = 0; i < 2; i++) {
        given_mol[i] = lp_blocks_data(engine->given)[i] * engine->given_unit_mol +
                       lp_system_reference(engine->system) * li_mol[i];
    }
}

/* The network is at the output's time, or moves there: CVODES has been a little beyond. */
static enum lp_status write_output(struct cvodes_engine *engine, size_t i_time,
                                   struct lp_trajectory *out)
{
    const struct lp_network *net = engine->base.problem.network;
    double *y = lp_blocks_data(engine->y);
    const double *s = sensitivities(engine, y);
    if (move(engine, engine->base.problem.times_s[i_time]) != 0)
        return engine->rhs_status;
    lp_system_enrichments(engine->system, y, engine->x_now);
    for (size_t k = 0; s && k < net->slots.n; k++)
        lp_system_enrichment_slopes(engine->system, y, k, s + k * net->n_states,
                                    engine->dx_now + k * net->n_states);
    lp_engine_write(&engine->base, i_time, engine->x_now, engine->dx_now, out);
    if (engine->with_given)
        write_given(engine, &out->li6_given_mol[2 * i_time]);
    return LP_OK;
}

/* The compartment whose error, or a slope's, is largest against its tolerance, NULL if there is
 * none to name. */
static const char *worst_compartment(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    double worst = 0;
    size_t i_worst = LP_NONE;
    if (CVodeGetErrWeights(engine->cvode, engine->weights) != CV_SUCCESS ||
        CVodeGetEstLocalErrors(engine->cvode, engine->errors) != CV_SUCCESS)
        return NULL;
    for (size_t i = 0; i < net->n_states * engine->blocks.n_used; i++) {
        double error = fabs(lp_blocks_data(engine->errors)[i] * lp_blocks_data(engine->weights)[i]);
        if (error > worst || isnan(error)) {
            worst = error;
            i_worst = i % net->n_states;
        }
    }
    return i_worst == LP_NONE ? NULL
                              : net->model->compartments[net->nodes[i_worst].i_compartment].name;
}

static enum lp_status report_failure(struct cvodes_engine *engine, double start_s, int code,
                                     struct lp_diag *diag)
{
    double t_s = start_s;
    const char *worst = worst_compartment(engine);
    const char *experiment = engine->base.problem.experiment;
    if (engine->rhs_status != LP_OK)
        return engine->rhs_status; /* diag has it already */
    if (CVodeGetCurrentTime(engine->cvode, &t_s) != CV_SUCCESS)
        t_s = start_s;
    if (code == CV_TOO_MUCH_WORK) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': the integrator used up its %zu steps at t = %g s",
                      experiment, engine->base.options.max_steps, t_s);
    } else {
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': the integrator gave up at t = %g s: %s", experiment, t_s,
                      engine->message[0] != '\0' ? engine->message : "no reason given");
    }
    if (worst) {
        lp_diag_note(diag, lp_span_none(NULL), "the largest local error is in compartment '%s'",
                     worst);
    }
    return LP_ENUMERIC;
}

/* Integrate to t_s, or to the stop time, whichever comes first. */
static enum lp_status advance(struct cvodes_engine *engine, double start_s, double t_s,
                              struct lp_diag *diag)
{
    long int n_steps = 0;
    double reached_s;
    size_t max_steps = engine->base.options.max_steps;
    int code = CVodeGetNumSteps(engine->cvode, &n_steps);
    size_t n_used = engine->n_steps_done + (size_t)n_steps;
    if (code == CV_SUCCESS && n_used >= max_steps)
        return report_failure(engine, start_s, CV_TOO_MUCH_WORK, diag);
    engine->message[0] = '\0';
    if (code == CV_SUCCESS)
        code = CVodeSetMaxNumSteps(engine->cvode, (long int)(max_steps - n_used));
    if (code == CV_SUCCESS)
        code = CVode(engine->cvode, t_s, engine->y, &reached_s, CV_NORMAL);
    if (code >= 0 && engine->with_given)
        code = CVodeGetQuad(engine->cvode, &reached_s, engine->given);
    return code >= 0 ? LP_OK : report_failure(engine, start_s, code, diag);
}

/* Start again at the head of a stretch and stop exactly at stop_s. */
static int restart(struct cvodes_engine *engine, double start_s, double stop_s)
{
    int code = CVodeReInit(engine->cvode, start_s, engine->y);
    if (code == CV_SUCCESS && engine->with_given)
        code = CVodeQuadReInit(engine->cvode, engine->given);
    if (code == CV_SUCCESS)
        code = CVodeSetStopTime(engine->cvode, stop_s);
    return code;
}

/* CVODES refuses intervals of a few rounding errors; nothing happens in them. */
static bool is_after(double t_s, double start_s)
{
    return t_s - start_s > 8 * DBL_EPSILON * fabs(t_s);
}

/* One stretch from start_s to stop_s, with the outputs in (start_s, stop_s]. */
static enum lp_status integrate_stretch(struct cvodes_engine *engine, double start_s, double stop_s,
                                        size_t *i_time, struct lp_trajectory *out,
                                        struct lp_diag *diag)
{
    const struct lp_engine_problem *problem = &engine->base.problem;
    double reached_s = start_s;
    long int n_steps = 0;
    enum lp_status status = LP_OK;
    if (is_after(stop_s, start_s)) {
        int code = restart(engine, start_s, stop_s);
        if (code != CV_SUCCESS)
            return report_failure(engine, start_s, code, diag);
    }
    for (; *i_time < problem->n_times && problem->times_s[*i_time] <= stop_s; ++*i_time) {
        double t_s = problem->times_s[*i_time];
        if (is_after(t_s, reached_s)) {
            status = advance(engine, start_s, t_s, diag);
            reached_s = t_s;
        }
        if (status == LP_OK)
            status = write_output(engine, *i_time, out);
        if (status != LP_OK)
            return status;
    }
    if (is_after(stop_s, reached_s)) {
        status = advance(engine, start_s, stop_s, diag);
        if (status != LP_OK)
            return status;
    }
    if (is_after(stop_s, start_s) && CVodeGetNumSteps(engine->cvode, &n_steps) == CV_SUCCESS)
        engine->n_steps_done += (size_t)n_steps;
    return LP_OK;
}

/*
 * Outputs at t = 0 come from the start itself. Then stretch by stretch until the last output: its
 * rates, a fresh start of the integrator, its outputs. An output at a boundary belongs to the
 * stretch that ends there; states are continuous, so it does not matter.
 */
static enum lp_status solve(struct lp_engine *base, struct lp_trajectory *out, struct lp_diag *diag)
{
    struct cvodes_engine *engine = self(base);
    const struct lp_engine_problem *problem = &base->problem;
    struct lp_stretches stretches = lp_network_stretches(problem->network, problem->protocol);
    size_t i_time = 0, n_times = problem->n_times;
    double last_s = n_times > 0 ? problem->times_s[n_times - 1] : 0;
    double *y = lp_blocks_data(engine->y);
    engine->blocks.n_used = out->dx ? engine->blocks.n_room : 1;
    engine->with_given = out->li6_given_mol != NULL;
    engine->diag = diag;
    engine->rhs_status = LP_OK;
    engine->n_steps_done = 0;
    enum lp_status status = lp_system_start(engine->system, y, sensitivities(engine, y), diag);
    if (status == LP_OK && prepare_given(engine) != CV_SUCCESS)
        status = LP_ENOMEM;
    while (status == LP_OK && i_time < n_times && problem->times_s[i_time] == 0)
        status = write_output(engine, i_time++, out);
    for (; status == LP_OK && i_time < n_times; lp_stretches_next(&stretches)) {
        struct lp_stretch stretch = stretches.now;
        stretch.stop_s = fmin(stretch.stop_s, last_s);
        status = lp_system_begin(engine->system, &stretch, diag);
        lp_implicit_renew(engine->implicit, lp_network_is_moving(problem->network));
        if (status != LP_OK && status != LP_ENOMEM) {
            lp_diag_note(diag, stretch.span, "experiment '%s', protocol step at t = %g s",
                         problem->experiment, stretch.start_s);
        }
        if (status == LP_OK)
            status = integrate_stretch(engine, stretch.start_s, stretch.stop_s, &i_time, out, diag);
    }
    return status;
}

static const struct lp_engine_type cvodes_type = {
    .kind = LP_ENGINE_CVODES, .solve = solve, .free = free_engine};

enum lp_status lp_engine_cvodes_new(const struct lp_engine_problem *problem,
                                    const struct lp_engine_options *options,
                                    struct lp_engine **engine, struct lp_diag *diag)
{
    struct cvodes_engine *made = calloc(1, sizeof *made);
    if (!made)
        return LP_ENOMEM;
    made->base = (struct lp_engine){.type = &cvodes_type, .problem = *problem, .options = *options};
    made->system = lp_system_new(problem->network);
    if (!made->system || !make_context(made) || !make_vectors(made) || !make_step_solver(made)) {
        free_engine(&made->base);
        return LP_ENOMEM;
    }
    if (!make_integrator(made)) {
        lp_diag_error(diag, lp_span_none(NULL), "CVODES cannot be set up: %s",
                      made->message[0] != '\0' ? made->message : "out of memory");
        free_engine(&made->base);
        return LP_EINTERNAL;
    }
    *engine = &made->base;
    return LP_OK;
}
