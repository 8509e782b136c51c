// Who comes here says "I am the person of this verification". PortOne is asked; name, birth date and CI come from its
// answer only. The verification must be fresh, and, where whoever began it left the hash of a ticket, the ticket must
// be shown: the verification's id passes through browsers and proves nothing.
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.PortOne;

namespace Shop.Account.Identities;

/// <summary>Finds out who was verified.</summary>
public sealed partial class VerifyIdentity(
    PortOneClient portOne, AccountDb db, IdentitySettings settings, IHostEnvironment environment, TimeProvider clock)
{
    private const string Verified = "VERIFIED";
    private const string Live = "LIVE";

    /// <summary>The person of a verification, which stays unused until <see cref="UseAsync"/>.</summary>
    public async Task<Answer<VerifiedPerson>> RunAsync(string verificationId, string? ticket, CancellationToken ct)
    {
        if (!PossibleId().IsMatch(verificationId))
        {
            return new Refusal.IdentityNotVerified();
        }

        // Asked first only to spare PortOne the question: what decides is the insert in UseAsync.
        if (await IsUsedAsync(verificationId, ct))
        {
            return new Refusal.IdentityVerificationUsed();
        }

        if (!(await portOne.GetIdentityVerificationAsync(verificationId, ct)).IsGranted(out var found, out var refusal))
        {
            return refusal;
        }

        var isReal = !environment.IsProduction() || found.Channel?.Type == Live;
        if (found.Status != Verified || !isReal || !IsBegunByHolderOf(ticket, found.CustomData))
        {
            return new Refusal.IdentityNotVerified();
        }

        if (found.VerifiedAt is not { } at || clock.GetUtcNow() - at > settings.VerificationLifetime)
        {
            return new Refusal.IdentityVerificationExpired();
        }

        return found.VerifiedCustomer switch
        {
            { Name: { Length: > 0 } name, BirthDate: { } born, Ci: { Length: > 0 } ci }
                => new VerifiedPerson(verificationId, name, born, ci),
            { Ci: null or "" } => new Refusal.IdentityWithoutCi(),
            _ => new Refusal.IdentityNotVerified(),
        };
    }

    /// <summary>
    /// Uses the verification up, in the caller's transaction; false when it has served before. Of two who come at once
    /// the second waits here until the first has succeeded or failed.
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
