using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Shop.Tests;

public sealed class PortOneConfigurationTests
{
    [Theory]
    [InlineData("--Parameters:portone-api-secret=a-real-secret")]
    [InlineData("--Parameters:portone_api_secret=a-real-secret")] // As in an environment variable.
    public async Task Real_API_secret_removes_the_sandbox_from_the_graph(string argument)
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([argument], default);

        Assert.DoesNotContain(builder.Resources, resource => resource.Name == "portone");
        Assert.Contains(builder.Resources, resource => resource.Name == "commerce");
    }

    [Fact]
    public async Task Sandbox_is_in_the_graph_without_a_real_API_secret()
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([], default);

        Assert.Contains(builder.Resources, resource => resource.Name == "portone");
    }

    [Fact]
    public async Task Storefront_gets_neither_the_API_secret_nor_the_webhook_secrets()
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>([], default);

        var names = await NamesOfAsync(builder, "web");
        Assert.Contains("PortOne__PaymentChannels", names);
        Assert.DoesNotContain("PortOne__ApiSecret", names);
        Assert.DoesNotContain("PortOne__WebhookSecrets", names);
        Assert.DoesNotContain("PortOne__WebhookSecrets", await NamesOfAsync(builder, "account"));
        Assert.Contains("PortOne__WebhookSecrets", await NamesOfAsync(builder, "commerce"));
    }

    private static async Task<IReadOnlyCollection<string>> NamesOfAsync(
        IDistributedApplicationTestingBuilder builder, string service)
    {
        var resource = builder.Resources.Single(resource => resource.Name == service);
        var context = new EnvironmentCallbackContext(
            new(DistributedApplicationOperation.Publish), resource,
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (var variable in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await variable.Callback(context);
        }

        return context.EnvironmentVariables.Keys;
    }
}
