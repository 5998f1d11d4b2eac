#!/usr/bin/env bash
# Draws the book's figures and writes the output that its text quotes. About a minute; the times in step.txt are those of
# the machine that it runs on.
set -euo pipefail
cd "$(dirname "$0")/../.."
output=docs/book/src/output
cargo build --release --locked -p hyperwell-cli -p hyperwell-book -p hyperwell-benches
target=${CARGO_TARGET_DIR:-target}/release

"$target/figures"
"$target/hyperwell" explain 'tanh(2*x)^2' --at 0.3 > "$output/explain.txt"
"$target/hyperwell" spectrum barrier --states 3 > "$output/spectrum.txt"
"$target/hyperwell" compare barrier --quiet > "$output/compare.txt"

# One line for each instruction set that this processor has.
{
  printf 'one training step, three hidden layers of 64 neurons, 256 points, f64, one core\n\n'
  printf '%-12s%14s%24s\n' 'instructions' 'us a step' 'percent of its peak'
  for isa in baseline avx2 avx512; do
    line=$("$target/step" --problem barrier --hidden 64 --points 256 --steps 2000 --isa "$isa" 2> /dev/null) || continue
    number() { sed "s/.*\"$1\":\([0-9.]*\).*/\1/" <<< "$line"; }
    printf '%-12s%14.0f%24.0f\n' "$isa" "$(number us_min)" "$(number percent_of_peak)"
  done
} > "$output/step.txt"
