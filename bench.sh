#!/usr/bin/env bash
# Measures the CPU time that the shop and its databases spend on each operation, against another revision.
# Usage: ./bench.sh [--against <revision>] [--operations order,completion,…] [--count 300] [--blocks 5] [--profile yes]
# See docs/performance.md. Needs Node.js and PostgreSQL's programs, as the tests do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

against=""
options=()
while (($#)); do
  if [[ $1 == --against ]]; then against=$2; else options+=("$1" "$2"); fi
  shift 2
done

output=artifacts/bench
rm -rf "$output"
mkdir -p "$output"

publish() { # Arguments: the folder of the sources, the folder for the programs.
  local service
  for service in Account Commerce Web; do
    dotnet publish "$1/Shop.$service" --configuration Release --output "$2/Shop.$service" -v quiet -nologo
  done
}

publish . "$output/this"
builds=this
if [[ $against ]]; then
  sources="$(mktemp -d)"
  trap 'git worktree remove --force "$sources"' EXIT
  git worktree add --quiet --detach "$sources" "$against"
  publish "$sources" "$output/against"
  builds=this,against
fi

node bench/measure.mjs --programs "$output" --builds "$builds" "${options[@]}"
