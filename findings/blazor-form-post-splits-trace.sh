#!/usr/bin/env bash
# OpenTelemetry.Instrumentation.AspNetCore 1.20.2 with .NET 10's static server-rendered Blazor forms.
#
# Expected: the calls of a form's handler (other services, the database) are in the trace of the POST that submitted the
# form.
# Observed: by default the instrumentation also listens to Blazor's activity source. Its "Event onsubmit" span starts a
# new trace without a parent, and the handler's calls are in that trace. The trace of the POST contains the page only,
# so a purchase cannot be followed from the page to the services.
# Workaround: EnableRazorComponentsSupport = false puts the handler's calls into the trace of the POST.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenTelemetry.Extensions.Hosting" Version="1.20.1" />
    <PackageReference Include="OpenTelemetry.Exporter.InMemory" Version="1.20.1" />
    <PackageReference Include="OpenTelemetry.Instrumentation.AspNetCore" Version="1.20.2" />
    <PackageReference Include="OpenTelemetry.Instrumentation.Http" Version="1.20.2" />
  </ItemGroup>
</Project>
X
cat >App.razor <<'X'
@page "/form"
@using Microsoft.AspNetCore.Components.Forms
@using Microsoft.AspNetCore.Components.Web
@inject HttpClient Http
<form method="post" @formname="pay" @onsubmit="PayAsync"><AntiforgeryToken /><button>pay</button></form>
@code {
    private async Task PayAsync() => await Http.GetStringAsync("/behind");
}
X
cat >Program.cs <<'X'
using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry.Trace;

foreach (var setting in new bool?[] { null, false })
{
    var spans = new List<Activity>();
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Services.AddRazorComponents();
    builder.Services.AddScoped(_ => new HttpClient { BaseAddress = new(Address.Of!) });
    builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
        .AddAspNetCoreInstrumentation(options =>
        {
            if (setting is { } enabled) { options.EnableRazorComponentsSupport = enabled; }
        })
        .AddHttpClientInstrumentation()
        .AddInMemoryExporter(spans));
    var app = builder.Build();
    app.UseAntiforgery();
    app.MapGet("/behind", () => "ok");
    app.MapRazorComponents<finding.App>();
    await app.StartAsync();
    Address.Of = app.Urls.Single();

    // Acts as a browser, which sends no trace context.
    using var browser = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
    {
        BaseAddress = new(Address.Of),
    };
    var page = await browser.GetStringAsync("/form");
    var fields = Regex.Matches(page, """name="([^"]+)" value="([^"]+)""")
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    (await browser.PostAsync("/form", new FormUrlEncodedContent(fields))).EnsureSuccessStatusCode();
    await app.Services.GetRequiredService<TracerProvider>().ShutdownNow();

    var post = spans.Single(span => span.Kind == ActivityKind.Server && span.DisplayName.StartsWith("POST"));
    var behind = spans.Single(span => span.Kind == ActivityKind.Server && span.DisplayName.Contains("/behind"));
    Console.WriteLine($"EnableRazorComponentsSupport {(setting is null ? "default" : setting)}: the call behind the "
        + $"form is {(behind.TraceId == post.TraceId ? "in the trace of the POST" : "in another trace")}"
        + string.Concat(spans.Where(span => span.DisplayName.StartsWith("Event onsubmit"))
            .Select(span =>
                $", below '{span.DisplayName[..14]}' which has {(span.ParentSpanId == default ? "no" : "a")} parent")));
    await app.DisposeAsync();
}

static class Address { public static string? Of; }

static class Shutdown
{
    public static Task ShutdownNow(this TracerProvider provider) { provider.ForceFlush(); return Task.Delay(200); }
}
X
dotnet run -v quiet 2>&1 | tee seen
diff seen - <<'X'
EnableRazorComponentsSupport default: the call behind the form is in another trace, below 'Event onsubmit' which has no parent
EnableRazorComponentsSupport False: the call behind the form is in the trace of the POST
X
echo 'As described.'
