namespace Shop.Account.Credentials;

public static class CredentialRegistration
{
    public static void AddCredentials(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<PasswordSettings>("Passwords")
            .Validate(
                settings => settings.Iterations > 0,
                "Passwords:Iterations must be greater than zero. Correct or remove it.")
            .Validate<IHostEnvironment>(
                (settings, environment) =>
                    settings.Iterations >= PasswordSettings.Recommended || !environment.IsProduction(),
                $"Passwords:Iterations is below the {PasswordSettings.Recommended} that OWASP recommends. Raise or "
                + "remove it.");
        builder.Services.AddSingleton<Passwords>();
    }
}
