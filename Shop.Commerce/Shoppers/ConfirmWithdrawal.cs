// Account lets a member go right after it was told that nothing is open, and tells nobody. So whoever it asked about is
// written down before it gets its answer (CountOpenOrders.cs), and here Account is asked what became of them: they are
// still a member, or gone for ever, or it cannot be said yet. An account that is closing may still be reopened, and
// Account tells the two apart. Any number of replicas may come here, at once or again after a crash.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;

namespace Shop.Commerce.Shoppers;

/// <summary>Finds out whether somebody who may be leaving has left.</summary>
public sealed class ConfirmWithdrawal(
    CommerceDb db, AskAccount askAccount, WithdrawalSettings settings, ILogger<ConfirmWithdrawal> logger)
{
    // Asking takes 2 s at most. A claim that lapses is harmless: Account is asked twice and answers the same.
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(1);

    // By then no access token of the account is valid, and the cart that is erased stays empty.
    private static readonly TimeSpan EraseCartAfter = TimeSpan.FromHours(1);

    /// <summary>Asks about one shopper; false when there is none whom it makes sense to ask about now.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } leaving)
        {
            return false;
        }

        var answer = await askAccount.RunAsync(leaving.ShopperId, ct);
        switch (answer)
        {
            case AccountAnswer.Adult or AccountAnswer.Minor:
                await ForgetAsync(leaving, ct);
                return true;
            case AccountAnswer.NoSuchAccount:
                await RecordAsync(leaving, ct);
                return true;
            case AccountAnswer.Closing:
                await PutOffAsync(leaving, ct);
                return true;
            case AccountAnswer.Away:
                await PutOffAsync(leaving, ct);
                return false; // Nor would the others be answered.
            default:
                throw new InvalidOperationException($"Unknown answer {answer}.");
        }
    }

    private async Task<LeavingShopper?> ClaimAsync(CancellationToken ct) =>
        (await db.LeavingShoppers
            .FromSql($"""
                update leaving_shoppers set ask_at = clock_timestamp() + {ClaimFor}
                where shopper_id = (
                    select shopper_id from leaving_shoppers where ask_at <= clock_timestamp()
                    order by ask_at limit 1 for update skip locked)
                returning *
                """)
            .AsNoTracking()
            .ToListAsync(ct))
        .SingleOrDefault();

    // Only what was written down before Account was asked: it may have been told again meanwhile, and have let them go.
    private Task<int> ForgetAsync(LeavingShopper leaving, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        delete from leaving_shoppers where shopper_id = {leaving.ShopperId} and told_at = {leaving.ToldAt}
        """, ct);

    private async Task RecordAsync(LeavingShopper leaving, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"""
            with left_behind as (delete from leaving_shoppers where shopper_id = {leaving.ShopperId})
            insert into withdrawn_shoppers (shopper_id, erase_at)
            values ({leaving.ShopperId}, clock_timestamp() + {EraseCartAfter})
            on conflict do nothing
            """, ct);
        logger.LogInformation("Shopper {ShopperId} has left; their orders are shown no more", leaving.ShopperId);
    }

    // As long again as it has taken so far.
    private Task<int> PutOffAsync(LeavingShopper leaving, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update leaving_shoppers
        set ask_at = clock_timestamp()
            + least(greatest(clock_timestamp() - told_at, {settings.AskAfter}), {settings.AskAgainWithin})
        where shopper_id = {leaving.ShopperId} and told_at = {leaving.ToldAt}
        """, ct);
}
