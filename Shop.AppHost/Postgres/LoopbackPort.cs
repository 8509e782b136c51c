using System.Net.NetworkInformation;

namespace Shop.AppHost.Postgres;

internal static class LoopbackPort
{
    /// <summary>True if no process listens on this port.</summary>
    public static bool IsFree(int port) => IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().All(listener => listener.Port != port);
}
