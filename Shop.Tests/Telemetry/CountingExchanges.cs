// The budgets of the database: each exchange is a wait for the shopper, and under a lock for everybody behind. The
// driver tells a span for each batch that it sends; a commit has none and is counted by whoever reads the budget.
using System.Diagnostics;
using System.Net.Http.Json;
using Shop.Commerce;

namespace Shop.Tests.Telemetry;

[Collection(RunningShop.Shared)]
public sealed class CountingExchanges(RunningShop shop)
{
    [Theory]
    [InlineData("/products?q=lamp&sort=popular&page=2")]
    [InlineData("/products/1")]
    [InlineData("/categories")]
    [InlineData("/banners")]
    [InlineData("/cart")]
    [InlineData("/restock-notices")]
    [InlineData("/orders")]
    public async Task A_look_is_one(string path)
    {
        var shopper = await shop.NewShopperAsync();

        Assert.Equal(1, await ExchangesOfAsync(shopper, HttpMethod.Get, path));
    }

    [Fact]
    public async Task An_order_with_its_payment_and_lines_is_one()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        Assert.Equal(1, await ExchangesOfAsync(shopper, HttpMethod.Get, $"/orders/{order.OrderId}"));
    }

    [Fact]
    public async Task Placing_an_order_is_three_and_a_commit()
    {
        var shopper = await shop.NewShopperAsync();
        await shopper.PutsIntoCartAsync(await shop.NewProductAsync());
        await shopper.PutsIntoCartAsync(await shop.NewProductAsync());

        Assert.Equal(3, await ExchangesOfAsync(shopper, HttpMethod.Post, "/order", new OrderRequest(Shopper.Home)));
    }

    [Fact]
    public async Task Completing_a_payment_is_three_and_a_commit_and_once_more_is_one()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();

        // A webhook or the comparison may be sooner than the shopper: then the next order tells.
        var (first, second, _) = await Eventually.IsAsync(
            async () =>
            {
                var order = await shopper.OrdersAndPaysAsync(product);
                var request = new CompleteRequest(order.PaymentKey);
                var fresh = await ExchangesOfAsync(shopper, HttpMethod.Post, "/payment/complete", request);
                var repeated = await ExchangesOfAsync(shopper, HttpMethod.Post, "/payment/complete", request);
                return (fresh, repeated, reporter: await shop.CommerceAsync<string>(
                    $"select reporter from payment_events where payment_key = '{order.PaymentKey}' and seq = 1"));
            },
            counted => counted.reporter == "SHOPPER");

        Assert.Equal((3, 1), (first, second));
    }

    private async Task<int> ExchangesOfAsync(Shopper shopper, HttpMethod method, string path, object? body = null)
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await shopper.Commerce.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");

        // A request's own span ends after all that it did, and is exported after it.
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            spans => spans.Any(span => span is { Service: "commerce", Kind: SpanKind.Server }));
        return shop.Telemetry.Spans(trace).Count(span =>
            span is { Service: "commerce", Kind: SpanKind.Client } && IsOfTheDatabase(span));
    }

    // That a connection is opened is no exchange of the request's: the next one has it ready.
    private static bool IsOfTheDatabase(SeenSpan span) =>
        (span.Attributes.ContainsKey("db.system.name") || span.Attributes.ContainsKey("db.system"))
        && !span.Name.StartsWith("CONNECT ", StringComparison.Ordinal);
}
