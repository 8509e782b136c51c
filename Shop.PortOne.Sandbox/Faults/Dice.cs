// Chance that can be repeated: the outcome is a function of the seed and of what is decided, for the n-th time. It does
// not depend on which of two callers came first, as a shared generator would. How often each was decided stands in the
// books, so that a killed sandbox goes on with its story instead of telling the beginning again.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>How often something was decided since the story began.</summary>
public sealed record DecisionCount(string Decision, int Times);

/// <summary>Seeded chance.</summary>
public static class Dice
{
    /// <summary>A number from 0 up to 1 for the next decision of this name.</summary>
    public static double Next(Books books, string decision)
    {
        var turn = (books.Decisions.Find(decision)?.Times ?? 0) + 1;
        books.Decisions.Put(new(decision, turn));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{books.Faults.Seed}\n{decision}\n{turn}"), hash);

        // 53 bits are what a double between 0 and 1 holds.
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Starts anew, so that the same seed gives the same story again.</summary>
    public static void StartAnew(Books books)
    {
        foreach (var count in books.Decisions.All.Where(count => count.Times > 0).ToList())
        {
            books.Decisions.Put(count with { Times = 0 });
        }
    }
}
