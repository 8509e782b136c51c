// Checks the identity verification that a caller presents. It is retrieved from PortOne; name, birth date and CI come
// from that response only. The verification must be recent. If its customData holds the hash of a ticket, the caller
// must send the ticket: the verification's id passes through browsers and proves nothing.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.PortOne;

namespace Shop.Account.Identities;

/// <summary>Returns the person of an identity verification.</summary>
public sealed partial class VerifyIdentity(
    PortOneClient portOne, AccountDb db, IdentitySettings settings, IHostEnvironment environment, TimeProvider clock)
{
    private const string Verified = "VERIFIED";
    private const string Live = "LIVE";

    /// <summary>The person of a verification, which stays unused until <see cref="UseAsync"/>.</summary>
    public async Task<Result<VerifiedPerson>> RunAsync(string verificationId, string? ticket, CancellationToken ct)
    {
        if (!PossibleId().IsMatch(verificationId))
        {
            return new Error.IdentityNotVerified();
        }

        // Saves a request to PortOne. The insert in UseAsync decides.
        if (await IsUsedAsync(verificationId, ct))
        {
            return new Error.IdentityVerificationUsed();
        }

        if (!(await portOne.GetIdentityVerificationAsync(verificationId, ct)).IsGranted(out var found, out var refusal))
        {
            return refusal;
        }

        var isReal = !environment.IsProduction() || found.Channel?.Type == Live;
        if (found.Status != Verified || !isReal || !IsBegunByHolderOf(ticket, found.CustomData))
        {
            return new Error.IdentityNotVerified();
        }

        if (found.VerifiedAt is not { } at || clock.GetUtcNow() - at > settings.VerificationLifetime)
        {
            return new Error.IdentityVerificationExpired();
        }

        return found.VerifiedCustomer switch
        {
            { Name: { Length: > 0 } name, BirthDate: { } born, Ci: { Length: > 0 } ci }
                => new VerifiedPerson(verificationId, name, born, ci),
            { Ci: null or "" } => new Error.IdentityWithoutCi(),
            _ => new Error.IdentityNotVerified(),
        };
    }

    /// <summary>
    /// Marks the verification as used, in the caller's transaction. Returns false if it was used before. A second
    /// concurrent caller waits until the first has committed or rolled back.
    /// </summary>
    public async Task<bool> UseAsync(VerifiedPerson person, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync($"""
            insert into used_verifications (id, used_at) values ({person.VerificationId}, {clock.GetUtcNow()})
            on conflict do nothing
            """, ct) == 1;

    private async Task<bool> IsUsedAsync(string verificationId, CancellationToken ct) =>
        await db.Database
            .SqlQuery<bool>(
                $"select exists (select from used_verifications where id = {verificationId}) as \"Value\"")
            .SingleAsync(ct);

    private bool IsBegunByHolderOf(string? ticket, string? customData) => string.IsNullOrEmpty(customData)
        ? !environment.IsProduction()
        : ticket is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(IdentityTicket.HashOf(ticket)), Encoding.UTF8.GetBytes(customData));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex PossibleId();
}
