// The shop's pages show what the configured payment company would refuse, before its window is opened. Each test starts
// a storefront beside the graph, with one channel and no e-mail address of the seller.
using Aspire.Hosting.Testing;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ChannelLimitTests(RunningShop shop)
{
    [Fact]
    public async Task Checkout_requires_an_email_address_the_provider_accepts()
    {
        await using var web = await StorefrontWithAsync("INICIS_V2");
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = new PlainVisitor(web.Address);
        await visitor.SignsInAsync(shopper);

        var (without, special) = (await OrdersAsync(""), await OrdersAsync("kim_haneul@example.com"));
        Assert.Contains("id=\"field-email-error\">꼭 필요한 항목입니다.", without.Page);
        Assert.Contains("id=\"field-email-error\">이 결제 수단은", special.Page);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));

        Assert.StartsWith("/orders/", (await OrdersAsync("kim.haneul@example.com")).LeadsTo);

        async Task<(string Page, string? LeadsTo)> OrdersAsync(string email)
        {
            var checkout = $"/checkout?productId={product.Id}&quantity=1";
            using var answer = await visitor.SubmitsAsync(
                checkout, checkout, "checkout", ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
                ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1), ("method", "CARD"),
                ("email", email), ("expectedTotalWon", $"{product.PriceWon}"));
            return (await PlainVisitor.WordsOfAsync(answer), visitor.LeadsTo(answer));
        }
    }

    [Fact]
    public async Task Order_below_the_minimum_amount_shows_the_minimum()
    {
        await using var web = await StorefrontWithAsync("NAVERPAY");
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(web.Address);
        await visitor.SignsInAsync(shopper);

        var tooSmall = await PageOfAsync(99);
        var enough = await PageOfAsync(100);

        Assert.Contains("100원부터 결제하실 수 있습니다", tooSmall);
        Assert.Matches("<button type=\"button\" disabled[^>]*>\\s*99원 결제하기", tooSmall);
        Assert.DoesNotContain("100원부터 결제하실 수 있습니다", enough);
        Assert.Matches("<button type=\"button\">\\s*100원 결제하기", enough);

        async Task<string> PageOfAsync(long won)
        {
            var order = await shopper.OrdersAsync(await shop.NewProductAsync(priceWon: won));
            return await visitor.ReadsAsync($"/orders/{order.OrderId}/pay");
        }
    }

    [Fact]
    public async Task Checkout_below_the_minimum_amount_places_no_order()
    {
        await using var web = await StorefrontWithAsync("NAVERPAY");
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(priceWon: 99));
        using var visitor = new PlainVisitor(web.Address);
        await visitor.SignsInAsync(shopper);
        var checkout = $"/checkout?productId={product.Id}&quantity=1";

        Assert.Matches(
            "<button type=\"submit\" disabled[^>]*>\\s*99원 결제하기", await visitor.ReadsAsync(checkout));

        // A browser that submits the form in spite of the button.
        using var answer = await visitor.SubmitsAsync(
            checkout, checkout, "checkout", ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1), ("method", "EASY_PAY"),
            ("email", "kim.haneul@example.com"), ("expectedTotalWon", "99"));
        Assert.Contains("100원부터 결제하실 수 있습니다", await PlainVisitor.WordsOfAsync(answer));
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));
    }

    private async Task<ServiceProcess> StorefrontWithAsync(string provider)
    {
        var web = await ServiceProcess.StartAsync(
            shop, "Web",
            ("services__account__http__0", $"{shop.App.GetEndpoint("account", "http")}"),
            ("services__commerce__http__0", $"{shop.App.GetEndpoint("commerce", "http")}"),
            ("PortOne__PaymentChannels", $$"""[{"key":"channel-key","provider":"{{provider}}"}]"""),
            ("Shop__Seller__Email", ""));
        await web.AnswersAsync();
        return web;
    }
}
