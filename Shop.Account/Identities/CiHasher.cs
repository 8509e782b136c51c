// Keeps the configured peppers and the peppers of the stored rows consistent. Hashing and rotation exclude each other
// by the one row of ci_pepper: while a sign-up locks it, no rotation can leave the new hash one pepper behind the
// others.
namespace Shop.Account.Identities;

public sealed class CiHasher(AccountDb db, CiPepperChain peppers, ILogger<CiHasher> logger)
{
    private const int RowsPerUpdate = 10_000;

    /// <summary>
    /// The stored form of a CI, valid until the caller's transaction ends. Refused on a replica that lacks a pepper of
    /// the stored rows: it cannot recognize any person until it is restarted with that pepper.
    /// </summary>
    public async Task<Result<byte[]>> HashAsync(string ci, CancellationToken ct)
    {
        var stored = await db.CiPepper.FromSql($"select * from ci_pepper for share").AsNoTracking().SingleAsync(ct);
        EnsureSamePeppers(stored);
        if (stored.Count > peppers.Fingerprints.Count)
        {
            logger.LogError(
                "The stored hashed CIs were wrapped with a pepper that this replica does not have. Restart it "
                + "with the current Identity:CiPeppers");
            return Error.CiPepperMissing;
        }

        return peppers.Hash(ci, stored.Count);
    }

    /// <summary>
    /// Wraps all rows with the configured peppers that they lack, in one transaction with the fingerprints. Every
    /// replica calls this at startup; the first one does the work.
    /// </summary>
    /// <exception cref="InvalidOperationException">The configured peppers are not those of the stored rows.</exception>
    public async Task WrapStoredHashesAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var stored = await db.CiPepper.FromSql($"select * from ci_pepper for update").SingleAsync(ct);
        EnsureSamePeppers(stored);
        if (stored.Count >= peppers.Fingerprints.Count)
        {
            return; // Up to date, or a newer replica has rotated; HashAsync then refuses.
        }

        var rows = await db.Members
            .Where(member => member.HashedCi != null)
            .Select(member => new { member.Id, member.HashedCi })
            .ToListAsync(ct);
        foreach (var some in rows.Chunk(RowsPerUpdate))
        {
            var ids = some.Select(row => row.Id).ToArray();
            var hashes = some
                .Select(row => peppers.Wrap(row.HashedCi!, stored.Count, peppers.Fingerprints.Count))
                .ToArray();

            // One statement for many rows; EF Core would send an update for each. A member who has withdrawn since the
            // rows were read has no hash, and gets none.
            await db.Database.ExecuteSqlAsync($"""
                update members set hashed_ci = wrapped.hash
                from unnest({ids}, {hashes}) as wrapped (id, hash)
                where members.id = wrapped.id and members.hashed_ci is not null
                """, ct);
        }

        stored.Fingerprints = [.. peppers.Fingerprints];
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("Wrapped {Count} hashed CIs with pepper {Version}", rows.Count, stored.Count);
    }

    private void EnsureSamePeppers(StoredPeppers stored)
    {
        if (!stored.Fingerprints.Zip(peppers.Fingerprints).All(pair => pair.First == pair.Second))
        {
            throw new InvalidOperationException(
                "Identity:CiPeppers does not begin with the peppers that the stored hashed_ci were made with. "
                + "Peppers are appended, never changed, removed or reordered.");
        }
    }
}

/// <summary>The fingerprints of the peppers that all stored rows are wrapped with; the table has one row.</summary>
public sealed class StoredPeppers
{
    public bool OnlyRow { get; private set; }
    public string[] Fingerprints { get; set; } = [];
    public int Count => Fingerprints.Length;
}
