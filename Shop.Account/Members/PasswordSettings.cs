namespace Shop.Account.Members;

/// <summary>How strongly passwords are hashed (<c>Passwords:*</c>).</summary>
public sealed class PasswordSettings
{
    // OWASP's Password Storage Cheat Sheet for PBKDF2 with HMAC-SHA512.
    private const int Recommended = 220_000;

    /// <summary>Rounds of PBKDF2. What was hashed with fewer is hashed anew when its owner signs in.</summary>
    public int Iterations { get; init; } = Recommended;

    /// <exception cref="InvalidOperationException">Weaker than recommended, where it runs for real.</exception>
    public static PasswordSettings Read(IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Passwords").Get<PasswordSettings>() ?? new();
        return settings.Iterations >= Recommended || !builder.Environment.IsProduction()
            ? settings
            : throw new InvalidOperationException(
                $"Passwords:Iterations is {settings.Iterations}, below the {Recommended} that passwords need.");
    }
}
