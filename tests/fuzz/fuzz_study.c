/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a study or a model, through a file of our own: it is read, with everything it names,
 * or its faults can be printed. (tests/bad is read by its own cases: each reading loads the units.)
 */
#include "tests/fuzz/fuzz.h"

#include "input/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *const lp_fuzz_folders[] = {"tests/fuzz/corpus/study", "models", "inputs/lgps-peo",
                                       NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    char path[] = "/tmp/lipath-fuzz-XXXXXX";
    struct lp_study *study = NULL;
    struct lp_diag *diag = lp_diag_new();
    int file = mkstemp(path);
    if (diag && file >= 0 && write(file, bytes, n_bytes) == (ssize_t)n_bytes &&
        lp_study_read(path, &study, diag) == LP_OK)
        lp_study_free(study);
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    return 0;
}
