using System.Buffers.Text;
using System.Security.Cryptography;

namespace Shop.Account.SigningKeys;

/// <summary>Signs access tokens until its successor does. The private half is encrypted.</summary>
public sealed class SigningKey
{
    private const string Purpose = "signing keys";
    private const int KidBytes = 12;

    private SigningKey() { }

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
            PrivateKeyEncrypted = dataKey.Encrypt(Purpose, pair.ExportPkcs8PrivateKey(), kid),
            PublishedAt = publishedAt,
            SignsFrom = signsFrom,
        };
    }

    /// <summary>The key pair, decrypted with the key from configuration.</summary>
    /// <exception cref="InvalidOperationException">The configured key is not the one that encrypted it.</exception>
    public ECDsa Decrypt(DataKey dataKey)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(dataKey.Decrypt(Purpose, PrivateKeyEncrypted, Kid), out _);
        return pair;
    }
}
