// Checks the budgets of database round trips. A shopper waits for each round trip, and, under a lock, other shoppers
// wait too. The driver records one span per command or batch, and none for a commit, so commits are not counted here.
using System.Net.Http.Json;

namespace Shop.Tests.Telemetry;

[Collection(RunningShop.Shared)]
public sealed class RoundTripTests(RunningShop shop)
{
    [Theory]
    [InlineData("/products?q=lamp&sort=popular&page=2")]
    [InlineData("/products/1")]
    [InlineData("/categories")]
    [InlineData("/banners")]
    [InlineData("/cart")]
    [InlineData("/restock-notices")]
    [InlineData("/orders")]
    [InlineData("/orders/{0}")] // With its payment and lines.
    public async Task Read_takes_one_round_trip(string path)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());

        Assert.Equal(1, await CountRoundTripsAsync(shopper, HttpMethod.Get, string.Format(path, order.OrderId)));
    }

    [Fact]
    public async Task Placing_an_order_takes_three_round_trips_and_a_commit()
    {
        var shopper = await shop.NewShopperAsync();
        await shopper.PutIntoCartAsync(await shop.NewProductAsync());
        await shopper.PutIntoCartAsync(await shop.NewProductAsync());

        Assert.Equal(3, await CountRoundTripsAsync(shopper, HttpMethod.Post, "/order", new OrderRequest(Shopper.Home)));
    }

    [Fact]
    public async Task Completing_a_payment_takes_three_round_trips_and_a_repeated_completion_one()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();

        // A webhook or the reconciliation may complete the payment before the shopper. Then try the next order.
        var (first, second, _) = await Eventually.IsAsync(
            async () =>
            {
                var order = await shopper.OrderAndPayAsync(product);
                var request = new CompleteRequest(order.PaymentKey);
                var fresh = await CountRoundTripsAsync(shopper, HttpMethod.Post, "/payment/complete", request);
                var repeated = await CountRoundTripsAsync(shopper, HttpMethod.Post, "/payment/complete", request);
                return (fresh, repeated, source: await shop.QuerySqlAsync<string>(
                    $"select source from ledger_entries where payment_key = '{order.PaymentKey}' and seq = 1"));
            },
            counted => counted.source == "SHOPPER");

        Assert.Equal((3, 1), (first, second));
    }

    private async Task<int> CountRoundTripsAsync(Shopper shopper, HttpMethod method, string path, object? body = null)
    {
        var (answer, trace) = await shopper.Commerce.SendTracedAsync(
            method, path, body is null ? null : JsonContent.Create(body));
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");

        // The span of the request ends last and is exported after the spans of its database calls.
        var spans = await shop.TraceAsync(trace, spans => spans.HasServed("commerce"));
        return spans.Count(span => span is { Service: "commerce", Kind: SpanKind.Client } && IsDatabaseCall(span));
    }

    // Opening a connection is not counted, because the pool keeps it for the next request.
    private static bool IsDatabaseCall(SeenSpan span) =>
        (span.Attributes.ContainsKey("db.system.name") || span.Attributes.ContainsKey("db.system"))
        && !span.Name.StartsWith("CONNECT ", StringComparison.Ordinal);
}
