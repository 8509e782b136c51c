// The sandbox's settings. The AppHost gives the same values to the services, as an operator would copy them from
// PortOne's console.
using System.ComponentModel.DataAnnotations;
using Shop.PortOne.Sandbox.Payments;
using Shop.ServiceDefaults;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The merchant whose account the sandbox simulates (<c>Sandbox:*</c>).</summary>
public sealed class SandboxSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Sandbox";

    private const string Missing = $"{Section}:{{0}} is missing. {Settings.Advice}.";
    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;

    /// <summary>The secret that callers send as <c>Authorization: PortOne …</c>.</summary>
    [Required(ErrorMessage = Missing)]
    public string ApiSecret { get; set; } = "";

    /// <summary>The store's id.</summary>
    [Required(ErrorMessage = Missing)]
    public string StoreId { get; set; } = "";

    /// <summary>One or more webhook secrets, separated by white space. Each signs every webhook.</summary>
    [Required(ErrorMessage = Missing)]
    public string WebhookSecrets { get; set; } = "";

    /// <summary>The channels for payments, a JSON array of <see cref="SandboxChannel"/>.</summary>
    [Required(ErrorMessage = Missing)]
    public string PaymentChannels { get; set; } = "";

    /// <summary>The channel for identity verification, a <see cref="SandboxChannel"/> in JSON.</summary>
    [Required(ErrorMessage = Missing)]
    public string IdentityChannel { get; set; } = "";

    /// <summary>The type of the channels: TEST, or LIVE to simulate real payments.</summary>
    public ChannelType ChannelType { get; set; } = ChannelType.Test;

    /// <summary>The address of webhooks for payments that specify none.</summary>
    [Required, Url]
    public string WebhookUrl { get; set; } = "http://commerce/payment/webhook";

    /// <summary>The file that the sandbox's state is saved to. Without it the state ends with the process.</summary>
    public string? File { get; set; }

    /// <summary>The keys that sign webhooks.</summary>
    public IReadOnlyList<byte[]> WebhookKeys =>
        [.. Secrets.Select(secret => Convert.FromBase64String(KeyIn(secret)))];

    private string[] Secrets => WebhookSecrets.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        foreach (var (name, json, isList) in new[]
        {
            (nameof(PaymentChannels), PaymentChannels, true), (nameof(IdentityChannel), IdentityChannel, false),
        })
        {
            if (json.Length > 0 && SandboxChannel.ErrorIn(json, isList) is { } error)
            {
                yield return new($"{Section}:{name} cannot be used. {error}", [name]);
            }
        }

        foreach (var secret in Secrets)
        {
            if (Base64.DecodeOrEmpty(KeyIn(secret)).Length < MinSecretBytes)
            {
                yield return new(
                    $"{Section}:{nameof(WebhookSecrets)} contains an invalid secret. A secret is {SecretPrefix} and at "
                    + $"least {MinSecretBytes} bytes in base64.",
                    [nameof(WebhookSecrets)]);
            }
        }
    }

    private static string KeyIn(string secret) =>
        secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
}
