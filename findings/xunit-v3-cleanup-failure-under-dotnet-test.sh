#!/usr/bin/env bash
# xunit.v3.mtp-off 4.0.2, xunit.runner.visualstudio 4.0.1, Microsoft.NET.Test.Sdk 18.11.0, .NET SDK 10, `dotnet test`.
#
# Expected: if DisposeAsync of a fixture throws, the run fails and the summary reports the failure.
# Observed: the summary is "Passed!  - Failed:     0, Passed:     1", but the exit code is 1. A script or a person that
# reads the summary takes the run for successful. The console output of tests is not shown either.
# Workaround: xunit's runner (`dotnet run`) shows the output and counts the failure as an error.
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
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
    <PackageReference Include="xunit.runner.visualstudio" Version="4.0.1" />
    <PackageReference Include="xunit.v3.mtp-off" Version="4.0.2" />
  </ItemGroup>
</Project>
X
cat >Tests.cs <<'X'
using Xunit;
public sealed class Fixture : IAsyncLifetime
{
    public ValueTask InitializeAsync() => default;
    public ValueTask DisposeAsync() => throw new InvalidOperationException("the clean-up failed");
}
public sealed class Tests(Fixture fixture) : IClassFixture<Fixture>
{
    [Fact] public void Passes() { Console.WriteLine("written by the test"); Assert.NotNull(fixture); }
}
X
dotnet build -v quiet >/dev/null
code=0
dotnet test --no-build --nologo >seen 2>&1 || code=$?
grep '^Passed!' seen | sed -E 's/, Duration.*//'
echo "dotnet test ended with $code and showed $(grep -c '^written by' seen || true) lines of the test"
own=0
dotnet run --no-build >own 2>&1 || own=$?
echo "xunit's runner ended with $own:$(grep -oE 'Errors: [0-9]+' own | tail -1 | sed 's/^/ /')"
grep -q '^Passed!  - Failed:     0, Passed:     1, Skipped:     0, Total:     1' seen
((code == 1 && own != 0))
grep -q 'Errors: 1' own
! grep -q '^written by' seen
echo 'As described.'
