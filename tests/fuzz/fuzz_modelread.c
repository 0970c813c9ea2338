/* SPDX-License-Identifier: MIT
 *
 * Any bytes through the whole reading of a study: it may refuse them, with an error for it, never
 * crash, leak or run away. What it accepts must keep the promises of study.h that no later part
 * checks again. Replayed over tests/fuzz/corpus/modelread by driver.c; `make fuzz` searches.
 */
#include "input/study.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_parameter(const struct lp_parameters *parameters, size_t i)
{
    const struct lp_parameter *p = &parameters->item[i];
    require(p->i_activation == LP_NONE || p->i_activation < parameters->n);
    require(p->dimension < LP_N_DIMENSIONS);
    require(!p->is_used || isfinite(p->value));
    require(!p->is_fitted || (p->min < p->max && p->min <= p->value && p->value <= p->max));
    require(!p->is_fitted || p->scale == LP_SCALE_LINEAR || isfinite(p->max));
    require(!p->is_fitted || p->scale != LP_SCALE_LOG10 || p->min > 0.0);
}

static void check_model(const struct lp_model *model)
{
    for (size_t i = 0; i < model->n_edges; i++) {
        const struct lp_edge *edge = &model->edges[i];
        require(edge->i_from < model->n_compartments && edge->i_to < model->n_compartments);
        require(edge->is_one_way ? edge->rate_per_s.is_given : edge->flow_mol_per_s.is_given);
    }
    for (size_t i = 0; i < model->n_compartments; i++) {
        require(model->compartments[i].enrichment.is_given);
        require(model->compartments[i].kind == LP_ELECTRODE ||
                model->compartments[i].inventory_mol.is_given);
    }
    for (size_t i = 0; i < model->n_components; i++)
        require(model->components[i].n_parts > 0);
}

static void check_experiment(const struct lp_experiment *experiment)
{
    check_model(experiment->model);
    require(experiment->temperature_K > 0.0);
    for (size_t i = 0; i < experiment->n_rows; i++) {
        const struct lp_row *row = &experiment->rows[i];
        require(isfinite(row->value) && row->t_s >= 0.0 && !(row->sigma <= 0.0));
        require(row->i_component < experiment->model->n_components);
        require(i == 0 || experiment->rows[i - 1].t_s <= row->t_s);
    }
    for (size_t i = 1; i < experiment->n_times; i++)
        require(experiment->times_s[i - 1] < experiment->times_s[i]);
    for (size_t b = 0; b < experiment->protocol.n_blocks; b++) {
        const struct lp_block *block = &experiment->protocol.blocks[b];
        require(block->n_repeat > 0 && block->n_steps > 0);
        for (size_t s = 0; s < block->n_steps; s++)
            require(block->steps[s].duration_s > 0.0 && isfinite(block->steps[s].current_A));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/lipath-fuzz-XXXXXX";
    int descriptor = mkstemp(path);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (!file)
        return 0;
    fwrite(data, 1, size, file);
    fclose(file);
    struct lp_study *study = NULL;
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status = lp_study_read(path, &study, diag);
    remove(path);
    require((status == LP_OK) == (study != NULL));
    require((status == LP_OK) == (lp_diag_n_errors(diag) == 0));
    for (size_t i = 0; study && i < study->parameters.n; i++)
        check_parameter(&study->parameters, i);
    for (size_t i = 0; study && i < study->n_experiments; i++)
        check_experiment(&study->experiments[i]);
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    lp_study_free(study);
    return 0;
}
