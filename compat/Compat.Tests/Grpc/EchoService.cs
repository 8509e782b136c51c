using System.Collections.Concurrent;
using Grpc.Core;

namespace Compat.Tests.Grpc;

/// <summary>How many callers went away, by the label of their call.</summary>
public sealed class GoneCallers
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public void Add(string label) => _counts.AddOrUpdate(label, 1, (_, count) => count + 1);

    public int Of(string label) => _counts.GetValueOrDefault(label);
}

/// <summary>Answers echo.proto as node/server.mjs does.</summary>
public sealed class EchoService(GoneCallers gone) : Echo.EchoBase
{
    public override async Task<Words> Say(Words request, ServerCallContext context)
    {
        var headers = new Metadata();
        var asked = context.RequestHeaders.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal));
        foreach (var entry in asked)
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
        return request;
    }

    public override Task<Words> Fail(Failure request, ServerCallContext context)
    {
        var trailers = new Metadata { { "x-why", "asked for" }, { "x-why-bin", [0, 1, 254, 255] } };
        throw new RpcException(new Status((StatusCode)request.Code, request.Detail), trailers);
    }

    public override async Task<Words> Wait(Pause request, ServerCallContext context)
    {
        try
        {
            await Task.Delay(request.Milliseconds, context.CancellationToken);
            return new Words { Text = "done" };
        }
        catch (OperationCanceledException)
        {
            gone.Add(request.Label);
            throw;
        }
    }

    public override Task<Count> CountGone(Words request, ServerCallContext context) =>
        Task.FromResult(new Count { Count_ = gone.Of(request.Text) });
}
