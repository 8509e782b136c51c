// A person signs up. PortOne identifies the person; one person has one account, and one login id belongs to one
// account. Of concurrent sign-ups the unique indexes accept one, and the others get the error of the index that refused
// them.
// One response names every wrong field. That a login id is taken is reported to verified persons only, also beside
// other errors: otherwise a caller without an identity could find out which login ids exist.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Identities;
using Shop.ServiceDefaults;

namespace Shop.Account.Members;

/// <summary>Creates an account.</summary>
public sealed class SignUp(
    AccountDb db, VerifyIdentity verify, CiHasher hashedCis, Passwords passwords, PersonalData personal,
    TimeProvider clock)
{
    private static readonly FieldError Taken = new("loginId", "This login id is taken.", ProblemCodes.LoginIdTaken);

    public async Task<Result<Guid>> RunAsync(SignUpRequest request, CancellationToken ct)
    {
        var errors = Check(request);
        if (LoginId.Parse(request.LoginId) is not { } loginId)
        {
            return new Error.Invalid(errors);
        }

        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (errors.Count > 0)
        {
            return verified.IsGranted(out _, out _) && await db.Members.AnyAsync(m => m.LoginId == loginId, ct)
                ? new Error.Invalid([Taken, .. errors])
                : new Error.Invalid(errors);
        }

        if (!verified.IsGranted(out var person, out var refusal))
        {
            return refusal;
        }

        // Slow on purpose, so done before the transaction.
        var passwordHash = await passwords.HashAsync(request.Password, ct);
        return await JoinAsync(person, loginId, passwordHash, ct);
    }

    private static List<FieldError> Check(SignUpRequest request)
    {
        FieldError?[] errors =
        [
            LoginId.Parse(request.LoginId) is null ? new("loginId", LoginId.Rule) : null,
            Passwords.Judge("password", request.Password, request.LoginId),
            Passwords.JudgeRepeated("passwordAgain", request.PasswordAgain, request.Password),
        ];
        return [.. errors.OfType<FieldError>()];
    }

    private async Task<Result<Guid>> JoinAsync(
        VerifiedPerson person, string loginId, string passwordHash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var name = personal.EncryptName(id, person.Name);
        var birthDate = personal.EncryptBirthDate(id, person.BirthDate);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await verify.UseAsync(person, ct))
        {
            return new Error.IdentityVerificationUsed();
        }

        if (!(await hashedCis.OfAsync(person.Ci, ct)).IsGranted(out var hashedCi, out var unrecognisable))
        {
            return unrecognisable;
        }

        // Waits for a concurrent sign-up with the same person or login id, and then inserts or not, without an error.
        var joined = await db.Database.ExecuteSqlAsync($"""
            insert into members (
                id, status, login_id, password_hash, name_encrypted, birth_date_encrypted, hashed_ci, joined_at)
            values ({id}, 'ACTIVE', {loginId}, {passwordHash}, {name}, {birthDate}, {hashedCi}, {now})
            on conflict do nothing
            """, ct);
        if (joined == 0)
        {
            return await db.Members.AnyAsync(m => m.HashedCi == hashedCi, ct)
                ? new Error.PersonAlreadyRegistered()
                : new Error.LoginIdTaken();
        }

        await transaction.CommitAsync(ct);
        return id;
    }
}
