using Npgsql;
using Shop.Tests.Accounts;

namespace Shop.Tests.Shoppers;

/// <summary>Commerce reported that a shopper has no open order, and Account has not withdrawn them.</summary>
[Collection(RunningShop.Shared)]
public sealed class PendingWithdrawalTests(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Pending_withdrawal_of_an_active_account_is_deleted()
    {
        var member = await shop.NewShopperAsync();
        var order = await member.OrdersAsync(await shop.NewProductAsync());
        await AddPendingAsync(member);

        await WaitForDeletionAsync(member);

        Assert.Equal(order.OrderId, (await member.GetOrderAsync(order)).OrderId);
    }

    [Fact]
    public async Task Closing_account_keeps_its_orders_and_can_be_reopened()
    {
        var member = await shop.NewShopperAsync();
        var order = await member.OrdersAsync(await shop.NewProductAsync());
        await _account.ExecuteAsync( // Account's worker skips this account for an hour.
            "update members set status = 'CLOSING', closing_since = now() + interval '1 hour' where id = $1",
            member.AccountId);
        await AddPendingAsync(member);

        // Commerce has polled Account twice. The next poll is after the time that has passed so far.
        await Eventually.IsAsync(
            () => shop.CommerceAsync<bool>($"""
                select ask_at > told_at + interval '3 seconds' and ask_at < now() + interval '50 seconds'
                from leaving_shoppers where shopper_id = '{member.AccountId}'
                """),
            isPutOff => isPutOff);
        Assert.Equal(order.OrderId, (await member.GetOrderAsync(order)).OrderId);

        await _account.ExecuteAsync(
            "update members set status = 'ACTIVE', closing_since = null where id = $1", member.AccountId);

        await WaitForDeletionAsync(member);
        Assert.Equal(order.OrderId, (await member.GetOrderAsync(order)).OrderId);
    }

    [Fact]
    public async Task Outdated_response_does_not_delete_a_pending_withdrawal()
    {
        var member = await shop.NewShopperAsync();
        var another = await shop.NewShopperAsync();
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table members in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        await AddPendingAsync(member);
        await Eventually.IsAsync(
            () => shop.CommerceAsync<bool>($"""
                select ask_at > now() + interval '30 seconds'
                from leaving_shoppers where shopper_id = '{member.AccountId}'
                """),
            isBeingAsked => isBeingAsked);

        await shop.CommerceAsync($"""
            update leaving_shoppers set told_at = clock_timestamp(), ask_at = now() + interval '1 hour'
            where shopper_id = '{member.AccountId}'
            """);
        await transaction.CommitAsync();

        // Commerce checks one shopper after the other, so the first response is processed before this one.
        await AddPendingAsync(another);
        await WaitForDeletionAsync(another);
        Assert.Equal(1, await CountPendingAsync(member));
    }

    private Task<int> AddPendingAsync(Shopper member) => shop.CommerceAsync(
        $"insert into leaving_shoppers values ('{member.AccountId}', clock_timestamp(), now())");

    private Task<long> WaitForDeletionAsync(Shopper member) =>
        Eventually.IsAsync(() => CountPendingAsync(member), notes => notes == 0);

    private Task<long> CountPendingAsync(Shopper member) => shop.CommerceAsync<long>(
        $"select count(*) from leaving_shoppers where shopper_id = '{member.AccountId}'");
}
