using Microsoft.AspNetCore.Identity;
using Shop.ServiceDefaults.Audit;

namespace Shop.Account.Operators.SigningIn;

/// <summary>
/// Counts a wrong password or code of an operator whose row is locked. The failures of both count together, and only a
/// complete sign-in resets them: a known password gives no further guesses of the code.
/// </summary>
public sealed class CountFailure(AccountDb db, UserManager<Operator> operators, TimeProvider clock)
{
    /// <summary>Returns the given error, or TOO_MANY_ATTEMPTS if this failure locks the operator out.</summary>
    public async Task<Error> RunAsync(Operator locked, Error error, CancellationToken ct)
    {
        await operators.AccessFailedAsync(locked);
        if (!await operators.IsLockedOutAsync(locked))
        {
            return error;
        }

        var now = clock.GetUtcNow();
        db.Add(AuditEntry.Of(
            locked.Id, locked.LoginId, AuditAct.LockedOut, locked.LoginId, before: null,
            new { until = locked.LockoutEnd }, now));
        await db.SaveChangesAsync(ct);
        return Error.TooManyAttempts(locked.LockoutEnd!.Value - now);
    }
}
