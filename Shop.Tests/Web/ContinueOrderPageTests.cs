// A shopper with a pending order continues it: the same purchase is one order, and its stock is not sold out.
using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ContinueOrderPageTests(RunningShop shop)
{
    [Fact]
    public async Task Own_order_of_the_last_pieces_is_continued_from_every_page()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 3));
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var order = await shopper.OrderAsync(product, quantity: 2);
        var pay = $"{order.Page()}/pay";

        Assert.Matches(
            $"data-pending-order[^§]*href=\"{pay}\"[^>]*>\\s*이어서 결제",
            await visitor.ReadTextAsync($"/products/{product.Id}"));
        Assert.Contains("data-pending-order", await visitor.ReadTextAsync("/cart"));
        Assert.Equal(pay, (await visitor.GetPageAsync(product.Checkout(quantity: 2))).LeadsTo);
        Assert.Equal(pay, (await visitor.SubmitAsync("/cart", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", "2"), ("buyNow", "yes"))).LeadsTo);

        Assert.Equal(1, await shop.StockOfAsync(product));
        await shopper.PayAsync(order);
        await shopper.ReturnFromAsync(order);
        Assert.DoesNotContain("data-pending-order", await visitor.ReadTextAsync("/cart"));
    }

    [Fact]
    public async Task Same_purchase_is_one_order_and_another_address_or_price_is_explained()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(priceWon: 12_000, stock: 9));
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);

        var first = await visitor.CheckOutAsync(product.Checkout());
        var again = await visitor.CheckOutAsync(product.Checkout());
        var elsewhere = await visitor.CheckOutAsync(product.Checkout(), ("address1", "부산광역시 중구 중앙대로 1"));
        await shop.SetPriceAsync(product, 10_000);
        var cheaper = await visitor.CheckOutAsync(product.Checkout());

        Assert.Equal(HttpStatusCode.Redirect, first.Status);
        Assert.Equal(first.LeadsTo!.Split('?')[0], again.LeadsTo?.Split('?')[0]);
        Assert.Contains("다른 배송지", elsewhere.Text);
        Assert.Contains("data-pending-order", elsewhere.Text);
        Assert.Contains("12,000원에 주문하고", cheaper.Text);
        Assert.Contains("data-pending-order", cheaper.Text);
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(8, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Order_paid_on_another_device_shows_as_paid_when_it_is_continued()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        await shop.Sandbox.DropWebhooksAsync();
        try
        {
            await shopper.PayAsync(order);
            Assert.DoesNotContain("portone-payment", (await visitor.GetPageAsync($"{order.Page()}/pay")).Text);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        Assert.Equal(PaymentStatus.Paid, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }
}
