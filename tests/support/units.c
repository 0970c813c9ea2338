/* SPDX-License-Identifier: MIT
 *
 * One unit system for the whole program, by the linker's --wrap=lp_units_new,--wrap=lp_units_free:
 * to load UDUNITS-2's database takes 13 ms under AddressSanitizer, thirty times what it takes to
 * read a small study. That each reader frees its system is seen by the programs themselves, which
 * the golden cases run, and by the tests that let allocations fail.
 */
#include "base/units.h"

struct lp_units *__real_lp_units_new(void);
struct lp_units *__wrap_lp_units_new(void);
void __wrap_lp_units_free(struct lp_units *units);

static struct lp_units *loaded;

struct lp_units *__wrap_lp_units_new(void)
{
    if (!loaded)
        loaded = __real_lp_units_new();
    return loaded;
}

void __wrap_lp_units_free(struct lp_units *units)
{
    (void)units;
}
