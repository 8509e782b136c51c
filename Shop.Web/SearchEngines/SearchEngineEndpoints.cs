using System.Net.Mime;
using System.Text;

namespace Shop.Web.SearchEngines;

public static class SearchEngineEndpoints
{
    private const string CachedForTenMinutes = "public, max-age=600";

    // Personal pages, and the forms that lead to them.
    private static readonly string[] NotIndexed =
        ["/cart", "/checkout", "/orders", "/me$", "/payments/", "/sign-in", "/find-id", "/reset-password"];

    public static void AddSearchEngines(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PublicUrl>().AddSingleton<SharedPictures>();
        builder.Services.AddScoped<Sitemap>().AddScoped<ProductMarkup>();
    }

    public static void MapSearchEngines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robots.txt", (PublicUrl url, HttpResponse response) =>
        {
            response.Headers.CacheControl = CachedForTenMinutes;
            var rules = string.Join('\n', NotIndexed.Select(path => $"Disallow: {path}").Prepend("User-agent: *"));
            var sitemap = url.Of("/sitemap.xml") is { } found ? $"\n\nSitemap: {found}" : "";
            return Results.Text($"{rules}{sitemap}\n");
        });

        routes.MapGet("/sitemap.xml", async (
            Sitemap sitemap, PublicUrl url, HttpResponse response, CancellationToken ct) =>
        {
            if (url.Of("/") is null)
            {
                return Results.NotFound(); // A sitemap requires absolute addresses.
            }

            var pages = await sitemap.WriteAsync(ct);
            response.Headers.CacheControl = CachedForTenMinutes;
            return Results.Text(pages, MediaTypeNames.Application.Xml, Encoding.UTF8);
        });
    }
}
