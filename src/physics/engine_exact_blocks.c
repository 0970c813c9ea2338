/* SPDX-License-Identifier: MIT
 *
 * (z - A)^-1 at a group of points, by elimination of whole layers. With S_l what the layers before
 * leave of block l, E_l and F_l the rates from the next layer and into it (diagonal),
 *
 *     g_l = S_l^-1 (r_l + F_l-1 g_l-1),    S_l+1 = (z - A)_l+1 - F_l S_l^-1 E_l      forwards
 *     x_l = g_l + S_l^-1 E_l x_l+1                                                   backwards
 *
 * and the same with S^T, E and F exchanged for the transposed matrix (`left`). Blocks are held by
 * their off-diagonals and row sums: an elimination adds F_i (S^-1)_ij E_j to off-diagonal ij and
 * F_i (S^-1 e)_i to row sum i, and so does each step of Gauss within a block. Nothing of the size
 * of the stiffest rate is ever subtracted, so fine layers cost no digits (Grassmann, Taksar &
 * Heyman, Oper. Res. 33 (1985) 1107).
 *
 * S^-1 and g would take 1.3 KB per layer (three phases, LANES points). So only what passes into
 * each LP_EXACT_LAYERS_TOGETHER-th layer is kept; on the way back those in between are done again,
 * in memory that stays in the processor's first cache.
 */
#include "physics/engine_exact_depth.h"

#include "base/arena.h"

#include <string.h>

#define TOGETHER LP_EXACT_LAYERS_TOGETHER
/* Into step, for its registers and its sizes. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Of a block: nodes, phases among them, nodes before these. */
struct shape {
    size_t n, n_phases, skip;
};

/* What a layer passes to the next, by phase. */
struct front {
    struct number *rate;  /* [n][n] to be added to off-diagonals, on its diagonal to row sums */
    struct number *right; /* [n][n_right] */
    struct number *left;  /* [n][n_left] */
};

struct lp_exact_blocks {
    const struct lp_exact_layers *layers;
    struct lp_arena *arena;
    const struct number *z;
    size_t n_right, n_left;
    size_t block_room, front_room; /* numbers */
    struct lp_exact_block block[TOGETHER + 1];
    struct number *memory; /* [TOGETHER + 1][block_room] of the blocks */
    struct number *front;  /* [front_room] into the layer that is next */
    struct number *kept;   /* [n_layers / TOGETHER][front_room] */
    struct number *work;   /* [n_most][n_most + 2] */
};

struct lp_exact_blocks *lp_exact_blocks_new(const struct lp_exact_layers *layers, size_t n_columns)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_blocks *blocks = lp_arena_alloc(arena, 1, sizeof *blocks);
    if (blocks == NULL) {
        lp_arena_free(arena);
        return NULL;
    }
    size_t n = layers->n_phases, n_most = layers->n_most;
    size_t n_kept = (layers->n_layers + TOGETHER - 1) / TOGETHER;
    size_t n_blocks = layers->n_layers < TOGETHER ? layers->n_layers : TOGETHER + 1;
    blocks->layers = layers;
    blocks->arena = arena;
    blocks->block_room = n_most * (n_most + n_columns);
    blocks->front_room = n * (n + n_columns);
    blocks->memory = lp_exact_numbers(arena, n_blocks, blocks->block_room);
    blocks->front = lp_exact_numbers(arena, 1, blocks->front_room);
    blocks->kept = lp_exact_numbers(arena, n_kept, blocks->front_room);
    blocks->work = lp_exact_numbers(arena, n_most, n_most + 2);
    if (blocks->memory != NULL && blocks->front != NULL && blocks->kept != NULL &&
        blocks->work != NULL)
        return blocks;
    lp_exact_blocks_free(blocks);
    return NULL;
}

void lp_exact_blocks_free(struct lp_exact_blocks *blocks)
{
    if (blocks != NULL)
        lp_arena_free(blocks->arena);
}

