// The standard resilience handler under a gRPC client: what it repeats, and what its own exceptions become.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Compat.Tests.Grpc;

public sealed class ResilientCalls
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    [Fact]
    public async Task A_server_that_is_overloaded_is_asked_four_times_and_is_unavailable()
    {
        var network = new StubNetwork(() => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));

        var failure = await FailureOfAsync(network);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(4, network.Requests.Count);
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_seen_and_each_attempt_sends_the_whole_message()
    {
        var bodies = new List<byte[]>();
        await using var services = ServicesOver(new StubNetwork(async (request, ct) =>
        {
            bodies.Add(await request.Content!.ReadAsByteArrayAsync(ct));
            return bodies.Count < 3
                ? throw new HttpRequestException("lost", new SocketException())
                : StubNetwork.Answer(EmptyMessage);
        }));

        await services.GetRequiredService<Echo.EchoClient>().SayAsync(new Words { Text = "A" });

        Assert.Equal(3, bodies.Count);
        Assert.All(bodies, body => Assert.Equal([0, 0, 0, 0, 3, 10, 1, 65], body));
    }

    [Fact]
    public async Task A_status_of_the_service_is_never_repeated()
    {
        var network = new StubNetwork(() => StubNetwork.Answer([], status: "14"));

        var failure = await FailureOfAsync(network);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Single(network.Requests);
    }

    [Fact]
    public async Task A_slow_call_is_made_again_and_its_timeout_is_an_internal_error()
    {
        var network = SlowNetwork();

        var failure = await FailureOfAsync(network, options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(50);
            options.Retry.MaxRetryAttempts = 2;
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.IsType<TimeoutRejectedException>(failure.InnerException);
        Assert.Equal(3, network.Requests.Count);
    }

    [Fact]
    public async Task A_command_can_be_kept_from_being_repeated()
    {
        var network = new StubNetwork(() => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));

        var failure = await FailureOfAsync(network, options => options.Retry.DisableForUnsafeHttpMethods());

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Single(network.Requests);
    }

    [Fact]
    public async Task Too_many_calls_at_once_are_an_internal_error()
    {
        await using var services = ServicesOver(
            SlowNetwork(), options => options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = 1);
        var client = services.GetRequiredService<Echo.EchoClient>();
        using var first = client.SayAsync(new Words());

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new Words()));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("RateLimiterRejectedException", failure.Status.Detail);
    }

    [Fact]
    public async Task A_broken_circuit_is_unavailable_when_the_server_could_not_be_reached()
    {
        var network = new StubNetwork((_, _) => throw new HttpRequestException("refused", new SocketException()));
        await using var services = ServicesOver(network, options =>
        {
            options.Retry.DisableForUnsafeHttpMethods();
            options.CircuitBreaker.MinimumThroughput = 2;
        });
        var client = services.GetRequiredService<Echo.EchoClient>();

        var failures = new List<RpcException>();
        for (var call = 0; call < 3; call++)
        {
            failures.Add(await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new Words())));
        }

        Assert.All(failures, failure => Assert.Equal(StatusCode.Unavailable, failure.StatusCode));
        Assert.IsType<BrokenCircuitException>(failures[2].InnerException);
        Assert.Equal(2, network.Requests.Count);
    }

    private static StubNetwork SlowNetwork() => new(async (_, ct) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        throw new UnreachableException();
    });

    private static async Task<RpcException> FailureOfAsync(
        StubNetwork network, Action<HttpStandardResilienceOptions>? change = null)
    {
        await using var services = ServicesOver(network, change);
        var client = services.GetRequiredService<Echo.EchoClient>();
        return await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(new Words()));
    }

    private static ServiceProvider ServicesOver(
        StubNetwork network, Action<HttpStandardResilienceOptions>? change = null)
    {
        var services = new ServiceCollection();
        services.AddGrpcClient<Echo.EchoClient>(client => client.Address = new("http://echo"))
            .ConfigurePrimaryHttpMessageHandler(() => network)
            .AddStandardResilienceHandler(options =>
            {
                options.Retry.Delay = TimeSpan.FromMilliseconds(1);
                change?.Invoke(options);
            });
        return services.BuildServiceProvider();
    }
}
