#!/usr/bin/env bash
# Grpc.AspNetCore 2.85.0, one application with a gRPC service and ordinary endpoints.
#
# Expected: MapGrpcService adds the routes of its methods and does not change the responses to other requests: 405 for a
# wrong method and 415 for a wrong media type.
# Observed: it also maps a route with two parameters, for unknown services and methods. This route matches a request to
# an endpoint of two path segments whose media type or method is wrong, so the client gets 404 instead of 415 or 405. A
# path of one segment is not affected.
# Workaround: AddGrpc(options => options.IgnoreUnknownServices = true).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Grpc.AspNetCore" Version="2.85.0" />
    <Protobuf Include="echo.proto" GrpcServices="Server" />
  </ItemGroup>
</Project>
X
cat >echo.proto <<'X'
syntax = "proto3";
package finding;
message Empty {}
service Echo { rpc Say (Empty) returns (Empty); }
X
cat >Program.cs <<'X'
using System.Text;

foreach (var (name, setting) in new (string, bool?)[]
    { ("no gRPC", null), ("default", false), ("ignoring unknown", true) })
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    if (setting is { } ignore) { builder.Services.AddGrpc(options => options.IgnoreUnknownServices = ignore); }
    var app = builder.Build();
    app.MapPost("/payment/webhook", (Body body) => "ok");
    app.MapPost("/webhook", (Body body) => "ok");
    if (setting is not null) { app.MapGrpcService<Echo>(); }
    await app.StartAsync();
    using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
    async Task<int> Post(string path) =>
        (int)(await http.PostAsync(path, new StringContent("x", Encoding.UTF8, "text/plain"))).StatusCode;
    Console.WriteLine($"{name}: POST text to /webhook {await Post("/webhook")}, to /payment/webhook "
        + $"{await Post("/payment/webhook")}; "
        + $"GET /payment/webhook {(int)(await http.GetAsync("/payment/webhook")).StatusCode}");
    await app.DisposeAsync();
}

record Body(int Id);
class Echo : finding.Echo.EchoBase;
X
sed -i 's/^package finding;/package finding;\noption csharp_namespace = "finding";/' echo.proto
dotnet run -v quiet 2>&1 | tee seen
diff seen - <<'X'
no gRPC: POST text to /webhook 415, to /payment/webhook 415; GET /payment/webhook 405
default: POST text to /webhook 415, to /payment/webhook 404; GET /payment/webhook 404
ignoring unknown: POST text to /webhook 415, to /payment/webhook 415; GET /payment/webhook 405
X
echo 'As described.'