/* The i-th block in memory is that of a layer. */
static struct lp_exact_block block_of(const struct lp_exact_blocks *s, size_t i, size_t i_layer)
{
    struct lp_exact_range range = lp_exact_layers_range(s->layers, i_layer);
    struct number *memory = s->memory + i * s->block_room;
    return (struct lp_exact_block){.range = range,
                                   .inverse = memory,
                                   .right = memory + range.n * range.n,
                                   .left = memory + range.n * (range.n + s->n_right)};
}

static inline struct front front_of(const struct lp_exact_blocks *s)
{
    size_t n = s->layers->n_phases;
    return (struct front){
        .rate = s->front, .right = s->front + n * n, .left = s->front + n * (n + s->n_right)};
}

/* Off-diagonals of a block and, on the diagonal, its row sums without what goes to the next layer;
 * what the layers before pass on is added, to its right-hand sides too. */
ALWAYS_INLINE void begin_block(const struct lp_exact_blocks *s, size_t i_layer,
                               const struct lp_exact_block *b, struct shape shape,
                               struct number a[])
{
    const struct lp_exact_layers *layers = s->layers;
    const double *in = layers->in + i_layer * layers->rate_stride;
    struct front front = front_of(s);
    size_t n = shape.n, n_phases = shape.n_phases, skip = shape.skip;
    lanes zero = {0};
    for (size_t i = 0; i < n * n; i++)
        a[i] = (struct number){zero, zero};
    for (size_t i = 0; i < n; i++)
        a[i * n + i] = copy(s->z);
    for (size_t i = 0; i < n_phases; i++) {
        struct number *row = a + (skip + i) * n + skip;
        for (size_t j = 0; j < n_phases; j++) {
            row[j].re += front.rate[i * n_phases + j].re + in[i * n_phases + j];
            row[j].im += front.rate[i * n_phases + j].im;
        }
    }
    for (size_t e = 0; e < s->n_right * n_phases; e++)
        add(&b->right[skip * s->n_right + e], &front.right[e]);
    for (size_t e = 0; e < s->n_left * n_phases; e++)
        add(&b->left[skip * s->n_left + e], &front.left[e]);
}

/* Rates at electrodes; a reservoir's stay in the row sum. */
static inline void add_ends(const struct lp_exact_blocks *s, size_t i_layer,
                            const struct lp_exact_block *b, struct number a[])
{
    size_t n = b->range.n;
    for (size_t e = 0; e < s->layers->n_ends; e++) {
        const struct lp_exact_end *end = &s->layers->ends[e];
        size_t to = end->to - b->range.start, from = end->from - b->range.start;
        if (end->i_layer == i_layer)
            a[to * n + (from < n ? from : to)].re += end->rate;
    }
}

/* S^-1 from off-diagonals and, on the diagonal, row sums. a becomes the factors: U above the
 * diagonal, 1/D on it, L below. */
ALWAYS_INLINE void invert(size_t n, struct number a[], struct number inverse[])
{
    for (size_t p = 0; p < n; p++) {
        struct number e = copy(&a[p * n + p]), D = copy(&e);
        for (size_t j = p + 1; j < n; j++)
            add(&D, &a[p * n + j]);
        a[p * n + p] = reciprocal(&D);
        e = times(&e, &a[p * n + p]);
        for (size_t j = p + 1; j < n; j++)
            a[p * n + j] = times(&a[p * n + j], &a[p * n + p]);
        for (size_t i = p + 1; i < n; i++) {
            for (size_t j = p + 1; j < n; j++)
                add_product(&a[i * n + j], &a[i * n + p], i == j ? &e : &a[p * n + j]);
        }
    }
    for (size_t c = 0; c < n; c++) {
        for (size_t i = 0; i < n; i++) {
            struct number sum = {{0}, {0}};
            for (size_t p = c; p < i; p++)
                add_product(&sum, &a[i * n + p], &inverse[p * n + c]);
            inverse[i * n + c] = i == c ? copy(&a[c * n + c]) : times(&sum, &a[i * n + i]);
        }
        for (size_t i = n - 1; i-- > 0;) {
            for (size_t j = i + 1; j < n; j++)
                add_product(&inverse[i * n + c], &a[i * n + j], &inverse[j * n + c]);
        }
    }
}

