// Creates the webhooks of a payment event, for the URLs of the payment's order or else for the configured default URL.
// A webhook is committed together with the event that it reports.
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Creates webhook deliveries.</summary>
public sealed class AnnounceTransaction(IOptions<SandboxSettings> settings, TimeProvider clock)
{
    // The longest random delay of a webhook when reordering is on.
    private static readonly TimeSpan ReorderWithin = TimeSpan.FromSeconds(1);

    /// <summary>Returns the payment with the ids of the new webhooks.</summary>
    public Payment Run(SandboxState state, Payment payment, TransactionEvent what, string? cancellationId = null) =>
        Run(state, payment, $"Transaction.{what}", cancellationId);

    public Payment Run(SandboxState state, Payment payment, string type, string? cancellationId = null)
    {
        if (cancellationId is null && TransactionEvents.NameACancellation(type))
        {
            throw new InvalidOperationException($"{type} requires a cancellation id.");
        }

        var urls = payment.Order.NoticeUrls is { Count: > 0 } own ? own : [settings.Value.WebhookUrl];
        var body = JsonSerializer.Serialize(
            new
            {
                Type = type,
                Timestamp = clock.GetUtcNow(),
                Data = new
                {
                    payment.Order.StoreId,
                    PaymentId = payment.Id,
                    payment.Attempt.TransactionId,
                    CancellationId = cancellationId,
                },
            },
            Json.Options);
        var ids = urls.Select(url => Send(state, payment, url, body)).ToList();
        return payment with { WebhookIds = [.. payment.WebhookIds, .. ids] };
    }

    private string Send(SandboxState state, Payment payment, string url, string body)
    {
        var faults = state.Faults;
        var due = clock.GetUtcNow() + TimeSpan.FromMilliseconds(faults.OfWebhooks.DelayMs);
        if (faults.OfWebhooks.Reorder)
        {
            due += FaultInjector.Next(state, $"reorder {payment.Id}") * ReorderWithin;
        }

        // A dropped webhook is listed, but never due: switching webhooks on again must not send it.
        var isDropped = faults.OfWebhooks.Mode == WebhookMode.Off;
        var delivery = new Delivery(NewId(), url, body, payment.Id, payment.Status, isDropped ? null : due);
        state.Deliveries.Put(delivery);
        if (faults.OfWebhooks.ForgedRate > 0
            && FaultInjector.Next(state, $"forge {payment.Id}") < faults.OfWebhooks.ForgedRate)
        {
            state.Deliveries.Put(delivery with { Id = NewId(), IsForged = true });
        }

        return delivery.Id;
    }

    private string NewId() => $"msg_{ProviderIds.New(clock.GetUtcNow())}";
}
