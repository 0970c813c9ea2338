/* SPDX-License-Identifier: MIT
 *
 * A queue of numbered jobs shared by threads: whoever is free takes the next number from an atomic
 * counter. Fits differ tenfold in cost, so a fixed share per thread would leave cores idle. Used
 * for starts, topologies and draws; the results stand in the order of the jobs, and the status
 * returned is that of the lowest-numbered failure, so neither depends on the threads.
 *
 * If the system gives fewer threads than asked for, the others, at the least the caller, do the
 * work.
 */
#define _GNU_SOURCE /* sched_getaffinity: POSIX cannot tell the processors of this process */
#include "base/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct queue {
    lp_job *job;
    void *context;
    size_t n_jobs;
    atomic_size_t i_next;
    pthread_mutex_t lock; /* of the two below */
    size_t i_failed;      /* n_jobs: none so far */
    enum lp_status status;
};

struct worker {
    struct queue *queue;
    size_t i_worker;
    pthread_t thread;
};

size_t lp_jobs_n_cores(void)
{
    cpu_set_t mine;
    CPU_ZERO(&mine);
    if (sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 0)
        return (size_t)CPU_COUNT(&mine);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (size_t)n : 1;
}

static void record_failure(struct queue *queue, size_t i_job, enum lp_status status)
{
    pthread_mutex_lock(&queue->lock);
    if (i_job < queue->i_failed) {
        queue->i_failed = i_job;
        queue->status = status;
    }
    pthread_mutex_unlock(&queue->lock);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct queue *queue = worker->queue;
    for (;;) {
        size_t i_job = atomic_fetch_add(&queue->i_next, 1);
        if (i_job >= queue->n_jobs)
            return NULL;
        enum lp_status status = queue->job(queue->context, i_job, worker->i_worker);
        if (status != LP_OK)
            record_failure(queue, i_job, status);
    }
}

enum lp_status lp_jobs_run(size_t n_jobs, size_t n_workers, lp_job *job, void *context)
{
    struct queue queue = {
        .job = job, .context = context, .n_jobs = n_jobs, .i_failed = n_jobs, .status = LP_OK};
    atomic_init(&queue.i_next, 0);
    if (pthread_mutex_init(&queue.lock, NULL) != 0)
        return LP_ENOMEM;
    if (n_workers > n_jobs)
        n_workers = n_jobs;
    struct worker self = {.queue = &queue};
    struct worker *others = n_workers > 1 ? calloc(n_workers - 1, sizeof *others) : NULL;
    size_t n_others = 0;
    while (others && n_others < n_workers - 1) {
        others[n_others] = (struct worker){.queue = &queue, .i_worker = n_others + 1};
        if (pthread_create(&others[n_others].thread, NULL, work, &others[n_others]) != 0)
            break;
        n_others++;
    }
    work(&self);
    for (size_t i = 0; i < n_others; i++)
        pthread_join(others[i].thread, NULL);
    free(others);
    pthread_mutex_destroy(&queue.lock);
    return queue.status;
}
