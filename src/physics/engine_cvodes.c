/* SPDX-License-Identifier: MIT
 *
 * The engine for any model: SUNDIALS CVODES. This file and engine_vectors.c alone know SUNDIALS.
 *
 * BDF with Newton iteration; dense matrices up to a few dozen states, KLU above; staggered forward
 * sensitivities with analytic right-hand sides, under error control (off by default in CVODES) and
 * with tolerances of their own (states may start at 0). Each stretch of the protocol is integrated
 * by itself: stop exactly at its end, start again with the new rates. The step budget counts over
 * the whole trajectory; CVODES' own counts per output. What electrodes give is a quadrature beside
 * the states, made only where it is asked for.
 *
 * Reference: Hindmarsh et al., ACM Trans. Math. Softw. 31 (2005) 363; Serban & Hindmarsh, CVODES:
 * the sensitivity-enabled ODE solver in SUNDIALS, doi 10.1115/DETC2005-85597.
 */
#include "physics/engine_impl.h"
#include "physics/engine_system.h"

#include <cvodes/cvodes.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_STATES_DENSE 40 /* above, KLU is faster */

/*
 * rtol bounds the error of one step; over a trajectory, and over the restarts of a driven protocol,
 * errors add up, to 7 rtol in the forward cases. States therefore get a tenth of the tolerance: a
 * fifth more time alone, none beside sensitivities, whose error control shortens the steps as much.
 */
#define STATE_SHARE 0.1

/*
 * Newton's iteration ends at this share of the tolerance (CVODES' own value). A quadrature is made
 * from the states as they are then, so what is left over breaks its balance with them: with it,
 * less is left.
 */
#define CONVERGED            0.1
#define CONVERGED_WITH_GIVEN 1e-5

struct cvodes_engine {
    struct lp_engine base;
    struct lp_system *system;
    struct lp_diag *diag;      /* of the solve that is going on */
    enum lp_status rhs_status; /* why a callback failed */
    SUNContext context;
    void *cvode;
    N_Vector x, weights, errors;
    N_Vector *s;    /* [slots.n], NULL if there are none */
    N_Vector given; /* [2] li6_given_mol over given_unit_mol; NULL before it is asked for */
    double given_unit_mol;
    double *x_now; /* [n_states] enrichments and [slots.n][n_states] their sensitivities */
    double *dx_now;
    const double **s_in; /* [slots.n] views for the callbacks, so that they allocate nothing */
    double **s_out;
    SUNMatrix matrix;
    SUNLinearSolver solver;
    size_t n_steps_done; /* of this trajectory, in the stretches before this one */
    bool with_sensitivities, with_given;
    char message[200]; /* CVODES' latest error */
};

static struct cvodes_engine *self(struct lp_engine *engine)
{
    return (struct cvodes_engine *)engine;
}

static void keep_message(int code, const char *module, const char *function, char *text, void *data)
{
    struct cvodes_engine *engine = data;
    size_t n = strlen(text);
    (void)module;
    (void)function;
    if (code >= 0)
        return; /* a warning */
    if (n >= sizeof engine->message)
        n = sizeof engine->message - 1;
    memcpy(engine->message, text, n);
    engine->message[n] = '\0';
}

/* Bring the system to a time; CVODES' code for a failure that smaller steps do not mend. */
static int move(struct cvodes_engine *engine, double t_s)
{
    engine->rhs_status = lp_system_move(engine->system, t_s, engine->diag);
    return engine->rhs_status == LP_OK ? 0 : -1;
}

static int rhs(sunrealtype t, N_Vector x, N_Vector x_dot, void *data)
{
    struct cvodes_engine *engine = data;
    if (move(engine, t) != 0)
        return -1;
    lp_system_rhs(engine->system, NV_DATA_S(x), NV_DATA_S(x_dot));
    return 0;
}

static int sensitivity_rhs(int n_s, sunrealtype t, N_Vector x, N_Vector x_dot, N_Vector *s,
                           N_Vector *s_dot, void *data, N_Vector tmp1, N_Vector tmp2)
{
    struct cvodes_engine *engine = data;
    (void)x_dot;
    (void)tmp1;
    (void)tmp2;
    if (move(engine, t) != 0)
        return -1;
    for (int k = 0; k < n_s; k++) {
        engine->s_in[k] = NV_DATA_S(s[k]);
        engine->s_out[k] = NV_DATA_S(s_dot[k]);
    }
    lp_system_sensitivity_rhs(engine->system, NV_DATA_S(x), engine->s_in, engine->s_out);
    return 0;
}

