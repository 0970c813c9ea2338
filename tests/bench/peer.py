# SPDX-License-Identifier: MIT
# Problems S and L as a user of numpy and scipy would solve them (run.sh). Folder in, "key value" out.
import sys, time
import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares

folder = sys.argv[1]
s = np.loadtxt(folder + "/s.csv", delimiter=",")
t = np.unique(s[:, 0])
value = s[:, 2].reshape(len(t), 3)  # rows go by time, then phase
N = np.array([6e-6, 1.5e-6, 2.5e-6])
X0, FOIL, SIGMA = 0.0759, 0.95, 0.01
TRUE = np.array([2e-11, 1.5e-10, 5e-11, 8e-11, 5e-12, 6e-11])
START = np.log10(TRUE * np.array([3, 1 / 3] * 3))
PAIRS = [(0, 1), (0, 2), (1, 2)]


def network(phi):
    """Symmetric exchange matrix without the foils, and what the foils exchange."""
    K = np.zeros((3, 3))
    for (i, j), flow in zip(PAIRS, phi[3:]):
        K[i, j] += flow
        K[j, i] += flow
    foil = 2 * phi[:3]
    return K - np.diag(K.sum(1) + foil), foil


def relax(K, N, times):
    """x at all times from X0 to FOIL, by the symmetrised eigenproblem."""
    root = np.sqrt(N)
    w, V = np.linalg.eigh(K / np.outer(root, root))
    start = V.T @ (root * (X0 - FOIL))
    return FOIL + (np.exp(np.outer(times, w)) * start) @ V.T / root


def by_eigh(p):
    K, _ = network(10**p)
    return ((relax(K, N, t) - value) / SIGMA).ravel()


def by_ivp(p):
    K, foil = network(10**p)
    A = K / N[:, None]
    b = foil * FOIL / N
    out = solve_ivp(lambda _, x: A @ x + b, (0, t[-1]), np.full(3, X0), method="LSODA", t_eval=t,
                    jac=lambda _, x: A, rtol=1e-8, atol=1e-12)
    return ((out.y.T - value) / SIGMA).ravel()


def fit(name, residuals, repeats, diff_step=None):
    least = np.inf
    for _ in range(repeats):
        begin = time.perf_counter()
        found = least_squares(residuals, START, method="lm", xtol=1e-8, ftol=1e-9,
                              diff_step=diff_step)
        least = min(least, time.perf_counter() - begin)
    print(name + "_fit", least)
    print(name + "_chi2", 2 * found.cost)


def depth(Z):
    """Problem L: states by layer, then phase."""
    n, L = 3 * Z, 100e-6
    layer, K = N / Z, np.zeros((3 * Z, 3 * Z))

    def join(i, j, flow):
        K[i, j] += flow
        K[j, i] += flow
        K[i, i] -= flow
        K[j, j] -= flow

    hop = np.array([3e-13, 1e-12, 5e-13]) * N * Z / L**2
    for z in range(Z):
        for (i, j), flow in zip(PAIRS, TRUE[3:]):
            join(3 * z + i, 3 * z + j, flow / Z)
        for i in range(3):
            if z + 1 < Z:
                join(3 * z + i, 3 * z + 3 + i, hop[i])
    for i in range(3):
        contact = 1 / (1 / TRUE[i] + 1 / (2 * hop[i]))
        K[i, i] -= contact
        K[n - 3 + i, n - 3 + i] -= contact
    return relax(K, np.tile(layer, Z), t).reshape(len(t), Z, 3).mean(1)


fit("numpy", by_eigh, 5)
fit("ivp", by_ivp, 1, 1e-4)  # differences above the integrator's own noise
least = np.inf
for _ in range(3):
    begin = time.perf_counter()
    y = depth(100)
    least = min(least, time.perf_counter() - begin)
print("numpy_l100_values", least)
expected = np.loadtxt(folder + "/l100.csv", delimiter=",")[:, 2].reshape(len(t), 3)
print("numpy_l100_difference", np.abs(y - expected).max())
