using Shop.ServiceDefaults;

namespace Shop.Web.PortOne;

/// <summary>What the shopper's browser needs to open PortOne's window (<c>PortOne:*</c>). None of it is secret.</summary>
public sealed class PortOneSettings
{
    public const string Section = "PortOne";

    /// <summary>The browser SDK: PortOne's own, or the sandbox's.</summary>
    public string SdkUrl { get; init; } = "https://cdn.portone.io/v2/browser-sdk.js";

    public string StoreId { get; init; } = "";

    public string PaymentChannelKey { get; init; } = "";

    public string IdentityChannelKey { get; init; } = "";

    /// <summary>
    /// Further origins that the window works with beside the SDK's own, separated by spaces: PortOne's servers, which
    /// the SDK calls and frames, and those of the providers behind the chosen channels.
    /// </summary>
    public string WindowOrigins { get; init; } = "";

    /// <summary>
    /// The origins that a page may load, frame and call. A method, because binding and validation read every property,
    /// and this fails for an address that validation is about to refuse.
    /// </summary>
    public string GetOrigins() => $"{new Uri(SdkUrl).GetLeftPart(UriPartial.Authority)} {WindowOrigins}".Trim();
}

/// <summary>Registers the settings; Web does not start if it could not open the payment window.</summary>
public static class PortOneRegistration
{
    private const string Advice = "is missing. Start through the AppHost, or set it from PortOne's console.";

    public static void AddPortOne(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<PortOneSettings>(PortOneSettings.Section)
            .Validate(settings => settings.StoreId.Length > 0, $"PortOne:StoreId {Advice}")
            .Validate(settings => settings.PaymentChannelKey.Length > 0, $"PortOne:PaymentChannelKey {Advice}")
            .Validate(settings => settings.IdentityChannelKey.Length > 0, $"PortOne:IdentityChannelKey {Advice}")
            .Validate(
                settings => Uri.TryCreate(settings.SdkUrl, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https",
                "PortOne:SdkUrl must be an http or https address. Remove it to use PortOne's own.")
            .Validate(
                settings => !settings.WindowOrigins.AsSpan().ContainsAny(";,'\""),
                "PortOne:WindowOrigins must be origins separated by spaces.");
        builder.Services.AddSingleton<Members.IdentityTickets>();
    }
}
