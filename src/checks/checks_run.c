/* SPDX-License-Identifier: MIT
 *
 * All checks, one subject's file after the other on one thread: no number depends on how many jobs
 * there are. In a file of its own, so that the subjects use checks.c and it uses them.
 */
#include "checks/checks_impl.h"

enum lp_status lp_checks_run(struct lp_solution *solution)
{
#define FUNCTION(subject) lp_check_##subject,
    static void (*const all[])(struct lp_checks *) = {LP_CHECKS_FILES(FUNCTION)};
#undef FUNCTION
    struct lp_checks checks = {.solution = solution};
    struct lp_checks_done *done = lp_arena_alloc(solution->arena, 1, sizeof *done);

    if (!done)
        return LP_ENOMEM;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i](&checks);
    *done = (struct lp_checks_done){checks.n, checks.items, checks.n_lacks, checks.lacks};
    solution->checks = done;
    return lp_arena_status(solution->arena, checks.has_no_memory ? LP_ENOMEM : LP_OK);
}
