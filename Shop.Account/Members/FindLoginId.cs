using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Identities;

namespace Shop.Account.Members;

/// <summary>
/// Returns the login id of a verified person. This uses the verification up; a person without an account keeps it and
/// may sign up with it.
/// </summary>
public sealed class FindLoginId(AccountDb db, VerifyIdentity verify, CiHasher hashedCis)
{
    public async Task<Result<FindLoginIdReply>> RunAsync(FindLoginIdRequest request, CancellationToken ct)
    {
        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (!verified.IsGranted(out var person, out var refusal))
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await verify.UseAsync(person, ct))
        {
            return new Error.IdentityVerificationUsed();
        }

        if (!(await hashedCis.OfAsync(person.Ci, ct)).IsGranted(out var hashedCi, out var unrecognisable))
        {
            return unrecognisable;
        }

        var loginId = await db.Members
            .Where(m => m.HashedCi == hashedCi)
            .Select(m => m.LoginId)
            .SingleOrDefaultAsync(ct);
        if (loginId is null)
        {
            return new Error.NotRegistered();
        }

        await transaction.CommitAsync(ct);
        return new FindLoginIdReply(loginId);
    }
}
