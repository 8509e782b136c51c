namespace Shop.Tests;

/// <summary>
/// The shop's own secrets in every graph of the tests. They are not the development values, so a service also starts
/// with them in the Production environment.
/// </summary>
internal static class TestSecrets
{
    public const string ServiceCredential = "tests-only-service-credential-0001";
    public const string CiPepper = "dGVzdHMtb25seS1jaS1wZXBwZXItMzItYnl0ZXMhISE=";
    public const string AccountDataKey = "dGVzdHMtb25seS1hY2NvdW50LWtleS0zMi1ieXRlcyE=";
    public const string CommerceDataKey = "dGVzdHMtb25seS1jb21tZXJjZS1rZXktMzJieXRlcyE=";
    public const string WebDataKey = "dGVzdHMtb25seS13ZWIta2V5LTMyLWJ5dGVzLWxvbmc=";
    public const string AccountDbPassword = "tests-only-account-login-0001";
    public const string CommerceDbPassword = "tests-only-commerce-login-0001";
    public const string WebDbPassword = "tests-only-web-login-0001";

    /// <summary>How every secret above begins, in clear and in Base64.</summary>
    public static readonly IReadOnlyList<string> Beginnings = ["tests-only-", "dGVzdHMtb25seS"];

    /// <summary>The secrets as arguments of the AppHost.</summary>
    public static IEnumerable<string> AppHostArguments =>
    [
        $"--Parameters:service-credential={ServiceCredential}",
        $"--Parameters:ci-peppers={CiPepper}",
        $"--Parameters:account-data-key={AccountDataKey}",
        $"--Parameters:commerce-data-key={CommerceDataKey}",
        $"--Parameters:web-data-key={WebDataKey}",
        $"--Parameters:account-db-password={AccountDbPassword}",
        $"--Parameters:commerce-db-password={CommerceDbPassword}",
        $"--Parameters:web-db-password={WebDbPassword}",
    ];

    /// <summary>The key that encrypts a service's personal data.</summary>
    public static string DataKeyOf(string service) => service switch
    {
        "Account" => AccountDataKey,
        "Commerce" => CommerceDataKey,
        _ => WebDataKey,
    };

    /// <summary>The password of a service's database login.</summary>
    public static string DbPasswordOf(string service) => service switch
    {
        "Account" => AccountDbPassword,
        "Commerce" => CommerceDbPassword,
        _ => WebDbPassword,
    };
}
