using System.Text.Json;
using Polly;

namespace Shop.Commerce.PortOne;

/// <summary>Recognises failures of a call to PortOne that are not bugs of the shop.</summary>
internal static class PortOneErrors
{
    /// <summary>
    /// True for network failures, unreadable responses, resilience rejections and our timeout; false if the caller
    /// cancelled.
    /// </summary>
    public static bool IsTransient(Exception error, CancellationToken ct) =>
        !ct.IsCancellationRequested && error is
            HttpRequestException or IOException or JsonException or ExecutionRejectedException
            or OperationCanceledException;
}
