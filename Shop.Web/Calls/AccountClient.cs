using Shop.ServiceDefaults;
using static Shop.Web.Calls.ServiceCalls;

namespace Shop.Web.Calls;

/// <summary>Calls Account's API. Reads are retried; commands are sent once.</summary>
public sealed class AccountClient(HttpClient http, IHttpContextAccessor requests)
{
    public Task<ApiResult<SignUpReply>> SignUpAsync(SignUpRequest request, CancellationToken ct) =>
        AskAsync<SignUpReply>(HttpMethod.Post, "/sign-up", request, ct);

    public Task<ApiResult<SignInReply>> SignInAsync(SignInRequest request, CancellationToken ct) =>
        AskAsync<SignInReply>(HttpMethod.Post, "/sign-in", request, ct);

    /// <summary>Refreshes the tokens. If the response is lost, Account accepts the same token once more.</summary>
    public Task<ApiResult<TokenReply>> RefreshAsync(string refreshToken, CancellationToken ct) =>
        AskAsync<TokenReply>(
            HttpMethod.Post, "/token/refresh", new RefreshRequest(refreshToken), ct, timeout: PageTimeouts.Needed);

    public Task<ApiResult<Done>> SignOutAsync(string refreshToken, bool everywhere, CancellationToken ct) =>
        AskAsync<Done>(HttpMethod.Post, "/sign-out", new SignOutRequest(refreshToken, everywhere), ct);

    public Task<ApiResult<MeReply>> GetMeAsync(string? accessToken, CancellationToken ct, TimeSpan? timeout = null) =>
        AskAsync<MeReply>(HttpMethod.Get, "/me", null, ct, accessToken, timeout);

    public Task<ApiResult<Done>> ChangeEmailAsync(string? accessToken, string? email, CancellationToken ct) =>
        AskAsync<Done>(HttpMethod.Put, "/me/email", new ChangeEmailRequest(email), ct, accessToken);

    public Task<ApiResult<Done>> WithdrawAsync(string? accessToken, string password, CancellationToken ct) =>
        AskAsync<Done>(HttpMethod.Delete, "/me", new WithdrawRequest(password), ct, accessToken);

    public Task<ApiResult<FindLoginIdReply>> FindLoginIdAsync(FindLoginIdRequest request, CancellationToken ct) =>
        AskAsync<FindLoginIdReply>(HttpMethod.Post, "/find-login-id", request, ct);

    public Task<ApiResult<ResetPasswordReply>> ResetPasswordAsync(ResetPasswordRequest request, CancellationToken ct) =>
        AskAsync<ResetPasswordReply>(HttpMethod.Post, "/reset-password", request, ct);

    private Task<ApiResult<T>> AskAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken ct, string? accessToken = null,
        TimeSpan? timeout = null)
        where T : class
    {
        var request = Request(method, path, body).WithToken(accessToken);
        if (timeout is { } given)
        {
            request.WithTimeout(given);
        }

        return http.AskAsync<T>(request.From(requests.HttpContext), ct);
    }
}
