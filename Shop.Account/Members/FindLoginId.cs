using Shop.Account.Identities;

namespace Shop.Account.Members;

/// <summary>
/// Returns the login id of a verified person. This uses the verification up; a person without an account keeps it and
/// may sign up with it.
/// </summary>
public sealed class FindLoginId(AccountDb db, VerifyIdentity verify)
{
    public async Task<Result<FindLoginIdReply>> RunAsync(FindLoginIdRequest request, CancellationToken ct)
    {
        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (!verified.Succeeded(out var person, out var error))
        {
            return error;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!(await verify.UseAsync(person, ct)).Succeeded(out var hashedCi, out error))
        {
            return error;
        }

        var loginId = await db.Members
            .Where(member => member.HashedCi == hashedCi)
            .Select(member => member.LoginId)
            .SingleOrDefaultAsync(ct);
        if (loginId is null)
        {
            return Error.NotRegistered;
        }

        await transaction.CommitAsync(ct);
        return new FindLoginIdReply(loginId);
    }
}
