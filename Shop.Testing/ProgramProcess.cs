using System.Collections.Concurrent;
using System.Diagnostics;

namespace Shop.Testing;

/// <summary>A program that a test has started. Everything that it prints is kept; disposing kills it.</summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private ProgramProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True after the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What the program has printed so far, errors last.</summary>
    public string Log => string.Join('\n', _output.Concat(_errors));

    /// <summary>The processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program, by default in the repository, with additional environment variables.</summary>
    public static ProgramProcess Start(
        string program, IEnumerable<string> arguments, string? folder = null,
        params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? BuiltPrograms.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs a program until it ends; parameters as of <see cref="Start"/>.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string? folder = null,
        params IEnumerable<(string Name, string Value)> environment)
    {
        await using var process = Start(program, arguments, folder, environment);
        return await process.EndsAsync();
    }

    /// <summary>Waits until the process ends; returns its exit code and everything that it printed.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndsAsync(TimeSpan? deadline = null)
    {
        await _process.WaitForExitAsync().WaitAsync(deadline ?? Deadline);
        return (_process.ExitCode, string.Join('\n', _output), string.Join('\n', _errors));
    }

    /// <summary>Waits until a request to the program's HTTP server succeeds.</summary>
    public async Task AnswersAsync(HttpClient http, string path, TimeSpan deadline) => await Eventually.IsAsync(
        async () =>
        {
            Assert.False(HasEnded, $"The program ended: {Log}");
            try
            {
                using var answer = await http.GetAsync(path);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // Not listening yet.
            }
        },
        answers => answers,
        deadline);

    /// <summary>Sends SIGTERM, as an orchestrator does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends SIGKILL and waits until the process has ended.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
