// hashed_ci is HMAC(p1, CI), wrapped by each pepper that a rotation appended: HMAC(p2, …). A stored hash can therefore
// be wrapped with the next pepper without the CI, which is not stored. The database records how many peppers its rows
// are wrapped with, and every CI is hashed with exactly that many.
using System.Security.Cryptography;
using System.Text;

namespace Shop.Account.Identities;

public sealed class CiPepperChain(IReadOnlyList<byte[]> peppers)
{
    private const int FingerprintLength = 16;

    /// <summary>One per pepper, oldest first. It identifies the pepper without revealing it.</summary>
    public IReadOnlyList<string> Fingerprints { get; } = [.. peppers.Select(FingerprintOf)];

    /// <summary>The hash of a CI, wrapped with the first <paramref name="count"/> peppers.</summary>
    public byte[] Hash(string ci, int count) => Wrap(Encoding.UTF8.GetBytes(ci), from: 0, count);

    /// <summary>Wraps a hash that has <paramref name="from"/> peppers until it has <paramref name="to"/>.</summary>
    public byte[] Wrap(byte[] hash, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            hash = HMACSHA256.HashData(peppers[i], hash);
        }

        return hash;
    }

    private static string FingerprintOf(byte[] pepper) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(pepper, "fingerprint of a pepper"u8))[..FingerprintLength];
}
