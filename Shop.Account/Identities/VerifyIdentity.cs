// Checks the identity verification that a caller presents. It is retrieved from PortOne; name, birth date and CI come
// from that response only. The verification must be recent. If its customData holds the hash of a ticket, the caller
// must send the ticket: the verification's id passes through browsers and proves nothing.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Shop.Account.PortOne;

namespace Shop.Account.Identities;

public sealed partial class VerifyIdentity(
    PortOneClient portOne, AccountDb db, CiHasher hasher, IdentitySettings settings, IHostEnvironment environment,
    TimeProvider clock)
{
    private const string Verified = "VERIFIED";
    private const string Live = "LIVE";

    /// <summary>The person of a verification, which stays unused until <see cref="UseAsync"/>.</summary>
    public async Task<Result<VerifiedPerson>> RunAsync(string verificationId, string? ticket, CancellationToken ct)
    {
        if (!PossibleId().IsMatch(verificationId))
        {
            return Error.IdentityNotVerified;
        }

        // Saves a request to PortOne. The insert in UseAsync decides.
        if (await db.UsedVerifications.AnyAsync(used => used.Id == verificationId, ct))
        {
            return Error.IdentityVerificationUsed;
        }

        if (!(await portOne.GetIdentityVerificationAsync(verificationId, ct)).Succeeded(out var found, out var error))
        {
            return error;
        }

        var isReal = !environment.IsProduction() || found.Channel?.Type == Live;
        if (found.Status != Verified || !isReal || !IsBegunByHolderOf(ticket, found.CustomData))
        {
            return Error.IdentityNotVerified;
        }

        if (found.VerifiedAt is not { } at || clock.GetUtcNow() - at > settings.VerificationLifetime)
        {
            return Error.IdentityVerificationExpired;
        }

        return found.VerifiedCustomer switch
        {
            { Name: { Length: > 0 } name, BirthDate: { } born, Ci: { Length: > 0 } ci }
                => new VerifiedPerson(verificationId, name, born, ci),
            { Ci: null or "" } => Error.IdentityWithoutCi,
            _ => Error.IdentityNotVerified,
        };
    }

    /// <summary>
    /// Marks the verification as used, in the caller's transaction, and returns the person's hashed CI. A second
    /// concurrent caller waits until the first has committed or rolled back.
    /// </summary>
    public async Task<Result<byte[]>> UseAsync(VerifiedPerson person, CancellationToken ct)
    {
        var marked = await db.Database.ExecuteSqlAsync($"""
            insert into used_verifications (id, used_at) values ({person.VerificationId}, {clock.GetUtcNow()})
            on conflict do nothing
            """, ct);
        return marked == 1 ? await hasher.HashAsync(person.Ci, ct) : Error.IdentityVerificationUsed;
    }

    private bool IsBegunByHolderOf(string? ticket, string? customData) => string.IsNullOrEmpty(customData)
        ? !environment.IsProduction()
        : ticket is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(IdentityTicket.HashOf(ticket)), Encoding.UTF8.GetBytes(customData));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex PossibleId();
}

/// <summary>
/// The person of an accepted verification. A class, not a record, because the ToString of a record prints its values
/// and these must not be logged.
/// </summary>
public sealed class VerifiedPerson(string verificationId, string name, DateOnly birthDate, string ci)
{
    public string VerificationId => verificationId;
    public string Name => name;
    public DateOnly BirthDate => birthDate;

    /// <summary>Kept in memory for the current request only; <see cref="CiHasher"/> makes the stored form.</summary>
    public string Ci => ci;
}

/// <summary>A verification that was used; it cannot be used again.</summary>
public sealed class UsedVerification
{
    public string Id { get; private set; } = "";
    public DateTimeOffset UsedAt { get; private set; }
}
