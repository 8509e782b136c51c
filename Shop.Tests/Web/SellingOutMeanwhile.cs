// A chosen product sells out before it is ordered: every page that shows it says so and leads to where the order can be
// changed, and nothing is left out without a notice.
using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class SellingOutMeanwhile(RunningShop shop)
{
    private const string IsLess = "재고가 3개뿐이라 수량을 3개로 맞췄습니다.";

    [Fact]
    public async Task A_cart_with_what_is_sold_out_says_so_and_cannot_be_ordered()
    {
        using var visitor = new PlainVisitor(shop);
        ChoseBefore(visitor, (await SoldOutAsync()).Id, 1);

        var cart = await visitor.ReadsAsync("/cart");

        Assert.Contains("품절되었습니다. 삭제하고 주문해 주세요.", cart);
        Assert.DoesNotContain("href=\"/checkout\"", cart);
    }

    [Fact]
    public async Task A_guest_who_signs_in_is_told_once_that_less_came_along()
    {
        var (few, shopper) = (await shop.NewProductAsync(stock: 3), await shop.NewShopperAsync());
        using var visitor = new PlainVisitor(shop);
        ChoseBefore(visitor, few.Id, 5);

        await visitor.SignsInAsync(shopper);

        Assert.Contains(IsLess, await visitor.ReadsAsync("/cart"));
        Assert.DoesNotContain(IsLess, await visitor.ReadsAsync("/cart"));
    }

    [Fact]
    public async Task A_guest_whose_cart_comes_along_whole_is_told_nothing()
    {
        var (product, shopper) = (await shop.NewProductAsync(), await shop.NewShopperAsync());
        using var visitor = new PlainVisitor(shop);
        ChoseBefore(visitor, product.Id, 5);

        await visitor.SignsInAsync(shopper);
        var cart = await visitor.ReadsAsync("/cart");

        Assert.Contains(product.Name, cart);
        Assert.DoesNotContain(IsLess, cart);
    }

    [Fact]
    public async Task Whoever_orders_again_what_is_sold_out_is_told()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
        var order = await shopper.OrdersAsync(product);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        using var answer = await visitor.SubmitsAsync("/cart", $"/orders/{order.OrderId}/again");

        Assert.Contains("품절되어 담지 못했습니다.", await visitor.ReadsAsync(visitor.LeadsTo(answer)!));
    }

    [Fact]
    public async Task The_checkout_leads_to_where_it_can_be_changed()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
        await shopper.PutsIntoCartAsync(product);
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        var atOnce = await visitor.ReadsAsync($"/checkout?productId={product.Id}&quantity=1");
        var fromCart = await visitor.ReadsAsync("/checkout");

        Assert.Matches($"""href="/products/{product.Id}"[^>]*>상품으로 돌아가기""", atOnce);
        Assert.Matches("""href="/cart"[^>]*>장바구니에서 바꾸기""", fromCart);
        Assert.DoesNotContain("결제하기", atOnce + fromCart);
    }

    private void ChoseBefore(PlainVisitor visitor, int productId, int quantity) =>
        visitor.Cookies.Add(shop.WebAddress, new Cookie("cart", $"1.{productId}x{quantity}"));

    private async Task<Product> SoldOutAsync()
    {
        var product = await shop.NewProductAsync(stock: 1);
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");
        return product;
    }
}
