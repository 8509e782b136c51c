// Sends webhooks in the background. Each webhook has its own task, which waits until the webhook is due, sends it, and
// retries after a random delay between zero and the nominal one, so retries can overtake newer events. A restart
// continues from the journal; an attempt that was in progress is then sent twice, which receivers must handle anyway.
using System.Collections.Concurrent;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Sends every webhook when it is due.</summary>
public sealed class SendWebhooks(
    SandboxStore bank, PostWebhook post, TimeProvider clock, ILogger<SendWebhooks> log) : BackgroundService
{
    private const int AtOnce = 32;

    // Nominal delays before the second to the sixth attempt, in minutes.
    private static readonly double[] RetryMinutes = [1, 4, 16, 64, 256];

    private readonly SemaphoreSlim _lines = new(AtOnce);
    private readonly ConcurrentDictionary<Task, bool> _stories = new();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var due = bank.Read(books => books.Deliveries.All.Where(delivery => delivery.DueAt is not null)
            .Select(delivery => delivery.Id).ToList());
        due.ForEach(Begin);
        await foreach (var id in bank.NewDeliveries.ReadAllAsync(stopping))
        {
            Begin(id);
        }

        void Begin(string id)
        {
            var story = TellAsync(id, stopping);
            _stories[story] = true;
            story.ContinueWith(Forget, TaskScheduler.Default);
        }

        void Forget(Task story)
        {
            _stories.TryRemove(story, out _);
            if (story.Exception is { } failure)
            {
                log.LogError(failure, "Sending a webhook failed unexpectedly; it is sent again after a restart");
            }
        }
    }

    public override async Task StopAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        await Task.WhenAll(_stories.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _lines.Dispose();
        base.Dispose();
    }

    private async Task TellAsync(string id, CancellationToken stopping)
    {
        while (bank.Read(books => books.Deliveries.Find(id)) is { DueAt: { } due } delivery)
        {
            if (due - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, stopping);
            }

            await SendAsync(delivery, stopping);
        }
    }

    private async Task SendAsync(Delivery delivery, CancellationToken stopping)
    {
        var faults = bank.Read(books => books.Faults);
        if (faults.OfWebhooks.Mode == WebhookMode.Off)
        {
            Save(delivery.Id, (_, known) => known with { DueAt = null });
            return;
        }

        await _lines.WaitAsync(stopping);
        try
        {
            var sent = await Task.WhenAll(Enumerable.Range(0, 1 + faults.OfWebhooks.Duplicates)
                .Select(_ => post.RunAsync(delivery, stopping)));
            var (status, exchange) = sent[0];
            Save(delivery.Id, (books, known) => known with
            {
                Executions = known.Executions + 1,
                Status = status,
                LastExchange = exchange,
                Trigger = null,
                TriggeredAt = null,
                DueAt = NextAttempt(books, delivery, status),
            });
        }
        finally
        {
            _lines.Release();
        }
    }

    private DateTimeOffset? NextAttempt(SandboxState books, Delivery delivery, DeliveryStatus status)
    {
        if (status == DeliveryStatus.Succeeded || delivery.IsForged || delivery.Executions >= RetryMinutes.Length)
        {
            return null;
        }

        var nominal = TimeSpan.FromMinutes(RetryMinutes[delivery.Executions]) * books.Faults.OfWebhooks.RetryScale;
        return clock.GetUtcNow() + FaultInjector.Next(books, $"retry {delivery.PaymentId}") * nominal;
    }

    // Not found after a reset, which also deletes deliveries in progress.
    private void Save(string id, Func<SandboxState, Delivery, Delivery> change) => bank.Write(books =>
    {
        if (books.Deliveries.Find(id) is { } known)
        {
            books.Deliveries.Put(change(books, known));
        }

        return id;
    });
}
