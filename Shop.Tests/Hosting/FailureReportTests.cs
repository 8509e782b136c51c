using Shop.AppHost.Run;

namespace Shop.Tests.Hosting;

/// <summary>The report of a failed resource names the resource, the failure, the next step and the log.</summary>
public sealed class FailureReportTests
{
    [Theory]
    [InlineData(3, "commerce ended with exit code 3", "The end of its log:", "first", "last")]
    [InlineData(null, "commerce failed to start", "It has no log.")]
    public void Failed_resource_is_reported(int? exitCode, string failure, string title, params string[] log)
    {
        var lines = FailureReport.Describe("commerce", exitCode, log).Split(Environment.NewLine);

        Assert.StartsWith($"{failure}. Correct the cause, then start commerce", lines[0]);
        Assert.Equal([title, .. log], lines[1..]);
    }
}
