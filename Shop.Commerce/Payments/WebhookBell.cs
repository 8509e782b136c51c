namespace Shop.Commerce.Payments;

/// <summary>
/// Wakes this replica's webhook worker when a webhook arrives; other replicas find it when they poll.
/// </summary>
public sealed class WebhookBell
{
    private readonly SemaphoreSlim _rings = new(0, 1);

    public void Ring()
    {
        try
        {
            _rings.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already signalled: the woken worker reads every stored webhook.
        }
    }

    /// <summary>Waits for a signal for at most <paramref name="atMost"/>; true if there was one.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _rings.WaitAsync(atMost, ct);
}
