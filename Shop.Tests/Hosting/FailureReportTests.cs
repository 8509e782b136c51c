using Shop.AppHost.Run;

namespace Shop.Tests.Hosting;

/// <summary>The report of a failed resource names the resource, the failure, the next step and the log.</summary>
public sealed class FailureReportTests
{
    [Fact]
    public void Ended_resource_is_reported_with_its_exit_code_and_log()
    {
        var lines = FailureReport.Describe("commerce", exitCode: 3, ["first", "last"]).Split(Environment.NewLine);

        Assert.StartsWith("commerce ended with exit code 3. Correct the cause, then start commerce", lines[0]);
        Assert.Equal(["The end of its log:", "first", "last"], lines[1..]);
    }

    [Fact]
    public void Resource_that_never_started_is_reported_without_an_exit_code()
    {
        var lines = FailureReport.Describe("commerce", exitCode: null, []).Split(Environment.NewLine);

        Assert.StartsWith("commerce failed to start. Correct the cause, then start commerce", lines[0]);
        Assert.Equal(["It has no log."], lines[1..]);
    }
}
