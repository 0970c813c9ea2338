/* SPDX-License-Identifier: MIT
 *
 * The linear system under one drive. The right-hand side runs over the network's terms in
 * difference form, rate (x_from - x_to), so that equal enrichments are at rest to the last bit
 * under any current; the matrix A is summed from the same terms for the integrator's Newton steps.
 * Derivatives of the rates are sparse at rest (a flow moves two rates), so they are kept as lists
 * per slot.
 */
#include "physics/engine_system.h"

#include "base/arena.h"

#include <string.h>

struct lp_system {
    struct lp_arena *arena;
    struct lp_network *network;
    struct lp_rates rates;
    double *is_relaxing;  /* [n_terms] 1 or 0 */
    double *z;            /* [n_nodes] states, then the reservoirs */
    double *difference;   /* [n_terms] x_from - x_to, or x_from */
    double *d_reservoir;  /* [slots.n][n_nodes - n_states] */
    size_t *entry_start;  /* [slots.n + 1] */
    size_t *entry_term;   /* [entry_start[slots.n]] */
    double *entry_value;  /* non-zero d rate/d p */
    size_t *column_start; /* [n_states + 1] */
    size_t *row;          /* [n_nonzeros] */
    double *value;        /* [n_nonzeros] */
    size_t *at_own;       /* [n_terms] place of (to, to) in value */
    size_t *at_from;      /* [n_terms] place of (to, from); LP_NONE if from is a reservoir */
};

/* Place of (row, column) among the column's entries: they are few. */
static size_t find_entry(const struct lp_system *system, size_t row, size_t column)
{
    size_t place = system->column_start[column];
    while (system->row[place] != row)
        place++;
    return place;
}

static void insert_entry(size_t row[], size_t *n, size_t new_row)
{
    size_t place = *n;
    for (size_t i = 0; i < *n; i++) {
        if (row[i] == new_row)
            return;
    }
    for (; place > 0 && row[place - 1] > new_row; place--)
        row[place] = row[place - 1];
    row[place] = new_row;
    ++*n;
}

/*
 * The pattern of A: count how many terms each column takes from, collect the rows with the
 * diagonal, sorted and without doubles, then close the gaps.
 */
static bool build_pattern(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    size_t n = net->n_states, n_room = net->n_terms + n, n_nonzeros = 0;
    size_t *room = lp_arena_alloc(system->arena, n + 1, sizeof *room);
    size_t *count = lp_arena_alloc(system->arena, n, sizeof *count);
    system->column_start = lp_arena_alloc(system->arena, n + 1, sizeof *system->column_start);
    system->row = lp_arena_alloc(system->arena, n_room, sizeof *system->row);
    system->value = lp_arena_alloc(system->arena, n_room, sizeof *system->value);
    if (room == NULL || count == NULL || system->column_start == NULL || system->row == NULL ||
        system->value == NULL)
        return false;
    for (size_t t = 0; t < net->n_terms; t++) {
        if (net->terms[t].from < n)
            room[net->terms[t].from + 1]++;
    }
    for (size_t j = 0; j < n; j++) {
        room[j + 1] += room[j] + 1;
        insert_entry(system->row + room[j], &count[j], j);
    }
    for (size_t t = 0; t < net->n_terms; t++) {
        size_t from = net->terms[t].from;
        if (from < n)
            insert_entry(system->row + room[from], &count[from], net->terms[t].to);
    }
    for (size_t j = 0; j < n; j++) {
        system->column_start[j] = n_nonzeros;
        memmove(system->row + n_nonzeros, system->row + room[j], count[j] * sizeof *system->row);
        n_nonzeros += count[j];
    }
    system->column_start[n] = n_nonzeros;
    return true;
}

static void locate_terms(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    for (size_t t = 0; t < net->n_terms; t++) {
        const struct lp_term *term = &net->terms[t];
        system->is_relaxing[t] = term->relaxes ? 1.0 : 0.0;
        system->at_own[t] = find_entry(system, term->to, term->to);
        system->at_from[t] =
            term->from < net->n_states ? find_entry(system, term->to, term->from) : LP_NONE;
    }
}

static bool alloc_system(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    struct lp_arena *arena = system->arena;
    size_t n_terms = net->n_terms, n_slots = net->slots.n;
    size_t n_reservoirs = net->n_nodes - net->n_states;
    if (n_slots > 0 && n_terms > (size_t)-1 / n_slots)
        return false;
    return (system->rates.rate = lp_arena_alloc(arena, n_terms, sizeof(double))) != NULL &&
           (system->rates.d_rate = lp_arena_alloc(arena, n_terms * n_slots, sizeof(double))) !=
               NULL &&
           (system->is_relaxing = lp_arena_alloc(arena, n_terms, sizeof(double))) != NULL &&
           (system->z = lp_arena_alloc(arena, net->n_nodes, sizeof(double))) != NULL &&
           (system->difference = lp_arena_alloc(arena, n_terms, sizeof(double))) != NULL &&
           (system->d_reservoir = lp_arena_alloc(arena, n_slots * n_reservoirs, sizeof(double))) !=
               NULL &&
           (system->entry_start = lp_arena_alloc(arena, n_slots + 1, sizeof(size_t))) != NULL &&
           (system->entry_term = lp_arena_alloc(arena, n_terms * n_slots, sizeof(size_t))) !=
               NULL &&
           (system->entry_value = lp_arena_alloc(arena, n_terms * n_slots, sizeof(double))) !=
               NULL &&
           (system->at_own = lp_arena_alloc(arena, n_terms, sizeof(size_t))) != NULL &&
           (system->at_from = lp_arena_alloc(arena, n_terms, sizeof(size_t))) != NULL;
}

