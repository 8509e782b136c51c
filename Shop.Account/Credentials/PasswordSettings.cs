namespace Shop.Account.Credentials;

public sealed class PasswordSettings
{
    // From OWASP's Password Storage Cheat Sheet, for PBKDF2 with HMAC-SHA512.
    private const int Recommended = 220_000;

    /// <summary>Iterations of PBKDF2. A hash with fewer is replaced when the shopper signs in.</summary>
    public int Iterations { get; init; } = Recommended;

    public static void AddTo(IServiceCollection services) =>
        services.AddSettings<PasswordSettings>("Passwords")
            .Validate(
                settings => settings.Iterations > 0,
                "Passwords:Iterations must be greater than zero. Correct or remove it.")
            .Validate<IHostEnvironment>(
                (settings, environment) => settings.Iterations >= Recommended || !environment.IsProduction(),
                $"Passwords:Iterations is below the {Recommended} that OWASP recommends. Raise or remove it.");
}
