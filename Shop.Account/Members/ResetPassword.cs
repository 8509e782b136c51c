// A person who forgot the password, or suspects that another person knows it, verifies their identity and sets a new
// one. All sessions end, device tokens become invalid, and wrong attempts with the old password no longer count.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Identities;
using Shop.Account.Sessions;
using Shop.ServiceDefaults;

namespace Shop.Account.Members;

/// <summary>Sets a new password and returns the id of the account.</summary>
public sealed class ResetPassword(
    AccountDb db, VerifyIdentity verify, CiHasher hashedCis, Passwords passwords, Throttle throttle)
{
    private const string Field = "newPassword";

    public async Task<Result<ResetPasswordReply>> RunAsync(ResetPasswordRequest request, CancellationToken ct)
    {
        FieldError?[] errors =
        [
            Passwords.Judge(Field, request.NewPassword, loginId: null),
            Passwords.JudgeRepeated("passwordAgain", request.PasswordAgain, request.NewPassword),
        ];
        if (errors.OfType<FieldError>().ToList() is { Count: > 0 } wrong)
        {
            return new Error.Invalid(wrong);
        }

        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (!verified.IsGranted(out var person, out var refusal))
        {
            return refusal;
        }

        // Slow on purpose, so done before the transaction.
        var passwordHash = await passwords.HashAsync(request.NewPassword, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await verify.UseAsync(person, ct))
        {
            return new Error.IdentityVerificationUsed();
        }

        if (!(await hashedCis.OfAsync(person.Ci, ct)).IsGranted(out var hashedCi, out var unrecognisable))
        {
            return unrecognisable;
        }

        var member = await db.Members
            .FromSql($"select * from members where hashed_ci = {hashedCi} for update")
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return new Error.NotRegistered();
        }

        // Only now is the login id known.
        if (Passwords.Judge(Field, request.NewPassword, member.LoginId!) is { } likeLoginId)
        {
            return new Error.Invalid([likeLoginId]);
        }

        member.ChangePassword(passwordHash);
        await db.SaveChangesAsync(ct);
        await db.Sessions.Where(s => s.MemberId == member.Id).ExecuteDeleteAsync(ct);
        await throttle.ForgetAllAsync(member.LoginId!, ct);
        await transaction.CommitAsync(ct);
        return new ResetPasswordReply(member.Id);
    }
}
