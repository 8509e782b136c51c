#!/usr/bin/env bash
# Microsoft.Extensions.Http.Resilience 10.11.0 on .NET 10.
#
# Expected: the response that a resilience strategy judges knows its request, so that a predicate can read the method
# from Outcome.Result.RequestMessage, in a test with a stubbed primary handler as in production.
# Observed: only SocketsHttpHandler sets RequestMessage; HttpClient and the handlers in between do not. With a stub the
# property is null, so the predicate is false and a 502 to a GET is not retried. Over a socket it is retried. A test
# with a stub therefore passes or fails for another reason than the deployed program. The request of the attempt's
# context (GetRequestMessage) is there in both.
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
using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var server = builder.Build();
var served = 0;
server.MapGet("/", () => { served++; return Results.StatusCode(502); });
await server.StartAsync();

var stub = new Stub();
foreach (var byContext in new[] { false, true })
{
    served = stub.Calls = 0;
    await CallAsync(stub, byContext);
    await CallAsync(new SocketsHttpHandler(), byContext);
    Console.WriteLine($"method from the {(byContext ? "context" : "response")}: stub {stub.Calls} calls, socket {served} calls");
}

async Task CallAsync(HttpMessageHandler handler, bool byContext)
{
    var services = new ServiceCollection();
    services.AddHttpClient("client").ConfigurePrimaryHttpMessageHandler(() => handler).AddResilienceHandler("retry",
        pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is { StatusCode: HttpStatusCode.BadGateway } response
                && (byContext ? attempt.Context.GetRequestMessage() : response.RequestMessage)?.Method == HttpMethod.Get),
        }));
    await using var provider = services.BuildServiceProvider();
    using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("client");
    using var response = await client.GetAsync(server.Urls.Single());
}

sealed class Stub : HttpMessageHandler
{
    public int Calls { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Calls++;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway));
    }
}
X
dotnet run -v quiet -p:NoWarn=ASP0000 | tee seen
diff seen - <<'X'
method from the response: stub 1 calls, socket 2 calls
method from the context: stub 2 calls, socket 2 calls
X
echo 'As described.'
