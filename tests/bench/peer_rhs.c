/* SPDX-License-Identifier: MIT
 *
 * The right-hand sides of problems S and L for deSolve (peer.R), which loads them as a library.
 * S: dx/dt = A x + b from parms = A by rows, b. L: parms = Z, flows [6], hops [3], N of a layer
 * [3].
 */
#define N_L 13

void s_begin(void (*fill)(int *, double *));
void s_slope(int *n, double *t, double *x, double *dx, double *out, int *ip);
void s_jacobian(int *n, double *t, double *x, int *ml, int *mu, double *pd, int *n_rows,
                double *out, int *ip);
void l_begin(void (*fill)(int *, double *));
void l_slope(int *n, double *t, double *x, double *dx, double *out, int *ip);

static double s[12], l[N_L];

void s_begin(void (*fill)(int *, double *))
{
    int n = 12;
    fill(&n, s);
}

void s_slope(int *n, double *t, double *x, double *dx, double *out, int *ip)
{
    (void)n, (void)t, (void)out, (void)ip;
    for (int i = 0; i < 3; i++)
        dx[i] = s[3 * i] * x[0] + s[3 * i + 1] * x[1] + s[3 * i + 2] * x[2] + s[9 + i];
}

void s_jacobian(int *n, double *t, double *x, int *ml, int *mu, double *pd, int *n_rows,
                double *out, int *ip)
{
    (void)n, (void)t, (void)x, (void)ml, (void)mu, (void)out, (void)ip;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            pd[i + j * *n_rows] = s[3 * i + j];
}

void l_begin(void (*fill)(int *, double *))
{
    int n = N_L;
    fill(&n, l);
}

void l_slope(int *n, double *t, double *x, double *dx, double *out, int *ip)
{
    static const int pair[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    const double *phi = l + 1, *hop = l + 7, *N = l + 10;
    int Z = (int)l[0];
    (void)n, (void)t, (void)out, (void)ip;
    for (int z = 0; z < Z; z++, x += 3, dx += 3) {
        for (int i = 0; i < 3; i++) {
            double contact = 1 / (1 / phi[i] + 1 / (2 * hop[i]));
            dx[i] = (z > 0 ? hop[i] * (x[i - 3] - x[i]) : contact * (0.95 - x[i])) +
                    (z + 1 < Z ? hop[i] * (x[i + 3] - x[i]) : contact * (0.95 - x[i]));
        }
        for (int k = 0; k < 3; k++) {
            int i = pair[k][0], j = pair[k][1];
            double flow = phi[3 + k] / Z * (x[j] - x[i]);
            dx[i] += flow;
            dx[j] -= flow;
        }
        for (int i = 0; i < 3; i++)
            dx[i] /= N[i];
    }
}
