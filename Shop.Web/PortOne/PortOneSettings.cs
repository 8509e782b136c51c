using System.ComponentModel.DataAnnotations;

namespace Shop.Web.PortOne;

/// <summary>Settings for PortOne's windows in the shopper's browser (<c>PortOne:*</c>). None is secret.</summary>
public sealed class PortOneSettings : IValidatableObject
{
    public const string Section = "PortOne";

    private const string Source = "from PortOne's console";

    /// <summary>The browser SDK: PortOne's own, or the sandbox's.</summary>
    public string SdkUrl { get; init; } = "https://cdn.portone.io/v2/browser-sdk.js";

    public string StoreId { get; init; } = "";

    /// <summary>The channels for payments, a JSON array of <see cref="PaymentChannel"/>.</summary>
    public string PaymentChannels { get; init; } = "";

    /// <summary>The channel for identity verification, an <see cref="PortOne.IdentityChannel"/> in JSON.</summary>
    public string IdentityChannel { get; init; } = "";

    /// <summary>
    /// Further origins, separated by spaces, from which pages may load scripts and which they may call for the window:
    /// PortOne's servers, and those of the channels' providers.
    /// </summary>
    public string WindowOrigins { get; init; } = "";

    /// <summary>
    /// The origins that a page may load scripts from and call. A method, because validation reads every property, and
    /// an invalid <see cref="SdkUrl"/> throws here.
    /// </summary>
    public string GetOrigins() => $"{GetSdkOrigin()} {WindowOrigins}".Trim();

    public string GetSdkOrigin() => new Uri(SdkUrl).GetLeftPart(UriPartial.Authority);

    public IEnumerable<ValidationResult> Validate(ValidationContext context) => new[]
    {
        StoreId.Length == 0 ? Settings.Missing("PortOne:StoreId", Source) : null,
        ErrorOf(nameof(PaymentChannels), PaymentChannels, PaymentChannel.Parse),
        ErrorOf(nameof(IdentityChannel), IdentityChannel, PortOne.IdentityChannel.Parse),
        Uri.TryCreate(SdkUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? null
            : "PortOne:SdkUrl must be an http or https address. Remove it to use PortOne's own.",
        WindowOrigins.AsSpan().ContainsAny(";,'\"")
            ? "PortOne:WindowOrigins must be origins separated by spaces."
            : null,
    }.OfType<string>().Select(error => new ValidationResult(error));

    private static string? ErrorOf(string name, string json, Func<string, object> parse)
    {
        if (json.Length == 0)
        {
            return Settings.Missing($"PortOne:{name}", Source);
        }

        try
        {
            parse(json);
            return null;
        }
        catch (FormatException error)
        {
            return $"PortOne:{name} cannot be used. {error.Message}";
        }
    }
}
