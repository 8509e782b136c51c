using static Shop.ServiceDefaults.Calls.ServiceCalls;

namespace Shop.Admin.Calls;

/// <summary>Calls Account before there is an access token, with the service credential.</summary>
public sealed class SignInClient(IHttpClientFactory clients)
{
    public const string Name = "operators-sign-in";

    public Task<ApiResult<SignInChallengeReply>> SignInAsync(OperatorSignInRequest request, CancellationToken ct) =>
        PostAsync<SignInChallengeReply>("/admin/sign-in", request, ct);

    public Task<ApiResult<OperatorSessionReply>> VerifyAsync(SecondFactorRequest request, CancellationToken ct) =>
        PostAsync<OperatorSessionReply>("/admin/sign-in/second-factor", request, ct);

    public Task<ApiResult<AuthenticatorReply>> BeginSetUpAsync(string challenge, CancellationToken ct) =>
        PostAsync<AuthenticatorReply>("/admin/sign-in/authenticator", new SetUpAuthenticatorRequest(challenge), ct);

    public Task<ApiResult<OperatorSessionReply>> ConfirmSetUpAsync(
        SecondFactorRequest request, CancellationToken ct) =>
        PostAsync<OperatorSessionReply>("/admin/sign-in/authenticator/confirm", request, ct);

    public Task<ApiResult<LinkReply>> ReadLinkAsync(string token, CancellationToken ct) =>
        PostAsync<LinkReply>("/admin/links/read", new ReadLinkRequest(token), ct);

    public Task<ApiResult<SignInChallengeReply>> AcceptLinkAsync(AcceptLinkRequest request, CancellationToken ct) =>
        PostAsync<SignInChallengeReply>("/admin/links/accept", request, ct);

    public Task<ApiResult<OperatorTokenReply>> GetTokenAsync(string sessionToken, CancellationToken ct) =>
        PostAsync<OperatorTokenReply>("/admin/token", new OperatorTokenRequest(sessionToken), ct);

    private async Task<ApiResult<T>> PostAsync<T>(string path, object body, CancellationToken ct) where T : class
    {
        using var http = clients.CreateClient(Name);
        return await http.SendAsync<T>(Request(HttpMethod.Post, path, body), ct);
    }
}
