namespace Shop.Commerce.Payments;

/// <summary>Tells this replica's inbox that something came in; the others find it when they look next.</summary>
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
            // It rings already; whoever hears it finds everything that came in.
        }
    }

    /// <summary>Waits for a ring, but no longer than <paramref name="atMost"/>; true when somebody rang.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _rings.WaitAsync(atMost, ct);
}
