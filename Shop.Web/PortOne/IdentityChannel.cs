// The channel of PortOne's console that verifies identities, and the parameters that its provider needs.
using System.Text.Json.Nodes;

namespace Shop.Web.PortOne;

/// <summary>The channel for identity verification (<c>PortOne:IdentityChannel</c>, a JSON object).</summary>
/// <param name="Key">The channel key of PortOne's console.</param>
/// <param name="Provider">DANAL, INICIS_UNIFIED or KCP_V2.</param>
/// <param name="Parameters">Further parameters of <c>requestIdentityVerification</c>.</param>
public sealed record IdentityChannel(string Key, string Provider, JsonObject? Parameters = null)
{
    private const string Inicis = "INICIS_UNIFIED";
    private static readonly string[] Providers = ["DANAL", Inicis, "KCP_V2"];

    /// <exception cref="FormatException">The message says what is wrong and what to do.</exception>
    public static IdentityChannel Parse(string json)
    {
        var channel = ChannelJson.Read<IdentityChannel>(json);
        return channel switch
        {
            { Key.Length: 0 } => throw new FormatException("The channel has no key. Copy it from PortOne's console."),
            { Provider: var provider } when !Providers.Contains(provider) => throw new FormatException(
                $"The provider {provider} cannot be used: the shop opens {string.Join(", ", Providers)}."),
            _ => channel,
        };
    }

    /// <summary>The request for <c>requestIdentityVerification</c>, without the address to return to.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="verificationId">PortOne's id of the verification, chosen by the shop.</param>
    /// <param name="ticketHash">Binds the verification to this browser.</param>
    public JsonObject RequestFor(string storeId, string verificationId, string ticketHash)
    {
        var request = new JsonObject
        {
            ["storeId"] = storeId,
            ["channelKey"] = Key,
            ["identityVerificationId"] = verificationId,
            ["customData"] = ticketHash,
        };
        if (Provider == Inicis)
        {
            // The shopper types name, phone and birth date in the window: the shop does not know them yet.
            request["bypass"] = new JsonObject { ["inicisUnified"] = new JsonObject { ["flgFixedUser"] = "N" } };
        }

        request.Merge(Parameters);
        return request;
    }
}
