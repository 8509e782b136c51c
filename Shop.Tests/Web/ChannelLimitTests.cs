// The shop's pages show what the configured payment company would refuse, before its window is opened. Each test starts
// a storefront beside the graph, with one channel and no e-mail address of the seller.
using Aspire.Hosting.Testing;
using Shop.Tests.Startup;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ChannelLimitTests(RunningShop shop)
{
    private const string Minimum = "100원부터 결제하실 수 있습니다";

    [Fact]
    public async Task Checkout_requires_an_email_address_the_provider_accepts()
    {
        await using var web = await StorefrontWithAsync("INICIS_V2");
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = new PlainVisitor(web.Address);
        await visitor.SignInAsync(shopper);

        var (without, special) = (await OrderAsync(""), await OrderAsync("kim_haneul@example.com"));
        Assert.Contains("id=\"field-email-error\">꼭 필요한 항목입니다.", without.Text);
        Assert.Contains("id=\"field-email-error\">이 결제 수단은", special.Text);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));
        Assert.StartsWith("/orders/", (await OrderAsync("kim.haneul@example.com")).LeadsTo);

        Task<PageReply> OrderAsync(string email) =>
            visitor.CheckOutAsync(product.Checkout(), ("method", "CARD"), ("email", email));
    }

    [Fact]
    public async Task Amount_below_the_minimum_is_neither_ordered_nor_paid()
    {
        await using var web = await StorefrontWithAsync("NAVERPAY");
        var shopper = await shop.NewShopperAsync();
        var (tooCheap, enough) = (await shop.NewProductAsync(priceWon: 99), await shop.NewProductAsync(priceWon: 100));
        using var visitor = new PlainVisitor(web.Address);
        await visitor.SignInAsync(shopper);

        // A browser may submit the form in spite of the disabled button.
        var checkout = await visitor.ReadTextAsync(tooCheap.Checkout());
        var sent = await visitor.CheckOutAsync(
            tooCheap.Checkout(), ("method", "EASY_PAY"), ("email", "kim.haneul@example.com"));
        Assert.Matches("<button type=\"submit\" disabled[^>]*>\\s*99원 결제하기", checkout);
        Assert.Contains(Minimum, sent.Text);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));

        var tooSmall = await visitor.ReadTextAsync($"{(await shopper.OrderAsync(tooCheap)).Page()}/pay");
        var payable = await visitor.ReadTextAsync($"{(await shopper.OrderAsync(enough)).Page()}/pay");
        Assert.Contains(Minimum, tooSmall);
        Assert.Matches("<button type=\"button\" disabled[^>]*>\\s*99원 결제하기", tooSmall);
        Assert.DoesNotContain(Minimum, payable);
        Assert.Matches("<button type=\"button\">\\s*100원 결제하기", payable);
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
