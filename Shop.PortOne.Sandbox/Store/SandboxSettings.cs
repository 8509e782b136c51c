// What the sandbox is told at start, under "Sandbox". The AppHost gives the same values to the services, as a merchant
// would copy them from the provider's console.
using System.ComponentModel.DataAnnotations;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The merchant that the sandbox serves.</summary>
public sealed class SandboxSettings : IValidatableObject
{
    public const string Section = "Sandbox";

    private const string Missing = $"{Section}:{{0}} is missing. Start through the AppHost, or set it.";
    private const string SecretPrefix = "whsec_";
    private const int ShortestSecretBytes = 24;

    /// <summary>What callers show as <c>Authorization: PortOne …</c>.</summary>
    [Required(ErrorMessage = Missing)]
    public string ApiSecret { get; set; } = "";

    [Required(ErrorMessage = Missing)]
    public string StoreId { get; set; } = "";

    /// <summary>One or more secrets, apart by white space; each signs every webhook.</summary>
    [Required(ErrorMessage = Missing)]
    public string WebhookSecrets { get; set; } = "";

    [Required(ErrorMessage = Missing)]
    public string PaymentChannelKey { get; set; } = "";

    [Required(ErrorMessage = Missing)]
    public string IdentityChannelKey { get; set; } = "";

    /// <summary>TEST as in a sandbox, or LIVE to play a shop that takes real money.</summary>
    public ChannelType ChannelType { get; set; } = ChannelType.Test;

    /// <summary>Where webhooks go that name no address of their own.</summary>
    [Required, Url]
    public string WebhookUrl { get; set; } = "http://commerce/payment/webhook";

    /// <summary>The file that keeps the books; without one they last as long as the process.</summary>
    public string? File { get; set; }

    /// <summary>The keys that webhooks are signed with.</summary>
    public IReadOnlyList<byte[]> WebhookKeys =>
        [.. Secrets.Select(secret => Convert.FromBase64String(KeyIn(secret)))];

    private string[] Secrets => WebhookSecrets.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        foreach (var secret in Secrets)
        {
            var buffer = new byte[secret.Length];
            if (!Convert.TryFromBase64String(KeyIn(secret), buffer, out var length) || length < ShortestSecretBytes)
            {
                yield return new(
                    $"A webhook secret is {SecretPrefix} and at least {ShortestSecretBytes} bytes in base64.",
                    [nameof(WebhookSecrets)]);
            }
        }
    }

    private static string KeyIn(string secret) =>
        secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
}
