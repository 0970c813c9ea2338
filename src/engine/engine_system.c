/* SPDX-License-Identifier: MIT
 *
 * The linear system at a time. The right-hand side runs over the network's terms in
 * difference form, rate (x_from - x_to), so that equal enrichments are at rest to the last bit
 * under any current; the matrix A is summed from the same terms for implicit steps.
 * Derivatives of the rates are sparse at rest (a flow moves two rates), so they are kept as lists
 * per slot, but for terms that vary within the stretch, which are read where they are.
 *
 * With w_i = N_i(t)/N_i(0) of a moving state ("swelling"; w = 1 for all others) and x from y,
 *
 *     y_i' = w_i x_i' + w_i' (x_i - x_ref)
 *     dx_i = (s_i - (x_i - x_ref) dw_i) / w_i
 *     s_i' = w_i (dx_i)' + dw_i x_i' + w_i' dx_i + dw_i' (x_i - x_ref)
 *     dy_i'/dy_j = A_ij w_i/w_j + delta_ij w_i'/w_i
 */
#include "engine/engine_system.h"

#include "base/arena.h"

#include <string.h>

struct lp_system {
    struct lp_arena *arena;
    struct lp_network *network;
    struct lp_rates rates;
    double *is_relaxing; /* [n_terms] 1 or 0 */
    double *z;           /* [n_nodes] enrichments of states, then of the reservoirs */
    double *difference;  /* [n_terms] x_from - x_to, or x_from */
    double *d_reservoir; /* [slots.n][n_nodes - n_states] */
    bool with_slopes;    /* sensitivities are integrated too */
    bool is_swelling;    /* the network has moving states: y is not x */
    double x_ref;
    double *swelling;        /* [n_states] w */
    double *swelling_rate;   /* [n_states] w' */
    double *d_swelling;      /* [n_moving][slots.n] */
    double *d_swelling_rate; /* [n_moving][slots.n] */
    double *x_dot, *dx;      /* [n_states] work */
    size_t *entry_start;     /* [slots.n + 1] lists of non-zero d rate/d p, fixed in the stretch */
    size_t *entry_term;      /* [entry_start[slots.n]] */
    double *entry_value;     /* likewise */
    size_t *column_start;    /* [n_states + 1] */
    size_t *row;             /* [n_nonzeros] */
    double *value;           /* [n_nonzeros] */
    size_t *at_own;          /* [n_terms] place of (to, to) in value */
    size_t *at_from;         /* [n_terms] place of (to, from); LP_NONE if from is a reservoir */
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
    if (!room || !count || !system->column_start || !system->row || !system->value)
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
    size_t n_terms = net->n_terms, n_slots = net->slots.n, n = net->n_states;
    size_t n_moving = net->n_moving, n_moved = n_moving > 0 ? n : 0;
    const struct {
        double **array;
        size_t n;
    } numbers[] = {{&system->rates.rate, n_terms},
                   {&system->rates.d_rate, n_terms * n_slots},
                   {&system->is_relaxing, n_terms},
                   {&system->z, net->n_nodes},
                   {&system->difference, n_terms},
                   {&system->d_reservoir, n_slots * (net->n_nodes - n)},
                   {&system->swelling, n_moved},
                   {&system->swelling_rate, n_moved},
                   {&system->d_swelling, n_moving * n_slots},
                   {&system->d_swelling_rate, n_moving * n_slots},
                   {&system->x_dot, n_moved},
                   {&system->dx, n_moved},
                   {&system->entry_value, n_terms * n_slots}};
    if (n_slots > 0 && n_terms > (size_t)-1 / n_slots)
        return false;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i].array = lp_arena_alloc(system->arena, numbers[i].n, sizeof(double));
    system->entry_start = lp_arena_alloc(system->arena, n_slots + 1, sizeof(size_t));
    system->entry_term = lp_arena_alloc(system->arena, n_terms * n_slots, sizeof(size_t));
    system->at_own = lp_arena_alloc(system->arena, n_terms, sizeof(size_t));
    system->at_from = lp_arena_alloc(system->arena, n_terms, sizeof(size_t));
    system->is_swelling = n_moving > 0;
    for (size_t i = 0; system->swelling && i < n_moved; i++)
        system->swelling[i] = 1;
    return !lp_arena_has_failed(system->arena);
}

struct lp_system *lp_system_new(struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_system *system = lp_arena_alloc(arena, 1, sizeof *system);
    if (!system)
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
    if (system)
        lp_arena_free(system->arena);
}

