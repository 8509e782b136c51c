// Disables an operator, or enables one again. Disabling ends the sessions and voids the link, so Account refuses the
// operator at once; Commerce accepts an issued token until it expires, within five minutes.
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.Managing;

public sealed class DisableOperator(AccountDb db, TimeProvider clock)
{
    /// <summary>Returns null if the operator is disabled, otherwise the error.</summary>
    public async Task<Error?> DisableAsync(Guid id, CurrentOperator me, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locks all owners in the same order in every request. When two owners disable each other, the second request
        // sees the result of the first.
        var owners = await db.Operators
            .FromSql($"select * from operators where role = 'OWNER' or id = {id} order by id for update")
            .ToListAsync(ct);
        if (owners.Find(of => of.Id == id) is not { } locked)
        {
            return OperatorErrors.NotFound;
        }

        if (!locked.IsEnabled)
        {
            return null; // Another request has disabled the operator.
        }

        if (locked is { Role: OperatorRole.Owner, Status: OperatorStatus.Active }
            && !owners.Exists(of =>
                of.Id != id && of is { Role: OperatorRole.Owner, Status: OperatorStatus.Active }))
        {
            return OperatorErrors.LastOwner;
        }

        var before = locked.Status;
        locked.Disable(clock.GetUtcNow());
        await db.OperatorSessions.Where(session => session.OperatorId == id).ExecuteDeleteAsync(ct);
        await db.OperatorLinks.Where(link => link.OperatorId == id).ExecuteDeleteAsync(ct);
        await SaveAsync(AuditAct.OperatorDisabled, locked, me, before, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Returns null if the operator is enabled, otherwise the error.</summary>
    public async Task<Error?> EnableAsync(Guid id, CurrentOperator me, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.ReloadOperatorForUpdateAsync(id, ct);
        if (locked is null)
        {
            return OperatorErrors.NotFound;
        }

        if (!locked.IsEnabled)
        {
            locked.Enable();
            await SaveAsync(AuditAct.OperatorEnabled, locked, me, OperatorStatus.Disabled, ct);
            await transaction.CommitAsync(ct);
        }

        return null;
    }

    private Task SaveAsync(
        AuditAct act, Operator changed, CurrentOperator me, OperatorStatus before, CancellationToken ct)
    {
        db.Add(AuditEntry.Of(
            me, act, changed.LoginId, new { status = before }, new { status = changed.Status }, clock.GetUtcNow()));
        return db.SaveChangesAsync(ct);
    }
}
