namespace Shop.Account.Operators.Managing;

/// <summary>All operators of the shop; they are few, so there are no pages.</summary>
public sealed class ListOperators(AccountDb db, TimeProvider clock)
{
    public async Task<IReadOnlyList<OperatorItem>> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await db.Operators.AsNoTracking()
            .OrderBy(of => of.DisabledAt != null).ThenBy(of => of.Role).ThenBy(of => of.LoginId)
            .Select(of => new
            {
                Operator = of,
                LastUsedAt = db.OperatorSessions.Where(session => session.OperatorId == of.Id)
                    .Max(session => (DateTimeOffset?)session.LastUsedAt),
                Sessions = db.OperatorSessions.Count(
                    session => session.OperatorId == of.Id && session.ExpiresAt > now),
            })
            .ToListAsync(ct);
        return [.. found.Select(each => new OperatorItem(
            each.Operator.Id, each.Operator.LoginId, each.Operator.Role, each.Operator.Status,
            each.Operator.HasSecondFactor, each.Operator.CreatedAt, each.LastUsedAt, each.Sessions))];
    }
}
