// The signed-in operator changes the password. The current one is required, because an unattended browser must not be
// enough. The operator's other sessions end.
using Shop.Account.Credentials;
using Shop.Account.Operators.SigningIn;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.OwnAccount;

public sealed class ChangePassword(AccountDb db, CheckPassword check, Passwords passwords, TimeProvider clock)
{
    private const string Field = "newPassword";

    /// <summary>Returns null if the password was changed, otherwise the error.</summary>
    public async Task<Error?> RunAsync(
        ChangeOperatorPasswordRequest request, CurrentOperator me, CancellationToken ct)
    {
        var wrong = Passwords.Check(Field, request.NewPassword, request.PasswordAgain, me.LoginId).ToList();
        if (wrong.Count > 0)
        {
            return Error.Invalid(wrong);
        }

        var found = await db.Operators.SingleOrDefaultAsync(of => of.Id == me.Id, ct);
        if (!(await check.RunAsync(found, request.Password, ct)).Succeeded(out var compared, out var error))
        {
            return error;
        }

        // Slow on purpose, so done before the transaction.
        var hash = await passwords.HashAsync(request.NewPassword, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var stamp = compared.SecurityStamp;
        if (await db.ReloadOperatorForUpdateAsync(me.Id, ct) is not { IsEnabled: true } locked || locked.SecurityStamp != stamp)
        {
            return Error.SessionOver;
        }

        locked.SetPassword(hash);
        await db.OperatorSessions
            .Where(session => session.OperatorId == me.Id && session.Id != me.SessionId)
            .ExecuteDeleteAsync(ct);
        db.Add(AuditEntry.Of(
            me, AuditAct.PasswordChanged, me.LoginId, before: null, after: null, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
