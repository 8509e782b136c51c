using System.Text;

namespace Shop.ServiceDefaults;

/// <summary>
/// The secrets that the AppHost gives to the services in a run. They are public, and each begins with the same prefix.
/// A service in Production refuses to start with one of them.
/// </summary>
public static class DevelopmentSecrets
{
    /// <summary>Throws in Production if <paramref name="value"/> is a development secret.</summary>
    public static void RefuseInProduction(IHostEnvironment environment, string name, string value) =>
        RefuseInProduction(environment, name, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="RefuseInProduction(IHostEnvironment, string, string)" />
    public static void RefuseInProduction(IHostEnvironment environment, string name, ReadOnlySpan<byte> value)
    {
        if (environment.IsProduction() && value.StartsWith("development-"u8))
        {
            throw new InvalidOperationException(
                $"{name} has the development value, which is public. Set it to a secret value.");
        }
    }
}
