// A person who forgot the password, or suspects that another person knows it, verifies their identity and sets a new
// one. All sessions end, device tokens become invalid, and wrong attempts with the old password no longer count.
using Shop.Account.Credentials;
using Shop.Account.Identities;
using Shop.Account.Sessions;
using Shop.Account.Throttling;

namespace Shop.Account.Members;

public sealed class ResetPassword(AccountDb db, VerifyIdentity verify, Passwords passwords, Throttle throttle)
{
    private const string Field = "newPassword";

    public async Task<Result<ResetPasswordReply>> RunAsync(ResetPasswordRequest request, CancellationToken ct)
    {
        var wrong = Passwords.Check(Field, request.NewPassword, request.PasswordAgain).ToList();
        if (wrong.Count > 0)
        {
            return Error.Invalid(wrong);
        }

        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (!verified.Succeeded(out var person, out var error))
        {
            return error;
        }

        // Slow on purpose, so done before the transaction.
        var passwordHash = await passwords.HashAsync(request.NewPassword, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!(await verify.UseAsync(person, ct)).Succeeded(out var hashedCi, out error))
        {
            return error;
        }

        var member = await db.Members
            .FromSql($"select * from members where hashed_ci = {hashedCi} for update")
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return Error.NotRegistered;
        }

        // Only now is the login id known.
        if (Passwords.FindBrokenRule(Field, request.NewPassword, member.LoginId) is { } likeLoginId)
        {
            return Error.Invalid([likeLoginId]);
        }

        member.ChangePassword(passwordHash);
        await db.SaveChangesAsync(ct);
        await db.Sessions.Where(session => session.MemberId == member.Id).ExecuteDeleteAsync(ct);
        await throttle.ForgetAllAsync(member.LoginId!, ct);
        await transaction.CommitAsync(ct);
        return new ResetPasswordReply(member.Id);
    }
}
