// Commerce's HTTP client for single payments at PortOne (lists: PortOneLists.cs). Network failures, timeouts and
// unreadable responses are returned as values: for a read they mean that PortOne is unavailable, for a write that its
// result is unknown.
using System.Net;
using System.Net.Http.Json;
using Shop.ServiceDefaults;
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
    private const string Won = "KRW";
    private const string PaymentNotFound = "PAYMENT_NOT_FOUND";
    private const string AlreadyPaid = "ALREADY_PAID";

    private string Store => $"?storeId={Uri.EscapeDataString(settings.StoreId)}";

    /// <summary>Retrieves a payment. Never throws for an unavailable PortOne; the snapshot says so.</summary>
    public async Task<PaymentSnapshot> GetPaymentAsync(string paymentKey, TimeSpan timeout, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{paymentKey}{Store}")
            .WithTimeout(timeout);
        using var deadline = Deadline(timeout, ct);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            if (response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadFromJsonAsync<PaymentAnswer>(deadline.Token);
                return answer?.About(paymentKey) ?? PaymentSnapshot.Unavailable("an empty answer");
            }

            // The error type is required too, because a proxy's 404 says nothing about the payment.
            var isUnknown = response.StatusCode == HttpStatusCode.NotFound
                && (await response.Content.ReadFromJsonAsync<ErrorAnswer>(deadline.Token))?.Type == PaymentNotFound;
            return isUnknown
                ? new(ProviderStatus.NotCaptured)
                : PaymentSnapshot.Unavailable($"status {(int)response.StatusCode}");
        }
        catch (Exception error) when (PortOneErrors.IsTransient(error, ct))
        {
            return PaymentSnapshot.Unavailable(error.GetType().Name);
        }
    }

    /// <summary>
    /// Sends a refund once, without retries. The caller may repeat it: the refund id as Idempotency-Key and the balance
    /// that PortOne compares prevent a second refund.
    /// </summary>
    public async Task<CancelOutcome> CancelAsync(CancelCommand command, TimeSpan timeout, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{command.PaymentKey}/cancel")
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
        using var deadline = Deadline(timeout, ct);
        try
        {
            using var response = await http.SendAsync(request.WithTimeout(timeout), deadline.Token);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<CancelAnswer>(deadline.Token))?.For(command)
                    ?? new CancelOutcome.Unknown("an empty answer")
                : CancelAnswer.OfError(
                    response.StatusCode,
                    (await response.Content.ReadFromJsonAsync<ErrorAnswer>(deadline.Token))?.Type);
        }
        catch (Exception error) when (PortOneErrors.IsTransient(error, ct))
        {
            return new CancelOutcome.Unknown(error.GetType().Name);
        }
    }

    /// <summary>
    /// Registers the amount with PortOne before the payment window opens, so that PortOne rejects another amount. A
    /// failure is only logged, because CompletePayment compares the captured amount anyway.
    /// </summary>
    public async Task<PreRegistration> PreRegisterAsync(
        string paymentKey, long totalWon, TimeSpan timeout, CancellationToken ct)
    {
        var pinned = new { storeId = settings.StoreId, totalAmount = totalWon, taxFreeAmount = 0, currency = Won };
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
    private async Task<string?> TryAsync(
        string what, string paymentKey, HttpRequestMessage request, TimeSpan timeout, CancellationToken ct)
    {
        using var sent = request.WithTimeout(timeout);
        using var deadline = Deadline(timeout, ct);
        try
        {
            using var response = await http.SendAsync(sent, deadline.Token);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            var type = (await response.Content.ReadFromJsonAsync<ErrorAnswer>(deadline.Token))?.Type;
            logger.LogWarning("{What} payment {PaymentKey} was rejected with {Status} {Type}",
                what, paymentKey, (int)response.StatusCode, type);
            return type;
        }
        catch (Exception error) when (PortOneErrors.IsTransient(error, ct))
        {
            logger.LogWarning("{What} payment {PaymentKey} failed: {Reason}", what, paymentKey, error.GetType().Name);
            return null;
        }
    }

    private static CancellationTokenSource Deadline(TimeSpan timeout, CancellationToken ct)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        return deadline;
    }
}
