using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults;

/// <summary>The key from configuration (<c>Data:Key</c>) from which a service derives its encryption keys.</summary>
public sealed class DataKey
{
    internal const string ConfigurationKey = "Data:Key";
    private const int Bytes = 32;

    private readonly byte[] _key;

    private DataKey(byte[] key) => _key = key;

    /// <summary>Reads the key: 32 bytes in base64.</summary>
    /// <exception cref="InvalidOperationException">
    /// The key is missing or malformed, or it is the development key in Production.
    /// </exception>
    public static DataKey Read(IHostApplicationBuilder builder)
    {
        var key = Base64.DecodeOrEmpty(builder.Configuration[ConfigurationKey] ?? "");
        if (key.Length != Bytes)
        {
            throw new InvalidOperationException(Settings.Missing(
                ConfigurationKey, "to the same random key for all replicas", $"not {Bytes} bytes in base64"));
        }

        DevelopmentSecrets.RefuseInProduction(builder.Environment, ConfigurationKey, key);
        return new(key);
    }

    /// <summary>Derives a 32-byte key for one purpose by HKDF. It reveals nothing about the other keys.</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes(purpose));
}
