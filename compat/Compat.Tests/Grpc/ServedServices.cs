using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compat.Tests.Grpc;

[Collection(Pairings.Running)]
public sealed class ServedServices(Pairings pairings)
{
    [Fact]
    public async Task A_cleartext_port_for_both_protocols_serves_no_grpc()
    {
        await using var server = await EchoHost.StartAsync(
            _ => { }, app => app.MapGrpcService<EchoService>(), HttpProtocols.Http1AndHttp2);
        using var channel = GrpcChannel.ForAddress(server.Address());

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).SayAsync(new Words()));

        Assert.True(failure.StatusCode is StatusCode.Internal or StatusCode.Unavailable, failure.Message);
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        var server = await EchoHost.StartAsync();
        var address = server.Address();
        await server.DisposeAsync();
        using var channel = GrpcChannel.ForAddress(address);

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).SayAsync(new Words()));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_peer_that_compresses_is_told_that_nobody_here_inflates()
    {
        await using var server = await EchoHost.StartAsync();

        var outcome = await pairings.Caller(Pairing.NodeCallsKestrel)
            .MakeAsync(new Call("say") { Text = new string('a', 10_000), Compress = true }, server.Port());

        Assert.Equal(StatusCode.Unimplemented, outcome.Code);
    }

    [Fact]
    public async Task A_caller_gives_up_at_its_deadline_though_the_method_goes_on()
    {
        var mayEnd = new TaskCompletionSource();
        await using var server = await EchoHost.StartAsync(
            services => services.AddSingleton(mayEnd), app => app.MapGrpcService<StubbornService>());

        var outcome = await pairings.Caller(Pairing.GeneratedCallsKestrel)
            .MakeAsync(new Call("say") { DeadlineMs = 200 }, server.Port());
        mayEnd.SetResult();

        Assert.Equal(StatusCode.DeadlineExceeded, outcome.Code);
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: the secret reason")]
    public async Task An_unexpected_exception_is_told_only_where_that_was_asked_for(bool detailed, string expected)
    {
        await using var server = await EchoHost.StartAsync(
            services => services.AddGrpc(options => options.EnableDetailedErrors = detailed),
            app => app.MapGrpcService<FailingService>());

        var outcome = await pairings.Caller(Pairing.GeneratedCallsKestrel).MakeAsync(new Call("say"), server.Port());

        Assert.Equal((StatusCode.Unknown, expected), (outcome.Code, outcome.Detail));
    }

    [Fact]
    public async Task Each_call_gets_its_own_service_which_is_disposed_after_it()
    {
        var log = new List<string>();
        await using var server = await EchoHost.StartAsync(
            services => services.AddSingleton(log), app => app.MapGrpcService<DisposableService>());
        var caller = pairings.Caller(Pairing.GeneratedCallsKestrel);

        await caller.MakeAsync(new Call("say"), server.Port());
        await caller.MakeAsync(new Call("say"), server.Port());

        Assert.Equal(["answered", "disposed", "answered", "disposed"], log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_in_memory_is_called_through_its_handler_or_its_client(bool throughClient)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<GoneCallers>();
        await using var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        var server = app.GetTestServer();
        using var channel = GrpcChannel.ForAddress("http://localhost", throughClient
            ? new GrpcChannelOptions { HttpClient = server.CreateClient() }
            : new GrpcChannelOptions { HttpHandler = server.CreateHandler() });
        var client = new Echo.EchoClient(channel);

        var reply = await client.SayAsync(new Words { Text = "in memory" });
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.FailAsync(new Failure { Code = 5, Detail = "없음" }));

        Assert.Equal("in memory", reply.Text);
        Assert.Equal((StatusCode.NotFound, "없음"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("asked for", failure.Trailers.GetValue("x-why"));
    }

    [Fact]
    public async Task A_trace_goes_on_in_the_service()
    {
        await using var server = await EchoHost.StartAsync(_ => { }, app => app.MapGrpcService<TracedService>());
        using var channel = GrpcChannel.ForAddress(server.Address());
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();

        var reply = await new Echo.EchoClient(channel).SayAsync(new Words());

        Assert.Contains(activity.TraceId.ToHexString(), reply.Text);
    }

    [Fact]
    public async Task A_service_knows_its_call()
    {
        await using var server = await EchoHost.StartAsync(_ => { }, app => app.MapGrpcService<CuriousService>());
        using var channel = GrpcChannel.ForAddress(server.Address());
        var deadline = DateTime.UtcNow.AddSeconds(20);

        var reply = await new Echo.EchoClient(channel).SayAsync(new Words(), deadline: deadline);

        var told = reply.Text.Split(' ');
        Assert.Equal(["/echo.v1.Echo/Say", $"127.0.0.1:{server.Port()}", "ipv4:127.0.0.1"], told[..3]);
        Assert.InRange(new DateTime(long.Parse(told[3])), deadline.AddSeconds(-5), deadline.AddSeconds(5));
    }

    [Fact]
    public async Task Services_are_mapped_only_after_they_were_added()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapGrpcService<EchoService>());
    }

    private sealed class StubbornService(TaskCompletionSource mayEnd) : Echo.EchoBase
    {
        public override async Task<Words> Say(Words request, ServerCallContext context)
        {
            await mayEnd.Task;
            return request;
        }
    }

    private sealed class FailingService : Echo.EchoBase
    {
        public override Task<Words> Say(Words request, ServerCallContext context) =>
            throw new InvalidOperationException("the secret reason");
    }

    private sealed class DisposableService(List<string> log) : Echo.EchoBase, IDisposable
    {
        public override Task<Words> Say(Words request, ServerCallContext context)
        {
            log.Add("answered");
            return Task.FromResult(request);
        }

        public void Dispose() => log.Add("disposed");
    }

    private sealed class TracedService : Echo.EchoBase
    {
        public override Task<Words> Say(Words request, ServerCallContext context) =>
            Task.FromResult(new Words { Text = context.RequestHeaders.GetValue("traceparent") });
    }

    private sealed class CuriousService : Echo.EchoBase
    {
        public override Task<Words> Say(Words request, ServerCallContext context)
        {
            Assert.Equal(context.Method, context.GetHttpContext().Request.Path.Value);
            var peer = context.Peer[..context.Peer.LastIndexOf(':')];
            return Task.FromResult(new Words
            {
                Text = $"{context.Method} {context.Host} {peer} {context.Deadline.Ticks}",
            });
        }
    }
}
