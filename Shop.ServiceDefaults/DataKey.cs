using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults;

/// <summary>The key from configuration that a service derives its encryption keys from.</summary>
public sealed class DataKey
{
    internal const string ConfigurationKey = "Data:Key";
    private const int Bytes = 32;

    private readonly byte[] _key;

    private DataKey(byte[] key) => _key = key;

    /// <summary>Reads the key.</summary>
    /// <exception cref="InvalidOperationException">It is missing or no key, or public in Production.</exception>
    public static DataKey Read(IHostApplicationBuilder builder)
    {
        var key = new byte[Bytes + 1];
        var isBase64 = Convert.TryFromBase64String(builder.Configuration[ConfigurationKey] ?? "", key, out var length);
        if (!isBase64 || length != Bytes)
        {
            throw new InvalidOperationException(
                $"{ConfigurationKey} is missing or not {Bytes} bytes in base64. "
                + "Start through the AppHost, or set it to the same random key for all replicas.");
        }

        DevelopmentSecrets.RefuseInProduction(builder.Environment, ConfigurationKey, key);
        return new(key[..Bytes]);
    }

    /// <summary>A key for one purpose, derived by HKDF; it reveals nothing about the keys of other purposes.</summary>
    public byte[] For(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes(purpose));
}
