#!/usr/bin/env bash
# EFCore.NamingConventions 10.0.1 with EF Core 10.0.15 (SQLite provider, which needs no server).
#
# Expected: UseSnakeCaseNamingConvention() renames the tables and columns of the model only. Database.SqlQuery<T>() for
# a type outside the model matches columns by the names of T's properties, as without the convention.
# Observed: the convention also renames the columns that SqlQuery<T> requires. `select … as "EndsAt"` throws "The
# required column 'ends_at' was not present" when the query runs. A name of one word ("Id") still matches, because
# matching ignores case, so only names of two or more words fail. The column of a scalar is still "Value".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="EFCore.NamingConventions" Version="10.0.1" />
    <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="10.0.15" />
  </ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using Microsoft.EntityFrameworkCore;

foreach (var convention in new[] { false, true })
{
    using var db = new Db(convention);
    foreach (var sql in new[] { """select 1 as "Id", 'x' as "EndsAt" """, """select 1 as "Id", 'x' as "ends_at" """ })
    {
        try
        {
            var row = db.Database.SqlQueryRaw<Row>(sql).ToList().Single();
            Console.WriteLine($"{convention}: {sql.Trim()}: {row.EndsAt}");
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine($"{convention}: {sql.Trim()}: {error.Message}");
        }
    }

    Console.WriteLine($"{convention}: scalar: {db.Database.SqlQueryRaw<int>("select 7 as \"Value\"").Single()}");
}

class Row { public int Id { get; set; } public string EndsAt { get; set; } = ""; }

class Db(bool convention) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder options)
    {
        options.UseSqlite("Data Source=:memory:");
        if (convention) { options.UseSnakeCaseNamingConvention(); }
    }
}
X
dotnet run -v quiet 2>&1 | tee seen
diff <(sed 's/: The required column/: required column/' seen | cut -c1-130) - <<'X'
False: select 1 as "Id", 'x' as "EndsAt": x
False: select 1 as "Id", 'x' as "ends_at": required column 'EndsAt' was not present in the results of a 'FromSql' operation.
False: scalar: 7
True: select 1 as "Id", 'x' as "EndsAt": required column 'ends_at' was not present in the results of a 'FromSql' operation.
True: select 1 as "Id", 'x' as "ends_at": x
True: scalar: 7
X
echo 'As described.'
