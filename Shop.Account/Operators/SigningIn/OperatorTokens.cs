using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shop.Account.SigningKeys;

namespace Shop.Account.Operators.SigningIn;

/// <summary>Issues operators' access tokens, signed as shoppers' are, for another audience.</summary>
public sealed class OperatorTokens(SigningKeyRing keys, OperatorSettings settings)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public OperatorTokenReply Issue(Operator of, OperatorSession session, DateTimeOffset now)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + settings.AccessTokenLifetime).ToUnixTimeSeconds());
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = AccessToken.Issuer,
            Audience = OperatorToken.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = of.Id.ToString(),
                [JwtRegisteredClaimNames.Sid] = session.Id.ToString(),
                [OperatorToken.LoginIdClaim] = of.LoginId,
                [OperatorToken.RoleClaim] = of.Role.ToUpperSnake(),
            },
            SigningCredentials = new(keys.SignerAt(now), SecurityAlgorithms.EcdsaSha256),
        });
        return new(token, expiresAt);
    }
}
