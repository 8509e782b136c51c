// What outlives a run has one folder per AppHost: volumes, and whatever the AppHost itself puts beside them. It learns
// where by a setting that Aspire does not have (there a container runtime keeps the volumes), and may say otherwise.
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

internal static class KeptFolder
{
    public const string Setting = "Volumes:Path";

    /// <summary>The user's data; root's is the machine's, because root's home is closed to a server's user.</summary>
    public static string Root { get; } = Environment.UserName == "root"
        ? "/var/lib/aspire-stand-in"
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "aspire-stand-in");

    public static string Of(IConfiguration configuration) => configuration[Setting]!;

    public static string DefaultOf(string appHostDirectory) => Path.Combine(Root, KeyOf(appHostDirectory));

    public static string KeyOf(string appHostDirectory) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(appHostDirectory)))[..12];
}
