using static Shop.Web.Calls.ServiceCalls;

namespace Shop.Web.Members;

/// <summary>
/// Closes the current shopper's account. Account responds only after no order can be in progress any more, so this call
/// has a separate client with a longer timeout.
/// </summary>
public sealed class WithdrawAccount(HttpClient http, CurrentMember member, IHttpContextAccessor requests)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public Task<ApiResult<Done>> RunAsync(string password, CancellationToken ct)
    {
        var request = Request(HttpMethod.Delete, "/me", new WithdrawRequest(password)).From(requests.HttpContext);
        return member.AskAsync<Done>(http, request, ct);
    }
}
