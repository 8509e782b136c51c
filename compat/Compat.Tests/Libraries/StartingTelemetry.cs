using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Compat.Tests.Libraries;

public sealed class StartingTelemetry
{
    [Fact]
    public async Task Spans_are_heard_from_the_first_hosted_service_on()
    {
        using var source = new ActivitySource($"{nameof(StartingTelemetry)}.First");
        var heard = new Heard();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService(_ => new Speaker(source));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("speaker"))
            .WithTracing(traces => traces.AddSource(source.Name).AddProcessor(heard));
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal(["spoken"], heard.Names);
        Assert.Contains(
            heard.Resource!.Attributes, attribute => attribute is { Key: "service.name", Value: "speaker" });
    }

    [Fact]
    public async Task Asking_twice_adds_to_the_same_providers()
    {
        using var one = new ActivitySource($"{nameof(StartingTelemetry)}.One");
        using var two = new ActivitySource($"{nameof(StartingTelemetry)}.Two");
        var heard = new Heard();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenTelemetry().WithTracing(traces => traces.AddSource(one.Name).AddProcessor(heard));
        builder.Services.AddOpenTelemetry().WithTracing(traces => traces.AddSource(two.Name));
        using var host = builder.Build();
        await host.StartAsync();

        one.StartActivity("one")?.Stop();
        two.StartActivity("two")?.Stop();

        Assert.Equal(["one", "two"], heard.Names);
    }

    [Fact]
    public async Task Meters_are_read_while_the_host_runs()
    {
        using var meter = new Meter($"{nameof(StartingTelemetry)}.Meter");
        var counter = meter.CreateCounter<long>("sales");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenTelemetry().WithMetrics(
            metrics => metrics.AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(new NoExporter())));
        var host = builder.Build();
        await host.StartAsync();
        var enabledWhileRunning = counter.Enabled;

        host.Dispose();

        Assert.True(enabledWhileRunning);
        Assert.False(counter.Enabled);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_database_context_brings_npgsqls_spans_unless_disabled(bool disabled, int spans)
    {
        using var npgsql = new ActivitySource("Npgsql");
        var heard = new Heard();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddNpgsqlDbContext<DbContext>("db", settings => settings.DisableTracing = disabled);
        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(heard));
        using var host = builder.Build();
        await host.StartAsync();

        npgsql.StartActivity("query")?.Stop();

        Assert.Equal(spans, heard.Names.Count(name => name == "query"));
    }

    private sealed class Speaker(ActivitySource source) : IHostedService
    {
        public Task StartAsync(CancellationToken ct)
        {
            source.StartActivity("spoken")?.Stop();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class Heard : BaseProcessor<Activity>
    {
        public List<string> Names { get; } = [];

        public Resource? Resource => ParentProvider?.GetResource();

        public override void OnEnd(Activity span) => Names.Add(span.DisplayName);
    }

    private sealed class NoExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
