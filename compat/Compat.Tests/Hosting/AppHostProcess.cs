// An AppHost in a process of its own, as a person starts it, and a way to see every process that came of it: each
// inherits a mark in its environment.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Compat.Tests.Hosting;

internal sealed class AppHostProcess : IDisposable
{
    private const string MarkName = "STARTED_BY_TEST";

    private readonly Process _process;
    private readonly string _mark = Guid.NewGuid().ToString();
    private readonly ConcurrentQueue<string> _lines = new();

    private AppHostProcess(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [MarkName] = _mark, ["DOTNET_ENVIRONMENT"] = "Development" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string[] RandomPorts { get; } = ["--DcpPublisher:RandomizePorts=true"];

    public int Id => _process.Id;

    public string Output => string.Join('\n', _lines);

    /// <summary>Those that live and are not the AppHost itself.</summary>
    public IReadOnlyList<int> Children => [.. Marked().Where(id => id != Id)];

    public static AppHostProcess Start(
        Type project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        new(Path.ChangeExtension(OutputOf(project), null), arguments, environment ?? new Dictionary<string, string?>());

    /// <summary>By <c>dotnet run</c>, as a person does it; the AppHost is its child.</summary>
    public static AppHostProcess StartByDotNetRun(Type project, IEnumerable<string> arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(OutputOf(project)))!);
        return new(
            "dotnet", ["run", "--no-build", "-c", configuration, "--project", FolderOf(project), "--", .. arguments],
            new Dictionary<string, string?>());
    }

    public static string FolderOf(Type project) => (string)project.GetProperty("ProjectPath")!.GetValue(null)!;

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        return _process.ExitCode;
    }

    public Task WaitUntilItRunsAsync() => Wait.UntilAsync(
        () => Output.Contains("Ctrl-C stops everything"), () => $"the table; it said:\n{Output}");

    public Task WaitUntilNothingIsLeftAsync() => Wait.UntilAsync(
        () => Marked().Count == 0, () => $"the end of {string.Join(", ", Marked())}");

    public void Kill(int signal) => Signal(Id, signal);

    public static void Signal(int process, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString()]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var id in Marked())
        {
            Signal(id, 9);
        }

        _process.Dispose();
    }

    private static string OutputOf(Type project)
    {
        // The test's own output says which configuration is tested.
        var configuration = Path.GetFileName(
            Path.GetDirectoryName(Path.GetDirectoryName(typeof(AppHostProcess).Assembly.Location))!);
        return Path.Combine(
            FolderOf(project), "bin", configuration, "net10.0", $"{project.Assembly.GetName().Name}.dll");
    }

    private List<int> Marked()
    {
        var text = Encoding.UTF8.GetBytes($"{MarkName}={_mark}");
        return [.. Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => int.TryParse(name, out var id) && HasMark(id, text)).Select(int.Parse)];
    }

    private static bool HasMark(int id, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or somebody else's.
        }
    }
}

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Limit, $"Waited in vain for {what()}");
            await Task.Delay(50);
        }
    }
}
