/* SPDX-License-Identifier: MIT
 *
 * The equation of one implicit step. A backward-differentiation step of length h wants, of a
 * predicted state y and its predicted change z = h y', the correction c with
 *
 *     c + r z = gamma f(t, y + c)          gamma = r h
 *
 * f(t, y) = A y + b is linear, so c solves one system with I - gamma A, exactly: nothing is
 * iterated. Sensitivities obey the same matrix, with a right-hand side linear in the states, so
 * they follow one after another once the corrected states are known: the whole system of states and
 * sensitivities is block lower triangular, with the same block throughout its diagonal.
 */
#ifndef LP_ENGINE_ENGINE_IMPLICIT_H
#define LP_ENGINE_ENGINE_IMPLICIT_H

#include "engine/engine_system.h"

struct lp_implicit;

/*
 * Room for the equations of a system with n_states states and n_slots sensitivities. Borrows the
 * system. Owns: the caller frees with lp_implicit_free, which accepts NULL. NULL: out of memory.
 */
struct lp_implicit *lp_implicit_new(struct lp_system *system, size_t n_states, size_t n_slots);
void lp_implicit_free(struct lp_implicit *implicit);

/* The system's rates have changed, to others or (is_moving) from now on at every time. */
void lp_implicit_renew(struct lp_implicit *implicit, bool is_moving);

struct lp_implicit_equation {
    size_t n_blocks;         /* 1: states alone; 1 + n_slots: sensitivities behind them */
    double gamma_s, r;       /* gamma and r above */
    const double *predicted; /* [n_blocks][n_states] y, then s of each slot */
    const double *change;    /* likewise z */
};

/*
 * The correction [n_blocks][n_states], for the system as it is (lp_system_move). No allocation.
 * Errors: LP_ENUMERIC  a pivot is 0, which rates that are numbers do not bring about
 * Source: I - gamma A is an M-matrix: A's off-diagonal entries are rates, and inventories weigh its
 *         columns to sums <= 0. So pivots from the diagonal, in any order, are stable: Funderlic &
 *         Plemmons, Linear Algebra Appl. 41 (1981) 99. KLU: Davis & Palamadai Natarajan, ACM Trans.
 *         Math. Softw. 37 (2010) 36.
 */
enum lp_status lp_implicit_solve(struct lp_implicit *implicit,
                                 const struct lp_implicit_equation *equation,
                                 double correction[]) LP_MUST_CHECK;

#endif
