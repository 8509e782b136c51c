// One line of a service is one line here, with the resource's name before it. Under test the lines go to the log, as
// Aspire's do, so that they stand beside the test's own.
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal sealed partial class Output(int labelWidth, ILogger? log)
{
    private readonly Lock _lock = new();
    private readonly bool _keepsColour = !Console.IsOutputRedirected;

    public void Line(string label, string line)
    {
        var text = _keepsColour && log is null ? line : Colour().Replace(line, "");
        if (log is null)
        {
            Write($"{label.PadRight(labelWidth)} | {text}");
        }
        else
        {
            log.LogInformation("{Resource} | {Line}", label, text);
        }
    }

    /// <summary>Something that a person must know.</summary>
    public void Problem(string message)
    {
        message = Colour().Replace(message, "");
        if (log is null)
        {
            Write($"{Environment.NewLine}!! {message}{Environment.NewLine}");
        }
        else
        {
            log.LogError("{Problem}", message);
        }
    }

    public void Block(IEnumerable<string> lines)
    {
        if (log is null)
        {
            Write(string.Join(Environment.NewLine, lines));
        }
    }

    private void Write(string text)
    {
        lock (_lock)
        {
            Console.Out.WriteLine(text);
        }
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour();
}
