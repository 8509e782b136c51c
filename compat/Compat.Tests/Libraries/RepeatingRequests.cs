using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Compat.Tests.Libraries;

public sealed class RepeatingRequests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);
    private static readonly Uri Address = new("http://service.example/");

    [Fact]
    public void The_standard_options_are_as_documented()
    {
        using var services = Standard(new Wire(), _ => { });

        var options = services.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>()
            .Get("caller-standard");

        Assert.Equal(1000, options.RateLimiter.DefaultRateLimiterOptions.PermitLimit);
        Assert.Equal(0, options.RateLimiter.DefaultRateLimiterOptions.QueueLimit);
        Assert.Equal(TimeSpan.FromSeconds(30), options.TotalRequestTimeout.Timeout);
        Assert.Equal(3, options.Retry.MaxRetryAttempts);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Retry.Delay);
        Assert.Equal(DelayBackoffType.Exponential, options.Retry.BackoffType);
        Assert.True(options.Retry.UseJitter);
        Assert.Equal(0.1, options.CircuitBreaker.FailureRatio);
        Assert.Equal(100, options.CircuitBreaker.MinimumThroughput);
        Assert.Equal(TimeSpan.FromSeconds(30), options.CircuitBreaker.SamplingDuration);
        Assert.Equal(TimeSpan.FromSeconds(5), options.CircuitBreaker.BreakDuration);
        Assert.Equal(TimeSpan.FromSeconds(10), options.AttemptTimeout.Timeout);
    }

    [Fact]
    public void The_standard_handler_takes_the_clients_own_timeout_away()
    {
        using var services = Standard(new Wire(), _ => { });

        Assert.Equal(Timeout.InfiniteTimeSpan, Client(services).Timeout);
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.InternalServerError, 4)]
    [InlineData("GET", HttpStatusCode.ServiceUnavailable, 4)]
    [InlineData("GET", HttpStatusCode.RequestTimeout, 4)]
    [InlineData("GET", HttpStatusCode.TooManyRequests, 4)]
    [InlineData("GET", HttpStatusCode.NotFound, 1)]
    [InlineData("GET", HttpStatusCode.OK, 1)]
    [InlineData("POST", HttpStatusCode.InternalServerError, 4)]
    [InlineData("DELETE", HttpStatusCode.InternalServerError, 4)]
    public async Task By_default_every_method_is_repeated_three_times(string method, HttpStatusCode status, int times)
    {
        var wire = new Wire(status);
        await using var services = Standard(wire, options => options.Retry.Delay = AtOnce);

        using var answer = await Client(services).SendAsync(new(new HttpMethod(method), Address));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(times, wire.Sent.Count);
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("HEAD", 4)]
    [InlineData("OPTIONS", 4)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public async Task What_may_change_something_is_sent_once_where_that_is_asked(string method, int times)
    {
        var wire = new Wire(HttpStatusCode.InternalServerError);
        await using var services = Standard(wire, options =>
        {
            options.Retry.Delay = AtOnce;
            options.Retry.DisableForUnsafeHttpMethods();
        });

        await Client(services).SendAsync(new(new HttpMethod(method), Address));

        Assert.Equal(times, wire.Sent.Count);
    }

    [Fact]
    public async Task A_connection_that_fails_is_tried_again()
    {
        var wire = new Wire((number, _) => number < 3
            ? throw new HttpRequestException("refused")
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        await using var services = Standard(wire, options => options.Retry.Delay = AtOnce);

        using var answer = await Client(services).GetAsync(Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, wire.Sent.Count);
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        var wire = new Wire((number, _) =>
        {
            var answer = new HttpResponseMessage(number == 1 ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
            return Task.FromResult(answer);
        });
        await using var services = Standard(wire, options => options.Retry.Delay = AtOnce);
        var watch = Stopwatch.StartNew();

        await Client(services).GetAsync(Address);

        Assert.Equal(2, wire.Sent.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_and_repeated()
    {
        var wire = new Wire(Never);
        await using var services = Standard(wire, options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(50);
            options.Retry.Delay = AtOnce;
        });

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => Client(services).GetAsync(Address));

        Assert.Equal(4, wire.Sent.Count);
    }

    [Fact]
    public async Task All_attempts_together_have_a_limit()
    {
        var wire = new Wire(HttpStatusCode.InternalServerError);
        await using var services = Standard(wire, options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(1);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(2);
            options.Retry.Delay = TimeSpan.FromMinutes(1);
        });

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => Client(services).GetAsync(Address));

        Assert.Single(wire.Sent);
    }

    [Fact]
    public async Task The_caller_who_goes_away_ends_it()
    {
        using var impatience = new CancellationTokenSource();
        var wire = new Wire((number, ct) =>
        {
            impatience.Cancel();
            return Never(number, ct);
        });
        await using var services = Standard(wire, _ => { });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client(services).GetAsync(Address, impatience.Token));

        Assert.Single(wire.Sent);
    }

    [Fact]
    public async Task The_breaker_keeps_calls_away_from_what_fails()
    {
        var wire = new Wire(HttpStatusCode.InternalServerError);
        await using var services = Standard(wire, options =>
        {
            options.Retry.ShouldHandle = _ => ValueTask.FromResult(false);
            options.CircuitBreaker.MinimumThroughput = 2;
        });
        await Client(services).GetAsync(Address);
        await Client(services).GetAsync(Address);

        await Assert.ThrowsAsync<BrokenCircuitException>(() => Client(services).GetAsync(Address));

        Assert.Equal(2, wire.Sent.Count);
    }

    [Fact]
    public async Task More_calls_at_once_than_permitted_are_refused_and_not_repeated()
    {
        var release = new TaskCompletionSource<HttpResponseMessage>();
        var wire = new Wire((_, _) => release.Task);
        await using var services = Standard(
            wire, options => options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = 1);
        var first = Client(services).GetAsync(Address);

        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => Client(services).GetAsync(Address));
        release.SetResult(new(HttpStatusCode.OK));
        await first;
        await Client(services).GetAsync(Address);

        Assert.Equal(2, wire.Sent.Count);
    }

    [Theory]
    [InlineData(20, 10, 60)]
    [InlineData(10, 30, 15)]
    public async Task Options_that_contradict_each_other_stop_the_start(int attempt, int total, int sampling)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHttpClient("caller").AddStandardResilienceHandler(options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(attempt);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(total);
            options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(sampling);
        });
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_pipeline_of_ones_own_leaves_the_clients_timeout_alone()
    {
        var wire = new Wire(HttpStatusCode.BadGateway);
        var services = new ServiceCollection().AddLogging();
        var client = services.AddHttpClient("caller").ConfigurePrimaryHttpMessageHandler(() => wire);
        client.AddResilienceHandler("own", pipeline =>
            pipeline.AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 1, Delay = AtOnce }));
        await using var provider = services.BuildServiceProvider();

        await Client(provider).PostAsync(Address, content: null);

        Assert.Equal(2, wire.Sent.Count);
        Assert.Equal(TimeSpan.FromSeconds(100), Client(provider).Timeout);
    }

    private static async Task<HttpResponseMessage> Never(int number, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new UnreachableException();
    }

    private static ServiceProvider Standard(Wire wire, Action<HttpStandardResilienceOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var client = services.AddHttpClient("caller").ConfigurePrimaryHttpMessageHandler(() => wire);
        client.AddStandardResilienceHandler(configure);
        return services.BuildServiceProvider();
    }

    private static HttpClient Client(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient("caller");
}
