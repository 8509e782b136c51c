using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Admin.Calls;

/// <summary>Calls Commerce's admin endpoint.</summary>
public sealed class CommerceClient(HttpClient http, OperatorCalls calls)
{
    public Task<ApiResult<TodayReply>> GetTodayAsync(CancellationToken ct) =>
        SendAsync<TodayReply>(HttpMethod.Get, "/admin/today", null, ct);

    private Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class => calls.SendAsync<T>(http, Request(method, path, body), ct);
}
