namespace Shop.Account.Sessions;

/// <summary>
/// Deletes expired sessions, tokens and links, throttles whose window has ended, and used verifications that are far
/// too old to be accepted again. Runs every hour in every replica.
/// </summary>
public sealed class DeleteExpired(AccountDb db, TimeProvider clock)
{
    // One day longer than the schema requires: the schema uses its own clock, and one row that is too young would fail
    // the whole delete.
    private static readonly TimeSpan KeepVerificationsFor = TimeSpan.FromDays(31);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(session => session.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(token => token.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.OperatorSessions.Where(session => session.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.OperatorLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.Throttles.Where(count => count.EndsAt < now).ExecuteDeleteAsync(ct);
        await db.UsedVerifications.Where(used => used.UsedAt < now - KeepVerificationsFor).ExecuteDeleteAsync(ct);
    }
}
