// All scenarios: which events happen, in which order, and which of them concurrently. These are the ordered set
// partitions of each subset of the events.
namespace Shop.Tests.Proof;

/// <summary>An event that happens to a pending order.</summary>
public enum OrderEvent
{
    Pay,
    Return,
    Webhook,
    WebhookAgain,
    Sweep,
    Expiry,
    ShopperCancels,
    ConsoleCancels,
}

/// <summary>
/// Events in blocks. The events of a block start concurrently after the previous block has ended.
/// </summary>
public sealed record Scenario(IReadOnlyList<IReadOnlyList<OrderEvent>> Blocks)
{
    /// <summary>Every scenario of up to <paramref name="most"/> events.</summary>
    public static IReadOnlyList<Scenario> All(int most)
    {
        var events = Enum.GetValues<OrderEvent>();
        return [.. Subsets(events)
            .Where(chosen => chosen.Count > 0 && chosen.Count <= most)
            .SelectMany(Orderings)
            .Select(blocks => new Scenario(blocks))];
    }

    public bool Has(OrderEvent one) => PlaceOf(one) is not null;

    /// <summary>True if the first event ends before the second begins.</summary>
    public bool HasBefore(OrderEvent first, OrderEvent second) => PlaceOf(first) < PlaceOf(second);

    public override string ToString() => string.Join(", then ", Blocks.Select(block => string.Join(" with ", block)));

    private int? PlaceOf(OrderEvent one)
    {
        for (var place = 0; place < Blocks.Count; place++)
        {
            if (Blocks[place].Contains(one))
            {
                return place;
            }
        }

        return null;
    }

    private static IEnumerable<IReadOnlyList<T>> Subsets<T>(IReadOnlyList<T> all) =>
        Enumerable.Range(0, 1 << all.Count).Select(bits =>
            (IReadOnlyList<T>)[.. all.Where((_, place) => (bits & (1 << place)) != 0)]);

    private static IEnumerable<IReadOnlyList<IReadOnlyList<T>>> Orderings<T>(IReadOnlyList<T> all) =>
        all.Count == 0
            ? [[]]
            : Subsets(all).Where(first => first.Count > 0).SelectMany(first =>
                Orderings<T>([.. all.Except(first)]).Select(rest =>
                    (IReadOnlyList<IReadOnlyList<T>>)[first, .. rest]));
}