static void swell_matrix(struct lp_system *system)
{
    const double *w = system->swelling;
    for (size_t j = 0; j < system->network->n_states; j++) {
        double per_w = 1 / w[j];
        for (size_t e = system->column_start[j]; e < system->column_start[j + 1]; e++) {
            size_t i = system->row[e];
            system->value[e] *= w[i] * per_w;
            if (i == j)
                system->value[e] += system->swelling_rate[i] / w[i];
        }
    }
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
    if (system->is_swelling)
        swell_matrix(system);
}

static bool varies(const struct lp_network *net, size_t i_term)
{
    size_t low = 0, high = net->n_varying;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (net->varying[middle] < i_term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < net->n_varying && net->varying[low] == i_term;
}

static void list_derivatives(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    bool is_moving = lp_network_is_moving(net);
    size_t n_slots = net->slots.n, n = 0;
    for (size_t k = 0; k < n_slots; k++) {
        system->entry_start[k] = n;
        for (size_t t = 0; t < net->n_terms; t++) {
            double d = system->rates.d_rate[t * n_slots + k];
            if (d == 0 || (is_moving && varies(net, t)))
                continue;
            system->entry_term[n] = t;
            system->entry_value[n++] = d;
        }
    }
    system->entry_start[n_slots] = n;
}

/* w and w' of the moving states at the network's time. */
static void set_swelling(struct lp_system *system)
{
    const struct lp_network *net = system->network;
    size_t n_slots = net->slots.n;
    for (size_t m = 0; m < net->n_moving; m++) {
        size_t i = net->moving[m];
        double N0 = net->inventory0_mol[i];
        double w = net->inventory_mol[i] / N0, w_dot = net->inventory_mol_per_s[i] / N0;
        system->swelling[i] = w;
        system->swelling_rate[i] = w_dot;
        for (size_t k = 0; k < n_slots && system->with_slopes; k++) {
            double dN0 = net->d_inventory0[i * n_slots + k];
            system->d_swelling[m * n_slots + k] =
                (net->d_inventory[i * n_slots + k] - w * dN0) / N0;
            system->d_swelling_rate[m * n_slots + k] =
                (net->d_inventory_rate[i * n_slots + k] - w_dot * dN0) / N0;
        }
    }
}

enum lp_status lp_system_start(struct lp_system *system, double y[], double s[],
                               struct lp_diag *diag)
{
    const struct lp_network *net = system->network;
    lp_network_want_derivatives(system->network, s != NULL);
    system->with_slopes = s != NULL;
    system->x_ref = system->is_swelling ? net->x0[0] : 0;
    for (size_t i = 0; i < net->n_states; i++) {
        y[i] = net->x0[i] - system->x_ref;
        for (size_t k = 0; s && k < net->slots.n; k++)
            s[k * net->n_states + i] = net->d_x0[i * net->slots.n + k];
    }
    enum lp_status status = lp_network_rewind(system->network, diag);
    set_swelling(system);
    return status;
}

enum lp_status lp_system_begin(struct lp_system *system, const struct lp_stretch *stretch,
                               struct lp_diag *diag)
{
    const struct lp_network *net = system->network;
    size_t n = net->n_states, n_slots = net->slots.n, n_reservoirs = net->n_nodes - n;
    enum lp_status status = lp_network_rates(system->network, stretch, &system->rates, diag);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < n_reservoirs; i++) {
        system->z[n + i] = net->x0[n + i];
        for (size_t k = 0; k < n_slots; k++)
            system->d_reservoir[k * n_reservoirs + i] = net->d_x0[(n + i) * n_slots + k];
    }
    set_swelling(system);
    sum_matrix(system);
    if (system->with_slopes)
        list_derivatives(system);
    return LP_OK;
}

enum lp_status lp_system_move(struct lp_system *system, double t_s, struct lp_diag *diag)
{
    if (!lp_network_is_moving(system->network))
        return LP_OK;
    enum lp_status status = lp_network_rates_at(system->network, t_s, &system->rates, diag);
    if (status == LP_OK)
        set_swelling(system);
    return status;
}

void lp_system_enrichments(const struct lp_system *system, const double y[], double x[])
{
    size_t n = system->network->n_states;
    if (!system->is_swelling) {
        memcpy(x, y, n * sizeof *x);
        return;
    }
    for (size_t i = 0; i < n; i++)
        x[i] = system->x_ref + y[i] / system->swelling[i];
}

double lp_system_reference(const struct lp_system *system)
{
    return system->x_ref;
}

