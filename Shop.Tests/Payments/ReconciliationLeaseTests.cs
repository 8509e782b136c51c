// The lease in the shop's database, in a transaction that is rolled back. The running replicas skip the locked rows.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Reconciliation;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class ReconciliationLeaseTests(RunningShop shop)
{
    [Fact]
    public async Task Lost_lease_is_left_to_its_new_holder()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var db = shop.NewCommerceContext();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var settings = new ReconciliationSettings();
        var lease = new ReconciliationLease(db, settings);

        var lost = await ClaimExpiredAsync();
        Assert.Null(await lease.ClaimAsync(DiscrepancySource.Nightly, unlessCompletedSince: null, ct));
        var first = lost.ClaimedUntil;
        await lease.RenewAsync(lost, ct);
        Assert.True(lost.ClaimedUntil > first);

        var held = await ClaimExpiredAsync();
        await lease.RenewAsync(lost, ct);
        Assert.Equal(held.ClaimedUntil, await StoredAsync());
        await lease.EndAsync(lost, hasReadAll: true, ct);
        Assert.Equal(held.ClaimedUntil, await StoredAsync());
        await lease.EndAsync(held, hasReadAll: true, ct);
        Assert.Equal(held.StartedAt + settings.Interval, await StoredAsync());

        async Task<ReconciliationRun> ClaimExpiredAsync()
        {
            await db.Database.ExecuteSqlAsync($"update reconciliations set claimed_until = null, read_at = null", ct);
            return (await lease.ClaimAsync(DiscrepancySource.Nightly, unlessCompletedSince: null, ct))!;
        }

        Task<DateTimeOffset> StoredAsync() => db.Database
            .SqlQuery<DateTimeOffset>(
                $"""select claimed_until as "Value" from reconciliations where source = 'NIGHTLY'""")
            .SingleAsync(ct);
    }
}
