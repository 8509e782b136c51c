using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace Shop.Account.Operators;

/// <summary>
/// Validates the codes of an authenticator app (RFC 6238). Unlike Identity's provider it accepts a code once: the
/// operator remembers the time step, and the caller saves it in the same transaction.
/// </summary>
public sealed class AuthenticatorCodes(IDataProtectionProvider protection, TimeProvider clock)
    : IUserTwoFactorTokenProvider<Operator>
{
    // The clock of a phone may be half a minute off.
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    public Task<bool> ValidateAsync(string purpose, string token, UserManager<Operator> manager, Operator user)
    {
        if (user.GetAuthenticatorKey(protection) is not { } key)
        {
            return Task.FromResult(false);
        }

        var totp = new Totp(Base32Encoding.ToBytes(key));
        return Task.FromResult(
            totp.VerifyTotp(clock.GetUtcNow().UtcDateTime, token, out var step, Window) && user.AcceptCode(step));
    }

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Operator> manager, Operator user) =>
        Task.FromResult(user.HasSecondFactor);

    public Task<string> GenerateAsync(string purpose, UserManager<Operator> manager, Operator user) =>
        throw new NotSupportedException("The authenticator app generates the codes.");
}
