namespace Shop.Web;

/// <summary>An address to return to. It comes from outside, so only a path of this shop is believed.</summary>
public static class LocalAddress
{
    public static string Of(string? address, string otherwise = "/") =>
        address is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && !address.Any(char.IsControl)
            ? address
            : otherwise;

    /// <summary>The address of the sign-in page that leads back to <paramref name="address"/>.</summary>
    public static string SignInThen(string address) => $"/sign-in?returnUrl={Uri.EscapeDataString(address)}";
}
