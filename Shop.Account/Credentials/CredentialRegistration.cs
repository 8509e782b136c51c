namespace Shop.Account.Credentials;

public static class CredentialRegistration
{
    // A hash uses its memory for as long as it is computed, so too much would end the process.
    private const int MinMemoryKiB = 8;
    private const int MaxMemoryKiB = 1_048_576;
    private const int MaxPasses = 100;

    public static void AddCredentials(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<PasswordSettings>("Passwords")
            .Validate(
                settings => settings.MemoryKiB is >= MinMemoryKiB and <= MaxMemoryKiB
                    && settings.Passes is > 0 and <= MaxPasses,
                $"Passwords:MemoryKiB is {MinMemoryKiB} to {MaxMemoryKiB}, and Passwords:Passes is 1 to {MaxPasses}. "
                + "Correct or remove them.")
            .Validate<IHostEnvironment>(
                (settings, environment) => !environment.IsProduction()
                    || (settings.MemoryKiB >= PasswordSettings.RecommendedMemoryKiB
                        && settings.Passes >= PasswordSettings.RecommendedPasses),
                $"Passwords:MemoryKiB is below the {PasswordSettings.RecommendedMemoryKiB}, or Passwords:Passes below "
                + $"the {PasswordSettings.RecommendedPasses}, that OWASP recommends. Raise or remove it.");
        builder.Services.AddSingleton<Passwords>();
    }
}
