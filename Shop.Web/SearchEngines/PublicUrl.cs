using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Shop.Web.SearchEngines;

/// <summary>
/// Absolute URLs of the shop's pages, for search engines and link previews. They come from configuration, because
/// a request can contain any Host header. Only in Development is the header used if no URL is configured.
/// </summary>
public sealed class PublicUrl(
    IOptions<ShopSettings> settings, IHostEnvironment environment, IHttpContextAccessor requests)
{
    /// <summary>The absolute URL of a path; null if the shop's URL is not configured.</summary>
    public string? Of(string path) => Known() is { } shop ? new Uri(shop, path).AbsoluteUri : null;

    private Uri? Known()
    {
        if (settings.Value.PublicAddress is { Length: > 0 } configured)
        {
            return new(configured);
        }

        return environment.IsDevelopment() && requests.HttpContext?.Request is { } request
            ? new($"{request.Scheme}://{request.Host}")
            : null;
    }
}
