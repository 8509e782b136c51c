using System.Text.Json.Nodes;
using Shop.Tests.Payments;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminOrderListTests(RunningShop shop)
{
    // Korea has had the same offset and no daylight saving time since 1988.
    private static DateOnly Today =>
        DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(9)).DateTime);

    [Fact]
    public async Task Every_filter_finds_the_order_and_leaves_out_the_others()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var product = await shop.NewProductAsync(priceWon: 43_210);
        var shopper = await shop.NewShopperAsync();
        var name = $"수령{Random.Shared.Next(100_000, 1_000_000)}";
        var phone = $"010{Random.Shared.Next(10_000_000, 100_000_000)}";
        var waiting = await shopper.OrderAsync(new OrderRequest(
            Shopper.Home with { Recipient = name, Phone = phone }, [new(product.Id, 2)]));
        var (_, paid) = await shop.NewPaidOrderAsync(await shop.NewProductAsync(priceWon: 43_211));

        foreach (var filter in new[]
        {
            "", "status=PENDING", $"from={Today:O}", $"until={Today:O}", $"orderId={waiting.OrderId}",
            $"recipient={Uri.EscapeDataString(name)}", $"recipient={Uri.EscapeDataString(name[..4])}",
            $"phone={phone}", $"phone={phone[^8..^4]}-{phone[^4..]}", $"product={product.Id}",
            $"product={Uri.EscapeDataString(product.Name)}", "minWon=86420", "maxWon=86420",
            $"sort=AMOUNT&from={Today:O}&until={Today:O}",
        })
        {
            Assert.True(await ContainsAsync(owner, waiting, filter), filter);
        }

        foreach (var filter in new[]
        {
            "status=READY", $"from={Today.AddDays(1):O}", $"until={Today.AddDays(-1):O}", $"orderId={paid.OrderId}",
            "recipient=nobody", "phone=0000", "product=1", "product=unheardof", "minWon=86421", "maxWon=86419",
            "attention=OPEN_REFUND",
            "attention=DISPUTED", "attention=STUCK_REFUND",
        })
        {
            Assert.False(await ContainsAsync(owner, waiting, filter), filter);
        }

        Assert.True(await ContainsAsync(owner, paid, "status=READY"));
    }

    [Fact]
    public async Task Open_refund_and_dispute_are_listed_as_in_need()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (shopper, disputed) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.ActAsync(disputed.PaymentKey, "dispute");
        await Eventually.IsAsync(() => ContainsAsync(staff, disputed, "attention=DISPUTED"), found => found);
        var order = await shopper.BuyAsync(await shop.NewProductAsync());
        await shop.Sandbox.SetFaultsAsync(new { only = order.PaymentKey, errorRate = 1.0 });
        await shopper.CancelAsync(order);

        Assert.True(await ContainsAsync(staff, order, "attention=OPEN_REFUND"));
        Assert.False(await ContainsAsync(staff, order, "attention=STUCK_REFUND"));

        await shop.Sandbox.SetFaultsAsync(new { });
        await Eventually.IsAsync(() => ContainsAsync(staff, order, "attention=OPEN_REFUND"), found => !found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&ascending=true")]
    [InlineData("&sort=AMOUNT")]
    [InlineData("&sort=AMOUNT&ascending=true")]
    public async Task Pages_have_every_order_once_in_the_sort_order(string sort)
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var product = await shop.NewProductAsync(priceWon: 1000);
        foreach (var quantity in new[] { 2, 1, 3, 1 })
        {
            // Two have the same amount, on different pages.
            await (await shop.NewShopperAsync()).OrderAsync(product, quantity);
        }

        // The sort by amount needs a period.
        var query = $"?product={product.Id}&size=1{sort}&from={Today.AddDays(-1):O}&until={Today.AddDays(1):O}";
        var found = new List<AdminOrderItem>();
        string? after = null;
        do
        {
            var page = await owner.FindAsync($"{query}&after={after}");
            Assert.Single(page.Items);
            found.AddRange(page.Items);
            after = page.After;
        }
        while (after is not null);

        var expected = (sort.Contains("AMOUNT"), sort.Contains("ascending")) switch
        {
            (true, true) => found.OrderBy(each => each.AmountWon).ThenBy(each => each.PlacedAt),
            (true, false) => found.OrderByDescending(each => each.AmountWon).ThenByDescending(each => each.PlacedAt),
            (false, true) => found.OrderBy(each => each.PlacedAt),
            (false, false) => found.OrderByDescending(each => each.PlacedAt),
        };
        Assert.Equal(4, found.Select(each => each.OrderId).Distinct().Count());
        Assert.Equal(expected.Select(each => each.OrderId), found.Select(each => each.OrderId));
    }

    [Fact]
    public async Task Staff_sees_masked_data_and_finds_only_whole_names_and_numbers()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        var shopper = await shop.NewShopperAsync();
        var phone = $"010{Random.Shared.Next(10_000_000, 100_000_000)}";
        var order = await shopper.OrderAsync(new OrderRequest(
            Shopper.Home with { Phone = phone }, [new((await shop.NewProductAsync()).Id, 1)]));

        var forOwner = Assert.Single((await owner.FindAsync($"?phone={phone[^6..]}&status=PENDING")).Items);
        var forStaff = Assert.Single((await staff.FindAsync($"?phone={phone}&status=PENDING")).Items);

        Assert.Equal((phone, "김하늘"), (forOwner.Phone, forOwner.Recipient));
        Assert.Equal(($"*******{phone[^4..]}", "김*늘"), (forStaff.Phone, forStaff.Recipient));
        Assert.Empty((await staff.FindAsync($"?phone={phone[^6..]}&status=PENDING")).Items);
        Assert.False(await ContainsAsync(staff, order, "recipient=%EA%B9%80")); // 김

        var shown = (await staff.ShowAsync(order)).Shipping!;
        Assert.Equal(("김*늘", $"*******{phone[^4..]}", "***", true),
            (shown.Recipient, shown.Phone, shown.Address1, shown.IsMasked));
        Assert.Equal(phone, (await owner.ShowAsync(order)).Shipping!.Phone);
    }

    [Fact]
    public async Task Staff_reads_the_address_of_an_order_to_pack_without_the_phone_number()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (_, order) = await shop.NewPaidOrderAsync();

        var shown = (await staff.ShowAsync(order)).Shipping!;

        Assert.Equal((Shopper.Home.Recipient, Shopper.Home.Address1), (shown.Recipient, shown.Address1));
        Assert.Equal("*******5678", shown.Phone);
    }

    [Theory]
    [InlineData("status=OPEN", "status")]
    [InlineData("attention=ALL", "attention")]
    [InlineData("sort=NAME", "sort")]
    [InlineData("sort=AMOUNT", "from")]
    [InlineData("sort=AMOUNT&from=2026-01-01&until=2026-04-03", "from")]
    [InlineData("sort=AMOUNT&phone=1234", "sort")]
    [InlineData("after=1", "after")]
    [InlineData("phone=12", "phone")]
    [InlineData("size=101", "size")]
    [InlineData("from=0001-01-01", "from")]
    [InlineData("minWon=-1", "minWon")]
    public async Task Invalid_filter_is_named(string query, string field)
    {
        var staff = await TestOperator.NewAsync(shop);

        var problem = await staff.Commerce.GetAsync($"/admin/orders?{query}")
            .IsProblemAsync(SharedProblemCodes.InvalidRequest);

        Assert.Equal(field, (string?)problem["field"]);
    }

    private static async Task<bool> ContainsAsync(TestOperator reader, OrderReply order, string filter) =>
        (await reader.FindAsync($"?size=100&{filter}")).Items.Any(each => each.OrderId == order.OrderId);
}
