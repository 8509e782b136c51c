using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.Tests.Hosting;

/// <summary>Runs commands as the dashboard does.</summary>
internal static class DashboardCommands
{
    /// <summary>The limit on a command, and on the work that it starts.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>A resource of the graph.</summary>
    public static IResource Resource(this RunningShop shop, string name) =>
        shop.App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(resource => resource.Name == name);

    /// <summary>Runs a command; the line is what an operator types into its input of the given name.</summary>
    public static Task<ExecuteCommandResult> RunCommandAsync(
        this RunningShop shop, string resource, string command, string? line = null,
        string input = "command") =>
        shop.App.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(
            shop.Resource(resource), command,
            new InteractionInputCollection(
                line is null ? [] : [new() { Name = input, InputType = InputType.Text, Value = line }]))
            .WaitAsync(Deadline);

    /// <summary>Runs a command that must succeed; returns what it shows.</summary>
    public static async Task<string?> RunSuccessfullyAsync(this RunningShop shop, string resource, string command)
    {
        var result = await shop.RunCommandAsync(resource, command);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
        return result.Data?.Value;
    }
}
