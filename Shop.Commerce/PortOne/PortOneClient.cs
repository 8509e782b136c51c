// Commerce's HTTP client for single payments at PortOne (lists: PortOneLists.cs). Network failures, timeouts and
// unreadable responses are returned as values: for a read they mean that PortOne is unavailable, for a write that its
// result is unknown.
using System.Net;
using System.Net.Http.Json;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Commerce.PortOne;

/// <summary>What the response to a pre-registration reveals about the payment.</summary>
public enum PreRegistration
{
    NotKnownToBePaid,

    /// <summary>PortOne rejects the pre-registration because the payment has already succeeded.</summary>
    AlreadyPaid,
}

/// <summary>Retrieves, pre-registers and cancels payments at PortOne.</summary>
public sealed class PortOneClient(HttpClient http, PortOneSettings settings, ILogger<PortOneClient> logger)
{
    private const string PaymentNotFound = "PAYMENT_NOT_FOUND";
    private const string AlreadyPaid = "ALREADY_PAID";

    private string Store => $"?storeId={Uri.EscapeDataString(settings.StoreId)}";

    /// <summary>Retrieves a payment. Never throws for an unavailable PortOne; the snapshot says so.</summary>
    public Task<PaymentSnapshot> GetPaymentAsync(string paymentKey, TimeSpan timeout, CancellationToken ct) =>
        http.SendAsync(
            new(HttpMethod.Get, $"/payments/{paymentKey}{Store}"), timeout,
            async (response, deadline) =>
            {
                if (response.IsSuccessStatusCode)
                {
                    var answer = await response.Content.ReadFromJsonAsync<PaymentResponse>(deadline);
                    return answer?.ToSnapshot(paymentKey) ?? PaymentSnapshot.Unavailable("an empty answer");
                }

                // The error type is required too, because a proxy's 404 says nothing about the payment.
                return response.StatusCode == HttpStatusCode.NotFound
                    && await ErrorOfAsync(response, deadline) == PaymentNotFound
                    ? new(ProviderStatus.NotCaptured)
                    : PaymentSnapshot.Unavailable($"status {(int)response.StatusCode}");
            },
            PaymentSnapshot.Unavailable, ct);

    /// <summary>
    /// Sends a refund once, without retries. The caller may repeat it: the refund id as Idempotency-Key and the balance
    /// that PortOne compares prevent a second refund.
    /// </summary>
    public Task<CancelOutcome> CancelAsync(CancelCommand command, TimeSpan timeout, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{command.PaymentKey}/cancel")
        {
            Headers = { { "Idempotency-Key", $"\"{command.RefundId:D}\"" } }, // RFC 8941 requires the quotes.
            Content = JsonContent.Create(new
            {
                storeId = settings.StoreId,
                amount = command.AmountMinor,
                taxFreeAmount = command.TaxFreeMinor,
                currentCancellableAmount = command.CancellableMinor,
                reason = command.Reason,
            }),
        };
        return http.SendAsync(
            request, timeout,
            async (response, deadline) => response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<CancelResponse>(deadline))?.ToOutcome(command)
                    ?? new CancelOutcome.Unknown("an empty answer")
                : CancelResponse.OfError(response.StatusCode, await ErrorOfAsync(response, deadline)),
            reason => new CancelOutcome.Unknown(reason), ct);
    }

    /// <summary>
    /// Registers the amount with PortOne before the payment window opens, so that PortOne rejects another amount. A
    /// failure is only logged, because CompletePayment compares the captured amount anyway.
    /// </summary>
    public async Task<PreRegistration> PreRegisterAsync(
        string paymentKey, long totalWon, TimeSpan timeout, CancellationToken ct)
    {
        var pinned = new
        {
            storeId = settings.StoreId,
            totalAmount = totalWon,
            taxFreeAmount = 0,
            currency = Currencies.Won,
        };
        var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{paymentKey}/pre-register")
        {
            Content = JsonContent.Create(pinned),
        };
        return await TryAsync("Pre-registering", paymentKey, request, timeout, ct) == AlreadyPaid
            ? PreRegistration.AlreadyPaid
            : PreRegistration.NotKnownToBePaid;
    }

    /// <summary>
    /// Closes a virtual account that waits for a deposit. A failure is only logged; a later check retries.
    /// </summary>
    public Task CloseVirtualAccountAsync(string paymentKey, TimeSpan timeout, CancellationToken ct) =>
        TryAsync(
            "Closing the virtual account of", paymentKey,
            new(HttpMethod.Post, $"/payments/{paymentKey}/virtual-account/close{Store}"), timeout, ct);

    /// <summary>Sends a request whose failure is only logged; returns the type of PortOne's error, if any.</summary>
    private Task<string?> TryAsync(
        string what, string paymentKey, HttpRequestMessage request, TimeSpan timeout, CancellationToken ct) =>
        http.SendAsync(
            request, timeout,
            async (response, deadline) =>
            {
                if (response.IsSuccessStatusCode)
                {
                    return null;
                }

                var type = await ErrorOfAsync(response, deadline);
                logger.LogWarning("{What} payment {PaymentKey} was rejected with {Status} {Type}",
                    what, paymentKey, (int)response.StatusCode, type);
                return type;
            },
            reason =>
            {
                logger.LogWarning("{What} payment {PaymentKey} failed: {Reason}", what, paymentKey, reason);
                return null;
            },
            ct);

    /// <summary>The type of PortOne's error, which is the only reliable part of the response.</summary>
    private static async Task<string?> ErrorOfAsync(HttpResponseMessage response, CancellationToken ct) =>
        (await response.Content.ReadFromJsonAsync<ErrorResponse>(ct))?.Type;

    private sealed record ErrorResponse(string? Type);
}
