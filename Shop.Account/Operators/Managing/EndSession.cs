using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.Managing;

/// <summary>Ends sessions of an operator: one of the operator's own, or all of another one.</summary>
public sealed class EndSession(AccountDb db, TimeProvider clock)
{
    /// <summary>Ends a session of the signed-in operator. Returns null, or an error if there is none.</summary>
    public async Task<Error?> OwnAsync(Guid sessionId, CurrentOperator me, CancellationToken ct) =>
        await DeleteAsync(
            db.OperatorSessions.Where(session => session.Id == sessionId && session.OperatorId == me.Id),
            me.LoginId, me, ct)
            ? null
            : OperatorErrors.NotFound;

    /// <summary>Ends all sessions of an operator. Returns null, or the error if there is no such operator.</summary>
    public async Task<Error?> AllAsync(Guid operatorId, CurrentOperator me, CancellationToken ct)
    {
        var loginId = await db.Operators.Where(of => of.Id == operatorId).Select(of => of.LoginId)
            .SingleOrDefaultAsync(ct);
        if (loginId is null)
        {
            return OperatorErrors.NotFound;
        }

        await DeleteAsync(
            db.OperatorSessions.Where(session => session.OperatorId == operatorId), loginId, me, ct);
        return null;
    }

    private async Task<bool> DeleteAsync(
        IQueryable<OperatorSession> sessions, string loginId, CurrentOperator me, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ended = await sessions.ExecuteDeleteAsync(ct);
        if (ended == 0)
        {
            return false;
        }

        db.Add(AuditEntry.Of(
            me, AuditAct.SessionEnded, loginId, new { sessions = ended }, after: null, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
