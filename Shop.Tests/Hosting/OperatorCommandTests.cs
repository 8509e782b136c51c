// Operators' commands on the dashboard, and at a prompt with documented configuration.
using Aspire.Hosting.Testing;
using Shop.Tests.Graphs;
using Shop.Tests.Payments;

namespace Shop.Tests.Hosting;

[Collection(ChaosShop.Name)]
public sealed class OperatorCommandTests(ChaosShop shop)
{
    [Fact]
    public async Task Waiting_orders_of_the_shop_are_listed()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAndPayAsync(await shop.NewProductAsync());
        await shopper.ReturnFromAsync(order);
        await shop.AgeAsync(order, minutes: 60 * 24); // The list begins with the oldest order and has a limit.

        var result = await shop.RunCommandAsync("commerce", "orders");

        Assert.True(result.Success, result.Message);
        Assert.Contains("exit code 0", result.Message);
        Assert.Contains($"{order.OrderId}", result.Data!.Value);
    }

    [Theory]
    [InlineData("discrepancies", "No discrepancies.")]
    [InlineData("verify-ledger", "The ledger is intact")]
    public async Task Named_command_shows_its_output(string command, string output) =>
        Assert.Contains(output, await shop.RunSuccessfullyAsync("commerce", command));

    [Theory]
    [InlineData("ship 00000000-0000-0000-0000-000000000001", false, 1, "There is no order")]
    [InlineData("shipp", false, 2, "--dry-run")]
    [InlineData("--help", true, 0, "--dry-run")]
    public async Task Typed_command_shows_its_output_and_exit_code(
        string line, bool succeeds, int exitCode, string output)
    {
        var result = await shop.RunCommandAsync("commerce", "operate", line);

        Assert.Equal(succeeds, result.Success);
        Assert.Contains($"exit code {exitCode}", result.Message);
        Assert.Contains(output, result.Data!.Value);
    }

    [Theory]
    [InlineData("--urls http://localhost:1")] // Would start the service, which does not end.
    [InlineData(" ")]
    public async Task Invalid_command_is_refused_before_it_runs(string line)
    {
        var result = await shop.RunCommandAsync("commerce", "operate", line);

        Assert.False(result.Success);
        Assert.DoesNotContain("exit code", result.Message ?? "");
    }

    [Fact]
    public async Task Prompt_runs_a_command_with_the_documented_variables_and_passes_its_exit_code_on()
    {
        var configuration = await ConfigurationAsync();

        var (exitCode, output, errors) = await RunAtPromptAsync(configuration, "orders");
        var refused = await RunAtPromptAsync(configuration, "ship", $"{Guid.NewGuid()}");

        Assert.True(exitCode == 0, errors);
        Assert.Contains("wait", output);
        Assert.Equal(1, refused.ExitCode);
    }

    [Fact]
    public async Task Prompt_names_every_missing_setting_at_once()
    {
        var configuration = await ConfigurationAsync();
        var nothing = await RunAtPromptAsync([], "orders");
        var partly = await RunAtPromptAsync(configuration.Where(setting => setting.Name != "Data__Key"), "orders");

        Assert.Equal(1, nothing.ExitCode);
        Assert.All(configuration, setting => Assert.Contains(setting.Name, nothing.Errors));
        Assert.Equal(1, partly.ExitCode);
        Assert.Contains("Data__Key", partly.Errors);
        Assert.DoesNotContain("PortOne__StoreId", partly.Errors);
    }

    private async Task<(string Name, string Value)[]> ConfigurationAsync() =>
    [
        ("ConnectionStrings__commercedb", (await shop.App.GetConnectionStringAsync("commercedb-login"))!),
        ("Data__Key", TestSecrets.DataKeyOf("Commerce")),
        ("Service__Credential", TestSecrets.ServiceCredential),
        ("PortOne__ApiSecret", "sandbox-api-secret"),
        ("PortOne__StoreId", "store-00000000-0000-4000-8000-000000000001"),
        ("PortOne__WebhookSecrets", "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE="),
    ];

    private Task<(int ExitCode, string Output, string Errors)> RunAtPromptAsync(
        IEnumerable<(string Name, string Value)> configuration, params string[] command) =>
        ProgramProcess.RunAsync(
            "dotnet",
            [
                "run", "--no-build", "--configuration", BuiltPrograms.Configuration, "--project", "Shop.Commerce", "--",
                .. command,
            ],
            folder: null,
            [.. configuration, ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}")]);
}