struct lp_system *lp_system_new(struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    if (arena == NULL)
        return NULL;
    struct lp_system *system = lp_arena_alloc(arena, 1, sizeof *system);
    if (system == NULL)
        goto fail;
    system->arena = arena;
    system->network = network;
    if (!alloc_system(system) || !build_pattern(system))
        goto fail;
    locate_terms(system);
    return system;
fail:
    lp_arena_free(arena);
    return NULL;
}

void lp_system_free(struct lp_system *system)
{
    if (system != NULL)
        lp_arena_free(system->arena);
}

static void sum_matrix(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    memset(system->value, 0, system->column_start[net->n_states] * sizeof *system->value);
    for (size_t t = 0; t < net->n_terms; t++) {
        double rate = system->rates.rate[t];
        system->value[system->at_own[t]] -= system->is_relaxing[t] * rate;
        if (system->at_from[t] != LP_NONE)
            system->value[system->at_from[t]] += rate;
    }
}

static void list_derivatives(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    size_t n_slots = net->slots.n, n = 0;
    for (size_t k = 0; k < n_slots; k++) {
        system->entry_start[k] = n;
        for (size_t t = 0; t < net->n_terms; t++) {
            double d = system->rates.d_rate[t * n_slots + k];
            if (d == 0)
                continue;
            system->entry_term[n] = t;
            system->entry_value[n++] = d;
        }
    }
    system->entry_start[n_slots] = n;
}

enum lp_status lp_system_set_drive(struct lp_system *system, const struct lp_drive *drive,
                                   struct lp_diag *diag)
{
    const struct lp_network *net = system->network;
    size_t n = net->n_states, n_slots = net->slots.n, n_reservoirs = net->n_nodes - n;
    enum lp_status status = lp_network_rates(system->network, drive, &system->rates, diag);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < n_reservoirs; i++) {
        system->z[n + i] = net->x0[n + i];
        for (size_t k = 0; k < n_slots; k++)
            system->d_reservoir[k * n_reservoirs + i] = net->d_x0[(n + i) * n_slots + k];
    }
    sum_matrix(system);
    list_derivatives(system);
    return LP_OK;
}

/* Differences of all terms with the states x and the reservoirs that z already holds. */
static void take_differences(const struct lp_system *system, double z[], const double x[],
                             double difference[])
{
    const struct lp_network *net = system->network;
    memcpy(z, x, net->n_states * sizeof *z);
    for (size_t t = 0; t < net->n_terms; t++)
        difference[t] = z[net->terms[t].from] - system->is_relaxing[t] * z[net->terms[t].to];
}

static void add_flows(const struct lp_system *system, const double difference[], double x_dot[])
{
    const struct lp_network *net = system->network;
    memset(x_dot, 0, net->n_states * sizeof *x_dot);
    for (size_t t = 0; t < net->n_terms; t++)
        x_dot[net->terms[t].to] += system->rates.rate[t] * difference[t];
}

void lp_system_rhs(struct lp_system *system, const double x[], double x_dot[])
{
    take_differences(system, system->z, x, system->difference);
    add_flows(system, system->difference, x_dot);
}

/* A s + db: the same terms acting on s, the reservoirs' own derivatives among them. */
static void add_sensitivity_flows(const struct lp_system *system, size_t slot, const double s[],
                                  double s_dot[])
{
    const struct lp_network *net = system->network;
    size_t n = net->n_states, n_reservoirs = net->n_nodes - n;
    const double *reservoir = system->d_reservoir + slot * n_reservoirs;
    memset(s_dot, 0, n * sizeof *s_dot);
    for (size_t t = 0; t < net->n_terms; t++) {
        size_t from = net->terms[t].from, to = net->terms[t].to;
        double s_from = from < n ? s[from] : reservoir[from - n];
        s_dot[to] += system->rates.rate[t] * (s_from - system->is_relaxing[t] * s[to]);
    }
}

void lp_system_sensitivity_rhs(struct lp_system *system, const double x[], const double *const s[],
                               double *const s_dot[])
{
    const struct lp_network *net = system->network;
    take_differences(system, system->z, x, system->difference);
    for (size_t k = 0; k < net->slots.n; k++) {
        add_sensitivity_flows(system, k, s[k], s_dot[k]);
        for (size_t e = system->entry_start[k]; e < system->entry_start[k + 1]; e++) {
            size_t t = system->entry_term[e];
            s_dot[k][net->terms[t].to] += system->entry_value[e] * system->difference[t];
        }
    }
}

struct lp_system_matrix lp_system_matrix(const struct lp_system *system)
{
    size_t n = system->network->n_states;
    return (struct lp_system_matrix){.n_nonzeros = system->column_start[n],
                                     .start = system->column_start,
                                     .row = system->row,
                                     .value = system->value};
}