static int jacobian_dense(sunrealtype t, N_Vector x, N_Vector fx, SUNMatrix J, void *data,
                          N_Vector tmp1, N_Vector tmp2, N_Vector tmp3)
{
    struct cvodes_engine *engine = data;
    (void)x;
    (void)fx;
    (void)tmp1;
    (void)tmp2;
    (void)tmp3;
    if (move(engine, t) != 0)
        return -1;
    struct lp_system_matrix A = lp_system_matrix(engine->system);
    SUNMatZero(J);
    for (size_t j = 0; j < engine->base.problem.network->n_states; j++) {
        sunrealtype *column = SM_COLUMN_D(J, j);
        for (size_t e = A.start[j]; e < A.start[j + 1]; e++)
            column[A.row[e]] = A.value[e];
    }
    return 0;
}

static int jacobian_sparse(sunrealtype t, N_Vector x, N_Vector fx, SUNMatrix J, void *data,
                           N_Vector tmp1, N_Vector tmp2, N_Vector tmp3)
{
    struct cvodes_engine *engine = data;
    size_t n = engine->base.problem.network->n_states;
    sunindextype *start = SM_INDEXPTRS_S(J), *row = SM_INDEXVALS_S(J);
    (void)x;
    (void)fx;
    (void)tmp1;
    (void)tmp2;
    (void)tmp3;
    if (move(engine, t) != 0)
        return -1;
    struct lp_system_matrix A = lp_system_matrix(engine->system);
    for (size_t j = 0; j <= n; j++)
        start[j] = (sunindextype)A.start[j];
    for (size_t e = 0; e < A.n_nonzeros; e++)
        row[e] = (sunindextype)A.row[e];
    memcpy(SM_DATA_S(J), A.value, A.n_nonzeros * sizeof *A.value);
    return 0;
}

/* 6Li that the electrodes give per second, but for x_ref times their lithium. */
static int given_rhs(sunrealtype t, N_Vector x, N_Vector given_dot, void *data)
{
    struct cvodes_engine *engine = data;
    double *flow = NV_DATA_S(given_dot);
    if (move(engine, t) != 0)
        return -1;
    lp_system_enrichments(engine->system, NV_DATA_S(x), engine->x_now);
    lp_network_li6_given(engine->base.problem.network, engine->x_now,
                         lp_system_reference(engine->system), flow);
    for (size_t i = 0; i < 2; i++)
        flow[i] /= engine->given_unit_mol;
    return 0;
}

static void free_engine(struct lp_engine *base)
{
    struct cvodes_engine *engine = self(base);
    if (engine->cvode != NULL)
        CVodeFree(&engine->cvode);
    if (engine->solver != NULL)
        SUNLinSolFree(engine->solver);
    if (engine->matrix != NULL)
        SUNMatDestroy(engine->matrix);
    if (engine->s != NULL)
        N_VDestroyVectorArray(engine->s, (int)base->problem.network->slots.n);
    N_VDestroy(engine->errors);
    N_VDestroy(engine->weights);
    N_VDestroy(engine->x);
    N_VDestroy(engine->given);
    if (engine->context != NULL)
        SUNContext_Free(&engine->context);
    lp_system_free(engine->system);
    free(engine->s_in);
    free(engine->s_out);
    free(engine->x_now);
    free(engine->dx_now);
    free(engine);
}

static bool make_vectors(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    size_t n_slots = net->slots.n;
    engine->x = N_VNew_Serial((sunindextype)net->n_states, engine->context);
    if (engine->x == NULL)
        return false;
    lp_engine_vectors_quicken(engine->x); /* before cloning: clones inherit the operations */
    N_VConst(0, engine->x);
    engine->weights = N_VClone(engine->x);
    engine->errors = N_VClone(engine->x);
    engine->x_now = calloc(net->n_states, sizeof *engine->x_now);
    if (engine->weights == NULL || engine->errors == NULL || engine->x_now == NULL)
        return false;
    if (n_slots == 0)
        return true;
    engine->s = N_VCloneVectorArray((int)n_slots, engine->x);
    engine->s_in = calloc(n_slots, sizeof *engine->s_in);
    engine->s_out = calloc(n_slots, sizeof *engine->s_out);
    engine->dx_now = calloc(n_slots * net->n_states, sizeof *engine->dx_now);
    if (engine->s == NULL || engine->s_in == NULL || engine->s_out == NULL ||
        engine->dx_now == NULL)
        return false;
    for (size_t k = 0; k < n_slots; k++)
        N_VConst(0, engine->s[k]);
    return true;
}

