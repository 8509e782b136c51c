using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.OwnAccount;

/// <summary>The signed-in operator with permissions and sessions, the newest first.</summary>
public sealed class ShowMe(AccountDb db, TimeProvider clock)
{
    public async Task<OperatorReply> RunAsync(CurrentOperator me, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var sessions = await db.OperatorSessions.AsNoTracking()
            .Where(session => session.OperatorId == me.Id && session.ExpiresAt > now)
            .OrderByDescending(session => session.LastUsedAt)
            .Select(session => new OperatorSessionItem(
                session.Id, session.Device, session.StartedAt, session.LastUsedAt, session.ExpiresAt,
                session.Id == me.SessionId))
            .ToListAsync(ct);
        var codes = await db.OperatorRecoveryCodes.CountAsync(code => code.OperatorId == me.Id, ct);
        return new(me.Id, me.LoginId, me.Role, Permissions.Of(me.Role), codes, sessions);
    }
}
