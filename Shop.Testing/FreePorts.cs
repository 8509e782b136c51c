// Ports for processes that tests start, and restart at the same address. The range is below the kernel's range for
// outgoing connections (from 32768) and does not overlap the range of the AppHost's PostgreSQL servers (20000 to
// 31999), so a port that is free now is still free when the process listens.
using System.Net.NetworkInformation;

namespace Shop.Testing;

/// <summary>Free TCP ports of the loopback address; each is given out once per run.</summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int End = 20_000;

    // Random, because another test run may be in progress on this machine.
    private static int _last = Random.Shared.Next(End - First);

    /// <summary>Returns the next free port.</summary>
    public static int Take()
    {
        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Select(listener => listener.Port).ToHashSet();
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % (End - First));
            if (!used.Contains(port))
            {
                return port;
            }
        }
    }
}
