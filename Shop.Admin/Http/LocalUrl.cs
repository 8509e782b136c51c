namespace Shop.Admin.Http;

/// <summary>Addresses to return to. They come from requests, so only paths of this application are accepted.</summary>
public static class LocalUrl
{
    public static string Of(string? url) =>
        url is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && url.All(IsAllowedInHeader) ? url : "/";

    public static string WithReturn(string path, string? returnUrl) =>
        Of(returnUrl) is var back and not "/"
            ? $"{path}?{SignInFlow.ReturnUrl}={Uri.EscapeDataString(back)}"
            : path;

    private static bool IsAllowedInHeader(char letter) => char.IsAscii(letter) && !char.IsControl(letter);
}
