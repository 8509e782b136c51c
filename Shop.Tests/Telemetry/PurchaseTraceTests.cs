// Checks that a purchase is one trace: W3C trace context passes through HTTP and gRPC, and each server span has the
// route and the status code.
using Shop.Tests.Web;

namespace Shop.Tests.Telemetry;

[Collection(RunningShop.Shared)]
public sealed class PurchaseTraceTests(RunningShop shop, Browser browser)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Placing_an_order_is_one_trace_from_the_page_to_account_and_to_portone()
    {
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignsInAsync(await shop.NewShopperAsync());
        await visit.Page.PutsIntoCartAsync(await shop.NewProductAsync());
        await visit.Page.GotoAsync("/checkout");
        await visit.Page.FillsInTheAddressAsync();
        await visit.Page.PayButton().ClickAsync();

        var trace = await TraceOfAsync(
            span => span.Name == "POST /order" && span.Attributes["http.response.status_code"] == "201",
            "POST /checkout", "POST /account.v1.Accounts/CheckBuyer", "POST /payments/{paymentId}/pre-register");

        var placed = ServerSpan(trace, "commerce", "POST /order");
        Assert.Equal("/order", placed.Attributes["http.route"]);
        Assert.Equal("web", CallerOf(placed, trace).Service);
        var asked = ServerSpan(trace, "account", "POST /account.v1.Accounts/CheckBuyer");
        Assert.Equal("200", asked.Attributes["http.response.status_code"]);
        Assert.Equal("commerce", CallerOf(asked, trace).Service);
        Assert.Contains(trace, span => span is { Service: "web", Kind: SpanKind.Server, Name: "POST /checkout" });
        var registered = ServerSpan(trace, "portone", "POST /payments/{paymentId}/pre-register");
        Assert.Equal("commerce", CallerOf(registered, trace).Service);
    }

    [Fact]
    public async Task Completing_a_payment_is_one_trace_from_commerce_to_portone()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shopper.ReturnsFromAsync(order);

        var trace = await TraceOfAsync(
            span => span.Name == "GET /payments/{paymentId}"
                && span.Attributes["url.path"].EndsWith(order.PaymentKey, StringComparison.Ordinal),
            "POST /payment/complete");

        var answered = ServerSpan(trace, "portone", "GET /payments/{paymentId}");
        Assert.Equal("200", answered.Attributes["http.response.status_code"]);
        Assert.Equal("commerce", CallerOf(answered, trace).Service);
    }

    /// <summary>
    /// Waits for a completely exported trace with this server span and with server spans of the other names.
    /// </summary>
    private async Task<IReadOnlyList<SeenSpan>> TraceOfAsync(
        Func<SeenSpan, bool> isMatch, params string[] served)
    {
        var traces = await Eventually.OrLastAsync(
            () => Task.FromResult(TracesThat(spans =>
                spans.Any(span => span.Kind == SpanKind.Server && isMatch(span))
                && served.All(name => spans.Any(span => span.Kind == SpanKind.Server && span.Name == name))
                && spans.All(span =>
                    span.ParentSpanId is "" || spans.Any(other => other.SpanId == span.ParentSpanId)))),
            traces => traces.Count > 0,
            Deadline);
        Assert.True(traces.Count > 0, $"No trace has all these spans. The closest traces:\n{Describe(TracesThat(spans =>
            spans.Any(span => span.Kind == SpanKind.Server && isMatch(span))))}");
        return traces[0];
    }

    private static string Describe(IReadOnlyList<IReadOnlyList<SeenSpan>> traces) => string.Join("\n\n", traces.Select(
        trace => string.Join('\n', trace.Select(span =>
            $"{span.SpanId} in {span.ParentSpanId}: {span.Service} {span.Kind} {span.Name}"))));

    private List<IReadOnlyList<SeenSpan>> TracesThat(Func<IReadOnlyList<SeenSpan>, bool> condition) =>
        [.. shop.Telemetry.Spans().GroupBy(span => span.TraceId)
            .Select(trace => (IReadOnlyList<SeenSpan>)[.. trace])
            .Where(condition)];

    private static SeenSpan ServerSpan(IReadOnlyList<SeenSpan> trace, string service, string name) =>
        trace.First(span => span.Kind == SpanKind.Server && span.Service == service && span.Name == name);

    private static SeenSpan CallerOf(SeenSpan served, IReadOnlyList<SeenSpan> trace) =>
        trace.Single(span => span.SpanId == served.ParentSpanId);
}
