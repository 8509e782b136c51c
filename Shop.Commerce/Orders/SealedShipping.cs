using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Orders;

/// <summary>Names and addresses, kept out of whatever reads the database without the service's key.</summary>
public sealed class SealedShipping(IDataProtectionProvider protection, DataKey key)
{
    private readonly IDataProtector _shipping = protection.CreateProtector("orders", "shipping");
    private readonly IDataProtector _reasons = protection.CreateProtector("orders", "cancel reasons");
    private readonly byte[] _hashKey = key.DeriveKey("order requests");

    /// <summary>Seals the address of one order; it opens in no other order's row.</summary>
    public byte[] Seal(Guid orderId, Shipping address) =>
        Of(orderId).Protect(JsonSerializer.SerializeToUtf8Bytes(address));

    public Shipping Open(Guid orderId, byte[] @sealed) =>
        JsonSerializer.Deserialize<Shipping>(Of(orderId).Unprotect(@sealed))!;

    /// <summary>Seals why an order was cancelled: the shopper's own words.</summary>
    public byte[] SealReason(Guid orderId, string reason) =>
        _reasons.CreateProtector(orderId.ToString("N")).Protect(Encoding.UTF8.GetBytes(reason));

    /// <summary>Tells two requests apart. Keyed, because an address could be guessed from a plain hash.</summary>
    public byte[] HashOf(OrderRequest request) =>
        HMACSHA256.HashData(_hashKey, JsonSerializer.SerializeToUtf8Bytes(request));

    private IDataProtector Of(Guid orderId) => _shipping.CreateProtector(orderId.ToString("N"));
}
