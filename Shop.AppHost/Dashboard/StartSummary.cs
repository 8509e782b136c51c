// The dashboard's login address is all that a start prints by itself. A person who has just started the shop wants the
// shop: where it is, and as whom they can join.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shop.AppHost.PortOne;
using Shop.AppHost.Postgres;

namespace Shop.AppHost.Dashboard;

/// <summary>Prints the shop's addresses when it can be used.</summary>
internal static class StartSummary
{
    public static IResourceBuilder<ProjectResource> WithStartSummary(
        this IResourceBuilder<ProjectResource> web,
        PortOneResource portOne, params IResourceBuilder<ProjectResource>[] services) =>
        web.OnResourceReady(async (_, ready, ct) =>
        {
            var state = ready.Services.GetRequiredService<ResourceNotificationService>();
            foreach (var service in services)
            {
                await state.WaitForResourceHealthyAsync(service.Resource.Name, ct);
            }

            await PrintAsync(web, portOne, ct);
        });

    private static async Task PrintAsync(
        IResourceBuilder<ProjectResource> web, PortOneResource portOne, CancellationToken ct)
    {
        var shop = await web.GetEndpoint("http").GetValueAsync(ct);
        Console.WriteLine($"""

              Shop      {shop}
              Payments  {(portOne.Sandbox is { } sandbox
                  ? $"sandbox at {await sandbox.GetEndpoint("http").GetValueAsync(ct)}: no real money moves"
                  : "PortOne")}
              People    {(portOne.Sandbox is null
                  ? "verified by PortOne"
                  : "홍길동 (adult), 김영희 (adult) and others, chosen in the sandbox's identity window when joining")}
              Data      {(web.ApplicationBuilder.Configuration.GetValue("KeepData", true)
                  ? $"kept in {LocalData.KeptFolder(web.ApplicationBuilder)}"
                  : "ends with this run")}
              Ctrl-C stops everything.

            """);
    }
}
