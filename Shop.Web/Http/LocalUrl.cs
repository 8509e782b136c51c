using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;

namespace Shop.Web.Http;

/// <summary>URLs to return to. They come from requests, so only paths of this shop are accepted.</summary>
public static class LocalUrl
{
    public static string Of(string? url, string otherwise = "/") =>
        url is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && url.All(IsAllowedInHeader)
            ? url
            : otherwise;

    /// <summary>The URL that the shopper requested, also while an error page is executed for it.</summary>
    public static string Shown(HttpContext context)
    {
        var failed = context.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        var answered = context.Features.Get<IStatusCodeReExecuteFeature>();
        return Of((failed, answered) switch
        {
            ({ } path, _) => Encoded(path) + context.Request.QueryString,
            (_, { } original) => Encoded(original.OriginalPath) + original.OriginalQueryString,
            _ => context.Request.GetEncodedPathAndQuery(),
        });
    }

    /// <summary>Where to try again: the requested URL or, after a POST, the page with the form.</summary>
    public static string ToTryAgain(HttpContext context)
    {
        var method = ErrorPages.MethodOf(context);
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return Shown(context);
        }

        var isOurs = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var page)
            && page.Authority == context.Request.Host.Value;
        return isOurs ? Of(page!.PathAndQuery) : "/cart";
    }

    /// <summary>The URL of the sign-in page that leads back to <paramref name="url"/>.</summary>
    public static string SignInThen(string url) => $"/sign-in?returnUrl={Uri.EscapeDataString(url)}";

    private static string Encoded(string path) => new PathString(path).ToUriComponent();

    private static bool IsAllowedInHeader(char letter) => char.IsAscii(letter) && !char.IsControl(letter);
}
