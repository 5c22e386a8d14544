#!/usr/bin/env bash
# Every kill and every error, at every call: what `cargo test` takes samples of. Ends with a line for each
# sweep (points, lost, stuck). Takes about half an hour on two cores. Needs strace.
#
#   tests/faults.sh            the sweeps
#   COACH_FAULTS="resolve --finish" cargo test --test it faults::sweep -- --nocapture     those of one command
#   tests/faults.sh 600        and so many seconds of fuzzing with the program's own readers
set -euo pipefail
cd "$(dirname "$0")/.."
command -v strace >/dev/null || { echo "!! strace is missing: nothing was tried" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
run() { "$@" 2>&1 | tee -a "$log" || failed=1; }
COACH_FAULTS=all run cargo test --locked --test it faults::sweep -- --nocapture --test-threads=1
PROPTEST_CASES=20000 run cargo test --locked --test it merge::properties
COACH_FAULTS=all run cargo test --locked --test it serve::kills -- --nocapture --test-threads=1
COACH_TEST_POINTS=1000000 run cargo test --locked --test it write_protocol::kills -- --nocapture --test-threads=1
[ -z "${1:-}" ] || COACH_FUZZ=$1 run cargo test --locked --test it faults::fuzz -- --nocapture
printf '\n== in sum\n'
grep -E '[0-9]+ points' "$log" | sed 's/^test .* \.\.\. //' || true
exit "$failed"
