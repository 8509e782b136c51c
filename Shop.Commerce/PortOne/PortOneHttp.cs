using System.Text.Json;
using Polly;

namespace Shop.Commerce.PortOne;

/// <summary>Sends requests to PortOne, so that a failure is a value and not an exception.</summary>
internal static class PortOneHttp
{
    /// <summary>
    /// Sends a request and reads its response. After a network failure, an unreadable response, a rejection by the
    /// resilience handler or the timeout, <paramref name="failed"/> gets the reason. Throws if the caller cancelled.
    /// </summary>
    public static async Task<T> SendAsync<T>(
        this HttpClient http, HttpRequestMessage request, TimeSpan timeout,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read, Func<string, T> failed, CancellationToken ct,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var sent = request.WithTimeout(timeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        try
        {
            using var response = await http.SendAsync(sent, completion, deadline.Token);
            return await read(response, deadline.Token);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && error is
            HttpRequestException or IOException or JsonException or ExecutionRejectedException
            or OperationCanceledException)
        {
            return failed(error.GetType().Name);
        }
    }
}
