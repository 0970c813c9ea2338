/* SPDX-License-Identifier: MIT
 *
 * Independent pieces of work over all cores by a dynamic queue (POSIX threads). Each job writes
 * only to its own place, so results do not depend on the number of threads.
 */
#ifndef LP_BASE_JOBS_H
#define LP_BASE_JOBS_H

#include "base/status.h"

#include <stddef.h>

/* Processors this process may run on, at least 1. */
size_t lp_jobs_n_cores(void);

/* One job; i_worker < n_workers tells which workspace it may use. */
typedef enum lp_status lp_job(void *context, size_t i_job, size_t i_worker);

/*
 * Run jobs 0 .. n_jobs-1 on up to n_workers threads (the caller is one of them).
 * Returns the status of the lowest-numbered job that failed, after all have run, or LP_OK.
 */
enum lp_status lp_jobs_run(size_t n_jobs, size_t n_workers, lp_job *job,
                           void *context) LP_MUST_CHECK;

#endif
