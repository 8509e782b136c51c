// The server seen without a gRPC client: what stands in which HTTP header, and when it leaves.
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Compat.Tests.Grpc;

public sealed class WhatTheServerSends : IAsyncLifetime
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _mayAnswer = new();
    private WebApplication _server = null!;
    private RecordingBody? _body;

    public async Task InitializeAsync() => _server = await EchoHost.StartAsync(
        services => services.AddSingleton(_mayAnswer),
        app =>
        {
            app.Use(async (http, next) =>
            {
                _body = RecordingBody.Wrap(http.Features);
                await next();
            });
            app.MapGrpcService<PlainService>();
        });

    [Fact]
    public async Task A_message_is_followed_by_its_status()
    {
        using var response = await PostAsync("Say", EmptyMessage);

        Assert.False(response.Headers.Contains("grpc-status"));
        Assert.Equal(EmptyMessage, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_error_before_any_byte_stands_in_the_header_block()
    {
        using var response = await PostAsync("Fail", EmptyMessage);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["5"], response.Headers.GetValues("grpc-status"));
        Assert.Equal(["100%25 %EC%97%86%EC%9D%8C ~%7F%0A"], response.Headers.GetValues("grpc-message"));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(response.TrailingHeaders);
    }

    [Fact]
    public async Task An_answer_is_not_flushed_before_its_trailers_stand()
    {
        using var response = await PostAsync("Say", EmptyMessage);

        Assert.False(_body!.WasFlushedBeforeStatus);
    }

    [Fact]
    public async Task Headers_that_are_written_leave_at_once()
    {
        using var channel = GrpcChannel.ForAddress(_server.Address());
        using var call = new Echo.EchoClient(channel).WaitAsync(new Pause());

        var headers = await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(call.ResponseAsync.IsCompleted);
        _mayAnswer.SetResult();
        await call;

        Assert.Equal("already", headers.GetValue("x-here"));
    }

    [Fact]
    public async Task Bytes_without_padding_and_joined_by_commas_are_understood()
    {
        using var response = await PostAsync("CountGone", EmptyMessage, request =>
            request.Headers.TryAddWithoutValidation("x-many-bin", "AQ,AgM, AQID"));

        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.Equal(["01 0203 010203"], response.TrailingHeaders.GetValues("x-hex"));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "12")]
    [InlineData(new byte[] { }, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 7 }, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 255 }, "13")]
    public async Task A_request_that_is_compressed_or_broken_is_refused(byte[] body, string expected)
    {
        using var response = await PostAsync("Say", body);

        Assert.Equal([expected], response.Headers.GetValues("grpc-status"));
    }

    [Fact]
    public async Task What_is_not_served_is_not_found()
    {
        using var response = await PostAsync("Sing", EmptyMessage);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_grpc_is_refused()
    {
        using var response = await PostAsync("Say", EmptyMessage, request =>
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_method_that_ignores_its_deadline_is_not_cut_off_but_answers_that_it_passed()
    {
        using var response = await PostAsync("CountGone", EmptyMessage, request =>
        {
            request.Headers.Add("grpc-timeout", "1500m");
            request.Headers.Add("x-ignore", "the deadline");
        });

        Assert.Equal(["4"], response.Headers.GetValues("grpc-status"));
        Assert.Equal(["yes"], response.Headers.GetValues("x-ended"));
    }

    [Theory]
    [InlineData("123456789S")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("5x")]
    public async Task What_is_not_a_timeout_is_none(string timeout)
    {
        using var response = await PostAsync("Say", EmptyMessage, request =>
            request.Headers.TryAddWithoutValidation("grpc-timeout", timeout));

        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
    }

    public async Task DisposeAsync()
    {
        _mayAnswer.TrySetResult();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(
        string method, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server.Address()}/echo.v1.Echo/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        change?.Invoke(request);
        return await _http.SendAsync(request);
    }

    private sealed class PlainService(TaskCompletionSource mayAnswer) : Echo.EchoBase
    {
        public override Task<Words> Say(Words request, ServerCallContext context) => Task.FromResult(request);

        public override Task<Words> Fail(Failure request, ServerCallContext context) =>
            throw new RpcException(new Status(StatusCode.NotFound, "100% 없음 ~\u007F\n"));

        public override async Task<Words> Wait(Pause request, ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-here", "already" } });
            await mayAnswer.Task;
            return new Words();
        }

        public override async Task<Count> CountGone(Words request, ServerCallContext context)
        {
            if (context.RequestHeaders.Get("x-ignore") is not null)
            {
                var passed = new TaskCompletionSource();
                await using var registration = context.CancellationToken.Register(passed.SetResult);
                await passed.Task;
                context.ResponseTrailers.Add("x-ended", "yes");
            }

            var values = context.RequestHeaders.GetAll("x-many-bin").Select(entry => entry.ValueBytes);
            context.ResponseTrailers.Add("x-hex", string.Join(" ", values.Select(Convert.ToHexString)));
            return new Count();
        }
    }
}
