using Shop.Account;
using static Shop.Web.ServiceCalls;

namespace Shop.Web.Members;

/// <summary>
/// Ends the current member's account. Account waits until no order can be on its way any more before it answers, so
/// this call has a client of its own, with a longer timeout than the others.
/// </summary>
public sealed class WithdrawAccount(HttpClient http, CurrentMember member, IHttpContextAccessor requests)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public Task<Answer<Done>> RunAsync(string password, CancellationToken ct)
    {
        var request = Request(HttpMethod.Delete, "/me", new WithdrawRequest(password)).From(requests.HttpContext);
        return member.AskAsync<Done>(http, request, ct);
    }
}
