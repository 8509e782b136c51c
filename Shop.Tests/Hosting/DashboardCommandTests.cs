// Tests the dashboard's commands on the graph whose services tests may kill.
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Graphs;
using Shop.Tests.Startup;

namespace Shop.Tests.Hosting;

[Collection(ChaosShop.Name)]
public sealed class DashboardCommandTests(ChaosShop shop)
{
    [Fact]
    public async Task Kill_now_kills_the_service_and_Start_runs_it_again()
    {
        await shop.RunSuccessfullyAsync("commerce", "kill");
        await shop.App.ResourceNotifications
            .WaitForResourceAsync("commerce", KnownResourceStates.TerminalStates).WaitAsync(DashboardCommands.Deadline);

        await shop.RunSuccessfullyAsync("commerce", KnownResourceCommands.StartCommand);
        await shop.App.ResourceNotifications
            .WaitForResourceHealthyAsync("commerce", WaitBehavior.WaitOnResourceUnavailable)
            .WaitAsync(DashboardCommands.Deadline);
        using var answer = await shop.CreateClient("commerce").GetAsync("/products/1");
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("admin")]
    [InlineData("commerce")]
    [InlineData("web")]
    public async Task Migrate_runs_the_migration_again(string service)
    {
        // Every run of the migration sets the login's password.
        await using (var owner = await shop.ConnectAsOwnerAsync($"{service}db"))
        {
            await owner.ExecuteAsync($"alter role {service}_service password 'changed'");
        }

        Assert.False(await CanSignInAsync(service));

        await shop.RunSuccessfullyAsync(service, "migrate");

        await Eventually.IsAsync(() => CanSignInAsync(service), can => can, DashboardCommands.Deadline);
    }

    [Theory]
    [InlineData("drop-webhooks", "webhooks.mode", "off")]
    [InlineData("fail-calls", "errorRate", "0.1")]
    [InlineData("slow-provider", "latencyMs", "3000")]
    public async Task Sandbox_command_sets_a_fault_and_No_faults_ends_it(string command, string setting, string value)
    {
        try
        {
            await shop.RunSuccessfullyAsync("portone", command);
            Assert.Equal(value, await FaultAsync(setting));
        }
        finally
        {
            await shop.RunSuccessfullyAsync("portone", "no-faults");
        }

        Assert.NotEqual(value, await FaultAsync(setting));
    }

    [Fact]
    public void Sandbox_reset_asks_for_confirmation()
    {
        var commands = shop.Resource("portone").Annotations.OfType<ResourceCommandAnnotation>();
        Assert.Contains("Reset?", Assert.Single(commands, command => command.Name == "reset").ConfirmationMessage);
    }

    private async Task<bool> CanSignInAsync(string service)
    {
        try
        {
            await using var login = await shop.ConnectAsLoginAsync($"{service}db");
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    private async Task<string?> FaultAsync(string setting)
    {
        var faults = await shop.CreateClient("portone").GetFromJsonAsync<JsonNode>("/sandbox/faults");
        return setting.Split('.').Aggregate(faults, (node, name) => node?[name])?.ToString();
    }
}
