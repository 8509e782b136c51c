namespace Shop.Account.Operators.SigningIn;

/// <summary>
/// Exchanges a session's token for an access token. The session token does not rotate: only Admin's server has it,
/// encrypted, and each exchange checks that the session has not ended and the operator is enabled.
/// </summary>
public sealed class IssueToken(AccountDb db, OperatorTokens tokens, TimeProvider clock)
{
    public async Task<Result<OperatorTokenReply>> RunAsync(OperatorTokenRequest request, CancellationToken ct)
    {
        var (hash, now) = (OperatorSecret.HashOf(request.SessionToken), clock.GetUtcNow());
        var found = await db.OperatorSessions.AsNoTracking()
            .Where(session => session.TokenHash == hash && session.ExpiresAt > now)
            .Join(
                db.Operators.Where(of => of.DisabledAt == null), session => session.OperatorId, of => of.Id,
                (session, of) => new { Session = session, Operator = of })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return Error.SessionOver;
        }

        await db.OperatorSessions.Where(session => session.Id == found.Session.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastUsedAt, now), ct);
        return tokens.Issue(found.Operator, found.Session, now);
    }
}
