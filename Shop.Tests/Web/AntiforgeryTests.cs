using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class AntiforgeryTests(RunningShop shop)
{
    [Theory]
    [InlineData("/cart/add")]
    [InlineData("/cart/set")]
    [InlineData("/cart/remove")]
    [InlineData("/language")]
    [InlineData("/sign-out")]
    [InlineData("/sign-in")]
    public async Task Form_without_an_antiforgery_token_is_refused(string action)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SendsAsync(action,
            [("productId", "1"), ("quantity", "1"), ("lang", "en"), ("_handler", "sign-in")]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key == "Set-Cookie"
            && header.Value.Any(cookie => cookie.StartsWith("lang", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Form_without_its_own_antiforgery_token_changes_nothing(bool isOthers)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await shopper.PutsIntoCartAsync(product);
        using var visitor = new PlainVisitor(shop);
        using var other = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        await other.SignsInAsync(await shop.NewShopperAsync());
        (string, string)[] token =
            isOthers ? [("__RequestVerificationToken", await other.TokenOnAsync("/me"))] : [];
        (string, string)[] fields =
        [
            ("productId", $"{product.Id}"), ("quantity", "5"), ("lang", "en"), ("everywhere", "yes"),
            ("loginId", shopper.LoginId), ("password", Shopper.Password), ("reason", "ChangedMind"),
            ("newPassword", "quite another one"), ("passwordAgain", "quite another one"),
            ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1), .. token,
        ];

        foreach (var (action, form) in new[]
        {
            ("/cart/add", ""), ("/cart/set", ""), ("/cart/remove", ""), ("/language", ""), ("/sign-out", ""),
            ($"/orders/{order.OrderId}/again", ""), ($"/orders/{order.OrderId}/cancel", "cancel-order"),
            ("/checkout", "checkout"), ("/me", "withdraw"), ("/sign-in", "sign-in"), ("/sign-up", "sign-up"),
            ("/find-id", "find-id"), ("/reset-password", "reset-password"),
        })
        {
            using var answer = await visitor.SendsAsync(action, [.. fields, ("_handler", form)]);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{action} answered {answer.StatusCode}");
        }

        Assert.Contains(shopper.LoginId, await visitor.ReadsAsync("/me"));
        Assert.Contains("장바구니, 1개", await visitor.ReadsTheBadgeAsync());
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(1, await shop.CommerceAsync<long>(
            $"select count(*) from orders where shopper_id = '{shopper.AccountId}'"));
    }

    [Theory]
    [InlineData("productId", "quantity", "abc")]
    [InlineData("productId", "quantity", "99999999999")]
    [InlineData("product", "quantity", "1")]
    public async Task Missing_or_invalid_field_returns_a_page_with_a_link_back(
        string productField, string quantityField, string quantity)
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SubmitsAsync($"/products/{product.Id}", "/cart/add", null,
            (productField, $"{product.Id}"), (quantityField, quantity));
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("페이지가 오래되었습니다", page);
        Assert.Contains($"""<a class="button" href="/products/{product.Id}">""", page);
    }

    [Fact]
    public async Task Error_page_links_to_no_other_site()
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SendsAsync("/cart/add", [], "https://evil.example/trap");
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.DoesNotContain("evil.example", page);
        Assert.Contains("""<a class="button" href="/cart">""", page);
    }

    [Theory]
    [InlineData("/cart/add", "/cart")]
    [InlineData("/cart/set", "/cart")]
    [InlineData("/cart/remove", "/cart")]
    [InlineData("/language", "/")]
    [InlineData("/sign-out", "/me")]
    [InlineData(
        "/orders/3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01/again", "/orders/3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01")]
    public async Task Get_request_to_a_form_action_redirects_to_its_page(string address, string page)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync(address);

        Assert.Equal(page, visitor.LeadsTo(answer));
    }
}
