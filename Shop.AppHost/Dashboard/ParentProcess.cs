// `dotnet run` starts the AppHost as a child and tells it nothing when it is killed. Aspire already ends an AppHost
// whose starting process is gone; it only has to know which one that is.
using System.Diagnostics;
using System.Runtime.InteropServices;
using Aspire.Hosting;

namespace Shop.AppHost.Dashboard;

/// <summary>Ends the run with the `dotnet` process that started it.</summary>
internal static class ParentProcess
{
    private const string WatchedProcessKey = "ASPIRE_CLI_PID";

    public static void EndWithParent(this IDistributedApplicationBuilder builder)
    {
        // On Windows the SDK ties the two processes together itself.
        if (OperatingSystem.IsWindows() || builder.Configuration[WatchedProcessKey] is not null)
        {
            return;
        }

        var parent = GetParentProcessId();
        try
        {
            using var process = Process.GetProcessById(parent);
            if (process.ProcessName == "dotnet")
            {
                builder.Configuration[WatchedProcessKey] = $"{parent}";
            }
        }
        catch (ArgumentException)
        {
            // It ended just now. A start without its parent is one that somebody detached on purpose.
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParentProcessId();
}
