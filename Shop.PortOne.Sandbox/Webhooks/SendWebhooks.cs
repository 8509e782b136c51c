// Sends webhooks in the background. Each webhook has its own task, which waits until the webhook is due, sends it, and
// retries after a random delay between zero and the nominal one, so retries can overtake newer events. A restart
// continues from the journal; an attempt that was in progress is then sent twice, which receivers must handle anyway.
using System.Collections.Concurrent;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Sends every webhook when it is due.</summary>
public sealed class SendWebhooks(
    SandboxStore store, PostWebhook post, TimeProvider clock, ILogger<SendWebhooks> log) : BackgroundService
{
    private const int MaxConcurrent = 32;

    // Nominal delays before the second to the sixth attempt, in minutes.
    private static readonly double[] RetryMinutes = [1, 4, 16, 64, 256];

    private readonly SemaphoreSlim _slots = new(MaxConcurrent);
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var due = store.Read(state => state.Deliveries.All.Where(delivery => delivery.DueAt is not null)
            .Select(delivery => delivery.Id).ToList());
        due.ForEach(Begin);
        await foreach (var id in store.NewDeliveries.ReadAllAsync(stopping))
        {
            Begin(id);
        }

        void Begin(string id)
        {
            var delivery = DeliverAsync(id, stopping);
            _running[delivery] = true;
            delivery.ContinueWith(Forget, TaskScheduler.Default);
        }

        void Forget(Task delivery)
        {
            _running.TryRemove(delivery, out _);
            if (delivery.Exception is { } failure)
            {
                log.LogError(failure, "Sending a webhook failed unexpectedly; it is sent again after a restart");
            }
        }
    }

    public override async Task StopAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    private async Task DeliverAsync(string id, CancellationToken stopping)
    {
        while (store.Read(state => state.Deliveries.Find(id)) is { DueAt: { } due } delivery)
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
        var faults = store.Read(state => state.Faults);
        if (faults.OfWebhooks.Mode == WebhookMode.Off)
        {
            Save(delivery.Id, (_, known) => known with { DueAt = null });
            return;
        }

        await _slots.WaitAsync(stopping);
        try
        {
            var sent = await Task.WhenAll(Enumerable.Range(0, 1 + faults.OfWebhooks.Duplicates)
                .Select(_ => post.RunAsync(delivery, stopping)));
            var (status, exchange) = sent[0];
            Save(delivery.Id, (state, known) => known with
            {
                Executions = known.Executions + 1,
                Status = status,
                LastExchange = exchange,
                Trigger = null,
                TriggeredAt = null,
                DueAt = NextAttempt(state, delivery, status),
            });
        }
        finally
        {
            _slots.Release();
        }
    }

    private DateTimeOffset? NextAttempt(SandboxState state, Delivery delivery, DeliveryStatus status)
    {
        if (status == DeliveryStatus.Succeeded || delivery.IsForged || delivery.Executions >= RetryMinutes.Length)
        {
            return null;
        }

        var nominal = TimeSpan.FromMinutes(RetryMinutes[delivery.Executions]) * state.Faults.OfWebhooks.RetryScale;
        return clock.GetUtcNow() + FaultInjector.Next(state, $"retry {delivery.PaymentId}") * nominal;
    }

    // Not found after a reset, which also deletes deliveries in progress.
    private void Save(string id, Func<SandboxState, Delivery, Delivery> change) => store.Write(state =>
    {
        if (state.Deliveries.Find(id) is { } known)
        {
            state.Deliveries.Put(change(state, known));
        }

        return id;
    });
}
