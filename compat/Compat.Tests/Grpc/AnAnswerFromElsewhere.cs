// Answers as they may come from proxies, broken servers and peers that write the protocol differently.
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;

namespace Compat.Tests.Grpc;

public sealed class AnAnswerFromElsewhere
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, StatusCode.Internal)]
    [InlineData(HttpStatusCode.Unauthorized, StatusCode.Unauthenticated)]
    [InlineData(HttpStatusCode.Forbidden, StatusCode.PermissionDenied)]
    [InlineData(HttpStatusCode.NotFound, StatusCode.Unimplemented)]
    [InlineData(HttpStatusCode.TooManyRequests, StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.BadGateway, StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.ServiceUnavailable, StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout, StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.InternalServerError, StatusCode.Unknown)]
    public async Task A_status_of_http_becomes_one_of_grpc(HttpStatusCode answered, StatusCode expected)
    {
        var failure = await FailureOfAsync(() => new HttpResponseMessage(answered));

        Assert.Equal(expected, failure.StatusCode);
        Assert.Contains($"{(int)answered}", failure.Status.Detail);
    }

    [Fact]
    public async Task A_page_of_html_is_no_answer()
    {
        var failure = await FailureOfAsync(() => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("<p>Welcome", new MediaTypeHeaderValue("text/html")),
        });

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Contains("text/html", failure.Status.Detail);
    }

    [Fact]
    public async Task An_answer_without_a_status_is_cancelled()
    {
        var failure = await FailureOfAsync(() => StubNetwork.Answer(EmptyMessage, status: null));

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact]
    public async Task An_ok_without_a_message_is_a_failure()
    {
        var failure = await FailureOfAsync(() => StubNetwork.Answer([]));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task An_ok_in_the_headers_is_a_failure()
    {
        var failure = await FailureOfAsync(() =>
        {
            var response = StubNetwork.Answer(EmptyMessage);
            response.Headers.Add("grpc-status", "0");
            return response;
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 255 }, StatusCode.Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, StatusCode.Unimplemented)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, StatusCode.ResourceExhausted)]
    public async Task A_broken_frame_is_refused(byte[] body, StatusCode expected)
    {
        var failure = await FailureOfAsync(() => StubNetwork.Answer(body));

        Assert.Equal(expected, failure.StatusCode);
    }

    [Fact]
    public async Task A_status_in_the_headers_needs_no_body()
    {
        var failure = await FailureOfAsync(() =>
        {
            var response = StubNetwork.Answer([], status: null);
            response.Headers.Add("grpc-status", "5");
            response.Headers.Add("grpc-message", "no %EC%A3%BC%EB%AC%B8 %25 here");
            response.Headers.Add("x-why", "gone");
            return response;
        });

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal("no 주문 % here", failure.Status.Detail);
        Assert.Equal("gone", failure.Trailers.GetValue("x-why"));
    }

    [Fact]
    public async Task Bytes_may_come_without_padding_and_joined_by_commas()
    {
        using var channel = ChannelOver(new StubNetwork(() =>
        {
            var response = StubNetwork.Answer(EmptyMessage);
            response.TrailingHeaders.TryAddWithoutValidation("x-many-bin", "AQ,AgM, AQID");
            return response;
        }));
        using var call = new Echo.EchoClient(channel).SayAsync(new Words());

        await call;

        var values = call.GetTrailers().GetAll("x-many-bin").Select(entry => entry.ValueBytes);
        Assert.Equal([[1], [2, 3], [1, 2, 3]], values);
    }

    private static GrpcChannel ChannelOver(HttpMessageHandler network) =>
        GrpcChannel.ForAddress("http://nowhere", new GrpcChannelOptions { HttpHandler = network });

    private static async Task<RpcException> FailureOfAsync(Func<HttpResponseMessage> answer)
    {
        using var channel = ChannelOver(new StubNetwork(answer));
        return await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).SayAsync(new Words()));
    }
}
