// The AppHost writes the deployment manifest, which is kept in the repository. It must be regenerated after a change of
// the graph, because otherwise operators would deploy the previous graph.
using System.Diagnostics;

namespace Shop.Tests;

public sealed class ManifestTests
{
    private static readonly string Top = Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!;

    [Fact]
    public async Task Stored_manifest_equals_what_the_AppHost_writes()
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
