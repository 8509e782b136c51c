namespace Shop.Account.Sessions;

/// <summary>
/// Deletes expired sessions and tokens, throttles whose window has ended, and used verifications that are far too old
/// to be accepted again. Runs every hour in every replica.
/// </summary>
public sealed class DeleteExpired(AccountDb db, TimeProvider clock)
{
    // One day longer than the schema requires: the schema uses its own clock, and one row that is too young would fail
    // the whole delete.
    private static readonly TimeSpan KeepVerificationsFor = TimeSpan.FromDays(31);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.Throttles.Where(c => c.EndsAt < now).ExecuteDeleteAsync(ct);
        await db.UsedVerifications.Where(v => v.UsedAt < now - KeepVerificationsFor).ExecuteDeleteAsync(ct);
    }
}
