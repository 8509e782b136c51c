#!/usr/bin/env bash
# OpenTelemetry.Extensions.Hosting and .Exporter.OpenTelemetryProtocol 1.20.1, .NET 10, UseOtlpExporter().
#
# Expected: a collector that accepts connections and never answers delays the end of a process by about one timeout.
# Observed: the providers of metrics, traces and logs are shut down one after the other, and each waits 5 s. The process
# needs about 15 s after SIGTERM, also with HostOptions.ShutdownTimeout = 1 s, because the service provider disposes the
# providers after the host has stopped. Orchestrators that kill after 6 or 10 s kill it. A collector that refuses
# connections causes no delay.
# Workaround: call Shutdown on all three providers in parallel when the host has stopped.
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenTelemetry.Extensions.Hosting" Version="1.20.1" />
    <PackageReference Include="OpenTelemetry.Exporter.OpenTelemetryProtocol" Version="1.20.1" />
  </ItemGroup>
</Project>
X
cat >Program.cs <<'X'
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

// A collector that accepts connections and never answers.
var silent = new TcpListener(IPAddress.Loopback, 0);
silent.Start();
_ = Task.Run(async () =>
{
    var held = new List<TcpClient>();
    while (true) held.Add(await silent.AcceptTcpClientAsync());
});

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}";
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
builder.Logging.AddOpenTelemetry();
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource("finding"))
    .WithMetrics(metrics => metrics.AddMeter("finding"))
    .UseOtlpExporter();
var app = builder.Build();
await app.StartAsync();
new ActivitySource("finding").StartActivity("work")?.Dispose();
new Meter("finding").CreateCounter<int>("count").Add(1);
app.Logger.LogInformation("work");
var end = Stopwatch.StartNew();
await app.StopAsync();
await app.DisposeAsync();
Console.WriteLine($"ended after {end.Elapsed.TotalSeconds:0} s");
X
dotnet run -v quiet 2>&1 | tee seen
grep -Eq 'ended after 1[4-7] s' seen
echo 'As described.'
