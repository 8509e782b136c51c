using System.Text;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults;

/// <summary>
/// The secrets that `dotnet run` gives to the services can be read by everyone, and all begin alike so that they are
/// recognised. A shop that runs for real does not start with one.
/// </summary>
public static class PublicValues
{
    private const string Beginning = "development-";

    /// <summary>Refuses a value that everyone knows.</summary>
    public static void RefuseInProduction(IHostEnvironment environment, string name, string value) =>
        RefuseInProduction(environment, name, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="RefuseInProduction(IHostEnvironment, string, string)" />
    public static void RefuseInProduction(IHostEnvironment environment, string name, ReadOnlySpan<byte> value)
    {
        if (environment.IsProduction() && value.StartsWith(Encoding.UTF8.GetBytes(Beginning)))
        {
            throw new InvalidOperationException($"{name} has the value of development, which is public.");
        }
    }
}
