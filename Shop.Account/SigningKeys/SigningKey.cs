using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Shop.ServiceDefaults;

namespace Shop.Account.SigningKeys;

/// <summary>
/// A key that signs access tokens from <see cref="SignsFrom"/> until its successor does. The private half is encrypted.
/// </summary>
public sealed class SigningKey
{
    private const string Purpose = "signing keys";
    private const int KidBytes = 12;
    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    private SigningKey()
    {
    }

    public string Kid { get; private set; } = "";

    public byte[] PrivateKeyEncrypted { get; private set; } = [];

    public DateTimeOffset PublishedAt { get; private set; }

    public DateTimeOffset SignsFrom { get; private set; }

    public static SigningKey New(DataKey dataKey, DateTimeOffset publishedAt, DateTimeOffset signsFrom)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KidBytes));
        return new()
        {
            Kid = kid,
            PrivateKeyEncrypted = Encrypt(pair.ExportPkcs8PrivateKey(), dataKey, kid),
            PublishedAt = publishedAt,
            SignsFrom = signsFrom,
        };
    }

    /// <summary>The key pair, decrypted with the key from configuration.</summary>
    /// <exception cref="InvalidOperationException">The configured key is not the one that encrypted it.</exception>
    public ECDsa Open(DataKey dataKey)
    {
        ReadOnlySpan<byte> bytes = PrivateKeyEncrypted;
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(dataKey.DeriveKey(Purpose), TagSize);
        try
        {
            aes.Decrypt(
                bytes[..NonceSize], bytes[(NonceSize + TagSize)..], bytes.Slice(NonceSize, TagSize), plain,
                Encoding.UTF8.GetBytes(Kid));
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new InvalidOperationException(
                "Data:Key does not decrypt the signing keys in the account database. Configure the key that encrypted "
                + "them, or start with an empty database.", error);
        }

        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(plain, out _);
        return pair;
    }

    // Bound to the kid, so that a ciphertext cannot be moved to another key.
    private static byte[] Encrypt(byte[] plain, DataKey dataKey, string kid)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var (tag, cipher) = (new byte[TagSize], new byte[plain.Length]);
        using var aes = new AesGcm(dataKey.DeriveKey(Purpose), TagSize);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(kid));
        return [.. nonce, .. tag, .. cipher];
    }
}
