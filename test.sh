#!/usr/bin/env bash
# Installs missing packages that the tests need, builds with warnings as errors, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

projects=(Shop.UnitTests Shop.PortOne.Sandbox.Tests Shop.Tests)

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

dotnet build Shop.sln -v quiet -nologo

# The build checks code style. This checks whitespace, which the build does not check.
dotnet format whitespace . --folder --verify-no-changes

# Processes of the tests run for seconds, so dynamic optimisation (tiered PGO) costs more than it saves.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0

# Uses xunit's runner. `dotnet test` does not show what the proofs print, and its summary omits failed clean-ups; see
# findings/xunit-v3-cleanup-failure-under-dotnet-test.sh.
results=artifacts/tests
rm -rf "$results"
mkdir -p "$results"

run_tests() { # Arguments: the project, the file for the results, then options that select tests.
  dotnet run --project "$1" --no-build -- -noColor -reporter verbose -xml "${@:2}" 2>&1 | tee "$results/$1.log"
}

count_of() { # Prints a count of a results file; 0 if the run ended early and there is no file.
  grep -oPm1 "<assembly [^>]*\b$2=\"\K\d+" "$1" 2>/dev/null || echo 0
}

failed_tests() { # Prints the failed tests of a results file, as class and method.
  grep -oP '<test [^>]*result="Fail"[^>]*>' "$1" | sed -E 's/.* type="([^"]*)" method="([^"]*)".*/\1.\2/' | sort -u
}

# On a busy machine a browser test sometimes fails by timing.
browser_tests='^Shop\.Tests\.(Web|Looks)\.|\.BrowserSdkTests\.'
exit_code=0 passed=0 failed=0 skipped=0

for project in "${projects[@]}"; do
  run_failed=0
  first=$results/$project.xml
  run_tests "$project" "$first" || run_failed=1
  failures=$(count_of "$first" failed)
  errors=$(count_of "$first" errors) # Failed fixtures and clean-ups.
  ((passed += $(count_of "$first" passed), skipped += $(count_of "$first" skipped))) || true

  # On CI, failed browser tests run a second time if no other test has failed, and the log names them.
  if ((failures && !errors)) && [[ ${CI:-} == true ]] \
    && retried=$(failed_tests "$first") && ! grep -qvE "$browser_tests" <<<"$retried"; then
    printf '\nRetried:\n%s\n' "$retried"
    run_failed=0
    second=$results/$project-retry.xml
    mapfile -t methods < <(sed 's/^/-method\n/' <<<"$retried")
    run_tests "$project" "$second" "${methods[@]}" || run_failed=1
    errors=$(count_of "$second" errors)
    still_failed=$failures
    [[ -e $second ]] && still_failed=$(count_of "$second" failed)
    ((passed += failures - still_failed, failures = still_failed)) || true
  fi

  ((failures += errors)) || true
  if ((run_failed && !failures)); then
    failures=1 # The run ended without results.
  fi

  ((exit_code |= run_failed, failed += failures)) || true
done

if ((exit_code)); then
  echo
  echo 'Failures:'
  awk '/^    .* \[FAIL\]$|^    \[.* Cleanup Failure/ {lines = 0; show = 1}
    !/^     / && !/ \[FAIL\]$| Cleanup Failure/ {show = 0}
    show && lines++ < 30' "$results"/*.log | cut -c1-300
fi

echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped" || true)"
exit "$exit_code"
