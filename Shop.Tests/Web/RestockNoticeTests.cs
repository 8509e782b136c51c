using System.Net;

namespace Shop.Tests.Web;

/// <summary>The page of a sold-out product offers similar goods and a restock notice.</summary>
[Collection(RunningShop.Shared)]
public sealed class RestockNoticeTests(RunningShop shop)
{
    [Fact]
    public async Task Notice_is_requested_cancelled_and_shown_on_every_page_until_the_product_is_viewed()
    {
        var product = await shop.NewProductAsync(stock: 0);
        var page = $"/products/{product.Id}";
        using var guest = new PlainVisitor(shop);
        using var visitor = await PlainVisitor.SignedInAsync(shop, await shop.NewShopperAsync());

        var shelf = (await guest.ReadTextAsync(page)).Split("비슷한 상품", 2)[1];
        Assert.Contains("class=\"card-name\"", shelf);
        Assert.DoesNotContain($"href=\"{page}\"", shelf);
        Assert.DoesNotContain(">품절<", shelf);
        Assert.StartsWith("/sign-in?returnUrl=", (await SendAsync(guest, "request", "/sign-in")).LeadsTo);

        Assert.Equal(page, (await SendAsync(visitor, "request", page)).LeadsTo);
        Assert.Contains("재입고 알림을 신청하셨습니다", await visitor.ReadTextAsync(page));
        foreach (var from in new[] { page, "/me" })
        {
            Assert.Equal(from, (await SendAsync(visitor, "remove", from)).LeadsTo);
            Assert.Contains(">재입고 알림 신청<", await visitor.ReadTextAsync(page));
            Assert.DoesNotContain(product.Name, await visitor.ReadTextAsync("/me"));
            Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(visitor, "request", page)).Status);
        }

        Assert.DoesNotContain("재입고된 상품", await visitor.ReadTextAsync("/terms"));
        await shop.SetStockAsync(product, 5);
        await Eventually.IsAsync(
            () => visitor.ReadTextAsync("/terms"), text => text.Contains("재입고된 상품 1개", StringComparison.Ordinal));
        Assert.Contains(">재입고<", await visitor.ReadTextAsync("/me"));
        Assert.Contains("기다리시던 상품이 다시 들어왔습니다.", await visitor.ReadTextAsync(page));
        Assert.DoesNotContain("기다리시던 상품이", await visitor.ReadTextAsync(page));
        Assert.DoesNotContain("재입고된 상품", await visitor.ReadTextAsync("/terms"));

        Task<PageReply> SendAsync(PlainVisitor sender, string act, string from) => sender.SubmitAsync(
            from, $"/restock-notices/{act}", null, ("productId", $"{product.Id}"), ("returnUrl", from));
    }
}
