// Tests the dashboard's commands on the graph whose services tests may kill.
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shop.Tests.Graphs;

namespace Shop.Tests.Hosting;

[Collection(ChaosShop.Name)]
public sealed class DashboardCommandTests(ChaosShop shop)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Kill_now_kills_the_service_and_Start_runs_it_again()
    {
        await RunAsync("commerce", "kill");
        await shop.App.ResourceNotifications
            .WaitForResourceAsync("commerce", KnownResourceStates.TerminalStates).WaitAsync(Deadline);

        await RunAsync("commerce", KnownResourceCommands.StartCommand);
        await shop.App.ResourceNotifications
            .WaitForResourceHealthyAsync("commerce", WaitBehavior.WaitOnResourceUnavailable).WaitAsync(Deadline);
        using var answer = await shop.CreateClient("commerce").GetAsync("/products/1");
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("commerce")]
    [InlineData("web")]
    public async Task Migrate_runs_the_migration_again(string service)
    {
        // Every run of the migration sets the login's password.
        await using var owner = NpgsqlDataSource.Create((await shop.App.GetConnectionStringAsync($"{service}db"))!);
        await using var change = owner.CreateCommand($"alter role {service}_service password 'changed'");
        await change.ExecuteNonQueryAsync();
        Assert.False(await CanSignInAsync(service));

        await RunAsync(service, "migrate");

        await Eventually.IsAsync(() => CanSignInAsync(service), can => can, Deadline);
    }

    [Theory]
    [InlineData("drop-webhooks", "webhooks.mode", "off")]
    [InlineData("fail-calls", "errorRate", "0.1")]
    [InlineData("slow-provider", "latencyMs", "3000")]
    public async Task Sandbox_command_sets_a_fault_and_No_faults_ends_it(string command, string setting, string value)
    {
        try
        {
            await RunAsync("portone", command);
            Assert.Equal(value, await FaultAsync(setting));
        }
        finally
        {
            await RunAsync("portone", "no-faults");
        }

        Assert.NotEqual(value, await FaultAsync(setting));
    }

    [Fact]
    public void Sandbox_reset_asks_for_confirmation()
    {
        var sandbox = Resource("portone");
        var reset = Assert.Single(sandbox.Annotations.OfType<ResourceCommandAnnotation>(), one => one.Name == "reset");
        Assert.Contains("Reset?", reset.ConfirmationMessage);
    }

    private async Task RunAsync(string resource, string command)
    {
        var result = await shop.App.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(Resource(resource), command).WaitAsync(Deadline);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }

    private async Task<bool> CanSignInAsync(string service)
    {
        var login = await shop.App.GetConnectionStringAsync($"{service}db-login");
        await using var connection = new NpgsqlConnection($"{login};Pooling=false");
        try
        {
            await connection.OpenAsync();
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

    private IResource Resource(string name) => shop.App.Services.GetRequiredService<DistributedApplicationModel>()
        .Resources.Single(resource => resource.Name == name);
}
