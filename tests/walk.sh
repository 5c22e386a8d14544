#!/usr/bin/env bash
# 200 random walks of three clones, of which `cargo test` takes a few. Ends with the faults, each with its seed.
#
#   tests/walk.sh                200 seeds
#   tests/walk.sh 50 301         50 seeds from 301
#   WALK_SEED=301 cargo test --test it walk:: -- --nocapture     one walk, with its commands
set -euo pipefail
cd "$(dirname "$0")/.."
WALK_SEEDS=${1:-200} WALK_FIRST=${2:-1} cargo test --locked --test it walk:: -- --nocapture
