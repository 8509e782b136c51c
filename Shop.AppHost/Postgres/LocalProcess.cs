using System.Diagnostics;

namespace Shop.AppHost.Postgres;

/// <summary>Finds programs and scripts, and runs them to completion.</summary>
internal static class LocalProcess
{
    /// <summary>Runs this folder's scripts; not on Windows.</summary>
    public const string Shell = "/bin/sh";

    public static string PathOf(string script) => Path.Combine(AppContext.BaseDirectory, "Postgres", script);

    /// <summary>The full path of a program on the PATH, or null.</summary>
    public static string? Find(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program. Returns its exit code and what it wrote to stdout and to stderr.</summary>
    /// <exception cref="TimeoutException">The program did not end in time and was killed.</exception>
    public static (int ExitCode, string Output, string Errors) Run(
        string program, IEnumerable<string> arguments, TimeSpan timeout, string workingDirectory = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory,
            Environment = { ["LC_ALL"] = "C" },
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {timeout.TotalSeconds:0} s.");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
