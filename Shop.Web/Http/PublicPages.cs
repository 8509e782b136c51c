// Caches and compresses the pages that are the same for every visitor without cookies. The page of a visitor with any
// cookie (language, cart, session, notice) is rendered for this visitor.
//
// A cached page is one of the current version of the catalogue, which every request reads from Commerce. So a changed
// product, price, stock or banner is on the next page. Such a page contains nothing of the visitor for whom it was
// rendered: no antiforgery token, because its forms require the same origin instead (SameOrigin.cs) and FormTokens adds
// none, and no interactive component. Blazor's encrypted state at the end of a page contains the names of two services
// of the framework, and nothing else. PublicPageTests checks this.
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace Shop.Web.Http;

public static class PublicPages
{
    /// <summary>The policy of public pages, for <see cref="OutputCacheAttribute"/>.</summary>
    public const string Policy = "public page";

    private const int MaxPageBytes = 256 * 1024;
    private const int MaxCacheBytes = 16 * 1024 * 1024;

    // A public page shows nothing of these cookies. The token that belongs to the second is on other pages only.
    private static readonly string[] CookiesNotShown =
        [LanguageEndpoints.CookieName, PageSecurity.AntiforgeryCookieName];

    public static void AddPublicPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOutputCache(options =>
        {
            options.MaximumBodySize = MaxPageBytes;
            options.SizeLimit = MaxCacheBytes; // Also limits pages of made-up addresses and headers.
            options.UseCaseSensitivePaths = true; // The page contains its address.
            options.AddPolicy(Policy, builder => builder.AddPolicy<PublicPagePolicy>()); // After the default policy.
        });
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true; // IsCompressible says why this is safe.
            options.Providers.Add<PageBrotli>();
            options.Providers.Add<GzipCompressionProvider>();
        });
    }

    /// <summary>Call it after UseRequestLocalization, because pages are cached per language.</summary>
    public static void UsePublicPages(this WebApplication app)
    {
        app.UseOutputCache(); // Before the compression, so that compressed pages are cached.
        app.UseWhen(IsCompressible, compressed => compressed.UseResponseCompression());
    }

    // The size of a compressed response tells whether text of the request occurs in the page (the BREACH attack). So
    // only pages that show nothing of the visitor are compressed.
    private static bool IsCompressible(HttpContext context) =>
        IsPublic(context) && context.Request.Cookies.Keys.All(CookiesNotShown.Contains);

    private static bool IsPublic(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OutputCacheAttribute>() is not null;

    // The default policy caches successful GET requests and no response that sets a cookie.
    private sealed class PublicPagePolicy : IOutputCachePolicy
    {
        private const string EnhancedNavigation = "blazor-enhanced-nav"; // A part of Accept, and a header of the response.

        // A page may be from just before its version, like the responses of which it is made (CatalogueCache.cs).
        private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

        public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var request = context.HttpContext.Request;
            var version = request.Cookies.Count == 0 && context.EnableOutputCaching
                ? await CatalogueOf(context).GetVersionAsync()
                : null;
            context.EnableOutputCaching &= version is not null;
            context.AllowLocking = false; // Waiting requests would fail with the one that a browser gives up.
            context.ResponseExpirationTimeSpan = KeptFor;

            var vary = context.CacheVaryByRules.VaryByValues;
            vary["version"] = version ?? "";
            vary["language"] = CultureInfo.CurrentUICulture.Name;
            vary["enhanced"] = $"{request.Headers.Accept}".Contains(EnhancedNavigation, StringComparison.Ordinal)
                ? "yes"
                : "";
            context.CacheVaryByRules.HeaderNames = HeaderNames.AcceptEncoding;
        }

        // The cache stores the value "allow" of a header as "Allow", which Blazor's script does not accept: it would load
        // the whole page again.
        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var response = context.HttpContext.Response;
            response.OnStarting(() =>
            {
                response.Headers[EnhancedNavigation] = "allow";
                return Task.CompletedTask;
            });
            return default;
        }

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.AllowCacheStorage &= CatalogueOf(context).IsCurrent;
            return default;
        }

        private static PageCatalogue CatalogueOf(OutputCacheContext context) =>
            context.HttpContext.RequestServices.GetRequiredService<PageCatalogue>();
    }

    // The framework's provider has the qualities 1, 4 and 11. 5 makes the front page 7 % smaller than 4.
    private sealed class PageBrotli : ICompressionProvider
    {
        private static readonly BrotliCompressionOptions Options = new() { Quality = 5 };

        public string EncodingName => "br";
        public bool SupportsFlush => true;

        public Stream CreateStream(Stream outputStream) => new BrotliStream(outputStream, Options, leaveOpen: true);
    }
}
