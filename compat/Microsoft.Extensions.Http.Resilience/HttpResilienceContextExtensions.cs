using Microsoft.Extensions.Http.Resilience;

namespace Polly;

/// <summary>What a pipeline for HTTP knows of its call.</summary>
public static class HttpResilienceContextExtensions
{
    /// <summary>The request that goes through the pipeline.</summary>
    public static HttpRequestMessage? GetRequestMessage(this ResilienceContext context) =>
        context.Properties.TryGetValue(ResilienceHandler.Request, out var request) ? request : null;
}
