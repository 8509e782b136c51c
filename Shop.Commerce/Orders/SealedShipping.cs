using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Orders;

/// <summary>Names and addresses, kept out of whatever reads the database without the service's key.</summary>
public sealed class SealedShipping(IDataProtectionProvider protection, DataKey key)
{
    private readonly IDataProtector _shipping = protection.CreateProtector("orders", "shipping");
    private readonly byte[] _hashKey = key.For("order requests");

    public byte[] Seal(Shipping shipping) => _shipping.Protect(JsonSerializer.SerializeToUtf8Bytes(shipping));

    public Shipping Open(byte[] @sealed) => JsonSerializer.Deserialize<Shipping>(_shipping.Unprotect(@sealed))!;

    /// <summary>Tells two requests apart. Keyed, because an address could be guessed from a plain hash.</summary>
    public byte[] HashOf(OrderRequest request) =>
        HMACSHA256.HashData(_hashKey, JsonSerializer.SerializeToUtf8Bytes(request));
}
