using Shop.ServiceDefaults;

namespace Shop.Account.Identities;

/// <summary>How persons are recognised (<c>Identity:*</c>).</summary>
public sealed class IdentitySettings
{
    private const int ShortestPepper = 32;

    /// <summary>The peppers of <c>hashed_ci</c>, oldest first; rotation appends one and never removes one.</summary>
    public required IReadOnlyList<byte[]> CiPeppers { get; init; }

    /// <summary>How long after it was made a verification serves.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>In production only real verifications count, and only with the ticket of whoever began them.</summary>
    public required bool IsProduction { get; init; }

    public static IdentitySettings Read(IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Identity");
        var peppers = (section["CiPeppers"] ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (peppers.Length == 0)
        {
            throw new InvalidOperationException(
                "Identity:CiPeppers is missing. Start through the AppHost, "
                + "or set it to the output of: openssl rand -base64 32");
        }

        return new()
        {
            CiPeppers = [.. peppers.Select(text => Pepper(text, builder.Environment))],
            VerificationLifetime = section.GetValue("VerificationLifetime", TimeSpan.FromMinutes(10)),
            IsProduction = builder.Environment.IsProduction(),
        };
    }

    private static byte[] Pepper(string base64, IHostEnvironment environment)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < ShortestPepper)
        {
            throw new InvalidOperationException(
                $"Identity:CiPeppers has one that is not at least {ShortestPepper} bytes in base64.");
        }

        DevelopmentSecrets.RefuseInProduction(environment, "Identity:CiPeppers", bytes.AsSpan(0, length));
        return bytes[..length];
    }
}
