using Aspire.Hosting.Testing;

namespace Shop.Tests;

public sealed class PortOneConfigurationTests
{
    [Theory]
    [InlineData("--Parameters:portone-api-secret=", true)]
    [InlineData("--Parameters:portone-api-secret=a-real-secret", false)]
    [InlineData("--Parameters:portone_api_secret=a-real-secret", false)] // As in an environment variable.
    public async Task Sandbox_is_in_the_graph_unless_there_is_a_real_API_secret(string argument, bool hasSandbox)
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([argument], default);

        Assert.Equal(hasSandbox, builder.Resources.Any(resource => resource.Name == "portone"));
        Assert.Contains(builder.Resources, resource => resource.Name == "commerce");
    }
}
