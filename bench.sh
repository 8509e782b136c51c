#!/usr/bin/env bash
# Measures the CPU time that the shop and its databases spend on each operation, and with --seconds the rates, against
# another revision and beside the original of the shop and what the platform does at best. See docs/performance.md.
# Usage: ./bench.sh [--against <revision>] [--beside large,original,bare,pgbench] [--operations order,completion,…]
#                   [--count 300] [--blocks 5] [--seconds 5] [--rounds 3] [--profile yes]
#        ./bench.sh --load yes [--rate 50] [--minutes 10]
# The second form offers orders at a fixed rate with faults and a kill, and checks that every order is paid once.
# Needs Node.js and PostgreSQL's programs, as the tests do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

against=""
beside=""
script=measure.mjs
options=()
while (($#)); do
  case $1 in
    --against) against=$2 ;;
    --beside) beside=$2 ;;
    --load) script=load.mjs ;;
    *) options+=("$1" "$2") ;;
  esac
  shift 2
done

output=artifacts/bench
rm -rf "$output"
mkdir -p "$output"

publish() { # Arguments: the project, the folder for the program.
  local arch
  arch="$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"
  dotnet publish "$1" --configuration Release --arch "$arch" --self-contained false --output "$2" -v quiet -nologo
}

publish_shop() { # Arguments: the folder of the sources, the folder for the programs.
  local service
  for service in Account Commerce Web; do
    publish "$1/Shop.$service" "$2/Shop.$service"
  done
}

build_original() {
  cp -r bench/original "$output/original"
  (
    cd "$output/original"
    npm install --no-audit --no-fund --loglevel=error
    for service in account commerce; do
      # Prisma would download an engine that only its migrations use.
      PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate --schema "$service/prisma/schema.prisma" >/dev/null
    done
    npx tsc
  )
}

publish_shop . "$output/this"
targets=this
if [[ $against ]]; then
  sources="$(mktemp -d)"
  trap 'git worktree remove --force "$sources"' EXIT
  git worktree add --quiet --detach "$sources" "$against"
  publish_shop "$sources" "$output/against"
  targets+=,against
fi

if [[ $beside ]]; then
  targets+=,$beside
  if [[ ,$beside, == *,original,* ]]; then build_original; fi
  if [[ ,$beside, == *,bare,* ]]; then publish bench/bare "$output/bare"; fi
fi

[[ $script == load.mjs ]] || options+=(--targets "$targets")
node "bench/$script" --programs "$output" "${options[@]}"
