#!/usr/bin/env bash
# Proves the shop: installs what the tests need and is missing, builds with warnings as errors, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

missing=()
command -v chromium >/dev/null || missing+=(chromium)
find /usr/share/fonts -iname '*nanum*' 2>/dev/null | grep -q . || missing+=(fonts-nanum)
command -v npm >/dev/null || missing+=(nodejs npm)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)

if ((${#missing[@]})); then
  if ((EUID != 0)); then
    echo "Please install: ${missing[*]} (for instance: sudo apt-get install ${missing[*]})" >&2
    exit 1
  fi
  # Only PostgreSQL's programs are wanted: the package's own server would listen beside the shop's.
  if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"
fi

solutions=(Shop.sln)

for solution in "${solutions[@]}"; do
  dotnet build "$solution" -v quiet -nologo
done

# Style is among the build's errors; what the compiler does not see is looked at here.
dotnet format whitespace . --folder --verify-no-changes

# What the tests start lives for seconds: to optimise its busiest code would cost more than it gives.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0

# What failed is said once more at the end, where it is looked for.
said=$(mktemp)
of_the_browser='^Shop\.Tests\.(Web|Looks|Sandbox\.OpeningTheWindow)\.'
trap 'rm -f "$said"' EXIT

failed=0
for solution in "${solutions[@]}"; do
  dotnet test "$solution" --no-build --nologo --logger 'console;verbosity=normal' | tee -a "$said" || failed=1
done

# A browser on a busy machine now and then misses a moment. On CI its tests, and no others, are tried once more, and it
# is said which needed that: what fails about money or in a service fails for good.
tried=$(grep -oP '^  Failed \K[\w.]+' "$said" | sort -u || true)
if ((failed)) && [[ "${CI:-}" == true && -n "$tried" ]] && ! grep -qvE "$of_the_browser" <<<"$tried" \
  && ! grep -qE 'Cleanup Failure|Test Run Aborted' "$said"; then
  echo
  echo "Tried once more:"
  echo "$tried"
  filter=$(sed 's/^/FullyQualifiedName=/' <<<"$tried" | paste -sd '|')
  failed=0
  dotnet test Shop.sln --no-build --nologo --filter "$filter" --logger 'console;verbosity=normal' | tee "$said" || failed=1
fi

if ((failed)); then
  echo
  echo 'What failed:'
  awk '/^  Failed /{shown=0; tells=1} /^  (Passed|Skipped) |^(info|warn|fail): |^Test Run /{tells=0}
    tells && shown++ < 30' "$said" | cut -c1-300
fi
exit "$failed"
