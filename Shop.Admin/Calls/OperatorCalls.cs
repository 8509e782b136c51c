using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Shop.Admin.Calls;

/// <summary>Calls the admin endpoint of a service with the token of the signed-in operator.</summary>
public sealed class OperatorCalls(AuthenticationStateProvider authentication, AccessTokens tokens)
{
    /// <summary>
    /// Sends a request of a page. If Account cannot issue a token, the result is unavailable and nothing is sent.
    /// Reads are retried; commands are sent once.
    /// </summary>
    /// <exception cref="SignInNeededException">The session has ended.</exception>
    public async Task<ApiResult<T>> SendAsync<T>(HttpClient http, HttpRequestMessage request, CancellationToken ct)
        where T : class
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        return await SendAsync<T>(
            user.FindFirstValue(Session.IdClaim) ?? throw new SignInNeededException(), http, request, ct);
    }

    /// <summary>The same for a request without a page, in which there is no authentication state.</summary>
    public async Task<ApiResult<T>> SendAsync<T>(
        string sessionId, HttpClient http, HttpRequestMessage request, CancellationToken ct)
        where T : class
    {
        try
        {
            var token = await tokens.FindAsync(sessionId, ct) ?? throw new SignInNeededException();
            var result = await http.SendAsync<T>(request.WithToken(token), ct);
            if (result.Error is { Status: StatusCodes.Status401Unauthorized, Code: SharedProblemCodes.Unauthorized })
            {
                tokens.Forget(sessionId); // The session has ended since the token was issued.
                throw new SignInNeededException();
            }

            return result;
        }
        catch (ShopUnavailableException)
        {
            return new(null, ApiError.Unavailable());
        }
    }
}
