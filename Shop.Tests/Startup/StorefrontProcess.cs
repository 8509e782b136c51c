// Replicas of Web, and an Account with another access token lifetime, next to a graph. Both use the graph's databases,
// so the graph's shoppers can sign in here. Commerce and PortOne are the graph's.
using Aspire.Hosting.Testing;

namespace Shop.Tests.Startup;

/// <summary>One or more replicas of Web, and the Account that they call.</summary>
public sealed class StorefrontProcess : IAsyncDisposable
{
    private readonly List<ServiceProcess> _web = [];

    private StorefrontProcess(ServiceProcess account) => Account = account;

    /// <summary>The Account that the replicas call.</summary>
    public ServiceProcess Account { get; }

    /// <summary>The address of each replica of Web.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _web.Select(web => web.Address)];

    /// <summary>Starts Account and the replicas, and waits until all respond.</summary>
    public static async Task<StorefrontProcess> StartAsync(
        RunningShop shop, string accessTokenLifetime, int replicas = 1)
    {
        var commerce = ("services__commerce__http__0", $"{shop.App.GetEndpoint("commerce", "http")}");
        var storefront = new StorefrontProcess(await ServiceProcess.StartAsync(
            shop, "Account",
            ("Sessions__AccessTokenLifetime", accessTokenLifetime),
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"),
            ("services__commerce__rpc__0", $"{shop.App.GetEndpoint("commerce", "rpc")}"),
            commerce));
        try
        {
            await storefront.Account.AnswersAsync();
            for (var replica = 0; replica < replicas; replica++)
            {
                storefront._web.Add(await ServiceProcess.StartAsync(
                    shop, "Web", ("services__account__http__0", $"{storefront.Account.Address}"), commerce));
            }

            await Task.WhenAll(storefront._web.Select(web => web.AnswersAsync()));
            return storefront;
        }
        catch
        {
            await storefront.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _web.Prepend(Account))
        {
            await process.DisposeAsync();
        }
    }
}
