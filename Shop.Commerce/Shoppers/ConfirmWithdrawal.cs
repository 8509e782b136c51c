// Account does not notify Commerce of a withdrawal. CountOpenOrders.cs records every shopper for whom it answers 0 open
// orders, before it replies. This act asks Account about a recorded shopper: an active member, withdrawn for good, or
// closing. A closing account may still be reopened, so Account is asked again later. All replicas run this,
// concurrently and again after a crash.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;

namespace Shop.Commerce.Shoppers;

/// <summary>Finds out whether a shopper who may be withdrawing has withdrawn.</summary>
public sealed class ConfirmWithdrawal(
    CommerceDb db, AccountClient askAccount, WithdrawalSettings settings, ILogger<ConfirmWithdrawal> logger)
{
    // A call to Account takes at most 2 s. An expired claim is harmless: Account is asked twice and answers the same.
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(1);

    // After this time no access token of the account is valid, so the erased cart stays empty.
    private static readonly TimeSpan EraseCartAfter = TimeSpan.FromHours(1);

    /// <summary>Asks about one shopper. Returns false if no shopper is due or Account is unavailable.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } leaving)
        {
            return false;
        }

        var answer = await askAccount.RunAsync(leaving.ShopperId, ct);
        switch (answer)
        {
            case BuyerCheck.Adult or BuyerCheck.Minor:
                await ForgetAsync(leaving, ct);
                return true;
            case BuyerCheck.NoSuchAccount:
                await RecordAsync(leaving, ct);
                return true;
            case BuyerCheck.Closing:
                await PutOffAsync(leaving, ct);
                return true;
            case BuyerCheck.Unavailable:
                await PutOffAsync(leaving, ct);
                return false; // Account is unavailable for the others too.
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

    // Deletes only the record that was read before the call. A newer one means that Account has asked again and may
    // have withdrawn the shopper since.
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
        logger.LogInformation("Shopper {ShopperId} has withdrawn; their orders are no longer shown", leaving.ShopperId);
    }

    // Backoff: waits as long as has passed since the record was made, within the configured limits.
    private Task<int> PutOffAsync(LeavingShopper leaving, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update leaving_shoppers
        set ask_at = clock_timestamp()
            + least(greatest(clock_timestamp() - told_at, {settings.AskAfter}), {settings.AskAgainWithin})
        where shopper_id = {leaving.ShopperId} and told_at = {leaving.ToldAt}
        """, ct);
}
