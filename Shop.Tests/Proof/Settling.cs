// Leaves the shop to itself until nothing is under way any more. It need not wait for the clock: whatever it would come
// back to later is made due now.
namespace Shop.Tests.Proof;

/// <summary>Waits until all money is where it stays.</summary>
/// <remarks>
/// What happened at PortOne after the shop was done with a payment is found by comparing, where
/// <paramref name="invariants"/> say that it is waited for; elsewhere PortOne reports it.
/// </remarks>
public sealed class Settling(RunningShop shop, Invariants invariants)
{
    private const string UnknownCapture = "captured_money_is_recorded_in_time";
    private readonly PortOneReports _reports = new(shop.Door("commerce"));

    public Settling(RunningShop shop)
        : this(shop, new(shop))
    {
    }

    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What others do meanwhile: a bank that comes to a decision.</summary>
    public Func<Task> Meanwhile { get; init; } = () => Task.CompletedTask;

    /// <summary>
    /// Waits until these payments, or all, are settled, and fails where a rule is violated then. It is one look that
    /// finds both: the next one may meet a report that has just come in.
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
            with tasks as (
                update payment_tasks set due_at = clock_timestamp()
                where payment_key = any ($1) and task <> 'EXPIRE' and claimed_until is null
                    and due_at > clock_timestamp()),
            inbox as (
                update webhooks set due_at = clock_timestamp()
                where id = any ($1) and claimed_until is null and due_at > clock_timestamp())
            select key from payments where key = any ($1)
                and not exists (select from payment_tasks where payment_key = key and task <> 'EXPIRE')
                and not exists (select from webhooks where payment_key = key and handled_at is null)
            """);
        due.Parameters.Add(new() { Value = about });
        await using var reader = await due.ExecuteReaderAsync();
        var unreported = new List<string>();
        while (await reader.ReadAsync())
        {
            unreported.Add(reader.GetString(0));
        }

        await Parallel.ForEachAsync(invariants.IsCompared ? [] : unreported, async (paymentKey, _) =>
            (await _reports.SendAsync(paymentKey, $"late-{Guid.NewGuid():N}")).Dispose());
    }

    private sealed record Look(IReadOnlyList<Violation> UnderWay, IReadOnlyList<Violation> Wrong)
    {
        public override string ToString() => $"{UnderWay.Count} under way:\n{string.Join('\n', UnderWay)}";
    }
}
