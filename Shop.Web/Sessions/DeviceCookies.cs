// A browser that has signed in keeps a device token of Account, so that failed sign-ins from other devices do not lock
// it out. There is one cookie per login id, because a family may share a browser. The cookie's name contains a hash of
// the login id, and browsers send it to the sign-in page only.
using System.Security.Cryptography;
using System.Text;

namespace Shop.Web.Sessions;

public static class DeviceCookies
{
    private const string Prefix = "device-";
    private const string SignInPage = "/sign-in";
    private const int HashLength = 12;
    private const int MaxLoginIds = 5;

    /// <summary>The token of this login id; null in a browser that has not signed in with it.</summary>
    public static string? FindDeviceToken(this HttpContext context, string loginId) =>
        context.Request.Cookies[NameOf(loginId)];

    public static void SaveDeviceToken(this HttpContext context, string loginId, string token)
    {
        var name = NameOf(loginId);
        var others = context.Request.Cookies.Keys
            .Where(key => key.StartsWith(Prefix, StringComparison.Ordinal) && key != name).ToList();
        foreach (var old in others.Take(others.Count + 1 - MaxLoginIds)) // Browsers send the oldest first.
        {
            context.Response.Cookies.Delete(old, new() { Path = SignInPage });
        }

        context.SetCookie(name, token, CookieLifetimes.Device, SignInPage);
    }

    private static string NameOf(string loginId) => Prefix + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(loginId.Trim().ToLowerInvariant())))[..HashLength];
}
