using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;

namespace Compat.Tests.Grpc;

public sealed class WhatACallSends
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    [Fact]
    public async Task It_insists_on_http_2()
    {
        var request = await RequestOfAsync(new CallOptions());

        Assert.Equal(HttpVersion.Version20, request.Version);
        Assert.Equal(HttpVersionPolicy.RequestVersionExact, request.VersionPolicy);
        Assert.Equal("http://nowhere/echo.v1.Echo/Say", request.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(60 * 60 * 24 * 30)]
    [InlineData(60d * 60 * 24 * 365 * 300)]
    public async Task A_timeout_has_at_most_eight_digits_and_no_less_than_what_is_left(double seconds)
    {
        var request = await RequestOfAsync(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(seconds)));

        var timeout = Assert.Single(request.Headers.GetValues("grpc-timeout"));
        Assert.Matches("^[0-9]{1,8}[HMSmun]$", timeout);
        var unit = timeout[^1] switch { 'H' => 3600d, 'S' => 1, 'm' => 0.001, _ => throw new FormatException(timeout) };
        Assert.InRange(double.Parse(timeout[..^1]) * unit, seconds - 5, seconds + 3600);
    }

    [Fact]
    public async Task Without_a_deadline_no_timeout_is_sent()
    {
        var none = await RequestOfAsync(new CallOptions());
        var never = await RequestOfAsync(new CallOptions(deadline: DateTime.MaxValue));

        Assert.False(none.Headers.Contains("grpc-timeout"));
        Assert.False(never.Headers.Contains("grpc-timeout"));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_sends_nothing()
    {
        var network = new StubNetwork(() => StubNetwork.Answer(EmptyMessage));
        using var channel = ChannelOver(network);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).SayAsync(new Words(), deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Empty(network.Requests);
    }

    [Fact]
    public void A_deadline_in_local_time_is_refused()
    {
        using var channel = ChannelOver(new StubNetwork(() => StubNetwork.Answer(EmptyMessage)));

        Assert.Throws<InvalidOperationException>(() =>
            new Echo.EchoClient(channel).SayAsync(new Words(), deadline: DateTime.Now.AddSeconds(1)));
    }

    [Fact]
    public async Task A_call_that_has_ended_leaves_no_timer_behind()
    {
        const int Calls = 2000;
        var before = Timer.ActiveCount;

        for (var call = 0; call < Calls; call++)
        {
            await RequestOfAsync(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)));
        }

        Assert.InRange(Timer.ActiveCount, 0, before + (Calls / 2));
    }

    [Fact]
    public async Task Disposing_a_call_cancels_it()
    {
        using var channel = ChannelOver(new StubNetwork(async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new UnreachableException();
        }));
        var call = new Echo.EchoClient(channel).SayAsync(new Words());
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());

        call.Dispose();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync);
    }

    [Fact]
    public void A_blocking_call_answers_too()
    {
        using var channel = ChannelOver(new StubNetwork(() => StubNetwork.Answer([0, 0, 0, 0, 3, 10, 1, 65])));

        var words = new Echo.EchoClient(channel).Say(new Words());

        Assert.Equal("A", words.Text);
    }

    [Fact]
    public async Task The_limit_for_sending_holds()
    {
        var network = new StubNetwork(() => StubNetwork.Answer(EmptyMessage));
        using var channel = GrpcChannel.ForAddress(
            "http://nowhere", new GrpcChannelOptions { HttpHandler = network, MaxSendMessageSize = 10 });

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).SayAsync(new Words { Text = "More than ten bytes" }));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Empty(network.Requests);
    }

    private static GrpcChannel ChannelOver(StubNetwork network) =>
        GrpcChannel.ForAddress("http://nowhere", new GrpcChannelOptions { HttpHandler = network });

    private static async Task<HttpRequestMessage> RequestOfAsync(CallOptions options)
    {
        var network = new StubNetwork(() => StubNetwork.Answer(EmptyMessage));
        using var channel = ChannelOver(network);
        await new Echo.EchoClient(channel).SayAsync(new Words(), options);
        return Assert.Single(network.Requests);
    }
}
