using Aspire.Hosting.Testing;
using Shop.Tests.Starting;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Web;

/// <summary>Uses a separate storefront that has not generated a sitemap yet.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class SitemapTests(RunningShop shop)
{
    private const string Service = "web-with-a-sitemap";
    private const int ConcurrentRequests = 8;
    private const int ProductsPerCall = 100;

    [Fact]
    public async Task Concurrent_sitemap_requests_read_the_catalogue_once()
    {
        await using var web = await ServiceProcess.StartAsync(shop, "Web",
            ("services__commerce__http__0", $"{shop.App.GetEndpoint("commerce", "http")}"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", shop.Telemetry.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", Service));
        await web.AnswersAsync();
        var products = await shop.CommerceAsync<long>("select count(*) from products");

        var sitemaps = await Task.WhenAll(
            Enumerable.Range(0, ConcurrentRequests).Select(_ => web.Http.GetStringAsync("/sitemap.xml")));

        Assert.Contains("/products/1<", sitemaps[0]);
        Assert.Single(sitemaps.Distinct());
        await Eventually.IsAsync(
            () => Task.FromResult(Spans(SpanKind.Server).Count(span => span.Name == "GET /sitemap.xml")),
            written => written == ConcurrentRequests);
        var reads = Spans(SpanKind.Client)
            .Count(span =>
                span.Attributes.GetValueOrDefault("url.full", "").EndsWith("/products", StringComparison.Ordinal));
        Assert.Equal((products + ProductsPerCall - 1) / ProductsPerCall, reads);
    }

    private IEnumerable<SeenSpan> Spans(SpanKind kind) =>
        shop.Telemetry.Spans().Where(span => span.Service == Service && span.Kind == kind);
}
