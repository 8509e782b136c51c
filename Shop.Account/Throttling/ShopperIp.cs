using System.Net;
using System.Net.Sockets;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Throttling;

/// <summary>
/// The IP address of the shopper. Web forwards it in a header, which is accepted only with the service credential.
/// For any other caller it is the address of the connection.
/// </summary>
public sealed class ShopperIp(IPAddress address)
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>The IPv4 address, or the /64 network that an IPv6 customer has.</summary>
    public string Network { get; } = NetworkOf(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public static async ValueTask<ShopperIp> BindAsync(HttpContext context) =>
        IPAddress.TryParse(context.Request.Headers[ServiceCredential.ShopperIpHeaderName], out var passedOn)
        && await context.IsServiceCallAsync()
            ? new(passedOn)
            : new(context.Connection.RemoteIpAddress ?? IPAddress.None);

    private static string NetworkOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes))
        : address.ToString();
}
