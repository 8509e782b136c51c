using System.Security.Cryptography;
using System.Text;

namespace Shop.ServiceDefaults;

/// <summary>The key from configuration (<c>Data:Key</c>) from which a service derives its encryption keys.</summary>
public sealed class DataKey
{
    private const string ConfigurationKey = "Data:Key";
    private const int Bytes = 32;
    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    private readonly byte[] _key;

    private DataKey(byte[] key) => _key = key;

    /// <summary>Reads the key: 32 bytes in base64.</summary>
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

    /// <summary>
    /// Encrypts with AES-256-GCM and the key for <paramref name="purpose"/>. The result is bound to
    /// <paramref name="owner"/>, such as the id of its row, so that it cannot be moved to another one.
    /// </summary>
    public byte[] Encrypt(string purpose, byte[] plaintext, string owner = "")
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var (tag, ciphertext) = (new byte[TagSize], new byte[plaintext.Length]);
        using var aes = new AesGcm(DeriveKey(purpose), TagSize);
        aes.Encrypt(nonce, plaintext, ciphertext, tag, Encoding.UTF8.GetBytes(owner));
        return [.. nonce, .. tag, .. ciphertext];
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> returned for the same purpose and owner.</summary>
    public byte[] Decrypt(string purpose, ReadOnlySpan<byte> encrypted, string owner = "")
    {
        var tag = encrypted.Slice(NonceSize, TagSize);
        var ciphertext = encrypted[(NonceSize + TagSize)..];
        var plaintext = new byte[ciphertext.Length];
        using var aes = new AesGcm(DeriveKey(purpose), TagSize);
        try
        {
            aes.Decrypt(encrypted[..NonceSize], ciphertext, tag, plaintext, Encoding.UTF8.GetBytes(owner));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new InvalidOperationException(
                $"{ConfigurationKey} does not decrypt the {purpose} in the database. Set the key that they were "
                + "encrypted with, or start with an empty database.", error);
        }
    }
}
