using System.Net;
using System.Net.Http.Headers;

namespace Compat.Tests.Grpc;

/// <summary>Takes the place of the network: answers each request by a function, and keeps the requests.</summary>
public sealed class StubNetwork(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    : HttpMessageHandler
{
    private readonly List<HttpRequestMessage> _requests = [];

    public StubNetwork(Func<HttpResponseMessage> answer) : this((_, _) => Task.FromResult(answer()))
    {
    }

    public IReadOnlyList<HttpRequestMessage> Requests => _requests;

    /// <summary>A good answer with this body and, unless told otherwise, a status of OK.</summary>
    public static HttpResponseMessage Answer(byte[] body, string? status = "0")
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        if (status is not null)
        {
            response.TrailingHeaders.Add("grpc-status", status);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }

        return await answer(request, ct);
    }
}
