using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Admin.Calls;

/// <summary>Calls Account's admin endpoint.</summary>
public sealed class AccountClient(HttpClient http, OperatorCalls calls)
{
    public Task<ApiResult<OperatorReply>> GetMeAsync(CancellationToken ct) =>
        SendAsync<OperatorReply>(HttpMethod.Get, "/admin/me", null, ct);

    public Task<ApiResult<Empty>> ChangePasswordAsync(ChangeOperatorPasswordRequest request, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Post, "/admin/me/password", request, ct);

    public Task<ApiResult<RecoveryCodesReply>> RenewRecoveryCodesAsync(string password, CancellationToken ct) =>
        SendAsync<RecoveryCodesReply>(
            HttpMethod.Post, "/admin/me/recovery-codes", new RenewRecoveryCodesRequest(password), ct);

    public Task<ApiResult<Empty>> EndSessionAsync(Guid sessionId, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Delete, $"/admin/me/sessions/{sessionId}", null, ct);

    /// <summary>Ends a session, unless it has ended already; called by a plain request, not by a page.</summary>
    public async Task SignOutAsync(string sessionId, CancellationToken ct)
    {
        try
        {
            await calls.SendAsync<Empty>(sessionId, http, Request(HttpMethod.Post, "/admin/sign-out"), ct);
        }
        catch (SignInNeededException)
        {
            // It has ended already.
        }
    }

    public Task<ApiResult<List<OperatorItem>>> GetOperatorsAsync(CancellationToken ct) =>
        SendAsync<List<OperatorItem>>(HttpMethod.Get, "/admin/operators", null, ct);

    public Task<ApiResult<OperatorLinkReply>> InviteAsync(InviteOperatorRequest request, CancellationToken ct) =>
        SendAsync<OperatorLinkReply>(HttpMethod.Post, "/admin/operators", request, ct);

    public Task<ApiResult<OperatorLinkReply>> IssueLinkAsync(Guid operatorId, CancellationToken ct) =>
        SendAsync<OperatorLinkReply>(HttpMethod.Post, $"/admin/operators/{operatorId}/link", null, ct);

    public Task<ApiResult<Empty>> DisableAsync(Guid operatorId, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Post, $"/admin/operators/{operatorId}/disable", null, ct);

    public Task<ApiResult<Empty>> EnableAsync(Guid operatorId, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Post, $"/admin/operators/{operatorId}/enable", null, ct);

    public Task<ApiResult<Empty>> ResetSecondFactorAsync(Guid operatorId, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Post, $"/admin/operators/{operatorId}/reset-second-factor", null, ct);

    public Task<ApiResult<Empty>> EndSessionsAsync(Guid operatorId, CancellationToken ct) =>
        SendAsync<Empty>(HttpMethod.Delete, $"/admin/operators/{operatorId}/sessions", null, ct);

    /// <summary>A page of the audit log.</summary>
    /// <param name="query">The query string, which begins with a question mark or is empty.</param>
    public Task<ApiResult<AuditReply>> GetAuditLogAsync(string query, CancellationToken ct) =>
        SendAsync<AuditReply>(HttpMethod.Get, $"/admin/audit{query}", null, ct);

    private Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class => calls.SendAsync<T>(http, Request(method, path, body), ct);
}
