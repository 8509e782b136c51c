// A shop with data for everything that a page can show: products with low or no stock, and orders and payments in every
// state.
using Shop.Tests.Payments;
using Shop.Tests.Starting;
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

    /// <summary>A shopper with a cart and an order in every state.</summary>
    public Shopper Regular { get; private set; } = null!;

    public OrderReply Unpaid { get; private set; } = null!;

    public OrderReply Declined { get; private set; } = null!;

    public OrderReply Checked { get; private set; } = null!;

    public OrderReply Paid { get; private set; } = null!;

    public OrderReply Delivered { get; private set; } = null!;

    public OrderReply PartlyRefunded { get; private set; } = null!;

    public OrderReply Refunding { get; private set; } = null!;

    public OrderReply Refunded { get; private set; } = null!;

    public OrderReply NeedsAccount { get; private set; } = null!;

    public OrderReply Expired { get; private set; } = null!;

    public async Task ArrangeAsync()
    {
        (Newcomer, Regular) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await SellOutAsync();
        Minor = await shop.NewShopperAsync(adult: false);
        await Minor.PutsIntoCartAsync(new(AdultsOnly, "", 0));
        await Minor.PutsIntoCartAsync(Lamp);
        foreach (var awaited in new[] { SoldOut, Few }) // Few is in stock again.
        {
            await Regular.Commerce.PutAsync($"/products/{awaited}/restock-notice", null);
        }

        await Regular.PutsIntoCartAsync(Lamp);
        await Regular.PutsIntoCartAsync(Tea, quantity: 3);

        Expired = await Regular.OrdersAsync(Bowl);
        await shop.AgeAsync(Expired, minutes: 60);
        Delivered = await Regular.BuysAsync(Lamp);
        await RunOperatorCommandAsync("ship", Delivered);
        await RunOperatorCommandAsync("deliver", Delivered);
        PartlyRefunded = await Regular.BuysAsync(Lamp);
        await RunOperatorCommandAsync("refund", PartlyRefunded, "--amount-won", "3000");
        await Eventually.IsAsync(
            () => Regular.GetOrderAsync(PartlyRefunded),
            order => order.Refunds is [{ Status: RefundStatus.Succeeded }]);
        Refunded = await Regular.BuysAsync(Bowl, quantity: 2);
        await Regular.CancelsAsync(Refunded);
        NeedsAccount = await Regular.OrdersAsync(Tea);
        await shop.Sandbox.DepositAsync(NeedsAccount.PaymentKey, NeedsAccount.AmountWon);
        await Regular.ReturnsFromAsync(NeedsAccount);
        await Regular.CancelsAsync(NeedsAccount);
        await Regular.WaitForStatusAsync(Refunded, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await CreatePendingRefundAsync();
        Paid = await Regular.BuysAsync(Lamp);
        Declined = await Regular.OrdersAsync(Bowl);
        await shop.Sandbox.ActAsync(Declined.PaymentKey, "fail", new { reason = "LIMIT EXCEEDED (51)" });
        Checked = await Regular.OrdersAsync(Tea);
        await shop.Sandbox.ActAsync(Checked.PaymentKey, "pend");
        Unpaid = await Regular.OrdersAsync(Lamp, quantity: 2);

        await Regular.WaitForStatusAsync(Expired, PaymentStatus.Cancelled, OrderStatus.Expired);
        await Eventually.IsAsync(() => Regular.GetOrderAsync(NeedsAccount), order => order.RefundNeedsAccount);
    }

    /// <summary>Signs the shopper in and returns the cookies of the session for a browser.</summary>
    public async Task<Microsoft.Playwright.Cookie[]> SessionOfAsync(Shopper shopper)
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
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
        await shop.CommerceAsync($"""
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
        Refunding = await Regular.BuysAsync(Lamp);
        await shop.Sandbox.SetFaultsAsync(new { cancellations = "REQUESTED" });
        await Regular.CancelsAsync(Refunding);
        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>($"""
                select count(*) from refunds where payment_key = '{Refunding.PaymentKey}' and status = 'REQUESTED'
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
