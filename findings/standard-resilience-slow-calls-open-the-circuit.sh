#!/usr/bin/env bash
# Microsoft.Extensions.Http.Resilience 10.11.0 on .NET 10.
#
# Expected: the circuit breaker of AddStandardResilienceHandler refuses calls to a service that fails. A service that is
# only slow for a moment (cold, or busy) makes its slow calls time out, and answers the next one.
# Observed: an attempt that the handler itself ended after its timeout counts as a failure, and each retry counts again:
# 30 slow calls of 4 attempts are the 100 failures that open the circuit. The service is fast again, but for 5 s no call
# is sent to it (BrokenCircuitException). With a predicate that counts only HttpRequestException, which an unreachable
# service gives, the next call is answered.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Extensions.Http.Resilience" Version="10.11.0" /></ItemGroup>
</Project>
X
cat >Program.cs <<'X'
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var server = builder.Build();
var (served, isSlow) = (0, true);
server.MapGet("/", async (CancellationToken ct) =>
{
    Interlocked.Increment(ref served);
    await Task.Delay(isSlow ? TimeSpan.FromMinutes(1) : TimeSpan.Zero, ct);
});
await server.StartAsync();

foreach (var onlyUnreachable in new[] { false, true })
{
    var services = new ServiceCollection();
    services.AddHttpClient("client").AddStandardResilienceHandler(options =>
    {
        options.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(500);
        options.Retry.Delay = TimeSpan.Zero; // Three retries, the default.
        if (onlyUnreachable)
        {
            options.CircuitBreaker.ShouldHandle = call => new(call.Outcome.Exception is HttpRequestException);
        }
    });
    await using var provider = services.BuildServiceProvider();
    using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("client");

    isSlow = true;
    await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => CallAsync(client)));
    (isSlow, served) = (false, 0);
    var end = await CallAsync(client);
    Console.WriteLine($"{(onlyUnreachable ? "only unreachable" : "default")}: next call {end}, {served} requests sent");
}

async Task<string> CallAsync(HttpClient client)
{
    try
    {
        using var response = await client.GetAsync(server.Urls.Single());
        return response.StatusCode.ToString();
    }
    catch (Exception error)
    {
        return error.GetType().Name;
    }
}
X
dotnet run -v quiet -p:NoWarn=ASP0000 | tee seen
diff seen - <<'X'
default: next call BrokenCircuitException, 0 requests sent
only unreachable: next call OK, 1 requests sent
X
echo 'As described.'
