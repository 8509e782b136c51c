using System.Text;

namespace Shop.Tests;

/// <summary>
/// The shop's own secrets in every graph of the tests. They are not the development values, so a service also starts
/// with them in the Production environment.
/// </summary>
internal static class TestSecrets
{
    public const string ServiceCredential = "tests-only-service-credential-0001";
    public const string CiPepper = "dGVzdHMtb25seS1jaS1wZXBwZXItMzItYnl0ZXMhISE=";

    /// <summary>How every secret begins, in clear and in Base64.</summary>
    public static readonly IReadOnlyList<string> Beginnings = ["tests-only-", "dGVzdHMtb25seS"];

    private static readonly string[] Services = ["account", "admin", "commerce", "web"];

    /// <summary>The secrets as arguments of the AppHost.</summary>
    public static IEnumerable<string> AppHostArguments =>
    [
        $"--Parameters:service-credential={ServiceCredential}",
        $"--Parameters:ci-peppers={CiPepper}",
        .. Services.Select(service => $"--Parameters:{service}-data-key={DataKeyOf(service)}"),
        .. Services.Select(service => $"--Parameters:{service}-db-password={DbPasswordOf(service)}"),
    ];

    /// <summary>The key of 32 bytes that encrypts a service's personal data.</summary>
    public static string DataKeyOf(string service) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"tests-only-{service.ToLowerInvariant()}-data-key".PadRight(32, '!')[..32]));

    /// <summary>The password of a service's database login.</summary>
    public static string DbPasswordOf(string service) => $"tests-only-{service.ToLowerInvariant()}-login-0001";
}
