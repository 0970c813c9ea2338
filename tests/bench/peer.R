# SPDX-License-Identifier: MIT
# Problems S and L as a user of deSolve (right-hand side in C) and minpack.lm would solve them
# (run.sh). Folder and the compiled peer_rhs.c in, "key value" out.
suppressMessages({library(deSolve); library(minpack.lm)})
arguments <- commandArgs(TRUE)
folder <- arguments[1]
dyn.load(arguments[2])
dll <- sub("\\.so$", "", basename(arguments[2]))
s <- read.csv(file.path(folder, "s.csv"), header = FALSE)
t <- sort(unique(s[[1]]))
value <- matrix(s[[3]], ncol = 3, byrow = TRUE)
N <- c(6e-6, 1.5e-6, 2.5e-6)
true <- c(2e-11, 1.5e-10, 5e-11, 8e-11, 5e-12, 6e-11)
start <- log10(true * c(3, 1/3, 3, 1/3, 3, 1/3))
residuals <- function(p) {
  phi <- 10^p
  K <- matrix(c(0, phi[4], phi[5], phi[4], 0, phi[6], phi[5], phi[6], 0), 3)
  A <- (K - diag(rowSums(K) + 2 * phi[1:3])) / N
  x <- ode(rep(0.0759, 3), c(0, t), "s_slope", parms = c(t(A), 2 * phi[1:3] * 0.95 / N),
           jacfunc = "s_jacobian", dllname = dll, initfunc = "s_begin", method = "lsoda",
           jactype = "fullusr", rtol = 1e-8, atol = 1e-12)
  as.vector(x[-1, 2:4] - value) / 0.01
}
# Differences by steps that rise above the integrator's errors: with those of rounding the search stops anywhere.
control <- nls.lm.control(ftol = 1e-9, ptol = 1e-8, epsfcn = 1e-12, maxiter = 200)
least <- Inf
for (k in 1:5) {
  begin <- proc.time()[["elapsed"]]
  for (again in 1:3)
    found <- nls.lm(start, fn = residuals, control = control)
  least <- min(least, (proc.time()[["elapsed"]] - begin) / 3)
}
cat("desolve_fit", least, "\n")
cat("desolve_chi2", found$deviance, "\n")
Z <- 100
parms <- c(Z, true, c(3e-13, 1e-12, 5e-13) * N * Z / 1e-8, N / Z)
least <- Inf
for (k in 1:3) {
  begin <- proc.time()[["elapsed"]]
  x <- ode(rep(0.0759, 3 * Z), c(0, t), "l_slope", parms = parms, dllname = dll, initfunc = "l_begin",
           method = "lsode", jactype = "bandint", bandup = 3, banddown = 3, rtol = 1e-8, atol = 1e-12)
  least <- min(least, proc.time()[["elapsed"]] - begin)
}
y <- sapply(1:3, function(i) rowMeans(x[-1, 1 + seq(i, 3 * Z, 3)]))
expected <- matrix(read.csv(file.path(folder, "l100.csv"), header = FALSE)[[3]], ncol = 3, byrow = TRUE)
cat("desolve_l100_values", least, "\n")
cat("desolve_l100_difference", max(abs(y - expected)), "\n")
