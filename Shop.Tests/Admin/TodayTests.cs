using System.Net.Http.Json;
using Shop.Tests.Payments;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class TodayTests(RunningShop shop)
{
    // Korea has had the same offset and no daylight saving time since 1988.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    [Fact]
    public async Task Paid_order_counts_as_a_sale_of_today_and_waits_to_be_shipped()
    {
        var staff = await TestOperator.NewAsync(shop);
        var product = await shop.NewProductAsync(priceWon: 12_900, stock: Limits.LowStock + 1);
        var before = await TodayAsync(staff);
        var shopper = await shop.NewShopperAsync();

        await shopper.OrderAsync(product);
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync(priceWon: 50_000));
        await shopper.ReturnFromAsync(order);

        // Other tests of the graph may run a job at the same time, so the figures are lower bounds.
        var after = await TodayAsync(staff);
        Assert.Equal(30, after.Days.Count);
        Assert.Equal(DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(Seoul).DateTime), after.Days[^1].Day);
        Assert.Equal(after.Days[0].Day.AddDays(29), after.Days[^1].Day);
        Assert.True(after.Days[^1].Orders >= before.Days[^1].Orders + 1);
        Assert.True(after.Days[^1].SalesWon >= before.Days[^1].SalesWon + order.AmountWon);
        Assert.True(after.ToShip >= before.ToShip + 1);
        Assert.True(after.WaitingForPayment >= before.WaitingForPayment + 1);
        Assert.True(after.LowStock >= before.LowStock + 1);
    }

    [Fact]
    public async Task Usual_sale_changes_no_index_of_products()
    {
        await using var command = shop.CommerceDb.CreateCommand("""
            select coalesce(string_agg(pg_get_indexdef(indexrelid), '; '), '') from pg_index
            where indrelid = 'products'::regclass and pg_get_indexdef(indexrelid) ~ '\m(stock|received)\M'
            """);
        Assert.Equal("", await command.ExecuteScalarAsync());
    }

    private static async Task<TodayReply> TodayAsync(TestOperator staff) =>
        (await staff.Commerce.GetFromJsonAsync<TodayReply>("/admin/today"))!;
}