static bool make_linear_solver(struct cvodes_engine *engine)
{
    sunindextype n = (sunindextype)engine->base.problem.network->n_states;
    bool is_dense = n <= N_STATES_DENSE;
    if (is_dense) {
        engine->matrix = SUNDenseMatrix(n, n, engine->context);
    } else {
        size_t n_nonzeros = lp_system_matrix(engine->system).n_nonzeros;
        engine->matrix = SUNSparseMatrix(n, n, (sunindextype)n_nonzeros, CSC_MAT, engine->context);
    }
    if (engine->matrix == NULL)
        return false;
    engine->solver = is_dense ? SUNLinSol_Dense(engine->x, engine->matrix, engine->context)
                              : SUNLinSol_KLU(engine->x, engine->matrix, engine->context);
    return engine->solver != NULL &&
           CVodeSetLinearSolver(engine->cvode, engine->solver, engine->matrix) == CVLS_SUCCESS &&
           CVodeSetJacFn(engine->cvode, is_dense ? jacobian_dense : jacobian_sparse) ==
               CVLS_SUCCESS;
}

static bool make_integrator(struct cvodes_engine *engine)
{
    const struct lp_engine_options *options = &engine->base.options;
    engine->cvode = CVodeCreate(CV_BDF, engine->context);
    return engine->cvode != NULL &&
           CVodeSetErrHandlerFn(engine->cvode, keep_message, engine) == CV_SUCCESS &&
           CVodeInit(engine->cvode, rhs, 0, engine->x) == CV_SUCCESS &&
           CVodeSetUserData(engine->cvode, engine) == CV_SUCCESS &&
           CVodeSStolerances(engine->cvode, STATE_SHARE * options->rtol,
                             STATE_SHARE * options->atol) == CV_SUCCESS &&
           make_linear_solver(engine);
}

/* A sensitivity's size is about x / scale, so its absolute tolerance is atol / scale. */
static bool make_sensitivities(struct cvodes_engine *engine)
{
    const struct lp_slots *slots = &engine->base.problem.network->slots;
    const struct lp_engine_options *options = &engine->base.options;
    if (slots->n == 0)
        return true;
    double *atol = calloc(slots->n, sizeof *atol);
    if (atol == NULL)
        return false;
    for (size_t k = 0; k < slots->n; k++)
        atol[k] = options->atol / slots->scale[k];
    bool ok = CVodeSensInit(engine->cvode, (int)slots->n, CV_STAGGERED, sensitivity_rhs,
                            engine->s) == CV_SUCCESS &&
              CVodeSensSStolerances(engine->cvode, options->rtol, atol) == CV_SUCCESS &&
              CVodeSetSensErrCon(engine->cvode, SUNTRUE) == CV_SUCCESS;
    free(atol);
    return ok;
}

/* States and sensitivities at t = 0. */
static enum lp_status set_start(struct cvodes_engine *engine, struct lp_diag *diag)
{
    bool with_sensitivities = engine->with_sensitivities;
    for (size_t k = 0; with_sensitivities && k < engine->base.problem.network->slots.n; k++)
        engine->s_out[k] = NV_DATA_S(engine->s[k]);
    return lp_system_start(engine->system, NV_DATA_S(engine->x),
                           with_sensitivities ? engine->s_out : NULL, diag);
}

/*
 * Ready to add up what the electrodes give, or not, as this solve asks for. Its unit is all the
 * lithium that the states hold, so that it has the tolerances of a fraction.
 */
static int prepare_given(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    const struct lp_engine_options *options = &engine->base.options;
    int code = CVodeSetNonlinConvCoef(engine->cvode,
                                      engine->with_given ? CONVERGED_WITH_GIVEN : CONVERGED);
    if (!engine->with_given) {
        if (engine->given != NULL)
            CVodeQuadFree(engine->cvode);
        N_VDestroy(engine->given);
        engine->given = NULL;
        return code;
    }
    engine->given_unit_mol = 0;
    for (size_t i = 0; i < net->n_states; i++)
        engine->given_unit_mol += net->inventory_mol[i];
    if (engine->given != NULL) {
        N_VConst(0, engine->given);
        return code;
    }
    engine->given = N_VNew_Serial(2, engine->context);
    if (engine->given == NULL)
        return CV_MEM_FAIL;
    N_VConst(0, engine->given);
    if (code == CV_SUCCESS)
        code = CVodeQuadInit(engine->cvode, given_rhs, engine->given);
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
        given_mol[i] = NV_Ith_S(engine->given, i) * engine->given_unit_mol +
                       lp_system_reference(engine->system) * li_mol[i];
    }
}

