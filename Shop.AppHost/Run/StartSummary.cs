// Aspire prints the dashboard's login address only. The summary adds what a person needs to use the shop: its
// addresses, where payments go, which demo people can sign up, and where the data is.
using Shop.AppHost.PortOne;
using Shop.AppHost.Postgres;

namespace Shop.AppHost.Run;

internal static class StartSummary
{
    /// <summary>Prints the summary when the storefront and these services are healthy.</summary>
    public static IResourceBuilder<ProjectResource> WithStartSummary(
        this IResourceBuilder<ProjectResource> web,
        PortOneParameters portOne, IResourceBuilder<ProjectResource> admin,
        params IResourceBuilder<ProjectResource>[] services) =>
        web.OnResourceReady(async (_, ready, ct) =>
        {
            var state = ready.Services.GetRequiredService<ResourceNotificationService>();
            foreach (var service in services.Append(admin))
            {
                await state.WaitForResourceHealthyAsync(service.Resource.Name, ct);
            }

            await PrintAsync(web, admin, portOne, ct);
        });

    private static async Task PrintAsync(
        IResourceBuilder<ProjectResource> web, IResourceBuilder<ProjectResource> admin, PortOneParameters portOne,
        CancellationToken ct)
    {
        var office = await admin.GetEndpoint("http").GetValueAsync(ct);
        var shop = await web.GetEndpoint("http").GetValueAsync(ct);
        Console.WriteLine($"""

              Shop      {shop}
              Admin     {office}: the command "Create owner" of admin on the dashboard shows a link
              Payments  {(portOne.Sandbox is { } sandbox
                  ? $"sandbox at {await sandbox.GetEndpoint("http").GetValueAsync(ct)}: no real money moves"
                  : "PortOne")}
              People    {(portOne.Sandbox is null
                  ? "verified by PortOne"
                  : "홍길동 (adult), 김영희 (adult) and others, chosen in the sandbox's identity window when signing up")}
              Data      {(LocalData.IsKept(web.ApplicationBuilder)
                  ? ContainerEngine.IsRunning ? "kept in the volumes of the containers"
                  : $"kept in {LocalData.KeptFolder(web.ApplicationBuilder)}"
                  : "deleted at the end of this run")}
              Ctrl-C stops everything.

            """);
    }
}
