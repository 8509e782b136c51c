using System.Net;

namespace Compat.Tests.Libraries;

/// <summary>Stands where the network would be: remembers each request and answers it as it is told.</summary>
internal sealed class Wire(Func<int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock _turn = new();

    public Wire(HttpStatusCode status = HttpStatusCode.OK)
        : this((_, _) => Task.FromResult(new HttpResponseMessage(status)))
    {
    }

    /// <summary>Where the requests went, in their order.</summary>
    public List<string> Sent { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        int number;
        lock (_turn)
        {
            Sent.Add(request.RequestUri!.AbsoluteUri);
            number = Sent.Count;
        }

        return answer(number, ct);
    }
}
