/* SPDX-License-Identifier: MIT
 *
 * Replays files through a fuzz target without libFuzzer:
 *
 *     fuzz_NAME [FILE...]
 *
 * Without files it takes all of tests/fuzz/corpus/NAME. Whatever the files hold, the exit code is
 * 0, unless the target crashes; 1 if a file cannot be read or the corpus is empty.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_FILE ((size_t)16 << 20)

static int replay(const char *path, uint8_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t n = fread(bytes, 1, MAX_FILE, file);
    fclose(file);
    /* A copy of just the file's size, so that a read beyond its end is caught. */
    uint8_t *exact = malloc(n ? n : 1);
    if (!exact)
        return 1;
    memcpy(exact, bytes, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 0;
}

static int replay_folder(const char *folder, uint8_t *bytes)
{
    int result = 0;
    size_t n = 0;
    DIR *listing = opendir(folder);
    if (!listing) {
        perror(folder);
        return 1;
    }
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        char path[2048];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        result |= replay(path, bytes);
        n++;
    }
    closedir(listing);
    printf("%s: %zu files\n", folder, n);
    return n ? result : 1;
}

int main(int argc, char *argv[])
{
    int result = 0;
    uint8_t *bytes = malloc(MAX_FILE);
    if (!bytes)
        return 1;
    for (int i = 1; i < argc; i++)
        result |= replay(argv[i], bytes);
    if (argc == 1) {
        char folder[1024];
        const char *name = strstr(argv[0], "fuzz_");
        for (const char *next = name; next; next = strstr(next + 1, "fuzz_"))
            name = next;
        snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name ? name + 5 : "");
        result = replay_folder(folder, bytes);
    }
    free(bytes);
    return result;
}
