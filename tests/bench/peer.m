% SPDX-License-Identifier: MIT
% Problem S as a user of Octave would solve it (run.sh): eigenvalues, and a Levenberg-Marquardt fit
% by differences, for Octave itself has none. Folder in, "key value" out.
1;

function r = residuals(p, t, value, N)
  phi = 10 .^ p;
  K = [0, phi(4), phi(5); phi(4), 0, phi(6); phi(5), phi(6), 0];
  K -= diag(sum(K, 2) + 2 * phi(1:3));
  if !all(isfinite(K(:)))
    r = repmat(1e10, numel(value), 1);
    return;
  endif
  root = sqrt(N);
  [V, W] = eig(K ./ (root * root'));
  x = 0.95 + (V * (exp(diag(W) * t') .* (V' * (root * (0.0759 - 0.95))))) ./ root;
  r = ((x - value) / 0.01)(:);
endfunction

function [p, cost] = fit(p, f)
  lambda = 1e-2;
  r = f(p);
  cost = r' * r;
  for k = 1:200
    J = zeros(numel(r), numel(p));
    for j = 1:numel(p)
      q = p;
      q(j) += 1e-7;
      J(:, j) = (f(q) - r) / 1e-7;
    endfor
    A = J' * J;
    g = J' * r;
    do
      step = -(A + lambda * diag(max(diag(A), 1e-12))) \ g;
      tried = f(p + step);
      is_better = tried' * tried < cost;
      if !is_better
        lambda *= 4;
      endif
    until is_better || lambda > 1e12
    if !is_better
      return;
    endif
    promise = cost - tried' * tried;
    p += step;
    r = tried;
    cost = r' * r;
    lambda /= 10;
    if promise < 1e-9 * cost
      return;
    endif
  endfor
endfunction

folder = argv(){1};
s = csvread([folder, "/s.csv"]);
t = unique(s(:, 1));
value = reshape(s(:, 3), 3, []);
N = [6e-6; 1.5e-6; 2.5e-6];
start = log10([2e-11; 1.5e-10; 5e-11; 8e-11; 5e-12; 6e-11] .* [3; 1/3; 3; 1/3; 3; 1/3]);
least = Inf;
for k = 1:5
  tic;
  [p, cost] = fit(start, @(p) residuals(p, t, value, N));
  least = min(least, toc);
endfor
printf("octave_fit %.9g\noctave_chi2 %.9g\n", least, cost);
