// Keeps the configured peppers and the peppers of the stored rows consistent. Hashing and rotation exclude each other
// by the one row of ci_pepper: while a sign-up locks it, no rotation can leave the new hash one pepper behind the
// others.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;

namespace Shop.Account.Identities;

/// <summary>Hashes CIs with the peppers that the stored rows currently have.</summary>
public sealed class CiHasher(AccountDb db, CiPepperChain peppers, ILogger<CiHasher> logger)
{
    private const int RowsPerUpdate = 10_000;

    /// <summary>
    /// The stored form of a CI, valid until the caller's transaction ends. Refused on a replica that lacks a pepper of
    /// the stored rows: it cannot recognize any person until it is restarted with that pepper.
    /// </summary>
    public async Task<Result<byte[]>> OfAsync(string ci, CancellationToken ct)
    {
        var stored = (await db.Database
            .SqlQuery<string[]>($"select fingerprints as \"Value\" from ci_pepper for share")
            .ToListAsync(ct)).Single();
        Check(stored);
        if (stored.Length > peppers.Fingerprints.Count)
        {
            logger.LogError(
                "The stored hashed CIs were wrapped with a pepper that this replica does not have. Restart it "
                + "with the current Identity:CiPeppers");
            return new Error.PersonsUnrecognisable();
        }

        return peppers.Hash(ci, stored.Length);
    }

    /// <summary>
    /// Wraps all rows with the configured peppers that they lack, in one transaction with the fingerprints. Every
    /// replica calls this at startup; the first one does the work.
    /// </summary>
    /// <exception cref="InvalidOperationException">The configured peppers are not those of the stored rows.</exception>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var stored = (await db.Database
            .SqlQuery<string[]>($"select fingerprints as \"Value\" from ci_pepper for update")
            .ToListAsync(ct)).Single();
        Check(stored);
        if (stored.Length >= peppers.Fingerprints.Count)
        {
            return; // Up to date, or a newer replica has rotated; OfAsync then refuses to hash.
        }

        var rows = await db.Members.AsNoTracking()
            .Where(m => m.HashedCi != null)
            .Select(m => new { m.Id, m.HashedCi })
            .ToListAsync(ct);
        foreach (var some in rows.Chunk(RowsPerUpdate))
        {
            var ids = some.Select(row => row.Id).ToArray();
            var hashes = some
                .Select(row => peppers.Wrap(row.HashedCi!, stored.Length, peppers.Fingerprints.Count))
                .ToArray();

            // A member who has withdrawn since the rows were read has no hash, and gets none.
            await db.Database.ExecuteSqlAsync($"""
                update members set hashed_ci = wrapped.hash
                from unnest({ids}, {hashes}) as wrapped (id, hash)
                where members.id = wrapped.id and members.hashed_ci is not null
                """, ct);
        }

        var all = peppers.Fingerprints.ToArray();
        await db.Database.ExecuteSqlAsync($"update ci_pepper set fingerprints = {all}", ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("Wrapped {Count} hashed CIs with pepper {Version}", rows.Count, all.Length);
    }

    private void Check(string[] stored)
    {
        if (!stored.Zip(peppers.Fingerprints).All(pair => pair.First == pair.Second))
        {
            throw new InvalidOperationException(
                "Identity:CiPeppers does not begin with the peppers that the stored hashed_ci were made with. "
                + "Peppers are appended, never changed, removed or reordered.");
        }
    }
}
