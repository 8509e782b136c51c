#!/usr/bin/env bash
# Shows that the tests detect deliberate bugs. Each patch beside this script breaks one rule about payments and names
# the tests that must detect it. The script applies each patch to a copy of the repository, runs its tests, and prints
# which mutations were caught. It fails if a mutation survives, does not apply or does not build, or if the tests fail
# without a mutation.
# Usage: mutate.sh [name of a patch ...]; without a name it runs all patches.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../../.." && pwd)"
copy="$(mktemp -d)"
log="$copy.log"
trap 'rm -rf "$copy"' EXIT

mutations=("$@")
((${#mutations[@]})) || for patch in "$here"/*.patch; do mutations+=("$(basename "$patch" .patch)"); done

tests_of() { sed -n 's/^Tests: //p' "$here/$1.patch"; }

build() { dotnet build "$copy/Shop.sln" -v quiet -nologo "$@" >>"$log" 2>&1; }

run_tests() { # Arguments: test names. Returns 0 if all passed, 1 if some failed, 2 if none ran.
  local project output code name selected=() result=2
  for name in "$@"; do selected+=(-method "*.$name*"); done
  for project in Shop.UnitTests Shop.Tests; do
    code=0
    output="$(dotnet run --project "$copy/$project" --no-build -- -noColor "${selected[@]}" 2>&1)" || code=$?
    echo "$output" >>"$log"
    if grep -qE ' Total: 0($|,)' <<<"$output"; then continue; fi
    if ((code)); then return 1; fi
    result=0
  done
  return "$result"
}

cd "$repository"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -rd '' file; do if [[ -e "$file" ]]; then printf '%s\0' "$file"; fi; done |
  tar --null --files-from=- --create | tar --extract --directory "$copy"

all_tests=""
for mutation in "${mutations[@]}"; do all_tests+=" $(tests_of "$mutation")"; done
SECONDS=0
build || { tail -n 20 "$log"; echo "The copy does not build."; exit 2; }
mapfile -t names < <(tr -s ' ' '\n' <<<"$all_tests" | sed '/^$/d' | sort -u)
run_tests "${names[@]}" ||
  { tail -n 40 "$log"; echo "The tests fail without any mutation."; exit 2; }
printf '%-36s %-16s %5s s\n' "(no mutation)" "all pass" "$SECONDS"

failed=0
for mutation in "${mutations[@]}"; do
  patch="$here/$mutation.patch"
  SECONDS=0
  echo "=== $mutation" >>"$log"
  if ! (cd "$copy" && git apply "$patch") >>"$log" 2>&1; then
    verdict="does not apply"
  else
    if ! build --no-restore; then
      verdict="does not build"
    else
      code=0
      read -ra names < <(tests_of "$mutation")
      run_tests "${names[@]}" || code=$?
      case $code in
        0) verdict="SURVIVED" ;;
        1) verdict="caught" ;;
        *) verdict="no test was run" ;;
      esac
    fi
    (cd "$copy" && git apply --reverse "$patch")
  fi
  [[ $verdict == caught ]] || failed=1
  printf '%-36s %-16s %5s s\n' "$mutation" "$verdict" "$SECONDS"
done
echo "Log: $log"
exit "$failed"
