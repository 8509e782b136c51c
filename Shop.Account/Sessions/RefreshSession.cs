// Exchanges a refresh token for its successor. The session row is the lock: requests with tokens of the same family run
// one after the other, so a first and a second use have an order even if two tabs refresh at once.
namespace Shop.Account.Sessions;

public sealed class RefreshSession(AccountDb db, AccessTokens tokens, SessionSettings settings, TimeProvider clock)
{
    public async Task<Result<TokenReply>> RunAsync(string refreshToken, CancellationToken ct)
    {
        var hash = RefreshToken.HashOf(refreshToken);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locked first and read after, in two statements: a single statement could return the token as it was before
        // the lock was granted.
        var session = await db.Sessions.FromSql($"""
            select * from sessions where id = (select session_id from refresh_tokens where hash = {hash}) for update
            """).SingleOrDefaultAsync(ct);
        var token = await db.RefreshTokens.SingleOrDefaultAsync(token => token.Hash == hash, ct);
        var now = clock.GetUtcNow();
        if (session is null || token is null || token.IsExpired(now))
        {
            return Error.SessionOver;
        }

        if (!token.CanBeExchanged(settings.ReuseGracePeriod, now))
        {
            db.Remove(session); // Deletes every token of the family too.
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Error.SessionOver;
        }

        if (token.ParentHash is not null)
        {
            var parent = await db.RefreshTokens.SingleOrDefaultAsync(parent => parent.Hash == token.ParentHash, ct);
            parent?.Revoke(); // Null if it has expired and was deleted.
        }

        token.MarkExchanged(now);
        var (successor, text) = session.Issue(token, settings.RefreshTokenLifetime, now);
        db.Add(successor);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return tokens.Issue(session, text, now);
    }
}
