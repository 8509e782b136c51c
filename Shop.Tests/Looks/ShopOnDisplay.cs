// A shop with data for everything that a page can show: products with low or no stock, and orders and payments in every
// state.
using Shop.Tests.Payments;
using Shop.Tests.Startup;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

/// <summary>Creates the products, shoppers and orders that the page inspections need.</summary>
internal sealed class ShopOnDisplay(RunningShop shop)
{
    // Ids of seeded products.
    public const int Plenty = 1, Few = 8, AdultsOnly = 22;
    private static readonly Product Lamp = new(1, "", 68_000), Bowl = new(9, "", 18_000), Tea = new(16, "", 15_500);

    public int SoldOut { get; private set; }

    /// <summary>A shopper with no order and an empty cart.</summary>
    public Shopper Newcomer { get; private set; } = null!;

    /// <summary>A minor whose cart contains products for adults.</summary>
    public Shopper Minor { get; private set; } = null!;

    /// <summary>A shopper with a cart and all <see cref="Orders"/>.</summary>
    public Shopper Regular { get; private set; } = null!;

    /// <summary>An order in every state, by the name of the state.</summary>
    public Dictionary<string, OrderReply> Orders { get; } = [];

    public async Task ArrangeAsync()
    {
        (Newcomer, Regular) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await SellOutAsync();
        Minor = await shop.NewShopperAsync(adult: false);
        await Minor.PutIntoCartAsync(new(AdultsOnly, "", 0));
        await Minor.PutIntoCartAsync(Lamp);
        foreach (var awaited in new[] { SoldOut, Few }) // Few is in stock again.
        {
            await Regular.Commerce.PutAsync($"/products/{awaited}/restock-notice", null);
        }

        await Regular.PutIntoCartAsync(Lamp);
        await Regular.PutIntoCartAsync(Tea, quantity: 3);

        var expired = Orders["expired"] = await Regular.OrderAsync(Bowl);
        await shop.AgeAsync(expired, minutes: 60);
        await RunOperatorCommandAsync("ship", Orders["delivered"] = await Regular.BuyAsync(Lamp));
        await RunOperatorCommandAsync("deliver", Orders["delivered"]);
        var partly = Orders["partly-refunded"] = await Regular.BuyAsync(Lamp);
        await RunOperatorCommandAsync("refund", partly, "--amount-won", "3000");
        await Eventually.IsAsync(
            () => Regular.GetOrderAsync(partly), order => order.Refunds is [{ Status: RefundStatus.Succeeded }]);
        var refunded = Orders["refunded"] = await Regular.BuyAsync(Bowl, quantity: 2);
        await Regular.CancelAsync(refunded);
        var deposit = Orders["needs-account"] = await Regular.OrderAsync(Tea);
        await shop.Sandbox.DepositAsync(deposit.PaymentKey, deposit.AmountWon);
        await Regular.ReturnFromAsync(deposit);
        await Regular.CancelAsync(deposit);
        await Regular.WaitForStatusAsync(refunded, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await CreatePendingRefundAsync();
        Orders["paid"] = await Regular.BuyAsync(Lamp);
        var declined = Orders["declined"] = await Regular.OrderAsync(Bowl);
        await shop.Sandbox.ActAsync(declined.PaymentKey, "fail", new { reason = "LIMIT EXCEEDED (51)" });
        var processing = Orders["checked"] = await Regular.OrderAsync(Tea);
        await shop.Sandbox.ActAsync(processing.PaymentKey, "pend");
        Orders["unpaid"] = await Regular.OrderAsync(Lamp, quantity: 2);

        await Regular.WaitForStatusAsync(expired, PaymentStatus.Closed, OrderStatus.Expired);
        await Eventually.IsAsync(() => Regular.GetOrderAsync(deposit), order => order.RefundNeedsAccount);
    }

    /// <summary>Signs the shopper in and returns the cookies of the session for a browser.</summary>
    public async Task<Microsoft.Playwright.Cookie[]> SessionOfAsync(Shopper shopper)
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignInAsync(shopper);
        return
        [
            .. visitor.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Url = $"{shop.WebAddress}",
            }),
        ];
    }

    private async Task SellOutAsync()
    {
        SoldOut = (await shop.NewProductAsync(stock: 1)).Id;
        await shop.ExecuteSqlAsync($"""
            update products set
                stock = 0, name_ko = '두 사람 찻잔', name_en = 'Cups for Two', image_url = '/images/products/teapot.svg',
                description_ko = '다음 가마를 기다리고 있습니다.', description_en = 'Waiting for the next kiln.',
                created_at = '2026-09-01'
            where id = {SoldOut}
            """);
    }

    // PortOne has accepted the refund but not completed it.
    private async Task CreatePendingRefundAsync()
    {
        var order = Orders["refunding"] = await Regular.BuyAsync(Lamp);
        await shop.Sandbox.SetFaultsAsync(new { cancellations = "REQUESTED" });
        await Regular.CancelAsync(order);
        await Eventually.IsAsync(
            () => shop.QuerySqlAsync<long>($"""
                select count(*) from refunds where payment_key = '{order.PaymentKey}' and status = 'REQUESTED'
                """),
            requested => requested == 1);
        await shop.Sandbox.SetFaultsAsync(new { });
    }

    private async Task RunOperatorCommandAsync(string move, OrderReply order, params string[] rest)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(
            shop, "Commerce", [move, $"{order.OrderId}", .. rest]);
        Assert.True(exitCode == 0, errors);
    }
}
