#!/usr/bin/env bash
# ZiggyCreatures.FusionCache 2.9.0.
#
# Expected: with Duration = TimeSpan.Zero nothing is kept, so concurrent GetOrSetAsync calls for one key either share one
# run of the factory or run their factories at the same time.
# Observed: they do neither. The lock that protects a key from a stampede is taken for a zero duration too, and each
# caller finds nothing when it gets the lock. Twenty callers of a factory that takes 100 ms run twenty factories one
# after the other: the last waits 2 s. A duration of 10 ms is enough for the waiting callers to share one result.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="ZiggyCreatures.FusionCache" Version="2.9.0" /></ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using System.Diagnostics;
using ZiggyCreatures.Caching.Fusion;

foreach (var duration in new[] { TimeSpan.Zero, TimeSpan.FromMilliseconds(10) })
{
    using var cache = new FusionCache(new FusionCacheOptions());
    var (runs, together, most) = (0, 0, 0);
    var watch = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => cache.GetOrSetAsync<int>("key", async (_, _) =>
    {
        most = Math.Max(most, Interlocked.Increment(ref together));
        await Task.Delay(100);
        Interlocked.Decrement(ref together);
        return Interlocked.Increment(ref runs);
    }, new FusionCacheEntryOptions(duration)).AsTask())));
    Console.Error.WriteLine($"{duration.TotalMilliseconds} ms: {runs} runs, {watch.ElapsedMilliseconds} ms");
    Console.WriteLine($"{duration.TotalMilliseconds} ms: {(runs == 20 ? "each caller runs its factory" : "callers share")}, "
        + $"{most} at a time, {(watch.Elapsed.TotalSeconds >= 1.8 ? "one after the other" : "soon")}");
}
X
dotnet run -v quiet | tee seen
diff seen - <<'X'
0 ms: each caller runs its factory, 1 at a time, one after the other
10 ms: callers share, 1 at a time, soon
X
echo 'As described.'
