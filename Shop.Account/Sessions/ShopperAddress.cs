using System.Net;
using System.Net.Sockets;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Sessions;

/// <summary>
/// Where the shopper sits. Web passes the address on, and is believed only because it shows the services' credential;
/// anyone else is where the connection comes from.
/// </summary>
public sealed class ShopperAddress(IPAddress address)
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>An IPv4 address, or the /64 that an IPv6 customer has for itself.</summary>
    public string Network { get; } = NetworkOf(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static async ValueTask<ShopperAddress> BindAsync(HttpContext context) =>
        IPAddress.TryParse(context.Request.Headers[ServiceCredential.ShopperAddressHeaderName], out var passedOn)
        && await context.IsServiceCallAsync()
            ? new(passedOn)
            : new(context.Connection.RemoteIpAddress ?? IPAddress.None);

    private static string NetworkOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes))
        : address.ToString();
}
