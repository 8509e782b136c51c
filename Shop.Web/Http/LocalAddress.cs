using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;

namespace Shop.Web.Http;

/// <summary>Addresses to return to. They come from requests, so only paths of this shop are accepted.</summary>
public static class LocalAddress
{
    public static string Of(string? address, string otherwise = "/") =>
        address is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && address.All(IsAllowedInHeader)
            ? address
            : otherwise;

    /// <summary>The address that the shopper requested, also while an error page is executed for it.</summary>
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

    /// <summary>Where to try again: the requested address or, after a POST, the page with the form.</summary>
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

    /// <summary>The address of the sign-in page that leads back to <paramref name="address"/>.</summary>
    public static string SignInThen(string address) => $"/sign-in?returnUrl={Uri.EscapeDataString(address)}";

    private static string Encoded(string path) => new PathString(path).ToUriComponent();

    private static bool IsAllowedInHeader(char letter) => char.IsAscii(letter) && !char.IsControl(letter);
}
