// `dotnet run` starts the AppHost as a child process and does not stop it when it is killed itself. Aspire stops an
// AppHost when the process named by ASPIRE_CLI_PID ends, so this sets that value to the parent.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Shop.AppHost.Run;

internal static class ParentProcess
{
    private const string WatchedProcessKey = "ASPIRE_CLI_PID";

    /// <summary>Ends the run when the parent `dotnet` process ends; does nothing under any other parent.</summary>
    public static void EndWithParent(this IDistributedApplicationBuilder builder)
    {
        // On Windows the SDK ties the two processes together itself.
        if (OperatingSystem.IsWindows() || builder.Configuration[WatchedProcessKey] is not null)
        {
            return;
        }

        try
        {
            using var parent = Process.GetProcessById(GetParentProcessId());
            if (parent.ProcessName == "dotnet")
            {
                builder.Configuration[WatchedProcessKey] = $"{parent.Id}";
            }
        }
        catch (ArgumentException)
        {
            // The parent has already ended, so the run was detached on purpose.
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParentProcessId();
}
