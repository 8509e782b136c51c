// Two processes of Web behind one address: a shopper who is served by turns must not notice.
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Web;

public sealed class TwoReplicasOfTheStorefront
{
    [Fact]
    public async Task Share_sessions_and_forms()
    {
        var shop = await RunningShop.StartAsync(
            builder => builder.CreateResourceBuilder<ProjectResource>("web").WithReplicas(2));
        try
        {
            var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
            using var visitor = new PlainVisitor(shop);
            await visitor.SignsInAsync(shopper);

            for (var added = 1; added <= 10; added++)
            {
                using var answer = await visitor.AddsToCartAsync(product);
                Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
                Assert.Contains($"장바구니, {added}개", await visitor.ReadsTheBadgeAsync());
            }

            await BothReplicasAnsweredAsync(shop, "POST /cart/add");
            await BothReplicasAnsweredAsync(shop, "GET /terms");
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }

    /// <summary>Without this the test could pass on one process and prove nothing.</summary>
    private static Task BothReplicasAnsweredAsync(RunningShop shop, string name) => Eventually.IsAsync(
        () => Task.FromResult(shop.Telemetry.Spans()
            .Where(span => span is { Service: "web", Kind: SpanKind.Server } && span.Name == name)
            .Select(span => span.Instance).Distinct().Count()),
        instances => instances == 2);
}
