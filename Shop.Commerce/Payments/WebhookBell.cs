using System.Threading.Channels;

namespace Shop.Commerce.Payments;

/// <summary>Tells this replica's inbox that something came in; the others find it when they look next.</summary>
public sealed class WebhookBell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Waits for a ring, but no longer than <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            await _rings.Reader.ReadAsync(ct).AsTask().WaitAsync(atMost, clock, ct);
        }
        catch (TimeoutException)
        {
            // Nobody rang; what another replica left behind may be due.
        }
    }
}
