namespace Shop.Tests.Carts;

/// <summary>A cart line is limited by the stock, and the response reports the quantity that was not added.</summary>
[Collection(RunningShop.Shared)]
public sealed class CartLineLimitTests(RunningShop shop)
{
    [Fact]
    public async Task Every_response_reports_the_shortfalls()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));

        var whole = await shopper.AddsAsync(lamp, 3);
        var added = await shopper.AddsAsync(lamp, 4);
        var set = await shopper.PutsAsync(lamp, 8);
        var merged = await shopper.BringsAsync((lamp, 7), (new(999_999, "", 0), 1));

        Assert.Null(whole.Shortfalls);
        Assert.Equal([new(lamp.Id, 4, 2, 5)], added.Shortfalls);
        Assert.Equal([new(lamp.Id, 8, 5, 5)], set.Shortfalls);
        Assert.Equal([new(lamp.Id, 7, 5, 5), new(999_999, 1, 0, 0)], merged.Shortfalls);
        Assert.Equal(5, Assert.Single(merged.Lines).Quantity);
    }

    [Fact]
    public async Task Sold_out_line_can_be_reduced_but_not_increased()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        await shopper.PutsAsync(lamp, 5);
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {lamp.Id}");

        var larger = await shopper.PutsAsync(lamp, 9);
        var smaller = await shopper.PutsAsync(lamp, 2);

        Assert.Equal((5, 2), (Assert.Single(larger.Lines).Quantity, Assert.Single(smaller.Lines).Quantity));
        Assert.Equal([new(lamp.Id, 9, 5, 0)], larger.Shortfalls);
        Assert.Null(smaller.Shortfalls);
    }
}
