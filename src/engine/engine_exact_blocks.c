/* SPDX-License-Identifier: MIT
 *
 * (z - A)^-1 at a group of points, by elimination of whole layers. With S_l what the layers before
 * leave of block l, E_l the rates from the next layer and F_l those into it (diagonal both),
 *
 *     S_l+1 = (z - A)_l+1 - F_l S_l^-1 E_l            factor
 *     g_l = S_l^-1 (r_l + F_l-1 g_l-1)                forward
 *     x_l = g_l + S_l^-1 E_l x_l+1                    backward
 *
 * and for the transposed matrix (`left` columns) the same with S^-T, E and F exchanged. Blocks are
 * held by their off-diagonals and row sums: the layer before adds F_i (S^-1)_ij E_j to off-diagonal
 * ij and F_i (S^-1 e)_i to row sum i, and so does each step of Gauss within a block. Nothing of the
 * size of the stiffest rate is ever subtracted, so fine layers cost no digits (Grassmann, Taksar &
 * Heyman, Oper. Res. 33 (1985) 1107).
 *
 * Only S^-1 is kept of all layers, 0.6 KB each with three phases and four points. Columns are at
 * hand for LP_EXACT_LAYERS_TOGETHER layers at a time, in the processor's first cache; of the way
 * forward what enters each such group is kept, and the group is done again on the way back.
 */
#include "engine/engine_exact_depth.h"

#include "base/arena.h"

#include <string.h>

#define TOGETHER LP_EXACT_LAYERS_TOGETHER

/* Of a block: nodes, phases among them, nodes before these. */
struct shape {
    size_t n, n_phases, skip;
};

/* What the right-hand sides of a layer pass on to the next, by phase. */
struct front {
    struct number *right; /* [n_phases][n_right] */
    struct number *left;  /* [n_phases][n_left] */
};

struct lp_exact_blocks {
    const struct lp_exact_layers *layers;
    struct lp_arena *arena;
    size_t n_right, n_left;
    size_t column_room, front_room; /* numbers */
    struct number *inverse;         /* of all blocks, one after the other */
    struct lp_exact_block block[TOGETHER + 1];
    struct number *columns; /* [TOGETHER + 1][column_room] of these blocks */
    struct number *front;   /* [front_room] into the layer that is next */
    struct number *kept;    /* [n_layers / TOGETHER][front_room] */
    struct number *passed;  /* [n_phases][n_phases] rates that a layer passes on to the next */
    struct number *work;    /* [n_most][n_most + 1] */
};

struct lp_exact_blocks *lp_exact_blocks_new(const struct lp_exact_layers *layers, size_t n_columns)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_blocks *s = lp_arena_alloc(arena, 1, sizeof *s);
    if (!s) {
        lp_arena_free(arena);
        return NULL;
    }
    size_t n = layers->n_phases, n_most = layers->n_most, n_layers = layers->n_layers;
    s->layers = layers;
    s->arena = arena;
    s->column_room = n_most * n_columns;
    s->front_room = n * n_columns;
    size_t n_end = 2 * n_most * n_most; /* the first and the last block */
    s->inverse = n_layers < (size_t)-1 / (n * n + 1)
                     ? lp_exact_numbers(arena, n_layers * n * n + n_end, 1)
                     : NULL;
    s->columns =
        lp_exact_numbers(arena, n_layers < TOGETHER ? n_layers : TOGETHER + 1, s->column_room);
    s->front = lp_exact_numbers(arena, 1, s->front_room);
    s->kept = lp_exact_numbers(arena, (n_layers + TOGETHER - 1) / TOGETHER, s->front_room);
    s->passed = lp_exact_numbers(arena, n, n);
    s->work = lp_exact_numbers(arena, n_most, n_most + 1);
    if (s->inverse && !lp_arena_has_failed(arena))
        return s;
    lp_exact_blocks_free(s);
    return NULL;
}

void lp_exact_blocks_free(struct lp_exact_blocks *blocks)
{
    if (blocks)
        lp_arena_free(blocks->arena);
}

static const double *up_from(const struct lp_exact_blocks *s, size_t i_layer)
{
    return s->layers->up + i_layer * s->layers->rate_stride;
}

static const double *down_from(const struct lp_exact_blocks *s, size_t i_layer)
{
    return s->layers->down + i_layer * s->layers->rate_stride;
}

static struct number *inverse_of(const struct lp_exact_blocks *s, size_t i_layer)
{
    size_t n = s->layers->n_phases, n_first = lp_exact_layers_range(s->layers, 0).n;
    return s->inverse + (i_layer == 0 ? 0 : n_first * n_first + (i_layer - 1) * n * n);
}

static bool is_end(const struct lp_exact_blocks *s, size_t i_layer)
{
    return i_layer == 0 || i_layer + 1 == s->layers->n_layers;
}

/* Off-diagonals of a block and, on the diagonal, its row sums without what goes to the next layer;
 * with what the layers before pass on. */
