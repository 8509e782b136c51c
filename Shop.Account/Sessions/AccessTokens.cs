using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shop.Account.SigningKeys;

namespace Shop.Account.Sessions;

/// <summary>Issues access tokens: JWTs (ES256) with the ids of account and session, without personal data.</summary>
public sealed class AccessTokens(SigningKeyRing keys, SessionSettings settings)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public TokenReply Issue(Session session, string refreshToken, DateTimeOffset now)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + settings.AccessTokenLifetime).ToUnixTimeSeconds());
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = AccessToken.Issuer,
            Audience = AccessToken.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = session.MemberId.ToString(),
                [JwtRegisteredClaimNames.Sid] = session.Id.ToString(),
            },
            SigningCredentials = new(keys.SignerAt(now), SecurityAlgorithms.EcdsaSha256),
        });
        return new(token, expiresAt, refreshToken);
    }
}
