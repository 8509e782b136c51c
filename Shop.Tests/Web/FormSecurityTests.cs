// Forms accept only requests from the shop's own pages, and redirect only to the shop's own pages.
using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class FormSecurityTests(RunningShop shop)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Form_without_its_own_antiforgery_token_changes_nothing(bool hasTokenOfAnother)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrderAsync(product);
        await shopper.PutIntoCartAsync(product);
        using var guest = new PlainVisitor(shop);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        using var other = await PlainVisitor.SignedInAsync(shop, await shop.NewShopperAsync());
        (string, string)[] token =
            hasTokenOfAnother ? [("__RequestVerificationToken", await other.TokenOnAsync("/me"))] : [];
        (string, string)[] fields =
        [
            ("productId", $"{product.Id}"), ("quantity", "5"), ("lang", "en"), ("everywhere", "yes"),
            ("loginId", shopper.LoginId), ("password", Shopper.Password), ("reason", "ChangedMind"),
            ("newPassword", "quite another one"), ("passwordAgain", "quite another one"),
            ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1), .. token,
        ];

        foreach (var (action, form, needsMember) in new[]
        {
            ("/cart/add", "", false), ("/cart/set", "", false), ("/cart/remove", "", false), ("/language", "", false),
            ("/sign-out", "", false), ("/sign-in", "sign-in", false), ("/sign-up", "sign-up", false),
            ("/find-id", "find-id", false), ("/reset-password", "reset-password", false),
            ($"{order.Page()}/again", "", true), ($"{order.Page()}/cancel", "cancel-order", true),
            ("/checkout", "checkout", true), ("/me", "withdraw", true),
        })
        {
            foreach (var sender in needsMember ? [visitor] : new[] { visitor, guest })
            {
                var reply = await sender.SendAsync(action, [.. fields, ("_handler", form)]);
                Assert.True(reply.Status == HttpStatusCode.BadRequest, $"{action} returned {reply.Status}");
            }
        }

        Assert.Null(guest.Cookies.GetAllCookies()["lang"]);
        Assert.Contains(shopper.LoginId, await visitor.ReadTextAsync("/me"));
        Assert.Contains("장바구니, 1개", await visitor.ReadBadgeAsync());
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    [Theory]
    [InlineData("{shop}", null, HttpStatusCode.Redirect)]
    [InlineData(null, "same-origin", HttpStatusCode.Redirect)]
    [InlineData("{shop}", "same-origin", HttpStatusCode.Redirect)]
    [InlineData(null, null, HttpStatusCode.BadRequest)]
    [InlineData("https://evil.example", null, HttpStatusCode.BadRequest)]
    [InlineData("null", null, HttpStatusCode.BadRequest)]
    [InlineData("{shop}", "cross-site", HttpStatusCode.BadRequest)]
    [InlineData("{shop}", "same-site", HttpStatusCode.BadRequest)]
    [InlineData(null, "none", HttpStatusCode.BadRequest)]
    public async Task Form_of_a_public_page_is_accepted_from_the_same_origin_only(
        string? origin, string? site, HttpStatusCode status)
    {
        using var visitor = new PlainVisitor(shop);
        var own = shop.WebAddress.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in new[] { ("Origin", origin?.Replace("{shop}", own)), ("Sec-Fetch-Site", site) })
        {
            if (value is not null)
            {
                visitor.Headers.Add(name, value);
            }
        }

        var replies = new[]
        {
            await visitor.SendAsync("/language", [("lang", "en")]),
            await visitor.SendAsync("/cart/add", [("productId", "1"), ("quantity", "1")]),
        };

        Assert.All(replies, reply => Assert.Equal(status, reply.Status));
        var expected = status == HttpStatusCode.Redirect ? new[] { "cart", "lang" } : [];
        Assert.Equal(expected, visitor.Cookies.GetAllCookies().Select(cookie => cookie.Name).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    public async Task Form_of_another_site_stores_no_checkout_address(string mark)
    {
        using var visitor = new PlainVisitor(shop);

        var reply = await visitor.SendAsync("/checkout",
            [("recipient", "Thief"), ("address1", "Elsewhere"), ("typedBy", mark), ("_handler", "checkout")]);

        Assert.StartsWith("/sign-in", reply.LeadsTo, StringComparison.Ordinal);
        Assert.Null(visitor.Cookies.GetAllCookies()["typed-address"]);
    }

    [Theory]
    [InlineData("productId", "quantity", "abc")]
    [InlineData("productId", "quantity", "99999999999")]
    [InlineData("product", "quantity", "1")]
    public async Task Missing_or_invalid_field_returns_a_page_with_a_link_back(
        string productField, string quantityField, string quantity)
    {
        using var visitor = new PlainVisitor(shop);

        var reply = await visitor.SubmitAsync(
            "/products/1", "/cart/add", null, (productField, "1"), (quantityField, quantity));
        var fromElsewhere = await visitor.SendAsync("/cart/add", [], "https://evil.example/trap");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains("페이지가 오래되었습니다", reply.Text);
        Assert.Contains("""<a class="button" href="/products/1">""", reply.Text);
        Assert.DoesNotContain("evil.example", fromElsewhere.Text);
        Assert.Contains("""<a class="button" href="/cart">""", fromElsewhere.Text);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/상품")]
    public async Task Form_redirects_only_within_the_shop(string address)
    {
        var (shopper, returnUrl) = (await shop.NewShopperAsync(), $"returnUrl={Uri.EscapeDataString(address)}");
        using var visitor = new PlainVisitor(shop);
        using var member = new PlainVisitor(shop);
        var signUp = await IdentityVerification.BeginAsync(visitor);
        await shop.Sandbox.VerifyAsync(Person.New(), signUp.TicketHash, id: signUp.Id);

        PageReply[] targets =
        [
            await visitor.SubmitAsync("/terms", "/language", null, ("lang", "en"), ("returnUrl", address)),
            await visitor.SubmitAsync("/sign-in", "/sign-out", null, ("returnUrl", address)),
            await signUp.SubmitAsync(
                visitor, "sign-up", $"&{returnUrl}", ("loginId", "t" + signUp.Id[..12]), ("password", Shopper.Password),
                ("passwordAgain", Shopper.Password)),
            await member.SubmitAsync(
                $"/sign-in?{returnUrl}", $"/sign-in?{returnUrl}", "sign-in", ("loginId", shopper.LoginId),
                ("password", Shopper.Password)),
        ];

        Assert.All(targets, reply => Assert.Equal("/", reply.LeadsTo));
    }

    [Fact]
    public async Task Redirect_to_sign_in_ignores_the_host_header()
    {
        using var visitor = new PlainVisitor(shop) { Headers = { Host = "evil.example" } };

        using var response = await visitor.OpenAsync("/me?from=a&to=b");

        Assert.Equal("/sign-in?returnUrl=%2Fme%3Ffrom%3Da%26to%3Db", response.Headers.Location?.OriginalString);
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

        Assert.Equal(page, (await visitor.GetPageAsync(address)).LeadsTo);
    }
}
