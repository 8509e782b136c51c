// A purchase is one trace: W3C trace context passes through HTTP and gRPC, and each server span has the route and the
// status code.
using System.Net.Http.Json;
using Shop.Tests.Web;

namespace Shop.Tests.Telemetry;

[Collection(RunningShop.Shared)]
public sealed class PurchaseTraceTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Placing_an_order_is_one_trace_from_the_page_to_account_and_to_portone()
    {
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignInAsync(await shop.NewShopperAsync());
        await visit.Page.PutIntoCartAsync(await shop.NewProductAsync());
        await visit.Page.GotoAsync("/checkout");
        await visit.Page.FillInAddressAsync();
        var (header, trace) = TraceExtensions.NewTrace();
        await visit.Page.RouteAsync("**/checkout", route => route.ContinueAsync(new()
        {
            Headers = route.Request.Headers.Append(new("traceparent", header)),
        }));
        await visit.Page.PayButton().ClickAsync();

        await AssertServedAsync(
            trace,
            new("web", "POST /checkout", "302", CalledBy: null),
            new("commerce", "POST /order", "201", CalledBy: "web"),
            new("account", "POST /account.v1.Accounts/CheckBuyer", "200", CalledBy: "commerce"),
            new("portone", "POST /payments/{paymentId}/pre-register", "200", CalledBy: "commerce"));
    }

    [Fact]
    public async Task Completing_a_payment_is_one_trace_from_commerce_to_portone()
    {
        var shopper = await shop.NewShopperAsync();
        await shop.Sandbox.DropWebhooksAsync(); // A webhook could complete the payment before the shopper returns.
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());

        var (answer, trace) = await shopper.Commerce.SendTracedAsync(
            HttpMethod.Post, "/payment/complete", JsonContent.Create(new CompleteRequest(order.PaymentKey)));
        await shop.Sandbox.SetFaultsAsync(new { });

        Assert.True(answer.IsSuccessStatusCode);
        await AssertServedAsync(
            trace,
            new("commerce", "POST /payment/complete", "200", CalledBy: null),
            new("portone", "GET /payments/{paymentId}", "200", CalledBy: "commerce"));
    }

    // Waits until each service has served its request in this trace, called by a client span of the other service.
    private async Task AssertServedAsync(string trace, params ServedRequest[] requests)
    {
        var spans = await shop.TraceAsync(trace, spans => requests.All(served =>
            spans.HasServed(served.Service, served.Name)
            && (served.CalledBy is null || spans.Any(span => span.SpanId == SpanOf(served, spans).ParentSpanId))));

        foreach (var served in requests)
        {
            var span = SpanOf(served, spans);
            Assert.Equal(served.Name.Split(' ')[1], span.Attributes["http.route"]);
            Assert.Equal(served.Status, span.Attributes["http.response.status_code"]);
            Assert.Equal(served.CalledBy, spans.SingleOrDefault(other => other.SpanId == span.ParentSpanId)?.Service);
        }
    }

    private static SeenSpan SpanOf(ServedRequest served, IReadOnlyList<SeenSpan> spans) => spans.First(span =>
        span.Kind == SpanKind.Server && span.Service == served.Service && span.Name == served.Name);

    private sealed record ServedRequest(string Service, string Name, string Status, string? CalledBy);
}