/* v <- S^-1 v for columns side by side, or S^-T v. */
ALWAYS_INLINE void apply(size_t n, const struct number inverse[], bool is_transposed,
                         size_t n_columns, struct number v[], struct number old[])
{
    for (size_t m = 0; m < n_columns; m++) {
        for (size_t j = 0; j < n; j++)
            old[j] = copy(&v[j * n_columns + m]);
        for (size_t i = 0; i < n; i++) {
            struct number sum = {{0}, {0}};
            for (size_t j = 0; j < n; j++)
                add_product(&sum, &inverse[is_transposed ? j * n + i : i * n + j], &old[j]);
            v[i * n_columns + m] = sum;
        }
    }
}

/* F S^-1 E, F S^-1 e, F g and, transposed, E h to the next layer. e: row sums. */
ALWAYS_INLINE void pass_on(const struct lp_exact_blocks *s, size_t i_layer,
                           const struct lp_exact_block *b, struct shape shape,
                           const struct number e[])
{
    const double *up = s->layers->up + i_layer * s->layers->rate_stride;
    const double *down = s->layers->down + i_layer * s->layers->rate_stride;
    struct front front = front_of(s);
    size_t n = shape.n, n_phases = shape.n_phases, n_right = s->n_right, n_left = s->n_left;
    for (size_t i = 0; i < n_phases; i++) {
        size_t node = shape.skip + i;
        const struct number *row = b->inverse + node * n;
        struct number sum = {{0}, {0}};
        for (size_t j = 0; j < n; j++)
            add_product(&sum, &row[j], &e[j]);
        for (size_t j = 0; j < n_phases; j++)
            front.rate[i * n_phases + j] = scaled(&row[shape.skip + j], down[i] * up[j]);
        front.rate[i * n_phases + i] = scaled(&sum, down[i]);
        for (size_t m = 0; m < n_right; m++)
            front.right[i * n_right + m] = scaled(&b->right[node * n_right + m], down[i]);
        for (size_t m = 0; m < n_left; m++)
            front.left[i * n_left + m] = scaled(&b->left[node * n_left + m], up[i]);
    }
}

/* work: [n][n + 2]. */
ALWAYS_INLINE void forward(const struct lp_exact_blocks *s, size_t i_layer,
                           const struct lp_exact_block *b, struct shape shape, struct number work[])
{
    const struct lp_exact_layers *layers = s->layers;
    const double *up = layers->up + i_layer * layers->rate_stride;
    size_t n = shape.n;
    struct number *a = work, *e = a + n * n, *old = e + n;
    begin_block(s, i_layer, b, shape, a);
    if (i_layer == 0 || i_layer + 1 == layers->n_layers)
        add_ends(s, i_layer, b, a);
    for (size_t i = 0; i < n; i++)
        e[i] = copy(&a[i * n + i]);
    for (size_t i = 0; i < shape.n_phases; i++)
        a[(shape.skip + i) * (n + 1)].re += up[i];
    invert(n, a, b->inverse);
    apply(n, b->inverse, false, s->n_right, b->right, old);
    apply(n, b->inverse, true, s->n_left, b->left, old);
    if (i_layer + 1 < layers->n_layers)
        pass_on(s, i_layer, b, shape, e);
}

/* v += S^-1 (rate v of the next block), or with S^-T. */
ALWAYS_INLINE void add_next(struct shape shape, const struct number inverse[], bool is_transposed,
                            const double rate[], size_t n_columns, const struct number next[],
                            struct number v[], struct number passed[])
{
    size_t n = shape.n;
    for (size_t m = 0; m < n_columns; m++) {
        for (size_t j = 0; j < shape.n_phases; j++)
            passed[j] = scaled(&next[j * n_columns + m], rate[j]);
        for (size_t i = 0; i < n; i++) {
            struct number sum = copy(&v[i * n_columns + m]);
            for (size_t j = 0; j < shape.n_phases; j++) {
                size_t node = shape.skip + j;
                add_product(&sum, &inverse[is_transposed ? node * n + i : i * n + node],
                            &passed[j]);
            }
            v[i * n_columns + m] = sum;
        }
    }
}

