namespace Shop.Commerce.Shoppers;

/// <summary>
/// A shopper who has ordered or withdrawn. The row is the lock between placing an order and closing the shopper. An
/// access token outlives its account by a few minutes; a request with such a token finds no orders.
/// </summary>
public sealed class Shopper
{
    /// <summary>The SQL condition under which the shopper $1 has not withdrawn and still sees orders.</summary>
    internal const string NotClosedSql =
        "not exists (select from shoppers where id = $1 and closed_at is not null)";

    // After this time no access token of the account is valid, so the erased cart stays empty.
    private static readonly TimeSpan EraseCartAfter = TimeSpan.FromHours(1);

    private Shopper() { }

    public Guid Id { get; private set; }

    /// <summary>When the shopper withdrew; null for a shopper who may order.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When the next erasure is due; null if nothing is left to erase.</summary>
    public DateTimeOffset? EraseAt { get; private set; }

    /// <summary>Closes the shopper permanently; does nothing if the shopper is closed already.</summary>
    public void Close(DateTimeOffset now)
    {
        if (ClosedAt is null)
        {
            (ClosedAt, EraseAt) = (now, now + EraseCartAfter);
        }
    }
}