/* The network is at the output's time, or moves there: CVODES has been a little beyond. */
static enum lp_status write_output(struct cvodes_engine *engine, size_t i_time,
                                   struct lp_trajectory *out)
{
    const struct lp_network *net = engine->base.problem.network;
    const double *y = NV_DATA_S(engine->x);
    if (move(engine, engine->base.problem.times_s[i_time]) != 0)
        return engine->rhs_status;
    lp_system_enrichments(engine->system, y, engine->x_now);
    for (size_t k = 0; engine->with_sensitivities && k < net->slots.n; k++) {
        double *dx = engine->dx_now + k * net->n_states;
        lp_system_enrichment_slopes(engine->system, y, k, NV_DATA_S(engine->s[k]), dx);
        engine->s_in[k] = dx;
    }
    lp_engine_write(&engine->base, i_time, engine->x_now, engine->s_in, out);
    if (engine->with_given)
        write_given(engine, &out->li6_given_mol[2 * i_time]);
    return LP_OK;
}

/* The compartment whose error is largest against its tolerance, NULL if there is none to name. */
static const char *worst_compartment(struct cvodes_engine *engine)
{
    const struct lp_network *net = engine->base.problem.network;
    double worst = 0;
    size_t i_worst = LP_NONE;
    if (CVodeGetErrWeights(engine->cvode, engine->weights) != CV_SUCCESS ||
        CVodeGetEstLocalErrors(engine->cvode, engine->errors) != CV_SUCCESS)
        return NULL;
    for (size_t i = 0; i < net->n_states; i++) {
        double error = fabs(NV_Ith_S(engine->errors, i) * NV_Ith_S(engine->weights, i));
        if (error > worst || isnan(error)) {
            worst = error;
            i_worst = i;
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
    if (worst != NULL) {
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
        code = CVode(engine->cvode, t_s, engine->x, &reached_s, CV_NORMAL);
    if (code >= 0 && engine->with_sensitivities)
        code = CVodeGetSens(engine->cvode, &reached_s, engine->s);
    if (code >= 0 && engine->with_given)
        code = CVodeGetQuad(engine->cvode, &reached_s, engine->given);
    return code >= 0 ? LP_OK : report_failure(engine, start_s, code, diag);
}

/* Start again at the head of a stretch and stop exactly at stop_s. */
static int restart(struct cvodes_engine *engine, double start_s, double stop_s)
{
    int code = CVodeReInit(engine->cvode, start_s, engine->x);
    if (code == CV_SUCCESS && engine->with_sensitivities)
        code = CVodeSensReInit(engine->cvode, CV_STAGGERED, engine->s);
    else if (code == CV_SUCCESS && engine->s != NULL)
        code = CVodeSensToggleOff(engine->cvode);
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
    engine->with_sensitivities = out->dx != NULL && engine->s != NULL;
    engine->with_given = out->li6_given_mol != NULL;
    engine->diag = diag;
    engine->rhs_status = LP_OK;
    engine->n_steps_done = 0;
    enum lp_status status = set_start(engine, diag);
    if (status == LP_OK && prepare_given(engine) != CV_SUCCESS)
        status = LP_ENOMEM;
    while (status == LP_OK && i_time < n_times && problem->times_s[i_time] == 0)
        status = write_output(engine, i_time++, out);
    for (; status == LP_OK && i_time < n_times; lp_stretches_next(&stretches)) {
        struct lp_stretch stretch = stretches.now;
        stretch.stop_s = fmin(stretch.stop_s, last_s);
        status = lp_system_begin(engine->system, &stretch, diag);
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
    .name = "cvodes", .solve = solve, .free = free_engine};

enum lp_status lp_engine_cvodes_new(const struct lp_engine_problem *problem,
                                    const struct lp_engine_options *options,
                                    struct lp_engine **engine, struct lp_diag *diag)
{
    struct cvodes_engine *made = calloc(1, sizeof *made);
    if (made == NULL)
        return LP_ENOMEM;
    made->base = (struct lp_engine){.type = &cvodes_type, .problem = *problem, .options = *options};
    made->system = lp_system_new(problem->network);
    if (made->system == NULL || SUNContext_Create(NULL, &made->context) != 0 ||
        !make_vectors(made)) {
        free_engine(&made->base);
        return LP_ENOMEM;
    }
    if (!make_integrator(made) || !make_sensitivities(made)) {
        lp_diag_error(diag, lp_span_none(NULL), "CVODES cannot be set up: %s",
                      made->message[0] != '\0' ? made->message : "out of memory");
        free_engine(&made->base);
        return LP_EINTERNAL;
    }
    *engine = &made->base;
    return LP_OK;
}
