using System.Text.Json;
using Polly;

namespace Shop.Commerce.PortOne;

/// <summary>What may go wrong with a call that is nobody's mistake here.</summary>
internal static class Trouble
{
    /// <summary>
    /// Between here and PortOne, our own deadline included; a caller who left is not among it.
    /// </summary>
    public static bool IsOnTheWay(Exception error, CancellationToken ct) =>
        !ct.IsCancellationRequested && error is
            HttpRequestException or IOException or JsonException or ExecutionRejectedException
            or OperationCanceledException;
}
