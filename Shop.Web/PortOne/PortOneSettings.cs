using System.ComponentModel.DataAnnotations;

namespace Shop.Web.PortOne;

/// <summary>What the shopper's browser needs to open PortOne's window. Nothing of it is secret.</summary>
public sealed class PortOneSettings : IValidatableObject
{
    public const string Section = "PortOne";

    /// <summary>The browser SDK: PortOne's own, or the sandbox's.</summary>
    [Required]
    public string SdkUrl { get; init; } = "https://cdn.portone.io/v2/browser-sdk.js";

    [Required]
    public string StoreId { get; init; } = "";

    [Required]
    public string PaymentChannelKey { get; init; } = "";

    [Required]
    public string IdentityChannelKey { get; init; } = "";

    /// <summary>
    /// Further origins that the window works with beside the SDK's own, separated by spaces: PortOne's servers, which
    /// the SDK calls and frames, and those of the providers behind the chosen channels.
    /// </summary>
    public string WindowOrigins { get; init; } = "";

    /// <summary>The origins that a page may load, frame and call.</summary>
    public string Origins => $"{new Uri(SdkUrl).GetLeftPart(UriPartial.Authority)} {WindowOrigins}".Trim();

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (!Uri.TryCreate(SdkUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return new($"{Section}:{nameof(SdkUrl)} must be an http or https address.", [nameof(SdkUrl)]);
        }

        if (WindowOrigins.AsSpan().ContainsAny(";,'\""))
        {
            yield return new(
                $"{Section}:{nameof(WindowOrigins)} must be origins separated by spaces.", [nameof(WindowOrigins)]);
        }
    }
}

/// <summary>Registers the settings; a shop that cannot open the payment window does not start.</summary>
public static class PortOneRegistration
{
    public static void AddPortOne(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PortOneSettings>()
            .BindConfiguration(PortOneSettings.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<Members.IdentityTickets>();
    }
}
