using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Web.Calls;

/// <summary>Calls Account's API. Reads are retried; commands are sent once.</summary>
public sealed class AccountClient(HttpClient http, IHttpContextAccessor requests)
{
    public Task<ApiResult<SignUpReply>> SignUpAsync(SignUpRequest request, CancellationToken ct) =>
        SendAsync<SignUpReply>(Request(HttpMethod.Post, "/sign-up", request), ct);

    public Task<ApiResult<SignInReply>> SignInAsync(SignInRequest request, CancellationToken ct) =>
        SendAsync<SignInReply>(Request(HttpMethod.Post, "/sign-in", request), ct);

    /// <summary>Refreshes the tokens. If the response is lost, Account accepts the same token once more.</summary>
    public Task<ApiResult<TokenReply>> RefreshAsync(string refreshToken, CancellationToken ct) =>
        SendAsync<TokenReply>(
            Request(HttpMethod.Post, "/token/refresh", new RefreshRequest(refreshToken))
                .WithTimeout(PageTimeouts.Required),
            ct);

    public Task<ApiResult<Empty>> SignOutAsync(string refreshToken, bool everywhere, CancellationToken ct) =>
        SendAsync<Empty>(Request(HttpMethod.Post, "/sign-out", new SignOutRequest(refreshToken, everywhere)), ct);

    public Task<ApiResult<MeReply>> GetMeAsync(string? accessToken, TimeSpan timeout, CancellationToken ct) =>
        SendAsync<MeReply>(Request(HttpMethod.Get, "/me").WithToken(accessToken).WithTimeout(timeout), ct);

    public Task<ApiResult<Empty>> ChangeEmailAsync(string? accessToken, string? email, CancellationToken ct) =>
        SendAsync<Empty>(
            Request(HttpMethod.Put, "/me/email", new ChangeEmailRequest(email)).WithToken(accessToken), ct);

    public Task<ApiResult<Empty>> WithdrawAsync(string? accessToken, string password, CancellationToken ct) =>
        SendAsync<Empty>(Request(HttpMethod.Delete, "/me", new WithdrawRequest(password)).WithToken(accessToken), ct);

    public Task<ApiResult<FindLoginIdReply>> FindLoginIdAsync(FindLoginIdRequest request, CancellationToken ct) =>
        SendAsync<FindLoginIdReply>(Request(HttpMethod.Post, "/find-login-id", request), ct);

    public Task<ApiResult<ResetPasswordReply>> ResetPasswordAsync(ResetPasswordRequest request, CancellationToken ct) =>
        SendAsync<ResetPasswordReply>(Request(HttpMethod.Post, "/reset-password", request), ct);

    private Task<ApiResult<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken ct) where T : class =>
        http.SendAsync<T>(request.WithShopperIp(requests.HttpContext), ct);
}
