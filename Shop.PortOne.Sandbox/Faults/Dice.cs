// Chance that can be repeated: the outcome is a function of the seed and of what is decided, for the n-th time. It does
// not depend on which of two callers came first, as a shared generator would.
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>Seeded chance.</summary>
public sealed class Dice
{
    private readonly ConcurrentDictionary<string, int> _throws = new(StringComparer.Ordinal);

    /// <summary>A number from 0 up to 1 for the next decision of this name.</summary>
    public double Next(int seed, string decision)
    {
        var turn = _throws.AddOrUpdate(decision, 1, (_, before) => before + 1);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{decision}\n{turn}"), hash);

        // 53 bits are what a double between 0 and 1 holds.
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Starts anew, so that the same seed gives the same story again.</summary>
    public void Reset() => _throws.Clear();
}
