using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop.ServiceDefaults;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Startup;

/// <summary>A service is ready when its hot paths have run once, and never waits for them without end.</summary>
public sealed class WarmUpTests
{
    private readonly ConsoleLog _log = new();

    [Fact]
    public async Task Service_is_healthy_after_the_warm_up()
    {
        var step = new TaskCompletionSource();
        await using var app = await StartAsync(services => services.AddWarmUp("slow", (_, _) => step.Task));
        using var http = ClientOf(app);

        var ready = http.GetStringAsync("/health");
        Assert.Equal("Healthy", await http.GetStringAsync("/alive"));
        Assert.Equal("Healthy", await http.GetStringAsync("/alive"));
        Assert.False(ready.IsCompleted);

        step.SetResult();
        Assert.Equal("Healthy", await ready);
        Assert.Equal("", _log.Text);
    }

    [Theory]
    [InlineData(true, "InvalidOperationException: It failed.")]
    [InlineData(false, "TaskCanceledException")]
    public async Task Failed_or_endless_step_is_logged_in_one_line(bool ends, string reason)
    {
        await using var app = await StartAsync(services => services.AddWarmUp("broken", (_, _) =>
            ends
                ? throw new InvalidOperationException("It failed.\nTwice.")
                : new TaskCompletionSource().Task));
        using var http = ClientOf(app);

        Assert.Equal("Healthy", await http.GetStringAsync("/health"));
        Assert.StartsWith($"The warm-up failed at broken ({reason}", _log.Text);
        Assert.DoesNotContain('\n', _log.Text);
    }

    [Theory]
    [InlineData(StatusCodes.Status503ServiceUnavailable, "")]
    [InlineData(StatusCodes.Status404NotFound, "The warm-up failed at GET /page")]
    public async Task Page_whose_service_is_starting_too_is_no_failure(int status, string logged)
    {
        await using var app = await StartAsync(
            services => services.AddWarmUpRequest("/page"),
            app => app.MapGet("/page", () => Results.StatusCode(status)));
        using var http = ClientOf(app);

        Assert.Equal("Healthy", await http.GetStringAsync("/health"));
        Assert.StartsWith(logged, _log.Text);
        Assert.Equal(logged.Length == 0, _log.Text.Length == 0);
    }

    [Fact]
    public async Task Own_requests_are_not_counted_but_forged_ones_are()
    {
        var counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.server.request.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (key, value) in tags)
            {
                counted += key == "http.route" && $"{value}" == "/counted-page" ? 1 : 0;
            }
        });
        listener.Start();
        var requests = new List<string>();
        await using var app = await StartAsync(
            services => services.AddWarmUpRequest("/counted-page"),
            app => app.MapGet("/counted-page", (HttpContext context) =>
                requests.Add($"{context.Request.Headers["X-Warm-Up"]}")));
        using var http = ClientOf(app);
        await http.GetStringAsync("/health");
        Assert.Equal(36, Assert.Single(requests).Length);
        Assert.Equal(0, counted);

        http.DefaultRequestHeaders.Add("X-Warm-Up", $"{Guid.NewGuid()}");
        await http.GetStringAsync("/counted-page");
        await Eventually.IsAsync(() => Task.FromResult(counted), count => count == 1);
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new(app.Urls.Single()) };

    private async Task<WebApplication> StartAsync(
        Action<IServiceCollection> addSteps, Action<WebApplication>? map = null)
    {
        var builder = LoopbackServer.CreateBuilder();
        builder.Logging.AddProvider(_log).SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton<TimeProvider>(new FastClock());
        addSteps(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync();
        return app;
    }

    // Time-outs of seconds end after milliseconds.
    private sealed class FastClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
