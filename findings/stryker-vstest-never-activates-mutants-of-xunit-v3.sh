#!/usr/bin/env bash
# dotnet-stryker 5.1.0 with xunit.v3 4.0.2 and .NET 10: the default test runner against the one of
# Microsoft.Testing.Platform.
#
# Expected: a mutant that a test detects is killed, whichever runner executes the tests.
# Observed: with the default runner (vstest) every mutant survives, the score is 0 %, and the tool ends with 0 like after
# a good run. xunit v3 runs the tests in a process of their own, in which no mutant is ever activated; the only sign is
# a line about failed coverage capture. With "test-runner": "mtp" the same tests kill the same mutants.
# Workaround: reference xunit.v3.mtp-v2 and set "test-runner": "mtp".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir lib tests
cat >lib/lib.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
X
cat >lib/Fee.cs <<'X'
public static class Fee { public static bool IsFree(long won) => won >= 50000; }
X
cat >tests/tests.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><IsTestProject>true</IsTestProject>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
    <PackageReference Include="xunit.runner.visualstudio" Version="4.0.1" />
    <PackageReference Include="xunit.v3.mtp-v2" Version="4.0.2" />
    <ProjectReference Include="../lib/lib.csproj" />
  </ItemGroup>
</Project>
X
cat >tests/Tests.cs <<'X'
using Xunit;
public sealed class Tests
{
    [Theory]
    [InlineData(49999, false)]
    [InlineData(50000, true)]
    [InlineData(50001, true)]
    public void Free_from_50000(long won, bool expected) => Assert.Equal(expected, Fee.IsFree(won));
}
X
dotnet new tool-manifest >/dev/null
dotnet tool install dotnet-stryker --version 5.1.0 >/dev/null
cd tests
for runner in vstest mtp; do
  code=0
  dotnet stryker --test-runner "$runner" --reporter json >"../$runner.log" 2>&1 || code=$?
  report=$(find StrykerOutput -name mutation-report.json -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2)
  echo "$runner: exit $code, killed $(grep -o '"status": *"Killed"' "$report" | wc -l), survived $(grep -o '"status": *"Survived"' "$report" | wc -l)"
done | tee ../seen
diff ../seen - <<'X'
vstest: exit 0, killed 0, survived 2
mtp: exit 0, killed 2, survived 0
X
echo 'As described.'
