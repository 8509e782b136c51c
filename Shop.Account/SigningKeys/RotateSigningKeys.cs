// Rotates the signing keys without interruption: the next key is published a day before it signs, and the last one
// stays published until every token that it signed has expired. Every replica runs this at startup and every minute; an
// advisory lock lets one of them make a due change.
using Shop.Account.Sessions;

namespace Shop.Account.SigningKeys;

/// <summary>Rotates the stored signing keys if that is due, and loads them into the ring of this replica.</summary>
public sealed class RotateSigningKeys(
    AccountDb db, SigningKeyRing ring, DataKey dataKey, SigningKeySettings settings, SessionSettings sessions,
    TimeProvider clock)
{
    private const long AdvisoryLockKey = 0x5349474E;

    // A replica whose clock is behind still signs with the old key for a moment, and the clock of a verifier may be
    // behind too.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken ct) => ring.Hold(await RotateAsync(ct));

    private async Task<IReadOnlyList<SigningKey>> RotateAsync(CancellationToken ct)
    {
        var stored = await StoredAsync(ct);
        var now = clock.GetUtcNow();
        if (!IsNextDue(stored, now) && !Retired(stored, now).Any())
        {
            return stored;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AdvisoryLockKey})", ct);
        stored = await StoredAsync(ct); // Another replica may have rotated while this one waited.
        if (IsNextDue(stored, now))
        {
            db.Add(Next(stored, now));
        }

        db.RemoveRange(Retired(stored, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return await StoredAsync(ct);
    }

    private bool IsNextDue(IReadOnlyList<SigningKey> stored, DateTimeOffset now) =>
        stored.Count == 0 || now >= stored[^1].SignsFrom + settings.SignsFor - settings.PublishedBefore;

    // The first key signs at once: no verifier can have cached any keys yet.
    private SigningKey Next(IReadOnlyList<SigningKey> stored, DateTimeOffset now) =>
        SigningKey.New(dataKey, publishedAt: now, signsFrom: stored.Count == 0 ? now : now + settings.PublishedBefore);

    // A key is retired when its successor has been signing for longer than the lifetime of a token.
    private IEnumerable<SigningKey> Retired(IReadOnlyList<SigningKey> stored, DateTimeOffset now) => stored
        .Zip(stored.Skip(1))
        .Where(pair => now > pair.Second.SignsFrom + sessions.AccessTokenLifetime + MaxClockSkew)
        .Select(pair => pair.First);

    private Task<List<SigningKey>> StoredAsync(CancellationToken ct) =>
        db.SigningKeys.AsNoTracking().OrderBy(key => key.SignsFrom).ThenBy(key => key.Kid).ToListAsync(ct);
}
