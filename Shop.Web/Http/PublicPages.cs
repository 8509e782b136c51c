// Caches and compresses the pages that are the same for every visitor without cookies. The page of a visitor with any
// cookie (language, cart, session, notice) is rendered for this visitor.
//
// A cached page is one of the current version of the catalogue, which every request reads from Commerce. So a changed
// product, price, stock, category or banner is on the next page. Such a page contains no antiforgery token: its forms
// require the same origin instead (SameOrigin.cs).
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

    public static void AddPublicPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOutputCache(options =>
        {
            options.MaximumBodySize = MaxPageBytes;
            options.SizeLimit = MaxCacheBytes;
            options.UseCaseSensitivePaths = true; // The page contains its address.
            options.AddPolicy(Policy, new PublicPagePolicy());
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
    // only pages without a secret are compressed: public pages, which contain no token, of visitors without a session.
    private static bool IsCompressible(HttpContext context) =>
        IsPublic(context) && !context.Request.Cookies.ContainsKey(SessionCookie.Name);

    private static bool IsPublic(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OutputCacheAttribute>() is not null;

    // Runs after the default policy, which caches successful GET requests and no response that sets a cookie.
    private sealed class PublicPagePolicy : IOutputCachePolicy
    {
        // Pages of earlier versions are dropped after this time.
        private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

        public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var request = context.HttpContext.Request;
            var version = request.Cookies.Count == 0 ? await CatalogueOf(context).GetVersionAsync() : null;
            context.EnableOutputCaching &= version is not null;
            context.ResponseExpirationTimeSpan = KeptFor;

            var vary = context.CacheVaryByRules.VaryByValues;
            vary["version"] = version ?? "";
            vary["language"] = CultureInfo.CurrentUICulture.Name;
            vary["enhanced"] = $"{request.Headers.Accept}".Contains("blazor-enhanced-nav", StringComparison.Ordinal)
                ? "yes"
                : "";
            context.CacheVaryByRules.HeaderNames = HeaderNames.AcceptEncoding;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

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
