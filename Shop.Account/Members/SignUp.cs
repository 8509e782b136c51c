// A person signs up. PortOne identifies the person; one person has one account, and one login id belongs to one
// account. Of concurrent sign-ups the unique indexes accept one, and the others get the error of the index that refused
// them.
// One response names every wrong field. That a login id is taken is reported to verified persons only, also beside
// other errors: otherwise a caller without an identity could find out which login ids exist.
using Npgsql;
using Shop.Account.Credentials;
using Shop.Account.Identities;

namespace Shop.Account.Members;

public sealed class SignUp(
    AccountDb db, VerifyIdentity verify, Passwords passwords, PersonalData personal, TimeProvider clock)
{
    private const string OneAccountPerPerson = "one_account_per_person";

    private static readonly FieldError Taken = new("loginId", "This login id is taken.", ProblemCodes.LoginIdTaken);

    /// <summary>Creates the account of a verified person and returns its id.</summary>
    public async Task<Result<Guid>> RunAsync(SignUpRequest request, CancellationToken ct)
    {
        var wrong = Passwords.Check("password", request.Password, request.PasswordAgain, request.LoginId).ToList();
        if (LoginId.Parse(request.LoginId) is not { } loginId)
        {
            return Error.Invalid([new("loginId", LoginId.Rule), .. wrong]);
        }

        var verified = await verify.RunAsync(request.IdentityVerificationId, request.Ticket, ct);
        if (wrong.Count > 0)
        {
            return verified.Succeeded(out _, out _)
                && await db.Members.AnyAsync(member => member.LoginId == loginId, ct)
                ? Error.Invalid([Taken, .. wrong])
                : Error.Invalid(wrong);
        }

        if (!verified.Succeeded(out var person, out var error))
        {
            return error;
        }

        if (LegalAge.NeedsGuardian(person.BirthDate, clock.GetUtcNow()))
        {
            return Error.GuardianConsentNeeded;
        }

        // Slow on purpose, so done before the transaction.
        var passwordHash = await passwords.HashAsync(request.Password, ct);
        return await JoinAsync(person, loginId, passwordHash, ct);
    }

    private async Task<Result<Guid>> JoinAsync(
        VerifiedPerson person, string loginId, string passwordHash, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!(await verify.UseAsync(person, ct)).Succeeded(out var hashedCi, out var error))
        {
            return error;
        }

        // Checked first, because PostgreSQL logs the values of a refused row. The constraints decide a race.
        var existing = await db.Members.Where(member => member.HashedCi == hashedCi || member.LoginId == loginId)
            .Select(member => member.HashedCi == hashedCi).ToListAsync(ct);
        if (existing.Count > 0)
        {
            return existing.Contains(true) ? Error.PersonAlreadyRegistered : Error.LoginIdTaken;
        }

        var member = Member.Join(person, loginId, passwordHash, hashedCi, personal, clock.GetUtcNow());
        db.Add(member);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failed) when (
            failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation)
        {
            return violation.ConstraintName == OneAccountPerPerson
                ? Error.PersonAlreadyRegistered
                : Error.LoginIdTaken;
        }

        await transaction.CommitAsync(ct);
        return member.Id;
    }
}
