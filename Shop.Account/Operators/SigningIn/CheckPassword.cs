// Compares an operator's password and counts a failure. The comparison is slow, so it runs before the transaction; its
// result counts under the operator's lock, so that of many concurrent guesses only the allowed number gets an answer.
using Microsoft.AspNetCore.Identity;
using Shop.Account.Credentials;

namespace Shop.Account.Operators.SigningIn;

public sealed class CheckPassword(
    AccountDb db, UserManager<Operator> operators, Passwords passwords, CountFailure failure, TimeProvider clock)
{
    /// <summary>
    /// Returns the operator, no longer locked. Without such an operator, or without the right to sign in, the password
    /// is wrong.
    /// </summary>
    public async Task<Result<Operator>> RunAsync(Operator? found, string password, CancellationToken ct)
    {
        if (found is not { Status: OperatorStatus.Active })
        {
            await passwords.CompareAsync(storedHash: null, password, ct);
            return Error.InvalidCredentials;
        }

        var match = await passwords.CompareAsync(found.PasswordHash, password, ct);
        var rehashed = match == PasswordMatch.RightButWeaklyHashed ? await passwords.HashAsync(password, ct) : null;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.ReloadOperatorForUpdateAsync(found.Id, ct);
        if (locked is not { Status: OperatorStatus.Active } || locked.SecurityStamp != found.SecurityStamp)
        {
            return Error.InvalidCredentials; // Disabled, or changed the password, during the comparison.
        }

        if (await operators.IsLockedOutAsync(locked))
        {
            return Error.TooManyAttempts(locked.LockoutEnd!.Value - clock.GetUtcNow());
        }

        var error = match == PasswordMatch.Wrong
            ? await failure.RunAsync(locked, Error.InvalidCredentials, ct)
            : null;
        if (rehashed is not null)
        {
            locked.Rehash(rehashed);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return error is null ? locked : error;
    }
}
