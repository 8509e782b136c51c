// Reproducible randomness: a number is a function of the seed, the decision's name and how often it was drawn before.
// Unlike a shared generator, it does not depend on the order of concurrent callers. The counts are stored, so a
// restarted sandbox continues the sequence instead of repeating it.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>How often a decision was drawn since the seed was set.</summary>
public sealed record DecisionCount(string Decision, int Times);

/// <summary>Seeded random decisions.</summary>
public static class FaultInjector
{
    /// <summary>A number from 0 (inclusive) to 1 (exclusive) for the next decision of this name.</summary>
    public static double Next(SandboxState state, string decision)
    {
        var turn = (state.Decisions.Find(decision)?.Times ?? 0) + 1;
        state.Decisions.Put(new(decision, turn));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{state.Faults.Seed}\n{decision}\n{turn}"), hash);

        // A double between 0 and 1 holds 53 bits.
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Resets the counts, so that the same seed gives the same sequence again.</summary>
    public static void Restart(SandboxState state)
    {
        foreach (var count in state.Decisions.All.Where(count => count.Times > 0).ToList())
        {
            state.Decisions.Put(count with { Times = 0 });
        }
    }
}
