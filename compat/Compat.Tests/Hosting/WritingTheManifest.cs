namespace Compat.Tests.Hosting;

public sealed class WritingTheManifest
{
    [Fact]
    public async Task It_is_what_Aspire_writes_for_the_same_graph()
    {
        // Beside the projects, where their paths are as short as in the reference.
        var projects = Path.GetDirectoryName(AppHostProcess.FolderOf(typeof(Projects.Fixture_AppHost)))!;
        var output = Path.Combine(projects, $"manifest-{Guid.NewGuid():n}.json");
        try
        {
            using var publisher = AppHostProcess.Start(
                typeof(Projects.Fixture_AppHost), ["--publisher", "manifest", "--output-path", output]);
            Assert.Equal(0, await publisher.ExitAsync());

            Assert.Equal(
                await File.ReadAllTextAsync("Hosting/Expected/manifest.json"), await File.ReadAllTextAsync(output));
        }
        finally
        {
            File.Delete(output);
        }
    }

    [Fact]
    public async Task Another_publisher_is_refused_by_name()
    {
        using var publisher = AppHostProcess.Start(typeof(Projects.Fixture_AppHost), ["--publisher", "kubernetes"]);

        Assert.NotEqual(0, await publisher.ExitAsync());
        Assert.Contains("'kubernetes'", publisher.Output);
    }
}
