using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Commerce.Orders.Addresses;

/// <summary>
/// Encrypts addresses, cancel reasons and notes, so that they cannot be read from the database without the service's
/// key.
/// </summary>
public sealed class ShippingEncryption(IDataProtectionProvider protection, DataKey key)
{
    private readonly IDataProtector _shipping = protection.CreateProtector("orders", "shipping");
    private readonly IDataProtector _reasons = protection.CreateProtector("orders", "cancel reasons");
    private readonly IDataProtector _notes = protection.CreateProtector("orders", "notes");
    private readonly byte[] _hashKey = key.DeriveKey("order requests");

    /// <summary>Encrypts the address of one order; it cannot be decrypted in another order's row.</summary>
    public byte[] Encrypt(Guid orderId, Shipping address) =>
        Of(orderId).Protect(JsonSerializer.SerializeToUtf8Bytes(address));

    /// <summary>Decrypts the address of one order.</summary>
    /// <exception cref="CryptographicException">The address is another order's, or the key is missing.</exception>
    public Shipping Decrypt(Guid orderId, byte[] encrypted) =>
        JsonSerializer.Deserialize<Shipping>(Of(orderId).Unprotect(encrypted))!;

    /// <summary>Encrypts the shopper's reason for cancelling an order.</summary>
    public byte[] EncryptReason(Guid orderId, string reason) =>
        ReasonsOf(orderId).Protect(Encoding.UTF8.GetBytes(reason));

    /// <summary>Decrypts the shopper's reason for cancelling an order.</summary>
    /// <exception cref="CryptographicException">The reason is another order's, or the key is missing.</exception>
    public string DecryptReason(Guid orderId, byte[] encrypted) =>
        Encoding.UTF8.GetString(ReasonsOf(orderId).Unprotect(encrypted));

    /// <summary>Encrypts an operator's note on an order.</summary>
    public byte[] EncryptNote(Guid orderId, string text) =>
        _notes.CreateProtector(orderId.ToString("N")).Protect(Encoding.UTF8.GetBytes(text));

    /// <summary>Decrypts an operator's note on an order.</summary>
    /// <exception cref="CryptographicException">The note is on another order, or the key is missing.</exception>
    public string DecryptNote(Guid orderId, byte[] encrypted) =>
        Encoding.UTF8.GetString(_notes.CreateProtector(orderId.ToString("N")).Unprotect(encrypted));

    /// <summary>
    /// Hashes a request, to recognize its repeats. Keyed, because an address could be guessed from a plain hash.
    /// </summary>
    public byte[] HashOf(OrderRequest request) =>
        HMACSHA256.HashData(_hashKey, JsonSerializer.SerializeToUtf8Bytes(request));

    private IDataProtector Of(Guid orderId) => _shipping.CreateProtector(orderId.ToString("N"));

    private IDataProtector ReasonsOf(Guid orderId) => _reasons.CreateProtector(orderId.ToString("N"));
}
