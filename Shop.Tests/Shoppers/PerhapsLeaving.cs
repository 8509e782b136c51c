using Npgsql;
using Shop.Tests.Accounts;

namespace Shop.Tests.Shoppers;

/// <summary>Account was told that nothing is open, and did not let the member go, or not yet.</summary>
[Collection(RunningShop.Shared)]
public sealed class PerhapsLeaving(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task A_member_who_stays_is_not_noted_any_longer()
    {
        var member = await shop.NewShopperAsync();
        var order = await member.OrdersAsync(await shop.NewProductAsync());
        await NoteAsync(member);

        await IsForgottenAsync(member);

        Assert.Equal(order.OrderId, (await member.LooksAtAsync(order)).OrderId);
    }

    [Fact]
    public async Task An_account_that_is_closing_has_not_left_and_may_be_reopened()
    {
        var member = await shop.NewShopperAsync();
        var order = await member.OrdersAsync(await shop.NewProductAsync());
        await _account.ExecuteAsync( // Account's worker leaves this one alone for an hour.
            "update members set status = 'CLOSING', closing_since = now() + interval '1 hour' where id = $1",
            member.AccountId);
        await NoteAsync(member);

        // Account has been asked twice, and is asked again after as long as it has taken so far.
        await Eventually.IsAsync(
            () => shop.CommerceAsync<bool>($"""
                select ask_at > told_at + interval '3 seconds' and ask_at < now() + interval '50 seconds'
                from leaving_shoppers where shopper_id = '{member.AccountId}'
                """),
            isPutOff => isPutOff);
        Assert.Equal(order.OrderId, (await member.LooksAtAsync(order)).OrderId);

        await _account.ExecuteAsync(
            "update members set status = 'ACTIVE', closing_since = null where id = $1", member.AccountId);

        await IsForgottenAsync(member);
        Assert.Equal(order.OrderId, (await member.LooksAtAsync(order)).OrderId);
    }

    [Fact]
    public async Task An_answer_from_before_Account_asked_again_forgets_nobody()
    {
        var member = await shop.NewShopperAsync();
        var another = await shop.NewShopperAsync();
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table members in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        await NoteAsync(member);
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

        await NoteAsync(another); // One follows the other, so the first answer has been dealt with when this one is.
        await IsForgottenAsync(another);
        Assert.Equal(1, await NotesOfAsync(member));
    }

    private Task<int> NoteAsync(Shopper member) => shop.CommerceAsync(
        $"insert into leaving_shoppers values ('{member.AccountId}', clock_timestamp(), now())");

    private Task<long> IsForgottenAsync(Shopper member) =>
        Eventually.IsAsync(() => NotesOfAsync(member), notes => notes == 0);

    private Task<long> NotesOfAsync(Shopper member) => shop.CommerceAsync<long>(
        $"select count(*) from leaving_shoppers where shopper_id = '{member.AccountId}'");
}
