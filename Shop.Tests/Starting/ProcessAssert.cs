namespace Shop.Tests.Starting;

/// <summary>Assertions about a program that has ended.</summary>
internal static class ProcessAssert
{
    /// <summary>The program exited with 1 and printed one line, which begins and continues as given.</summary>
    public static void FailedWithOneLine(
        (int ExitCode, string Output, string Errors) end, string beginning, string reason)
    {
        Assert.True(end.ExitCode == 1, $"{end.ExitCode}: {end.Output}{end.Errors}");
        var line = Assert.Single(end.Errors.Trim().Split('\n'));
        Assert.StartsWith(beginning, line);
        Assert.Contains(reason, line);
        Assert.DoesNotContain("   at ", end.Output);
    }
}
