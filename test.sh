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
[[ "${UseCompat:-true}" == true && -e compat/Compat.sln ]] && solutions+=(compat/Compat.sln)

for solution in "${solutions[@]}"; do
  dotnet build "$solution" -v quiet -nologo
done

# The code's form is looked at while the tests wait for what they start.
forms="$(mktemp -d)"
trap 'rm -rf "$forms"' EXIT
pids=()
for solution in "${solutions[@]}"; do
  nice dotnet format "$solution" --no-restore --verify-no-changes &>"$forms/${#pids[@]}" &
  pids+=($!)
done

failed=0
for solution in "${solutions[@]}"; do
  dotnet test "$solution" --no-build --nologo --logger 'console;verbosity=normal' || failed=1
done
for i in "${!pids[@]}"; do
  wait "${pids[i]}" || { cat "$forms/$i"; failed=1; }
done
exit "$failed"
