using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Shop.Web.About;

namespace Shop.Web.SearchEngines;

/// <summary>
/// Full addresses of the shop's pages, for those who meet them elsewhere: in search engines, or sent by somebody.
/// A request names its host itself, and anybody can name another; so it is believed in development only, where nobody
/// configures an address.
/// </summary>
public sealed class PublicAddress(
    IOptions<ShopSettings> settings, IHostEnvironment environment, IHttpContextAccessor requests)
{
    /// <summary>The full address of a path, or null where the shop's own is not known.</summary>
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
