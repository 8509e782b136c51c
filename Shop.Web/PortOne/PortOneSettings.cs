using Shop.ServiceDefaults;

namespace Shop.Web.PortOne;

/// <summary>
/// The values that the shopper's browser needs to open PortOne's window (<c>PortOne:*</c>). None is secret.
/// </summary>
public sealed class PortOneSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "PortOne";

    /// <summary>The address of the browser SDK, PortOne's or the sandbox's.</summary>
    public string SdkUrl { get; init; } = "https://cdn.portone.io/v2/browser-sdk.js";

    /// <summary>The store's id; required.</summary>
    public string StoreId { get; init; } = "";

    /// <summary>The channel for payments; required.</summary>
    public string PaymentChannelKey { get; init; } = "";

    /// <summary>The channel for identity verification; required.</summary>
    public string IdentityChannelKey { get; init; } = "";

    /// <summary>
    /// The origins that the window needs in addition to the SDK's, separated by spaces: PortOne's servers, which the
    /// SDK calls and frames, and the servers of the payment providers.
    /// </summary>
    public string WindowOrigins { get; init; } = "";

    /// <summary>
    /// The origins that a page may load, frame and call. This is a method, because binding and validation read every
    /// property, and it throws for an address that validation refuses.
    /// </summary>
    public string GetOrigins() => $"{new Uri(SdkUrl).GetLeftPart(UriPartial.Authority)} {WindowOrigins}".Trim();
}

/// <summary>Registers the settings. Web does not start without what the payment window needs.</summary>
public static class PortOneRegistration
{
    private const string Source = "from PortOne's console";

    /// <summary>Adds and validates <see cref="PortOneSettings"/>.</summary>
    public static void AddPortOne(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<PortOneSettings>(PortOneSettings.Section)
            .Validate(settings => settings.StoreId.Length > 0, Settings.Missing("PortOne:StoreId", Source))
            .Validate(
                settings => settings.PaymentChannelKey.Length > 0,
                Settings.Missing("PortOne:PaymentChannelKey", Source))
            .Validate(
                settings => settings.IdentityChannelKey.Length > 0,
                Settings.Missing("PortOne:IdentityChannelKey", Source))
            .Validate(
                settings => Uri.TryCreate(settings.SdkUrl, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https",
                "PortOne:SdkUrl must be an http or https address. Correct it, or remove it to use PortOne's SDK.")
            .Validate(
                settings => !settings.WindowOrigins.AsSpan().ContainsAny(";,'\""),
                "PortOne:WindowOrigins must be origins separated by spaces. Remove other separators and quotes.");
        builder.Services.AddSingleton<Members.IdentityTickets>();
    }
}
