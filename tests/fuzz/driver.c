/* SPDX-License-Identifier: MIT
 *
 * Replays files through a fuzz target without libFuzzer, so that its corpus and all that is in
 * tests/bad run under the sanitizers in every `make test`: the files named as arguments, or all
 * files of the target's folders. Each file is also cut off at a few places, for faults in the
 * middle of things. `make fuzz` links the same targets to libFuzzer instead of this driver.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define N_CUTS 4

static size_t replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat about;
    size_t n_runs = 0;
    uint8_t *bytes = NULL;
    if (!file)
        return 0;
    if (fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode)) {
        size_t capacity = (size_t)about.st_size;
        bytes = malloc(capacity + 1);
        size_t n = bytes ? fread(bytes, 1, capacity, file) : 0;
        for (size_t i = 1; bytes && i <= N_CUTS; i++, n_runs++)
            (void)LLVMFuzzerTestOneInput(bytes, n * i / N_CUTS);
    }
    free(bytes);
    fclose(file);
    return n_runs;
}

static size_t replay_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n_runs = 0;
    while (dir && (entry = readdir(dir))) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        n_runs += replay(path);
    }
    if (dir)
        closedir(dir);
    return n_runs;
}

int main(int argc, char *argv[])
{
    size_t n_runs = 0;
    for (int i = 1; i < argc; i++)
        n_runs += replay(argv[i]);
    for (size_t i = 0; argc < 2 && lp_fuzz_folders[i]; i++)
        n_runs += replay_folder(lp_fuzz_folders[i]);
    printf("%zu inputs replayed\n", n_runs);
    return n_runs == 0;
}
