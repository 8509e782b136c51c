using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Shop.Account.SigningKeys;

/// <summary>The stored signing keys, decrypted once and held in memory.</summary>
public sealed class SigningKeyRing(DataKey dataKey)
{
    private ImmutableList<DecryptedKey> _keys = [];

    /// <summary>All published keys, including a next key that does not sign yet.</summary>
    public IEnumerable<Jwk> Published => _keys.Select(key => key.Public);

    /// <summary>Replaces the keys by the stored ones. A key that is already decrypted is kept.</summary>
    public void Hold(IEnumerable<SigningKey> stored)
    {
        var known = _keys;
        _keys = [.. stored.Select(key => known.Find(decrypted => decrypted.Kid == key.Kid) is { } held
            ? held with { SignsFrom = key.SignsFrom }
            : Decrypt(key, dataKey))];
    }

    /// <summary>
    /// The newest key whose <see cref="SigningKey.SignsFrom"/> has passed. If there is none, it is the first key, which
    /// signs at once, even if this clock is slightly behind that of the replica that created it.
    /// </summary>
    public ECDsaSecurityKey SignerAt(DateTimeOffset now)
    {
        var keys = _keys;
        return (keys.FindLast(key => key.SignsFrom <= now) ?? keys[0]).Key;
    }

    /// <summary>The key with this id; empty if there is none.</summary>
    public IEnumerable<SecurityKey> Find(string? kid) => _keys.Where(key => key.Kid == kid).Select(key => key.Key);

    private static DecryptedKey Decrypt(SigningKey stored, DataKey dataKey)
    {
        var pair = stored.Decrypt(dataKey);
        return new(stored.Kid, stored.SignsFrom, new(pair) { KeyId = stored.Kid }, Jwk.Of(stored.Kid, pair));
    }

    private sealed record DecryptedKey(string Kid, DateTimeOffset SignsFrom, ECDsaSecurityKey Key, Jwk Public);
}

/// <summary>The public half of a key, as RFC 7517 writes it.</summary>
public sealed record Jwk(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y)
{
    public static Jwk Of(string kid, ECDsa pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return new(
            JsonWebAlgorithmsKeyTypes.EllipticCurve, JsonWebKeyECTypes.P256, JsonWebKeyUseNames.Sig,
            SecurityAlgorithms.EcdsaSha256, kid, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }
}

public sealed record JwkSet(IEnumerable<Jwk> Keys);
