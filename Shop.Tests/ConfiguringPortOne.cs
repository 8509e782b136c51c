using Aspire.Hosting.Testing;

namespace Shop.Tests;

public sealed class ConfiguringPortOne
{
    [Theory]
    [InlineData("--Parameters:portone-api-secret=a-real-secret")]
    [InlineData("--Parameters:portone_api_secret=a-real-secret")] // As the environment has to spell it.
    public async Task With_a_real_secret_no_sandbox_plays_the_provider(string argument)
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([argument], default);

        Assert.DoesNotContain(builder.Resources, resource => resource.Name == "portone");
        Assert.Contains(builder.Resources, resource => resource.Name == "commerce");
    }

    [Fact]
    public async Task Without_one_the_sandbox_does()
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([], default);

        Assert.Contains(builder.Resources, resource => resource.Name == "portone");
    }
}
