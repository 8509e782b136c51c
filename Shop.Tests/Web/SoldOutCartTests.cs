// A chosen product sells out before it is ordered. Every page that shows it displays this and links to where the order
// can be changed. Nothing is removed without a notice.
using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class SoldOutCartTests(RunningShop shop)
{
    private const string IsLess = "재고가 3개뿐이라 수량을 3개로 맞췄습니다.";

    [Fact]
    public async Task Cart_with_a_sold_out_product_cannot_be_ordered()
    {
        using var visitor = new PlainVisitor(shop);
        SetCartCookie(visitor, (await NewSoldOutProductAsync()).Id, 1);

        var cart = await visitor.ReadsAsync("/cart");

        Assert.Contains("품절되었습니다. 삭제하고 주문해 주세요.", cart);
        Assert.DoesNotContain("href=\"/checkout\"", cart);
    }

    [Fact]
    public async Task Sign_in_shows_once_that_the_merged_cart_was_reduced()
    {
        var (few, shopper) = (await shop.NewProductAsync(stock: 3), await shop.NewShopperAsync());
        using var visitor = new PlainVisitor(shop);
        SetCartCookie(visitor, few.Id, 5);

        await visitor.SignsInAsync(shopper);

        Assert.Contains(IsLess, await visitor.ReadsAsync("/cart"));
        Assert.DoesNotContain(IsLess, await visitor.ReadsAsync("/cart"));
    }

    [Fact]
    public async Task Sign_in_shows_no_notice_when_the_whole_cart_is_merged()
    {
        var (product, shopper) = (await shop.NewProductAsync(), await shop.NewShopperAsync());
        using var visitor = new PlainVisitor(shop);
        SetCartCookie(visitor, product.Id, 5);

        await visitor.SignsInAsync(shopper);
        var cart = await visitor.ReadsAsync("/cart");

        Assert.Contains(product.Name, cart);
        Assert.DoesNotContain(IsLess, cart);
    }

    [Fact]
    public async Task Reordering_a_sold_out_product_shows_a_notice()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
        var order = await shopper.OrdersAsync(product);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        using var answer = await visitor.SubmitsAsync("/cart", $"/orders/{order.OrderId}/again");

        Assert.Contains("품절되어 담지 못했습니다.", await visitor.ReadsAsync(visitor.LeadsTo(answer)!));
    }

    [Fact]
    public async Task Checkout_with_a_sold_out_product_links_to_the_cart()
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

    private void SetCartCookie(PlainVisitor visitor, int productId, int quantity) =>
        visitor.Cookies.Add(shop.WebAddress, new Cookie("cart", $"1.{productId}x{quantity}"));

    private async Task<Product> NewSoldOutProductAsync()
    {
        var product = await shop.NewProductAsync(stock: 1);
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");
        return product;
    }
}
