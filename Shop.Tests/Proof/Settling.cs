// Waits until the shop has finished all background work. Pending jobs are made due at once, so that no
// time is spent waiting for them.
namespace Shop.Tests.Proof;

/// <summary>Waits until payments have settled.</summary>
/// <remarks>
/// Events at PortOne after the shop has settled a payment are found by reconciliation, if
/// <paramref name="invariants"/> include it; otherwise this class sends a webhook about the payment.
/// </remarks>
public sealed class Settling(RunningShop shop, Invariants invariants)
{
    private const string UnknownCapture = "a_capture_is_recorded_in_time";
    private readonly WebhookSender _reports = new(shop.CreateClient("commerce"));

    public Settling(RunningShop shop)
        : this(shop, new(shop))
    {
    }

    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Called between checks, for example to decide requested cancellations.</summary>
    public Func<Task> Meanwhile { get; init; } = () => Task.CompletedTask;

    /// <summary>
    /// Waits until these payments, or all, have settled, and fails if a rule is violated then. One check determines
    /// both, because a new report could arrive between two checks.
    /// </summary>
    public async Task SettleAsync(IReadOnlyCollection<string>? paymentKeys = null)
    {
        var last = await Eventually.IsAsync(
            async () =>
            {
                var violated = (await invariants.ViolatedAsync(paymentKeys, settled: true)).ToLookup(IsUnderWay);
                await Meanwhile();
                await MakeDueAsync([.. violated[true].Select(violation => violation.About).Distinct()]);
                return new Look([.. violated[true]], [.. violated[false]]);
            },
            look => look.UnderWay.Count == 0,
            Deadline);
        Assert.True(last.Wrong.Count == 0, $"{last.Wrong.Count} violations:\n{string.Join('\n', last.Wrong)}");
    }

    private bool IsUnderWay(Violation violation) =>
        violation.Rule == UnknownCapture || invariants.WhenSettled.Any(rule => rule.Name == violation.Rule);

    private async Task MakeDueAsync(string[] about)
    {
        await using var due = shop.CommerceDb.CreateCommand("""
            with due as (
                update payment_jobs set due_at = clock_timestamp()
                where payment_key = any ($1) and kind <> 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp())
            select key from payments where key = any ($1)
                and not exists (select from payment_jobs where payment_key = key and kind <> 'EXPIRE')
            """);
        due.Parameters.Add(new() { Value = about });
        await using var reader = await due.ExecuteReaderAsync();
        var unreported = new List<string>();
        while (await reader.ReadAsync())
        {
            unreported.Add(reader.GetString(0));
        }

        await Parallel.ForEachAsync(invariants.IncludesReconciliation ? [] : unreported, async (paymentKey, _) =>
            (await _reports.SendAsync(paymentKey, $"late-{Guid.NewGuid():N}")).Dispose());
    }

    private sealed record Look(IReadOnlyList<Violation> UnderWay, IReadOnlyList<Violation> Wrong)
    {
        public override string ToString() => $"{UnderWay.Count} under way:\n{string.Join('\n', UnderWay)}";
    }
}
