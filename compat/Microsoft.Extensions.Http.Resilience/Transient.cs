using System.Net;
using Polly;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Which outcomes may be different the next time.</summary>
internal static class Transient
{
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        _ => false,
    };

    /// <summary>A connection that took too long is told as a cancellation that nobody asked for.</summary>
    public static bool IsConnectTimeout(Outcome<HttpResponseMessage> outcome, CancellationToken ct) =>
        !ct.IsCancellationRequested
        && outcome.Exception is OperationCanceledException
        {
            Source: "System.Private.CoreLib",
            InnerException: TimeoutException,
        };
}
