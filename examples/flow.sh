#!/bin/sh
# From a network to the way that Li+ takes through it, without any data: the share of the net current
# that visits each phase, what its loss would cost, the paths, the conductance.
#
# Expect: JSON; Li+ has to go foil -> ceramic -> interface -> salt -> foil, so each phase is visited by 1 (all)
# and the resistance is the sum of the four steps', 2 x 1/2e-10 + 2 x 1/1e-10 s/mol times RT/F2: 8.0 kohm.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/chain.yaml" <<MODEL
lipath: 1
title: A chain of three phases
parameters:
  contact: {value: 2e-10 mol/s}
  inside: {value: 1e-10 mol/s}
compartments:
  left:      {kind: electrode, enrichment: 0.95}
  right:     {kind: electrode, enrichment: 0.95}
  ceramic:   {role: bulk, inventory: 6 umol}
  interface: {role: interface, inventory: 1.5 umol}
  salt:      {role: salt, inventory: 2.5 umol}
exchange:
  - {between: [left, ceramic], flow: contact}
  - {between: [ceramic, interface], flow: inside}
  - {between: [interface, salt], flow: inside}
  - {between: [salt, right], flow: contact}
MODEL
lipath flow "$work/chain.yaml"
