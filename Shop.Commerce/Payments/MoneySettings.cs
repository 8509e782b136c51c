using Shop.Commerce.Jobs;

namespace Shop.Commerce.Payments;

/// <summary>Timeouts and retries of payments and refunds (<c>Money:*</c>).</summary>
public sealed class MoneySettings
{
    /// <summary>
    /// The timeout for retrieving a payment while a shopper waits. After it the page says that the payment is being
    /// checked.
    /// </summary>
    public TimeSpan ShopperTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The timeout when a worker retrieves a payment from PortOne.</summary>
    public TimeSpan WorkerTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The timeout of a refund, as PortOne recommends.</summary>
    public TimeSpan RefundTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The timeout for pre-registering a payment at PortOne while a shopper waits. Its failure never fails the order.
    /// </summary>
    public TimeSpan PreRegisterTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a worker's claim on a job lasts; longer than all its calls to PortOne together. A claim that expires
    /// while the worker is still running does no harm.
    /// </summary>
    public TimeSpan ClaimDuration { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often the workers look for due jobs to check, expire and refund payments.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the worker looks for jobs that webhooks and the reconciliation have requested.</summary>
    public TimeSpan ReconcilePollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait before the first retry. It doubles with each retry.</summary>
    public TimeSpan InitialRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest wait between two checks of a pending payment while PortOne is available. A shopper who pays late and
    /// closes the browser still has the order within 30 s.
    /// </summary>
    public TimeSpan MaxCheckDelay { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The longest wait between two retries while PortOne is unavailable.</summary>
    public TimeSpan MaxUnavailableDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest wait before a webhook or a discrepancy is tried again.</summary>
    public TimeSpan MaxReconcileDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two requests for a refund that PortOne rejects.</summary>
    public TimeSpan MaxRejectedDelay { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a refund may be open before the log reports an error.</summary>
    public TimeSpan AlarmAfter { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often a checkpoint of the ledger is written.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often webhooks that are older than a year are deleted.</summary>
    public TimeSpan DeleteWebhooksInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The next run of a job after <paramref name="attempts"/> runs. The wait doubles with each run up to
    /// <paramref name="atMost"/>. The attempts stop growing above it, so that a longer limit, after PortOne has become
    /// unavailable, does not begin with its longest wait.
    /// </summary>
    public JobRetry RetryAfter(int attempts, TimeSpan atMost)
    {
        var doublings = Math.Max(0, (int)Math.Ceiling(Math.Log2(atMost / InitialRetryDelay)));
        var wait = InitialRetryDelay * Math.Pow(2, Math.Min(attempts, doublings));
        return new(wait < atMost ? wait : atMost, Math.Min(attempts, doublings) + 1);
    }
}
