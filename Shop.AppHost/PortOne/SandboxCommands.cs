// The dashboard's commands for the sandbox. They inject faults, so that a developer sees how the shop handles them.
using System.Net.Http.Json;

namespace Shop.AppHost.PortOne;

internal static class SandboxCommands
{
    public static IResourceBuilder<ProjectResource> WithSandboxCommands(
        this IResourceBuilder<ProjectResource> sandbox) => sandbox
        .WithFault(
            "drop-webhooks", "Drop webhooks", "MailOff", "No webhook is delivered. The shop finds payments by polling.",
            new { webhooks = new { mode = "off" } })
        .WithFault(
            "fail-calls", "Fail 10 % of calls", "ErrorCircle", "One API call in ten fails with a 5xx.",
            new { errorRate = 0.1 })
        .WithFault(
            "slow-provider", "Slow provider", "Clock", "Every API call takes 3 s longer.",
            new { latencyMs = 3000 })
        .WithFault("no-faults", "No faults", "CheckmarkCircle", "Ends all faults.", new { })
        .WithHttpCommand("/sandbox/reset", "Reset", commandName: "reset", commandOptions: new()
        {
            Method = HttpMethod.Post,
            Description = "Deletes every payment and identity verification, and ends all faults.",
            ConfirmationMessage = "The sandbox deletes every payment, including those of paid orders. "
                + "Reconciliation will report them as discrepancies. Reset?",
            IconName = "DeleteDismiss",
        });

    private static IResourceBuilder<ProjectResource> WithFault(
        this IResourceBuilder<ProjectResource> sandbox,
        string name, string title, string icon, string description, object faults) =>
        sandbox.WithHttpCommand("/sandbox/faults", title, commandName: name, commandOptions: new()
        {
            Method = HttpMethod.Put,
            Description = description,
            IconName = icon,
            PrepareRequest = context =>
            {
                context.Request.Content = JsonContent.Create(faults);
                return Task.CompletedTask;
            },
        });
}
