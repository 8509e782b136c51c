// Issues tokens that replace the API secret: an access token for 30 minutes and a refresh token for a day. Issuing a
// new pair revokes the previous refresh token.
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Requests tokens with the API secret.</summary>
public sealed record LoginRequest(string ApiSecret);

/// <summary>Requests tokens with a refresh token.</summary>
public sealed record RefreshRequest(string RefreshToken);

/// <summary>Tokens that replace the API secret.</summary>
public sealed record TokensReply(string AccessToken, string RefreshToken);

/// <summary>Issues a pair of tokens.</summary>
public sealed class IssueTokens(IOptions<SandboxSettings> settings, TimeProvider clock)
{
    private static readonly TimeSpan AccessLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RefreshLife = TimeSpan.FromDays(1);

    public Reply ForSecret(SandboxState state, LoginRequest request) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(request.ApiSecret)),
            SHA256.HashData(Encoding.UTF8.GetBytes(settings.Value.ApiSecret)))
            ? Issue(state)
            : Refusals.Unauthorized;

    public Reply ForRefreshToken(SandboxState state, RefreshRequest request) =>
        state.Tokens.Find(IssuedToken.HashOf(request.RefreshToken)) is { Kind: TokenKind.Refresh } token
        && token.ExpiresAt > clock.GetUtcNow()
            ? Issue(state)
            : Refusals.Unauthorized;

    private Reply Issue(SandboxState state)
    {
        foreach (var before in state.Tokens.All.Where(token => token.Kind == TokenKind.Refresh).ToList())
        {
            state.Tokens.Put(before with { Kind = TokenKind.Replaced });
        }

        return Reply.Ok(new TokensReply(
            New(state, TokenKind.Access, AccessLife),
            New(state, TokenKind.Refresh, RefreshLife)));
    }

    private string New(SandboxState state, TokenKind kind, TimeSpan life)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        state.Tokens.Put(new(IssuedToken.HashOf(token), kind, clock.GetUtcNow() + life));
        return token;
    }
}
