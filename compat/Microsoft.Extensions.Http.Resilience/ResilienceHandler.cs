using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Sends a request through a pipeline, which may send it again.</summary>
internal sealed class ResilienceHandler(ResiliencePipeline<HttpResponseMessage> pipeline) : DelegatingHandler
{
    public static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("Resilience.Http.RequestMessage");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(Request, request);
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, call) =>
                    await call.Handler.SendOnceAsync(call.Request, context.CancellationToken),
                context,
                (Handler: this, Request: request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken ct) =>
        base.SendAsync(request, ct);
}
