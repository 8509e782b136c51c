// What operators deploy is written by the AppHost and kept in the repository: a change of the graph that forgets it
// would deploy yesterday's shop.
using System.Diagnostics;

namespace Shop.Tests;

public sealed class TheManifest
{
    private static readonly string Top = Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!;

    [Fact]
    public async Task Is_what_the_AppHost_writes_today()
    {
        // In the same folder, because the manifest names projects by their path from there.
        var written = Path.Combine(Top, $"aspire-manifest.{Guid.NewGuid():n}.json");
        try
        {
            var program = Path.Combine(BuiltPrograms.FolderOf("Shop.AppHost"), "Shop.AppHost.dll");
            using var publisher = Process.Start(
                "dotnet", [program, "--publisher", "manifest", "--output-path", written]);
            await publisher.WaitForExitAsync();
            Assert.Equal(0, publisher.ExitCode);

            var kept = await File.ReadAllTextAsync(Path.Combine(Top, "aspire-manifest.json"));
            Assert.Equal(await File.ReadAllTextAsync(written), kept, ignoreLineEndingDifferences: true);
        }
        finally
        {
            File.Delete(written);
        }
    }
}
