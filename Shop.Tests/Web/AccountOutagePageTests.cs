// The storefront keeps every page that does not need Account when Account is killed, and recovers by itself.
using System.Net;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class AccountOutagePageTests(RunningShop shop)
{
    private const string ShortLifetime = "00:00:10";
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Members_can_browse_and_a_payment_is_shown_as_being_checked()
    {
        await using var storefront = await StorefrontProcess.StartAsync(shop, ShortLifetime);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        var wine = await shop.NewProductAsync(adultsOnly: true);
        var returnPage = $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";
        using var visitor = new PlainVisitor(storefront.Addresses[0]);
        await visitor.SignsInAsync(shopper);

        await storefront.Account.KillAsync();
        await ExpectStatusAsync(visitor, "/orders", HttpStatusCode.ServiceUnavailable); // By now the token has expired.

        Assert.Contains("마이페이지", await visitor.ReadsAsync("/"));
        Assert.Contains("마이페이지", await visitor.ReadsAsync("/products"));
        Assert.Contains("/cart/add", await visitor.ReadsAsync($"/products/{wine.Id}")); // Commerce checks the age.
        Assert.Contains("""data-outcome="Checking""", await visitor.ReadsAsync(returnPage));

        await storefront.Account.StartAgainAsync();
        await ExpectStatusAsync(visitor, "/orders", HttpStatusCode.OK);
        Assert.Contains("""data-outcome="Paid""", await visitor.ReadsAsync(returnPage));
    }

    private static Task ExpectStatusAsync(PlainVisitor visitor, string address, HttpStatusCode expected) =>
        Eventually.IsAsync(
            async () =>
            {
                using var answer = await visitor.OpensAsync(address);
                return answer.StatusCode;
            },
            status => status == expected,
            WaitTimeout);
}
