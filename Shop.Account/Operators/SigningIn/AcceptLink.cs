// A one-time link sets a password. A new operator then sets up a second factor; an operator who has one enters it.
using Shop.Account.Credentials;
using Shop.ServiceDefaults.Audit;

namespace Shop.Account.Operators.SigningIn;

public sealed class AcceptLink(AccountDb db, Passwords passwords, Challenges challenges, TimeProvider clock)
{
    private const string Field = "newPassword";

    /// <summary>Returns whose link it is, without using it.</summary>
    public async Task<Result<LinkReply>> ReadAsync(ReadLinkRequest request, CancellationToken ct) =>
        await Valid(request.Token).Join(db.Operators, link => link.OperatorId, of => of.Id, (link, of) => new LinkReply(
            of.LoginId, of.Role, link.ExpiresAt)).SingleOrDefaultAsync(ct) is { } reply
            ? reply
            : OperatorErrors.LinkInvalid;

    /// <summary>Sets the password and ends all sessions. Returns the challenge for the next step.</summary>
    public async Task<Result<SignInChallengeReply>> RunAsync(AcceptLinkRequest request, CancellationToken ct)
    {
        var wrong = Passwords.Check(Field, request.NewPassword, request.PasswordAgain).ToList();
        if (wrong.Count > 0)
        {
            return Error.Invalid(wrong);
        }

        if (await Valid(request.Token).SingleOrDefaultAsync(ct) is not { } found)
        {
            return OperatorErrors.LinkInvalid;
        }

        // Slow on purpose, so done before the transaction.
        var hash = await passwords.HashAsync(request.NewPassword, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await db.ReloadOperatorForUpdateAsync(found.OperatorId, ct);
        if (locked is not { IsEnabled: true })
        {
            return OperatorErrors.LinkInvalid;
        }

        if (Passwords.FindBrokenRule(Field, request.NewPassword, locked.LoginId) is { } likeLoginId)
        {
            return Error.Invalid([likeLoginId]);
        }

        if (await Valid(request.Token).ExecuteDeleteAsync(ct) == 0)
        {
            return OperatorErrors.LinkInvalid; // A concurrent request has used it.
        }

        locked.SetPassword(hash);
        locked.Unlock();
        await db.OperatorSessions.Where(session => session.OperatorId == locked.Id).ExecuteDeleteAsync(ct);
        db.Add(AuditEntry.Of(
            locked.Id, locked.LoginId, AuditAct.PasswordSet, locked.LoginId, before: null, after: null,
            clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return challenges.Issue(locked);
    }

    private IQueryable<OperatorLink> Valid(string token)
    {
        var (hash, now) = (OperatorSecret.HashOf(token), clock.GetUtcNow());
        return db.OperatorLinks.AsNoTracking().Where(link => link.TokenHash == hash && link.ExpiresAt > now);
    }
}