void lp_system_enrichment_slopes(const struct lp_system *system, const double y[], size_t slot,
                                 const double s[], double dx[])
{
    const struct lp_network *net = system->network;
    memcpy(dx, s, net->n_states * sizeof *dx);
    for (size_t m = 0; m < net->n_moving; m++) {
        size_t i = net->moving[m];
        double w = system->swelling[i], dw = system->d_swelling[m * net->slots.n + slot];
        dx[i] = (s[i] - y[i] / w * dw) / w;
    }
}

/* Enrichments of the states into z, which holds the reservoirs', and the differences of all terms.
 */
static void take_differences(struct lp_system *system, const double y[])
{
    const struct lp_network *net = system->network;
    double *z = system->z, *difference = system->difference;
    lp_system_enrichments(system, y, z);
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

void lp_system_rhs(struct lp_system *system, const double y[], double y_dot[])
{
    const struct lp_network *net = system->network;
    take_differences(system, y);
    add_flows(system, system->difference, y_dot);
    for (size_t m = 0; m < net->n_moving; m++) {
        size_t i = net->moving[m];
        y_dot[i] = system->swelling[i] * y_dot[i] +
                   system->swelling_rate[i] * (y[i] / system->swelling[i]);
    }
}

/* A dx + db: the same terms acting on dx, the reservoirs' own derivatives among them. */
static void add_sensitivity_flows(const struct lp_system *system, size_t slot, const double dx[],
                                  double dx_dot[])
{
    const struct lp_network *net = system->network;
    size_t n = net->n_states, n_reservoirs = net->n_nodes - n;
    const double *reservoir = system->d_reservoir + slot * n_reservoirs;
    memset(dx_dot, 0, n * sizeof *dx_dot);
    for (size_t t = 0; t < net->n_terms; t++) {
        size_t from = net->terms[t].from, to = net->terms[t].to;
        double dx_from = from < n ? dx[from] : reservoir[from - n];
        dx_dot[to] += system->rates.rate[t] * (dx_from - system->is_relaxing[t] * dx[to]);
    }
}

/* dA x + db: what the derivatives of the rates move. */
static void add_rate_slopes(const struct lp_system *system, size_t slot, double dx_dot[])
{
    const struct lp_network *net = system->network;
    for (size_t e = system->entry_start[slot]; e < system->entry_start[slot + 1]; e++) {
        size_t t = system->entry_term[e];
        dx_dot[net->terms[t].to] += system->entry_value[e] * system->difference[t];
    }
    if (!lp_network_is_moving(net))
        return;
    for (size_t v = 0; v < net->n_varying; v++) {
        size_t t = net->varying[v];
        dx_dot[net->terms[t].to] +=
            system->rates.d_rate[t * net->slots.n + slot] * system->difference[t];
    }
}

/* From (dx)' of the moving states to s'. */
static void add_swelling(const struct lp_system *system, size_t slot, const double y[],
                         const double dx[], double s_dot[])
{
    const struct lp_network *net = system->network;
    for (size_t m = 0; m < net->n_moving; m++) {
        size_t i = net->moving[m], at = m * net->slots.n + slot;
        double w = system->swelling[i];
        s_dot[i] = w * s_dot[i] + system->d_swelling[at] * system->x_dot[i] +
                   system->swelling_rate[i] * dx[i] + system->d_swelling_rate[at] * (y[i] / w);
    }
}

void lp_system_sensitivity_rhs(struct lp_system *system, const double y[], const double s[],
                               double s_dot[])
{
    size_t n = system->network->n_states;
    take_differences(system, y);
    if (system->is_swelling)
        add_flows(system, system->difference, system->x_dot);
    for (size_t k = 0; k < system->network->slots.n; k++) {
        const double *dx = s + k * n;
        double *out = s_dot + k * n;
        if (system->is_swelling) {
            lp_system_enrichment_slopes(system, y, k, dx, system->dx);
            dx = system->dx;
        }
        add_sensitivity_flows(system, k, dx, out);
        add_rate_slopes(system, k, out);
        add_swelling(system, k, y, dx, out);
    }
}

struct lp_system_matrix lp_system_matrix(struct lp_system *system)
{
    size_t n = system->network->n_states;
    if (lp_network_is_moving(system->network))
        sum_matrix(system);
    return (struct lp_system_matrix){.n_nonzeros = system->column_start[n],
                                     .start = system->column_start,
                                     .row = system->row,
                                     .value = system->value};
}
