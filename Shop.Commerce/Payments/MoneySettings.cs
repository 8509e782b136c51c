namespace Shop.Commerce.Payments;

/// <summary>How long the shop waits for money, and how soon it comes back to it (<c>Money:*</c>).</summary>
public sealed class MoneySettings
{
    /// <summary>A shopper waits before a page: who gets no answer in time is told that it is being checked.</summary>
    public TimeSpan ShopperTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a worker waits for PortOne's word on a payment.</summary>
    public TimeSpan WorkerTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long PortOne may take for a refund, as it advises.</summary>
    public TimeSpan RefundTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a worker has a task for itself; longer than it waits for PortOne in all. One that lapses does no harm.
    /// </summary>
    public TimeSpan ClaimFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often each loop of the sweep looks for what is due.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first wait before something is tried again; it doubles each time.</summary>
    public TimeSpan AgainAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest wait before an unreported payment is asked for, while PortOne answers: whoever pays late and closes
    /// the browser has the order within 30 s, too.
    /// </summary>
    public TimeSpan CheckAtLeastEvery { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The longest wait before PortOne is tried again while it does not answer.</summary>
    public TimeSpan AwayAtLeastEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest wait before a refused refund is asked for anew.</summary>
    public TimeSpan RefusedAtLeastEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long money may be owed before people are called.</summary>
    public TimeSpan AlarmAfter { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often the ledger is sealed.</summary>
    public TimeSpan SealEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often what PortOne reported more than a year ago is deleted.</summary>
    public TimeSpan ForgetEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// When something is tried again that was tried <paramref name="tries"/> times before: each wait is twice the last.
    /// </summary>
    public TimeSpan Again(int tries, TimeSpan atMost)
    {
        const int Doublings = 20; // 60 days after 5 s: far beyond every limit, and no overflow.
        var wait = AgainAfter * (1 << Math.Min(tries, Doublings));
        return wait < atMost ? wait : atMost;
    }
}
