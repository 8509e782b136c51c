using Microsoft.AspNetCore.Identity;
using Shop.Account.Credentials;

namespace Shop.Account.Operators;

/// <summary>
/// Hashes operators' passwords as those of shoppers. Identity's interface is synchronous, so a call blocks a thread
/// until it has its turn; operators are few, and only Admin can reach their sign-in.
/// </summary>
public sealed class OperatorPasswordHasher(Passwords passwords) : IPasswordHasher<Operator>
{
    public string HashPassword(Operator user, string password) =>
        passwords.HashAsync(password, CancellationToken.None).GetAwaiter().GetResult();

    public PasswordVerificationResult VerifyHashedPassword(
        Operator user, string hashedPassword, string providedPassword) =>
        passwords.CompareAsync(hashedPassword, providedPassword, CancellationToken.None).GetAwaiter().GetResult() switch
        {
            PasswordMatch.Right => PasswordVerificationResult.Success,
            PasswordMatch.RightButWeaklyHashed => PasswordVerificationResult.SuccessRehashNeeded,
            PasswordMatch.Wrong => PasswordVerificationResult.Failed,
            var match => throw new InvalidOperationException($"Unknown result {match}."),
        };
}
