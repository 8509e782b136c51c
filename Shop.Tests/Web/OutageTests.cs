// A service, a database or PortOne is away. One table says what each page shows meanwhile: what does not need the
// missing part works, the rest is a readable 503 that recovers by itself, and an unknown payment is being checked.
using System.Net;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using Npgsql;
using Shop.Tests.Graphs;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Web;

[Collection(ChaosShop.Name)]
public sealed class OutageTests(ChaosShop shop, Browser browser)
{
    private const string Unavailable = "잠시 연결이 원활하지 않습니다";
    private const int Ok = 200, NotFound = 404, Away = 503;

    // The shop's own timeouts plus a margin for a busy machine. A page from the cache must not wait for the 5 s after
    // which the shop gives up the whole page.
    private static readonly TimeSpan CachedPageTimeout = TimeSpan.FromSeconds(4.9);
    private static readonly TimeSpan GiveUpTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(60);

    // What is away, who opens which page, and what is shown. {seen} is a product that was shown within the last minute.
    private static readonly (string Away, string Who, string Page, int Status, string Text)[] Rows =
    [
        ("commerce", "guest", "/products/{seen}", Ok, "1분 이내"),
        ("commerce", "guest", "/products/{unseen}", Away, Unavailable),
        ("commerce", "guest", "/not-there", NotFound, "찾으시는 페이지가 없습니다"),
        ("commerce", "guest", "/terms", Ok, "받은 날부터 7일"),
        ("commerce", "guest", "/suggestions?q=lamp", Ok, "[]"),
        ("commerce", "guest", "/sign-in", Ok, "비밀번호"),
        ("commerce", "member", "/me", Ok, "회원 탈퇴"),
        ("commerce", "member", "/cart", Away, Unavailable),
        ("commerce", "member", "/orders", Away, Unavailable),
        ("commerce", "member", "{paid}", Away, Unavailable),
        ("commerce", "member", "{paid}/cancel", Away, Unavailable),
        ("commerce", "member", "{unpaid}/pay", Away, Unavailable),
        ("commerce", "member", "{return of paid}", Ok, Storefront.Checking),
        ("account", "guest", "/products/{unseen}", Ok, "/cart/add"),
        ("account", "guest", "/sign-in", Ok, "비밀번호"),
        ("account", "member", "/me", Away, Unavailable),
        ("account", "member", "/", Ok, "마이페이지"),
        ("account", "member", "/products", Ok, "마이페이지"),
        ("account", "member", "/products/{wine}", Ok, "/cart/add"), // Commerce checks the age.
        ("account", "member", "/checkout?productId={unseen}&quantity=1", Ok, "결제하기"),
        ("account", "member", "/orders", Ok, "상품 준비 중"),
        ("account", "member", "{paid}", Ok, "data-payment-status=\"PAID\""),
        ("web", "member", "/", Away, Unavailable),
        ("web", "member", "/me", Away, Unavailable),
        ("web", "member", "/orders", Away, Unavailable),
        ("web", "member", "/shop.css", Ok, ""),
        ("portone", "guest", "/products/{unseen}", Ok, "/cart/add"),
        ("portone", "member", "/orders", Ok, "상품 준비 중"),
        ("portone", "member", "{unpaid}/pay", Ok, "portone-payment"),
        ("portone", "member", "{unpaid}", Ok, "결제하기"),
        ("portone", "member", "{return of unpaid}", Ok, Storefront.Checking),
    ];

