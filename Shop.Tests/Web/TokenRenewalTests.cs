using Npgsql;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

/// <summary>Tokens are issued shortly before they expire, so that every page renews the member's token.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class TokenRenewalTests(RunningShop shop)
{
    private const string ShortLifetime = "00:01:00";

    [Fact]
    public async Task Renewal_whose_claim_was_lost_writes_nothing()
    {
        await using var storefront = await StorefrontProcess.StartAsync(shop, ShortLifetime);
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(storefront.Addresses[0]);
        await visitor.SignsInAsync(shopper);
        await using var holder = await shop.AccountDb.OpenConnectionAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await RunAsync(holder, "select id from sessions where member_id = $1 for update", shopper.AccountId);

        var page = visitor.ReadsAsync("/me");
        await Eventually.IsAsync(
            () => ReadAsync<bool>("select refresh_claimed_until is not null from sessions", shopper),
            isClaimed => isClaimed);
        await using (var web = await shop.WebDb.OpenConnectionAsync())
        {
            await RunAsync(
                web, "update sessions set refresh_claimed_until = now() + interval '1 minute' where account_id = $1",
                shopper.AccountId);
        }

        var (claim, tokens) = (await ClaimOfAsync(shopper), await TokensOfAsync(shopper));
        await hold.RollbackAsync();

        Assert.Contains(shopper.LoginId, await page);
        Assert.Equal(claim, await ClaimOfAsync(shopper));
        Assert.Equal(tokens, await TokensOfAsync(shopper));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, Guid value)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } };
        await command.ExecuteNonQueryAsync();
    }

    private Task<DateTime> ClaimOfAsync(Shopper shopper) =>
        ReadAsync<DateTime>("select refresh_claimed_until from sessions", shopper);

    private Task<byte[]> TokensOfAsync(Shopper shopper) => ReadAsync<byte[]>("select tokens from sessions", shopper);

    private async Task<T> ReadAsync<T>(string select, Shopper shopper)
    {
        await using var command = shop.WebDb.CreateCommand($"{select} where account_id = $1");
        command.Parameters.Add(new() { Value = shopper.AccountId });
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
