namespace Shop.Account.Identities;

/// <summary>Rules for identity verifications and for hashing CIs (<c>Identity:*</c>).</summary>
public sealed class IdentitySettings
{
    private const string Section = "Identity";
    private const string CiPeppersKey = $"{Section}:{nameof(CiPeppers)}";
    private const string PepperSource = "to the output of `openssl rand -base64 32`";
    private const int MinPepperBytes = 32;

    /// <summary>
    /// The peppers of <c>hashed_ci</c>, each at least 32 bytes in base64, separated by white space, oldest first. To
    /// rotate, append a new pepper and keep the old ones.
    /// </summary>
    public string CiPeppers { get; init; } = "";

    /// <summary>How long an identity verification is accepted after its completion.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Adds and validates the settings, and adds <see cref="Identities.CiPepperChain"/>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSettings<IdentitySettings>(Section)
            .Validate(
                settings => settings.Peppers().Count > 0,
                Settings.Missing(CiPeppersKey, PepperSource))
            .Validate(
                settings => settings.Peppers().All(pepper => pepper.Length >= MinPepperBytes),
                $"{CiPeppersKey} contains a pepper that is not at least {MinPepperBytes} bytes in base64. Set it "
                + $"{PepperSource}.")
            .RefuseDevelopmentValue(CiPeppersKey, settings => settings.Peppers());
        services.AddSingleton(provider => new CiPepperChain(provider.GetRequiredService<IdentitySettings>().Peppers()));
    }

    // Invalid base64 becomes an empty pepper, which validation refuses.
    private List<byte[]> Peppers() =>
        [.. CiPeppers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Base64.DecodeOrEmpty)];
}
