// Receives a webhook of PortOne. A webhook with a valid signature is stored, once per webhook-id, together with a
// RECONCILE job of its payment, and acknowledged. A webhook whose type does not start with "Transaction." is only
// stored. Processing is deferred to a job, because it retrieves the payment from PortOne: that may take longer than the
// 30 s in which PortOne expects the acknowledgement, and it may fail. PortOne resends a webhook 5 times at most,
// whereas the job is retried until it succeeds.
// The job runs RunPaymentJobs.ReconcileAsync. It calls CompletePayment, and reads the stored webhooks about disputes
// again. One waiting job covers several webhooks; a running job runs again afterwards.
using System.Text;
using System.Text.Json;

namespace Shop.Commerce.Webhooks;

/// <summary>A webhook as received, before its signature is verified.</summary>
public sealed record ReceivedWebhook(string Id, string Timestamp, string Signatures, byte[] Body);

/// <summary>Stores webhooks and the jobs that they require.</summary>
public sealed class ReceiveWebhook(CommerceDb db, WebhookSignature signature, TimeProvider clock)
{
    private const string AboutPayments = "Transaction.";
    private const int LongestType = 100;

    /// <summary>Stores the webhook; false, and nothing is stored, if its signature or timestamp is invalid.</summary>
    public async Task<bool> RunAsync(ReceivedWebhook webhook, CancellationToken ct)
    {
        if (!signature.Verify(webhook.Id, webhook.Timestamp, webhook.Signatures, webhook.Body, clock.GetUtcNow()))
        {
            return false;
        }

        var (type, paymentKey) = Read(webhook.Body);
        var body = Encoding.UTF8.GetString(webhook.Body).Replace('\0', '\uFFFD'); // PostgreSQL's text has no NUL.
        await db.Database.ExecuteSqlAsync(
            $"""
            with stored as (
                insert into webhooks (id, type, payment_key, body) values ({webhook.Id}, {type}, {paymentKey}, {body})
                on conflict (id) do nothing
                returning payment_key)
            insert into payment_jobs (payment_key, kind, source, due_at)
            select key, 'RECONCILE', 'WEBHOOK', now() from payments where key = (select payment_key from stored)
            on conflict (payment_key, kind) do update
                set source = 'WEBHOOK', due_at = now(), claimed_until = null, attempts = 0,
                    requests = payment_jobs.requests + 1,
                    created_at = least(payment_jobs.created_at, excluded.created_at)
            """, ct);
        return true;
    }

    /// <summary>
    /// Reads the type, and the payment key if the webhook is about a payment. PortOne adds types and fields without
    /// notice.
    /// </summary>
    private static (string? Type, string? PaymentKey) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.Text("type") is { Length: <= LongestType } known ? known : null;
            var isAboutPayment = type?.StartsWith(AboutPayments, StringComparison.Ordinal) == true;
            var paymentId = isAboutPayment ? json.RootElement.Part("data").Text("paymentId") : null;
            return (type, PaymentKey.IsValid(paymentId) ? paymentId : null);
        }
        catch (JsonException)
        {
            return (null, null); // Signed by PortOne but not JSON: stored and never processed further.
        }
    }
}
