using Shop.Account.PortOne;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Account.Identities;

public static class IdentityRegistration
{
    private const string Section = "Identity";
    private const string CiPeppersKey = $"{Section}:{nameof(IdentitySettings.CiPeppers)}";
    private const string PepperSource = "to the output of `openssl rand -base64 32`";
    private const int MinPepperBytes = 32;

    /// <summary>Registers the verification of identities by PortOne, and the hashing of CIs.</summary>
    public static void AddIdentities(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
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
        services.AddScoped<CiHasher>().AddScoped<VerifyIdentity>();
        services.AddPortOneSettings();
        services.AddPortOneClient<PortOneClient>();
    }
}
