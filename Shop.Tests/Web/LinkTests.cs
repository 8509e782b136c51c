// Follows every link from the front page on, as a guest and as a member with orders, and checks on each page what holds
// for all: metadata, headers, the seller's facts required by law, and that no token reaches the browser.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class LinkTests(RunningShop shop)
{
    // JSON Web Tokens begin with this.
    private const string Token = "eyJhbGciOi";

    private static readonly string[] SellerFacts =
        ["상호", "대표", "사업자등록번호", "통신판매업 신고번호", "주소", "전화", "이메일", "개인정보 보호책임자"];

    private readonly Dictionary<string, (string Title, string Description)> _indexed = [];

    [Fact]
    public async Task Every_page_of_a_guest_opens_with_metadata_headers_and_the_seller()
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.AddToCartAsync(new(1, "", 0));

        var seen = await FollowLinksAsync(visitor);

        Assert.Superset(
            new HashSet<string> { "/cart", "/sign-in", "/sign-up", "/find-id", "/terms", "/privacy", "/products/22" },
            seen.Select(address => address.Split('?')[0]).ToHashSet());
        Assert.True(_indexed.Count > 20, $"Only {_indexed.Count} pages are indexed.");
        Assert.Equal(_indexed.Count, _indexed.Values.DistinctBy(page => page.Title).Count());
        var first = _indexed.Where(page => !page.Key.Contains("page=", StringComparison.Ordinal)).ToList();
        Assert.Equal(first.Count, first.DistinctBy(page => page.Value.Description).Count());
        AssertForEveryPage("/not-there", await visitor.GetPageAsync("/not-there"));
        AssertForEveryPage("/products/999999999", await visitor.GetPageAsync("/products/999999999"));
    }

    [Fact]
    public async Task Every_page_of_a_member_opens_with_metadata_headers_and_the_seller()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var unpaid = await shopper.OrderAsync(product);
        var paid = await shopper.OrderAndPayAsync(product, quantity: 2);
        await shopper.ReturnFromAsync(paid);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);

        var seen = await FollowLinksAsync(visitor, $"/checkout?productId=1", unpaid.ReturnPage());

        Assert.Superset(
            new HashSet<string> { "/me", $"{unpaid.Page()}/pay", $"{paid.Page()}/cancel" }, seen);
        Assert.All(visitor.Cookies.GetAllCookies(), cookie => Assert.DoesNotContain(Token, cookie.Value));
    }

    private async Task<HashSet<string>> FollowLinksAsync(PlainVisitor visitor, params string[] beside)
    {
        var seen = new HashSet<string> { "/" }.Union(beside).ToHashSet();
        var waiting = new Queue<string>(seen);
        while (waiting.TryDequeue(out var address))
        {
            var reply = await visitor.GetPageAsync(address);
            if (reply.Status == HttpStatusCode.Redirect)
            {
                // A page for members redirects a guest to sign-in with a return address.
                Assert.StartsWith("/sign-in?returnUrl=", reply.LeadsTo);
                continue;
            }

            Assert.True(reply.Status == HttpStatusCode.OK, $"{address} returned {reply.Status}");
            if (reply.MediaType != "text/html")
            {
                continue;
            }

            AssertForEveryPage(address, reply);
            foreach (var link in new PageInHtml(reply.Html).Addresses)
            {
                if (link.Split('#') is [var start, var fragment])
                {
                    Assert.True(
                        start != address || new PageInHtml(reply.Html).Has(fragment), $"{address} lacks {fragment}");
                }

                var path = link.Split('#')[0];
                if (IsFollowed(path) && seen.Add(path))
                {
                    waiting.Enqueue(path);
                }
            }
        }

        return seen;
    }

    private void AssertForEveryPage(string address, PageReply reply)
    {
        var foot = reply.Text.Split("<footer")[^1];
        Assert.All(SellerFacts, fact => Assert.Contains($">{fact}</dt>", foot));
        Assert.Contains("https://www.ftc.go.kr/bizCommPop.do?wrkr_no=0000000000", foot);
        Assert.Contains("href=\"/terms\"", foot);
        Assert.Contains("href=\"/privacy\"", foot);
        Assert.True(reply.Headers.CacheControl?.NoStore, address);
        Assert.DoesNotContain(Token, reply.Text);
        AssertPolicy(reply);

        var page = new PageInHtml(reply.Html);
        if (page.Canonical is not { } canonical)
        {
            Assert.True(page.Meta("robots") == "noindex", address);
            Assert.Null(page.Property("og:url"));
            Assert.EndsWith(" · Shop", page.Title);
            return;
        }

        Assert.Matches(IndexedPage(), canonical);
        Assert.Equal(canonical, page.Property("og:url"));
        Assert.Null(page.Meta("robots"));
        Assert.Contains("Shop", page.Title);
        Assert.StartsWith(page.Property("og:title")!, page.Title);
        Assert.Equal("ko_KR", page.Property("og:locale"));
        Assert.InRange(page.Meta("description")!.Length, 20, 160);
        if (canonical == RunningShop.PublicUrl + address) // Else another order of the same list.
        {
            _indexed[canonical] = (page.Title, page.Meta("description")!);
        }
    }

    // Runs no inline script, but lets PortOne's SDK open any payment company's page in a frame or by a form.
    private static void AssertPolicy(PageReply reply)
    {
        var policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Matches("script-src 'self' http[^;]*https://checkout-service.prod.iamport.co", policy);
        Assert.Matches("connect-src 'self' http[^;]*https://checkout-service.prod.iamport.co", policy);
        Assert.Contains("frame-src https: ", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("form-action", policy);
        Assert.DoesNotContain("<script>", reply.Html);
    }

    // Excludes addresses that only accept forms, and products that other tests created.
    private static bool IsFollowed(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("/products/1000", StringComparison.Ordinal)
        && !FormAction().IsMatch(path)
        && !LaterPage().IsMatch(path);

    [GeneratedRegex("^/(cart/|language|sign-out)")]
    private static partial Regex FormAction();

    [GeneratedRegex("[?&]page=([3-9]|[0-9]{2,})")]
    private static partial Regex LaterPage();

    [GeneratedRegex(
        $"^{RunningShop.PublicUrl}/(products(/[0-9]+|[?](category=[a-z-]+)?(&?page=[0-9])?)?|terms|privacy)?$")]
    private static partial Regex IndexedPage();
}
