using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Account.Operators.SigningIn;

/// <summary>
/// Proves that a step of the sign-in succeeded, for the next one. It is void as soon as the operator's password or
/// second factor changes.
/// </summary>
public sealed class Challenges(IDataProtectionProvider protection, OperatorSettings settings, TimeProvider clock)
{
    private const int MaxLength = 1_000;

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("operators", "challenge").ToTimeLimitedDataProtector();

    public SignInChallengeReply Issue(Operator of) => new(
        of.HasSecondFactor ? SignInStep.SecondFactor : SignInStep.SetUpAuthenticator,
        _protector.Protect($"{of.Id} {of.SecurityStamp}", settings.ChallengeLifetime),
        clock.GetUtcNow() + settings.ChallengeLifetime);

    /// <summary>The operator and the security stamp of a challenge; null if it has expired or is not ours.</summary>
    public (Guid OperatorId, string Stamp)? Read(string challenge)
    {
        if (challenge is not { Length: > 0 and <= MaxLength })
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(challenge).Split(' ');
            return (Guid.Parse(parts[0]), parts[1]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