    [Theory]
    [InlineData("commerce", "is killed")]
    [InlineData("commerce", "hangs")]
    [InlineData("commerce", "has no database")]
    [InlineData("account", "is killed")]
    [InlineData("account", "hangs")]
    [InlineData("account", "has no database")]
    [InlineData("web", "has no database")]
    [InlineData("portone", "fails")]
    public async Task Page_without_the_missing_part_works_and_others_return_503_until_it_is_back(
        string service, string how)
    {
        var shopper = await shop.NewShopperAsync();
        var (seen, unseen) = (await shop.NewProductAsync(), await shop.NewProductAsync());
        var wine = await shop.NewProductAsync(adultsOnly: true);
        var (unpaid, paid) = (await shopper.OrderAsync(seen), await shopper.BuyAsync(unseen));
        using var guest = new PlainVisitor(shop);
        using var member = await PlainVisitor.SignedInAsync(shop, shopper);
        Assert.DoesNotContain("data-staleness-notice", await guest.ReadTextAsync($"/products/{seen.Id}"));
        await Task.Delay(TimeSpan.FromMilliseconds(100)); // Requests within 10 ms share one response of Commerce.

        await DuringAsync(service, how, async () =>
        {
            foreach (var (_, who, template, status, text) in Rows.Where(row => row.Away == service))
            {
                var address = template.Replace("{seen}", $"{seen.Id}").Replace("{unseen}", $"{unseen.Id}")
                    .Replace("{wine}", $"{wine.Id}").Replace("{paid}", paid.Page()).Replace("{unpaid}", unpaid.Page())
                    .Replace("{return of paid}", paid.ReturnPage())
                    .Replace("{return of unpaid}", unpaid.ReturnPage());
                var reply = await (who == "guest" ? guest : member).GetPageAsync(address)
                    .WaitAsync(text == "1분 이내" ? CachedPageTimeout : GiveUpTimeout);

                Assert.Equal((template, status), (template, (int)reply.Status));
                Assert.Contains(text, reply.Text);
                Assert.DoesNotContain("Exception", reply.Text);
                Assert.Equal(status == Away, reply.Headers.RetryAfter is not null);
            }
        });

        foreach (var address in new[] { "/", "/me", "/orders", paid.Page() })
        {
            await ExpectStatusAsync(member, address, HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Order_sent_during_an_outage_is_placed_once_when_Commerce_is_back()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        await shopper.PutIntoCartAsync(product);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var page = await visitor.ReadTextAsync("/checkout");

        await shop.WithoutAsync("commerce", async () =>
        {
            page = (await visitor.SendCheckoutAsync("/checkout", page)).Text;
            Assert.Contains("두 번 주문되지 않습니다", page);
            Assert.Contains($"value=\"{Shopper.Home.Recipient}\"", page);
        });
        await Eventually.IsAsync(
            () => visitor.SendCheckoutAsync("/checkout", page), reply => reply.LeadsTo is not null, RecoveryTimeout);
        await visitor.SendCheckoutAsync("/checkout", page);

        Assert.Equal((1, 9), (await shop.OrdersOfAsync(shopper), await shop.StockOfAsync(product)));
    }

    [Fact]
    public async Task Outage_page_opens_the_product_by_itself_when_Commerce_is_back()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await shop.WithoutAsync("commerce", async () =>
        {
            await page.GotoAsync($"/products/{product.Id}");
            await page.ExpectHeadingAsync(Unavailable);
        });

        await page.ExpectHeadingAsync(product.Name);
        await Assertions.Expect(page.Locator("[data-staleness-notice]")).ToHaveCountAsync(0);
        await page.AddToCartAsync(quantity: 1);
    }

    [Fact]
    public async Task Expired_token_without_Account_keeps_the_session_and_checks_the_payment()
    {
        await using var storefront = await StorefrontProcess.StartAsync(shop, accessTokenLifetime: "00:00:10");
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());
        using var visitor = new PlainVisitor(storefront.Addresses[0]);
        await visitor.SignInAsync(shopper);

        await storefront.Account.KillAsync();
        await ExpectStatusAsync(visitor, "/orders", HttpStatusCode.ServiceUnavailable); // By now the token has expired.
        Assert.Contains("마이페이지", await visitor.ReadTextAsync("/products"));
        Assert.Contains(Storefront.Checking, await visitor.ReadTextAsync(order.ReturnPage()));

        await storefront.Account.StartAgainAsync();
        await ExpectStatusAsync(visitor, "/orders", HttpStatusCode.OK);
        Assert.Contains("data-payment-status=\"PAID\"", await visitor.ReadTextAsync(order.Page()));
    }

    private static Task ExpectStatusAsync(PlainVisitor visitor, string address, HttpStatusCode expected) =>
        Eventually.IsAsync(
            async () => (await visitor.GetPageAsync(address)).Status, status => status == expected, RecoveryTimeout);

    private async Task DuringAsync(string service, string how, Func<Task> act)
    {
        switch (how)
        {
            case "is killed":
                await shop.WithoutAsync(service, act);
                break;
            case "hangs":
                await shop.WhileHangsAsync(service, act);
                break;
            case "has no database":
                await WithoutDatabaseAsync($"{service}db", act);
                break;
            default:
                await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0 });
                try
                {
                    await act();
                }
                finally
                {
                    await shop.Sandbox.SetFaultsAsync(new { });
                }

                break;
        }
    }

    // Connects to another database of the server, because a session cannot close the database that it uses.
    private async Task WithoutDatabaseAsync(string database, Func<Task> act)
    {
        var builder = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync(database))
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var server = NpgsqlDataSource.Create(builder);
        await ExecuteAsync($"alter database {database} allow_connections false");
        try
        {
            await ExecuteAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'");
            await act();
        }
        finally
        {
            await ExecuteAsync($"alter database {database} allow_connections true");
            foreach (var source in new[] { shop.AccountDb, shop.CommerceDb, shop.WebDb })
            {
                source.Clear(); // The statement above ended the test's connections too.
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = server.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
