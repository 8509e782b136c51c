using Shop.Web.Sessions;
using static Shop.Web.Calls.ServiceCalls;

namespace Shop.Web.Shoppers;

/// <summary>
/// Closes the current shopper's account. Account responds only after no order can be in progress any more, so this call
/// has a separate client with a longer timeout.
/// </summary>
public sealed class WithdrawAccount(HttpClient http, CurrentShopper shopper, IHttpContextAccessor requests)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public Task<ApiResult<Done>> RunAsync(string password, CancellationToken ct)
    {
        var request = Request(HttpMethod.Delete, "/me", new WithdrawRequest(password)).From(requests.HttpContext);
        return shopper.AskAsync<Done>(http, request, ct);
    }
}
