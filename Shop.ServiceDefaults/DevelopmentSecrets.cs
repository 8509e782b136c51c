using System.Text;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults;

/// <summary>
/// The secrets that `dotnet run` gives to the services are public; each begins with the same prefix. A service in
/// Production refuses to start with one of them.
/// </summary>
public static class DevelopmentSecrets
{
    private const string Prefix = "development-";

    /// <summary>Throws in Production if <paramref name="value"/> is a development secret.</summary>
    /// <exception cref="InvalidOperationException">The setting <paramref name="name"/> has a public value.</exception>
    public static void RefuseInProduction(IHostEnvironment environment, string name, string value) =>
        RefuseInProduction(environment, name, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="RefuseInProduction(IHostEnvironment, string, string)" />
    public static void RefuseInProduction(IHostEnvironment environment, string name, ReadOnlySpan<byte> value)
    {
        if (environment.IsProduction() && value.StartsWith(Encoding.UTF8.GetBytes(Prefix)))
        {
            throw new InvalidOperationException(
                $"{name} has the value of development, which is public. Set a value of your own.");
        }
    }
}
