using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

/// <summary>Follows every link from the front page on, as a guest and as a member with orders.</summary>
[Collection(RunningShop.SharedToo)]
public sealed partial class LinkTests(RunningShop shop)
{
    [Fact]
    public async Task Every_link_of_a_guest_opens_a_page()
    {
        using var visitor = new PlainVisitor(shop);
        using var added = await visitor.SubmitsAsync(
            "/products/1", "/cart/add", null, ("productId", "1"), ("quantity", "1"));

        var seen = await FollowLinksAsync(visitor);

        Assert.Superset(
            new HashSet<string> { "/cart", "/sign-in", "/sign-up", "/find-id", "/terms", "/privacy", "/products/22" },
            seen.Select(address => address.Split('?')[0]).ToHashSet());
    }

    [Fact]
    public async Task Every_link_of_a_member_opens_a_page()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        var unpaid = await shopper.OrdersAsync(product);
        var paid = await shopper.OrdersAndPaysAsync(product, quantity: 2);
        await shopper.ReturnsFromAsync(paid);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        var seen = await FollowLinksAsync(visitor);

        Assert.Superset(
            new HashSet<string> { "/me", $"/orders/{unpaid.OrderId}/pay", $"/orders/{paid.OrderId}/cancel" }, seen);
    }

    private static async Task<HashSet<string>> FollowLinksAsync(PlainVisitor visitor)
    {
        var seen = new HashSet<string> { "/" };
        var waiting = new Queue<string>(seen);
        while (waiting.TryDequeue(out var address))
        {
            using var answer = await visitor.OpensAsync(address);
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                // A page for members redirects a guest to sign-in with a return address.
                Assert.StartsWith("/sign-in?returnUrl=", visitor.LeadsTo(answer));
                continue;
            }

            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answered {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var page = await PageInHtml.OfAsync(answer);
            foreach (var link in page.Addresses)
            {
                if (link.Split('#') is [var start, var fragment])
                {
                    Assert.True(start != address || page.Has(fragment), $"{address} has no {fragment}");
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
}
