// The channels of the merchant's account: a key for each payment company. The shop's configuration of a channel has
// more members, which are ignored here.
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>A channel of the merchant's account.</summary>
/// <param name="Key">The channel key.</param>
/// <param name="Provider">PortOne's <c>pgProvider</c>.</param>
public sealed record SandboxChannel(string Key, string Provider)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads a list of channels. The first one is the default.</summary>
    public static IReadOnlyList<SandboxChannel> ParseList(string json) =>
        JsonSerializer.Deserialize<List<SandboxChannel>>(json, Json) is { Count: > 0 } channels
            ? channels
            : throw new JsonException("There is no channel.");

    /// <summary>Reads one channel.</summary>
    public static SandboxChannel Parse(string json) =>
        JsonSerializer.Deserialize<SandboxChannel>(json, Json) ?? throw new JsonException("There is no channel.");

    /// <summary>Why the JSON is invalid; null if it is valid.</summary>
    public static string? ErrorIn(string json, bool isList)
    {
        try
        {
            _ = isList ? ParseList(json)[0] : Parse(json);
            return null;
        }
        catch (JsonException error)
        {
            return error.Message;
        }
    }
}

/// <summary>The channels of the merchant.</summary>
public sealed class SandboxChannels(IOptions<SandboxSettings> settings)
{
    private readonly IReadOnlyList<SandboxChannel> _payments = SandboxChannel.ParseList(settings.Value.PaymentChannels);

    /// <summary>The channel of payments without a channel key, such as those of the control interface.</summary>
    public SandboxChannel DefaultPayment => _payments[0];

    /// <summary>The channel for identity verification.</summary>
    public SandboxChannel Identity { get; } = SandboxChannel.Parse(settings.Value.IdentityChannel);

    /// <summary>The channel with this key; null if there is none.</summary>
    public SandboxChannel? FindPayment(string? key) => _payments.FirstOrDefault(channel => channel.Key == key);
}
