// hashed_ci is HMAC(p1, CI), then wrapped by each pepper that rotation appended: HMAC(p2, …). So a stored hash can be
// brought to the next pepper without the CI, which nobody keeps. The database says how many peppers its rows are
// wrapped with, and whoever hashes a CI goes exactly as far.
using System.Security.Cryptography;
using System.Text;

namespace Shop.Account.Identities;

/// <summary>The chain of peppers.</summary>
public sealed class CiPeppers(IReadOnlyList<byte[]> peppers)
{
    private const int FingerprintLength = 16;

    /// <summary>Recognise each pepper without revealing it, oldest first.</summary>
    public IReadOnlyList<string> Fingerprints { get; } = [.. peppers.Select(FingerprintOf)];

    /// <summary>The hash of a CI as rows wrapped with the first <paramref name="count"/> peppers hold it.</summary>
    public byte[] Hash(string ci, int count) => Wrap(Encoding.UTF8.GetBytes(ci), from: 0, count);

    /// <summary>Brings what is wrapped with <paramref name="from"/> peppers to <paramref name="to"/>.</summary>
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