ALWAYS_INLINE void backward(const struct lp_exact_blocks *s, size_t i_layer,
                            const struct lp_exact_block *b, struct shape shape,
                            struct number work[])
{
    const double *up = s->layers->up + i_layer * s->layers->rate_stride;
    const double *down = s->layers->down + i_layer * s->layers->rate_stride;
    const struct lp_exact_block *next = b + 1;
    add_next(shape, b->inverse, false, up, s->n_right, next->right, b->right, work);
    add_next(shape, b->inverse, true, down, s->n_left, next->left, b->left, work);
}

/* The sizes of most models have code of their own, where loops over phases are unrolled. */
LP_WIDE static void step(struct lp_exact_blocks *s, size_t i_layer, const struct lp_exact_block *b,
                         bool is_forward)
{
#define OF_SIZE(size)                                                                              \
    do {                                                                                           \
        struct number work[(size) * ((size) + 2)];                                                 \
        struct shape shape = {.n = (size), .n_phases = (size)};                                    \
        if (is_forward)                                                                            \
            forward(s, i_layer, b, shape, work);                                                   \
        else                                                                                       \
            backward(s, i_layer, b, shape, work);                                                  \
    } while (0)
    struct lp_exact_range range = b->range;
    size_t n_phases = s->layers->n_phases;
    if (range.n == n_phases && n_phases == 2) {
        OF_SIZE(2);
    } else if (range.n == n_phases && n_phases == 3) {
        OF_SIZE(3);
    } else if (range.n == n_phases && n_phases == 4) {
        OF_SIZE(4);
    } else {
        struct shape shape = {.n = range.n, .n_phases = n_phases, .skip = range.skip};
        if (is_forward)
            forward(s, i_layer, b, shape, s->work);
        else
            backward(s, i_layer, b, shape, s->work);
    }
#undef OF_SIZE
}

/* Layers from first on, as far as memory goes. */
static size_t forward_together(struct lp_exact_blocks *s, const struct lp_exact_columns *columns,
                               size_t first)
{
    size_t n_left = s->layers->n_layers - first, n = n_left < TOGETHER ? n_left : TOGETHER;
    for (size_t i = 0; i < n; i++)
        s->block[i] = block_of(s, i, first + i);
    columns->fill(columns->context, s->block, first, n);
    for (size_t i = 0; i < n; i++)
        step(s, first + i, &s->block[i], true);
    return first + n;
}

void lp_exact_blocks_solve(struct lp_exact_blocks *blocks, const struct number *z,
                           const struct lp_exact_columns *columns)
{
    struct lp_exact_blocks *s = blocks;
    size_t n_layers = s->layers->n_layers, front_size = s->front_room * sizeof *s->front;
    size_t first = 0, end = 0;
    s->z = z;
    s->n_right = columns->n_right;
    s->n_left = columns->n_left;
    memset(s->front, 0, front_size);
    while (end < n_layers) {
        first = end;
        memcpy(s->kept + first / TOGETHER * s->front_room, s->front, front_size);
        end = forward_together(s, columns, first);
    }
    for (;; first -= TOGETHER) {
        for (size_t l = end; l-- > first;) {
            if (l + 1 < n_layers)
                step(s, l, &s->block[l - first], false);
        }
        columns->take(columns->context, s->block, first, end - first);
        if (first == 0)
            return;
        s->block[TOGETHER] = block_of(s, TOGETHER, first);
        memcpy(s->block[TOGETHER].inverse, s->block[0].inverse, s->block_room * sizeof *s->memory);
        memcpy(s->front, s->kept + (first / TOGETHER - 1) * s->front_room, front_size);
        end = forward_together(s, columns, first - TOGETHER);
    }
}
