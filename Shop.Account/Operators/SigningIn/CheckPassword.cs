// Compares an operator's password and counts a failure. The comparison is slow, so it runs before the transaction; its
// result counts under the operator's lock, so that of many concurrent guesses only the allowed number gets an answer.
using Microsoft.AspNetCore.Identity;

namespace Shop.Account.Operators.SigningIn;

public sealed class CheckPassword(
    AccountDb db, UserManager<Operator> operators, IPasswordHasher<Operator> hasher, CountFailure failure,
    TimeProvider clock)
{
    // Not a hash, so every password is wrong, after the time of a comparison.
    private const string NoHash = "";

    /// <summary>
    /// Returns the operator, no longer locked. Without such an operator, or without the right to sign in, the password
    /// is wrong.
    /// </summary>
    public async Task<Result<Operator>> RunAsync(Operator? found, string password, CancellationToken ct)
    {
        if (found is not { Status: OperatorStatus.Active })
        {
            hasher.VerifyHashedPassword(found!, NoHash, password);
            return Error.InvalidCredentials;
        }

        var isRight = await operators.CheckPasswordAsync(found, password);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.LockOperatorAsync(found.Id, ct);
        if (locked is not { Status: OperatorStatus.Active } || locked.SecurityStamp != found.SecurityStamp)
        {
            return Error.InvalidCredentials; // Disabled, or changed the password, during the comparison.
        }

        if (await operators.IsLockedOutAsync(locked))
        {
            return Error.TooManyAttempts(locked.LockoutEnd!.Value - clock.GetUtcNow());
        }

        var error = isRight ? null : await failure.RunAsync(locked, Error.InvalidCredentials, ct);
        await transaction.CommitAsync(ct);
        return error is null ? locked : error;
    }
}
