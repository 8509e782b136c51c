// The hot paths of Account, which run once before it reports Healthy. An order waits at most two seconds for
// CheckBuyer. No account has the empty id, so these calls find nothing, and they count no failed attempt.
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Shop.Account.Credentials;
using Shop.Account.Sessions;
using Shop.Contracts.Account.V1;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account;

internal static class WarmUpSteps
{
    public static void AddWarmUpSteps(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(OwnServer.ClientName).AddServiceCredential();
        builder.Services.AddWarmUp("CheckBuyer", CheckBuyerAsync);
        builder.Services.AddWarmUp("GET /me", ReadMeAsync);
        builder.Services.AddWarmUp("POST /token/refresh", RefreshAsync);
        builder.Services.AddWarmUp("password hash", (services, ct) =>
            services.GetRequiredService<Passwords>().CompareAsync(storedHash: null, "warm-up", ct));
    }

    private static async Task CheckBuyerAsync(IServiceProvider services, CancellationToken ct)
    {
        using var http = services.GetRequiredService<OwnServer>().CreateClient("rpc");
        using var channel = GrpcChannel.ForAddress(http.BaseAddress!, new() { HttpClient = http });
        try
        {
            await new Accounts.AccountsClient(channel).CheckBuyerAsync(
                new() { AccountId = $"{Guid.Empty}" }, cancellationToken: ct);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
        {
            return; // The expected answer.
        }
    }

    private static async Task ReadMeAsync(IServiceProvider services, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var token = services.GetRequiredService<AccessTokens>().Issue(Session.Start(Guid.Empty, now), "", now);
        using var http = services.GetRequiredService<OwnServer>().CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.AccessToken);
        using var response = await http.GetAsync("/me", ct);
    }

    private static async Task RefreshAsync(IServiceProvider services, CancellationToken ct)
    {
        using var http = services.GetRequiredService<OwnServer>().CreateClient();
        using var response = await http.PostAsJsonAsync("/token/refresh", new RefreshRequest("warm-up"), ct);
    }
}
