#!/usr/bin/env bash
# Installs missing packages that the tests need, builds with warnings as errors, and runs every test.
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
  # The tests need PostgreSQL's programs only, so prevent the package from starting a server.
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

# The build checks code style. This checks whitespace, which the build does not check.
dotnet format whitespace . --folder --verify-no-changes

# Processes of the tests run for seconds, so dynamic optimisation (tiered PGO) costs more than it saves.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0

# Uses xunit's runner. `dotnet test` does not show what the proofs print, and its summary omits failed clean-ups; see
# findings/xunit-v3-cleanup-failure-under-dotnet-test.sh.
results=artifacts/tests
log=$results/log.txt
rm -rf "$results"
mkdir -p "$results"
: >"$log"

run_tests() { # Arguments: the file for the results, then options that select tests.
  dotnet run --project Shop.Tests --no-build -- -noColor -reporter verbose -xml "$@" 2>&1 | tee -a "$log"
}

count_of() { # Prints a count of a results file; 0 if the run ended early and there is no file.
  grep -oPm1 "<assembly [^>]*\b$2=\"\K\d+" "$1" 2>/dev/null || echo 0
}

failed_tests() { # Prints the failed tests of a results file, as class and method.
  grep -oP '<test [^>]*result="Fail"[^>]*>' "$1" | sed -E 's/.* type="([^"]*)" method="([^"]*)".*/\1.\2/' | sort -u
}

exit_code=0
run_tests "$results/all.xml" || exit_code=1
passed=$(count_of "$results/all.xml" passed)
skipped=$(count_of "$results/all.xml" skipped)
failed=$(count_of "$results/all.xml" failed)
errors=$(count_of "$results/all.xml" errors) # Failed fixtures and clean-ups.

# On a busy machine a browser test sometimes fails by timing. On CI, failed browser tests run a second time if no other
# test has failed, and the log names them.
browser_tests='^Shop\.Tests\.(Web|Looks|Sandbox\.SandboxWindowTests)\.'
if ((failed && !errors)) && [[ ${CI:-} == true ]] \
  && retried=$(failed_tests "$results/all.xml") && ! grep -qvE "$browser_tests" <<<"$retried"; then
  printf '\nRetried:\n%s\n' "$retried"
  : >"$log"
  exit_code=0
  mapfile -t selection < <(sed 's/^/-method\n/' <<<"$retried")
  run_tests "$results/retry.xml" "${selection[@]}" || exit_code=1
  still_failed=$(count_of "$results/retry.xml" failed)
  errors=$(count_of "$results/retry.xml" errors)
  [[ -e $results/retry.xml ]] || still_failed=$failed
  ((passed += failed - still_failed, failed = still_failed)) || true
fi

((failed += errors)) || true
if ((exit_code && !failed)); then
  failed=1 # The run ended without results.
fi

if ((exit_code)); then
  echo
  echo 'Failures:'
  awk '/^    .* \[FAIL\]$|^    \[.* Cleanup Failure/ {lines = 0; show = 1}
    !/^     / && !/ \[FAIL\]$| Cleanup Failure/ {show = 0}
    show && lines++ < 30' "$log" | cut -c1-300
fi

echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped" || true)"
exit "$exit_code"
