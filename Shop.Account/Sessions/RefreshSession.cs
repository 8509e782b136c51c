// A refresh token is exchanged for its successor. The session row is the lock: whoever comes with a token of the family
// waits for the one before, so "used" and "used again" have an order even when two tabs ask at once.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;

namespace Shop.Account.Sessions;

/// <summary>Renews a session.</summary>
public sealed class RefreshSession(AccountDb db, AccessTokens tokens, SessionSettings settings, TimeProvider clock)
{
    public async Task<Answer<TokenReply>> RunAsync(string refreshToken, CancellationToken ct)
    {
        var hash = RefreshToken.HashOf(refreshToken);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locked first and read after, as two statements: one that joined both could return the token as it was before
        // the lock was granted.
        var session = await db.Sessions.FromSql($"""
            select * from sessions where id = (select session_id from refresh_tokens where hash = {hash}) for update
            """).SingleOrDefaultAsync(ct);
        var token = await db.RefreshTokens.SingleOrDefaultAsync(t => t.Hash == hash, ct);
        var now = clock.GetUtcNow();
        if (session is null || token is null || token.IsExpired(now))
        {
            return new Refusal.SessionOver();
        }

        if (!token.MayBeSucceeded(settings.FurtherSuccessorWithin, now))
        {
            db.Remove(session); // And with it every token of the family.
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new Refusal.SessionOver();
        }

        // A closing account refuses, but its session is not used up: open orders may yet reopen it. Nor is it a
        // withdrawn one: that takes its sessions along, and waits for this one's lock.
        if (!await db.Members.AnyAsync(m => m.Id == session.MemberId && m.Status == MemberStatus.Active, ct))
        {
            return new Refusal.AccountClosing();
        }

        if (token.ParentHash is not null)
        {
            var parent = await db.RefreshTokens.SingleOrDefaultAsync(t => t.Hash == token.ParentHash, ct);
            parent?.Retire(); // It may be past its time and forgotten.
        }

        token.Succeed(now);
        var (successor, text) = session.Issue(token, settings.RefreshTokenLifetime, now);
        db.Add(successor);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return tokens.Issue(session, text, now);
    }
}