LP_INLINE void begin_block(const struct lp_exact_blocks *s, const struct number *z, size_t i_layer,
                           struct shape shape, struct number a[])
{
    const double *in = s->layers->in + i_layer * s->layers->rate_stride;
    size_t n = shape.n, n_phases = shape.n_phases;
    lanes zero = {0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            a[i * n + j] = (struct number){i == j ? z->re : zero, i == j ? z->im : zero};
    }
    for (size_t i = 0; i < n_phases; i++) {
        for (size_t j = 0; j < n_phases; j++) {
            struct number *rate = &a[(shape.skip + i) * n + shape.skip + j];
            rate->re += s->passed[i * n_phases + j].re + in[i * n_phases + j];
            rate->im += s->passed[i * n_phases + j].im;
        }
    }
    for (size_t e = 0; e < s->layers->n_ends && is_end(s, i_layer); e++) {
        const struct lp_exact_end *end = &s->layers->ends[e];
        size_t start = i_layer == 0 ? 0 : s->layers->n_before + i_layer * n_phases;
        size_t to = end->to - start, from = end->from - start;
        if (end->i_layer == i_layer) /* a reservoir's stays in the row sum */
            a[to * n + (from < n ? from : to)].re += end->rate;
    }
}

/* S^-1 from off-diagonals and, on the diagonal, row sums. a becomes the factors: U above the
 * diagonal, 1/D on it, L below. */
LP_INLINE void invert(size_t n, struct number a[], struct number inverse[])
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

/* S^-1 of a block, and what it passes on: F S^-1 E and, to row sums, F S^-1 e.
 * work: [n][n + 1] */
LP_INLINE void factor_block(const struct lp_exact_blocks *s, const struct number *z, size_t i_layer,
                            struct shape shape, struct number work[])
{
    const double *up = up_from(s, i_layer), *down = down_from(s, i_layer);
    size_t n = shape.n, n_phases = shape.n_phases;
    struct number *a = work, *e = a + n * n, *inverse = inverse_of(s, i_layer);
    begin_block(s, z, i_layer, shape, a);
    for (size_t i = 0; i < n; i++)
        e[i] = copy(&a[i * n + i]);
    for (size_t i = 0; i < n_phases; i++)
        a[(shape.skip + i) * (n + 1)].re += up[i];
    invert(n, a, inverse);
    for (size_t i = 0; i < n_phases; i++) {
        const struct number *row = inverse + (shape.skip + i) * n;
        struct number sum = {{0}, {0}};
        for (size_t j = 0; j < n; j++)
            add_product(&sum, &row[j], &e[j]);
        for (size_t j = 0; j < n_phases; j++)
            s->passed[i * n_phases + j] =
                scaled(i == j ? &sum : &row[shape.skip + j], i == j ? down[i] : down[i] * up[j]);
    }
}

/* v <- S^-1 (v + what comes from the block before), which passes on rate v, or with S^-T. */
LP_INLINE void forward_columns(struct shape shape, const struct number inverse[],
                               bool is_transposed, size_t n_columns, const double rate[],
                               struct number v[], struct number front[], struct number old[])
{
    size_t n = shape.n;
    for (size_t m = 0; m < n_columns; m++) {
        for (size_t j = 0; j < n; j++)
            old[j] = copy(&v[j * n_columns + m]);
        for (size_t j = 0; j < shape.n_phases; j++)
            add(&old[shape.skip + j], &front[j * n_columns + m]);
        for (size_t i = 0; i < n; i++) {
            struct number sum = times(&inverse[i * (is_transposed ? 1 : n)], &old[0]);
            for (size_t j = 1; j < n; j++)
                add_product(&sum, &inverse[is_transposed ? j * n + i : i * n + j], &old[j]);
            v[i * n_columns + m] = sum;
        }
        for (size_t j = 0; j < shape.n_phases; j++)
            front[j * n_columns + m] = scaled(&v[(shape.skip + j) * n_columns + m], rate[j]);
    }
}

/* v += S^-1 (rate v of the next block), or with S^-T. */
LP_INLINE void backward_columns(struct shape shape, const struct number inverse[],
                                bool is_transposed, size_t n_columns, const double rate[],
                                struct number v[], const struct number next[], struct number old[])
{
    size_t n = shape.n;
    for (size_t m = 0; m < n_columns; m++) {
        for (size_t j = 0; j < shape.n_phases; j++)
            old[j] = scaled(&next[j * n_columns + m], rate[j]);
        for (size_t i = 0; i < n; i++) {
            struct number sum = copy(&v[i * n_columns + m]);
            for (size_t j = 0; j < shape.n_phases; j++) {
                size_t node = shape.skip + j;
                add_product(&sum, &inverse[is_transposed ? node * n + i : i * n + node], &old[j]);
            }
            v[i * n_columns + m] = sum;
        }
    }
}

static inline struct front front_of(const struct lp_exact_blocks *s)
{
    return (struct front){.right = s->front, .left = s->front + s->layers->n_phases * s->n_right};
}

