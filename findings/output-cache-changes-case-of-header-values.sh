#!/usr/bin/env bash
# Output caching of ASP.NET Core 10.0 (Microsoft.AspNetCore.App), no package.
#
# Expected: a response from the cache has the headers of the response that was stored.
# Observed: a value that is equal to the name of a known header except for its case is stored as that name: "allow"
# comes back as "Allow", "etag" as "ETag"; "yes" stays as it is. Blazor's script compares its header
# blazor-enhanced-nav: allow exactly, so that every cached page of a Blazor site loses enhanced navigation: the link is
# fetched, and then loaded again as a whole page.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
X
cat >Program.cs <<'X'
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddOutputCache();
await using var server = builder.Build();
server.UseOutputCache();
server.MapGet("/{value}", (string value, HttpContext context) =>
{
    context.Response.Headers["x-value"] = value;
    return "page";
}).CacheOutput();
await server.StartAsync();

using var client = new HttpClient { BaseAddress = new(server.Urls.Single()) };
foreach (var value in new[] { "allow", "etag", "yes" })
{
    Console.WriteLine($"{value}: first {await ReadAsync(value)}, from the cache {await ReadAsync(value)}");
}

async Task<string> ReadAsync(string value)
{
    using var response = await client.GetAsync($"/{value}");
    return response.Headers.GetValues("x-value").Single();
}
X
dotnet run -v quiet -p:NoWarn=ASP0000 | tee seen
diff seen - <<'X'
allow: first allow, from the cache Allow
etag: first etag, from the cache ETag
yes: first yes, from the cache yes
X
echo 'As described.'
