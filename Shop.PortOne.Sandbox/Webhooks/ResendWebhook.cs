// Sends a webhook again at the merchant's request, with the same webhook id. The request waits for the attempt and
// returns its result.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Requests a webhook again: the named one, or else the last one.</summary>
public sealed record ResendWebhookRequest(string? StoreId = null, string? WebhookId = null) : IStoreRequest;

/// <summary>Sends a webhook again.</summary>
public sealed class ResendWebhook(SandboxStore store, PostWebhook post, TimeProvider clock)
{
    public async Task<Func<SandboxState, Reply>> RunAsync(string paymentId, ResendWebhookRequest request)
    {
        // Counted before it is sent, so that concurrent requests cannot exceed the limit.
        var (refusal, delivery) = store.Write(state => Begin(state, paymentId, request));
        if (delivery is null)
        {
            return _ => refusal!;
        }

        // Not bound to the caller's timeout: a cancelled request does not stop the provider's work.
        var triggeredAt = clock.GetUtcNow();
        var (status, exchange) = await post.RunAsync(delivery, CancellationToken.None);
        return state =>
        {
            var sent = (state.Deliveries.Find(delivery.Id) ?? delivery) with
            {
                Status = status,
                LastExchange = exchange,
                Trigger = Delivery.ByHand,
                TriggeredAt = triggeredAt,
            };
            state.Deliveries.Put(sent);
            return Reply.Ok(new { Webhook = WebhookView.Of(sent) });
        };
    }

    private static (Reply? Refusal, Delivery? Delivery) Begin(
        SandboxState state, string paymentId, ResendWebhookRequest request)
    {
        if (state.Payments.Find(paymentId) is not { } payment)
        {
            return (Refusals.PaymentNotFound, null);
        }

        var id = request.WebhookId ?? payment.WebhookIds.LastOrDefault();
        var delivery = id is null || !payment.WebhookIds.Contains(id) ? null : state.Deliveries.Find(id);
        if (delivery is null)
        {
            return (Refusals.WebhookNotFound, null);
        }

        if (delivery.Resends >= Delivery.MostResends)
        {
            return (Refusals.WebhookRetriesUsedUp, null);
        }

        state.Deliveries.Put(delivery with { Resends = delivery.Resends + 1 });
        return (null, delivery);
    }
}
