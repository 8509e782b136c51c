using Microsoft.AspNetCore.Identity;
using Shop.Account.Operators.SigningIn;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Account.Operators.OwnAccount;

/// <summary>Replaces the signed-in operator's recovery codes. The password is required.</summary>
public sealed class RenewRecoveryCodes(
    AccountDb db, CheckPassword check, UserManager<Operator> operators, TimeProvider clock)
{
    public async Task<Result<RecoveryCodesReply>> RunAsync(
        RenewRecoveryCodesRequest request, CurrentOperator me, CancellationToken ct)
    {
        var found = await db.Operators.SingleOrDefaultAsync(of => of.Id == me.Id, ct);
        if (!(await check.RunAsync(found, request.Password, ct)).Succeeded(out _, out var error))
        {
            return error;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.ReloadOperatorForUpdateAsync(me.Id, ct) is not { IsEnabled: true, HasSecondFactor: true } locked)
        {
            return Error.SessionOver;
        }

        var codes = await operators.GenerateNewTwoFactorRecoveryCodesAsync(
            locked, SetUpAuthenticator.RecoveryCodes);
        db.Add(AuditEntry.Of(
            me, AuditAct.RecoveryCodesRenewed, me.LoginId, before: null, after: null, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new RecoveryCodesReply([.. codes!]);
    }
}
