// Something happened to a payment, and the merchant is told: at the addresses that the payment window was given, or
// else at the one that stands in the console. The webhook is written down together with what it announces.
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Puts webhooks on their way.</summary>
public sealed class AnnounceTransaction(IOptions<SandboxSettings> settings, TimeProvider clock)
{
    // How far a webhook may fall behind when they are told to overtake each other.
    private static readonly TimeSpan ReorderWithin = TimeSpan.FromSeconds(1);

    /// <summary>The payment, which now knows its webhooks.</summary>
    public Payment Run(Books books, Payment payment, TransactionEvent what, string? cancellationId = null) =>
        Run(books, payment, $"Transaction.{what}", cancellationId);

    public Payment Run(Books books, Payment payment, string type, string? cancellationId = null)
    {
        if (cancellationId is null && TransactionEvents.NameACancellation(type))
        {
            throw new InvalidOperationException($"{type} names the cancellation that it tells of.");
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
        var ids = urls.Select(url => Send(books, payment, url, body)).ToList();
        return payment with { WebhookIds = [.. payment.WebhookIds, .. ids] };
    }

    private string Send(Books books, Payment payment, string url, string body)
    {
        var faults = books.Faults;
        var due = clock.GetUtcNow() + TimeSpan.FromMilliseconds(faults.OfWebhooks.DelayMs);
        if (faults.OfWebhooks.Reorder)
        {
            due += Dice.Next(books, $"reorder {payment.Id}") * ReorderWithin;
        }

        var delivery = new Delivery(NewId(), url, body, payment.Id, payment.Status, due);
        books.Deliveries.Put(delivery);
        if (faults.OfWebhooks.ForgedRate > 0
            && Dice.Next(books, $"forge {payment.Id}") < faults.OfWebhooks.ForgedRate)
        {
            books.Deliveries.Put(delivery with { Id = NewId(), IsForged = true });
        }

        return delivery.Id;
    }

    private string NewId() => $"msg_{ProviderIds.New(clock.GetUtcNow())}";
}
