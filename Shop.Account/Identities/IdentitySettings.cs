using Shop.ServiceDefaults;

namespace Shop.Account.Identities;

/// <summary>Rules for identity verifications and for hashing CIs (<c>Identity:*</c>).</summary>
public sealed class IdentitySettings
{
    private const string Section = "Identity";
    private const string CiPeppersKey = $"{Section}:{nameof(CiPeppers)}";
    private const int MinPepperBytes = 32;

    /// <summary>
    /// The peppers of <c>hashed_ci</c> in base64, separated by white space, oldest first. Rotation appends one and never
    /// removes one.
    /// </summary>
    public string CiPeppers { get; init; } = "";

    /// <summary>How long a verification can be used after it was made.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Adds the settings and <see cref="Identities.CiPeppers"/>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSettings<IdentitySettings>(Section)
            .Validate(
                settings => settings.Peppers().Count > 0,
                $"{CiPeppersKey} is missing. Start through the AppHost, or set it to the output of: "
                + "openssl rand -base64 32")
            .Validate(
                settings => settings.Peppers().All(pepper => pepper.Length >= MinPepperBytes),
                $"{CiPeppersKey} has a pepper that is not at least {MinPepperBytes} bytes in base64. Set it to the "
                + "output of: openssl rand -base64 32")
            .RefuseDevelopmentValue(CiPeppersKey, settings => settings.Peppers());
        services.AddSingleton(provider => new CiPeppers(provider.GetRequiredService<IdentitySettings>().Peppers()));
    }

    // A text that is not base64 becomes an empty pepper, which validation refuses.
    private List<byte[]> Peppers() =>
        [.. CiPeppers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(FromBase64)];

    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
    }
}
