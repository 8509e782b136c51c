// An operator has lost the phone and the recovery codes. After the reset the password alone leads to the set-up of a
// new second factor, so an owner does this only for a person whom they have recognized.
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.Managing;

public sealed class ResetSecondFactor(AccountDb db, OperatorStore store, TimeProvider clock)
{
    /// <summary>Returns null if the operator has no second factor now, otherwise the error.</summary>
    public async Task<Error?> RunAsync(Guid id, CurrentOperator me, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.ReloadOperatorForUpdateAsync(id, ct);
        if (locked is null)
        {
            return OperatorErrors.NotFound;
        }

        if (!locked.HasSecondFactor)
        {
            return null;
        }

        locked.ResetSecondFactor();
        await store.ReplaceCodesAsync(locked, [], ct);
        await db.OperatorSessions.Where(session => session.OperatorId == id).ExecuteDeleteAsync(ct);
        db.Add(AuditEntry.Of(
            me, AuditAct.SecondFactorReset, locked.LoginId, before: null, after: null, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
