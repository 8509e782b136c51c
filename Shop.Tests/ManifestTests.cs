// The AppHost writes the deployment manifest, which is kept in the repository. It must be regenerated after a change of
// the graph, because otherwise operators would deploy the previous graph.
using System.Text.Json.Nodes;

namespace Shop.Tests;

public sealed class ManifestTests
{
    private static readonly string Kept = Path.Combine(BuiltPrograms.Repository, "aspire-manifest.json");

    [Fact]
    public async Task Stored_manifest_equals_what_the_AppHost_writes()
    {
        // In the same folder, because the manifest names projects by their path from there.
        var written = Path.Combine(BuiltPrograms.Repository, $"aspire-manifest.{Guid.NewGuid():n}.json");
        try
        {
            var (exitCode, _, errors) = await ProgramProcess.RunAsync(
                "dotnet",
                [BuiltPrograms.PathOf("Shop.AppHost"), "--publisher", "manifest", "--output-path", written]);
            Assert.True(exitCode == 0, errors);

            Assert.Equal(
                await File.ReadAllTextAsync(written), await File.ReadAllTextAsync(Kept),
                ignoreLineEndingDifferences: true);
        }
        finally
        {
            File.Delete(written);
        }
    }

    [Theory]
    [InlineData("web", "PortOne__PaymentChannels", "PortOne__ApiSecret", "PortOne__WebhookSecrets")]
    [InlineData("account", "PortOne__ApiSecret", "PortOne__WebhookSecrets")]
    [InlineData("commerce", "PortOne__WebhookSecrets")]
    public async Task Service_gets_only_the_secrets_of_PortOne_that_it_uses(
        string service, string setting, params string[] withheld)
    {
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Kept))!;
        var settings = manifest["resources"]![service]!["env"]!.AsObject().Select(variable => variable.Key).ToList();

        Assert.Contains(setting, settings);
        Assert.Empty(settings.Intersect(withheld));
    }
}
