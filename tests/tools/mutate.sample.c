/* A call(); and 1 + 1 in a comment. */
#include "a/b.h"

#define LIMIT    1e-9
#define TWICE(x) (2 * (x))
#define TEXT     "3 < 4"

struct pair {
    double of[2];
};

enum kind { FIRST = 1, LAST };

static const double weights[2] = {0.5, 0};

static int middle(int low, int *high, const char *text)
{
    double local[3], *p = &local[1];
    int sum = -low + *high * 2; /* low > high */
    for (int i = 0; i < 3; i++)
        sum -= i;
    if (!text || text[0] == '1' && sum <= 0x10)
        log_it("a, b\" + c", sum);
    if (is_odd(sum))
        sum++;
    else if (has(text, sum))
        forget();
    while (sum)
        sum /= 2;
    p = calloc(sum + 2, sizeof *p);
    const bool is_fine = sum ? true : low != 0.0;
    return sum > low ? sum % 7 : -sum - (is_fine && p);
}