/* The i-th block in memory is that of a layer. */
static struct lp_exact_block block_of(const struct lp_exact_blocks *s, size_t i, size_t i_layer)
{
    struct lp_exact_range range = lp_exact_layers_range(s->layers, i_layer);
    struct number *memory = s->columns + i * s->column_room;
    return (struct lp_exact_block){.range = range,
                                   .inverse = inverse_of(s, i_layer),
                                   .right = memory,
                                   .left = memory + range.n * s->n_right};
}

LP_INLINE void forward(const struct lp_exact_blocks *s, size_t i_layer,
                       const struct lp_exact_block *b, struct shape shape, struct number work[])
{
    struct front front = front_of(s);
    forward_columns(shape, b->inverse, false, s->n_right, down_from(s, i_layer), b->right,
                    front.right, work);
    forward_columns(shape, b->inverse, true, s->n_left, up_from(s, i_layer), b->left, front.left,
                    work);
}

LP_INLINE void backward(const struct lp_exact_blocks *s, size_t i_layer,
                        const struct lp_exact_block *b, struct shape shape, struct number work[])
{
    const struct lp_exact_block *next = b + 1;
    backward_columns(shape, b->inverse, false, s->n_right, up_from(s, i_layer), b->right,
                     next->right, work);
    backward_columns(shape, b->inverse, true, s->n_left, down_from(s, i_layer), b->left, next->left,
                     work);
}

/* function(..., shape, work) for a block. Inner blocks of most models have code of their own, in
 * which loops over phases are unrolled. */
#define BY_SHAPE(s, block_range, function, ...)                                                    \
    do {                                                                                           \
        const struct lp_exact_range range_ = block_range;                                          \
        const size_t n_ = (s)->layers->n_phases, fixed_ = range_.n == n_ ? n_ : 0;                 \
        struct number work_[4 * (4 + 1)];                                                          \
        if (fixed_ == 2)                                                                           \
            function(__VA_ARGS__, (struct shape){2, 2, 0}, work_);                                 \
        else if (fixed_ == 3)                                                                      \
            function(__VA_ARGS__, (struct shape){3, 3, 0}, work_);                                 \
        else if (fixed_ == 4)                                                                      \
            function(__VA_ARGS__, (struct shape){4, 4, 0}, work_);                                 \
        else                                                                                       \
            function(__VA_ARGS__, (struct shape){range_.n, n_, range_.skip}, (s)->work);           \
    } while (0)

LP_WIDE static void factor(const struct lp_exact_blocks *s, const struct number *z)
{
    for (size_t l = 0; l < s->layers->n_layers; l++)
        BY_SHAPE(s, lp_exact_layers_range(s->layers, l), factor_block, s, z, l);
}

void lp_exact_blocks_factor(struct lp_exact_blocks *blocks, const struct number *z)
{
    size_t n_phases = blocks->layers->n_phases;
    memset(blocks->passed, 0, n_phases * n_phases * sizeof *blocks->passed);
    factor(blocks, z);
}

/* Layers from `first` on, as far as memory goes; how many. */
LP_WIDE static size_t go_forward(struct lp_exact_blocks *s, const struct lp_exact_columns *columns,
                                 size_t first)
{
    size_t n_left = s->layers->n_layers - first, n = n_left < TOGETHER ? n_left : TOGETHER;
    for (size_t i = 0; i < n; i++)
        s->block[i] = block_of(s, i, first + i);
    columns->fill(columns->context, s->block, first, n);
    for (size_t i = 0; i < n; i++)
        BY_SHAPE(s, s->block[i].range, forward, s, first + i, &s->block[i]);
    return n;
}

LP_WIDE static void go_back(struct lp_exact_blocks *s, size_t first, size_t n)
{
    for (size_t i = first + n < s->layers->n_layers ? n : n - 1; i-- > 0;)
        BY_SHAPE(s, s->block[i].range, backward, s, first + i, &s->block[i]);
}

void lp_exact_blocks_solve(struct lp_exact_blocks *blocks, const struct lp_exact_columns *columns)
{
    struct lp_exact_blocks *s = blocks;
    size_t front_size = s->front_room * sizeof *s->front, first = 0, n = 0;
    s->n_right = columns->n_right;
    s->n_left = columns->n_left;
    memset(s->front, 0, front_size);
    do {
        first += n;
        memcpy(s->kept + first / TOGETHER * s->front_room, s->front, front_size);
        n = go_forward(s, columns, first);
    } while (first + n < s->layers->n_layers);
    for (;;) {
        go_back(s, first, n);
        columns->take(columns->context, s->block, first, n);
        if (first == 0)
            return;
        s->block[TOGETHER] = block_of(s, TOGETHER, first);
        memcpy(s->block[TOGETHER].right, s->block[0].right, s->column_room * sizeof *s->columns);
        first -= TOGETHER;
        memcpy(s->front, s->kept + first / TOGETHER * s->front_room, front_size);
        n = go_forward(s, columns, first);
    }
}
