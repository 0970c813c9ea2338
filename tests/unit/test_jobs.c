/* SPDX-License-Identifier: MIT
 *
 * Jobs over threads: each runs once, by a worker that exists, and the outcome does not depend on
 * how many threads there were.
 */
#include "base/jobs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_JOBS = 1000, MAX_WORKERS = 16 };

struct board {
    atomic_int n_runs[N_JOBS];
    atomic_int n_inside[MAX_WORKERS];
    atomic_int n_clashes;
    size_t n_workers;
    double result[N_JOBS];
    size_t i_fail_first, i_fail_second;
};

static enum lp_status run_one(void *context, size_t i_job, size_t i_worker)
{
    struct board *board = context;
    if (i_worker >= board->n_workers) {
        atomic_fetch_add(&board->n_clashes, 1);
        return LP_EINTERNAL;
    }
    /* A worker's workspace is its own: nobody else is inside with the same number. */
    if (atomic_fetch_add(&board->n_inside[i_worker], 1) != 0)
        atomic_fetch_add(&board->n_clashes, 1);
    atomic_fetch_add(&board->n_runs[i_job], 1);
    double sum = 0;
    for (size_t k = 0; k < (i_job % 10) * 100; k++)
        sum += 1.0 / (double)(k + 1);
    board->result[i_job] = sum;
    atomic_fetch_sub(&board->n_inside[i_worker], 1);
    if (i_job == board->i_fail_first)
        return LP_ENUMERIC;
    return i_job == board->i_fail_second ? LP_EINPUT : LP_OK;
}

static struct board *run(size_t n_jobs, size_t n_workers, size_t i_fail_first, size_t i_fail_second,
                         enum lp_status *status)
{
    struct board *board = calloc(1, sizeof *board);
    board->n_workers = n_workers ? n_workers : 1;
    board->i_fail_first = i_fail_first;
    board->i_fail_second = i_fail_second;
    *status = lp_jobs_run(n_jobs, n_workers, run_one, board);
    return board;
}

static void each_job_runs_once(void **state)
{
    (void)state;
    enum lp_status status;
    struct board *alone = run(N_JOBS, 1, N_JOBS, N_JOBS, &status);
    for (size_t n_workers = 0; n_workers <= MAX_WORKERS; n_workers += 4) {
        struct board *board = run(N_JOBS, n_workers, N_JOBS, N_JOBS, &status);
        assert_int_equal(status, LP_OK);
        assert_int_equal(board->n_clashes, 0);
        for (size_t i = 0; i < N_JOBS; i++)
            assert_int_equal(board->n_runs[i], 1);
        assert_memory_equal(board->result, alone->result, sizeof alone->result);
        free(board);
    }
    free(alone);
}

static void the_first_failure_by_number_is_reported(void **state)
{
    (void)state;
    for (size_t n_workers = 1; n_workers <= 8; n_workers++) {
        enum lp_status status;
        struct board *board = run(N_JOBS, n_workers, 700, 300, &status);
        assert_int_equal(status, LP_EINPUT);
        for (size_t i = 0; i < N_JOBS; i++)
            assert_int_equal(board->n_runs[i], 1); /* the others run all the same */
        free(board);
        board = run(N_JOBS, n_workers, 100, 300, &status);
        assert_int_equal(status, LP_ENUMERIC);
        free(board);
    }
}

static void few_jobs_or_none(void **state)
{
    (void)state;
    enum lp_status status;
    struct board *board = run(0, 4, N_JOBS, N_JOBS, &status);
    assert_int_equal(status, LP_OK);
    assert_int_equal(board->n_runs[0], 0);
    free(board);
    board = run(2, 8, N_JOBS, N_JOBS, &status);
    assert_int_equal(status, LP_OK);
    assert_int_equal(board->n_runs[0] + board->n_runs[1], 2);
    free(board);
}

static void there_is_a_processor(void **state)
{
    (void)state;
    assert_in_range(lp_jobs_n_cores(), 1, 1 << 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_runs_once),
        cmocka_unit_test(the_first_failure_by_number_is_reported),
        cmocka_unit_test(few_jobs_or_none),
        cmocka_unit_test(there_is_a_processor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
