// The second step of the sign-in: six digits of the authenticator app, or a recovery code. Either is accepted once. The
// operator's row is locked meanwhile, so the same code in two requests opens one session.
using Microsoft.AspNetCore.Identity;
using Shop.ServiceDefaults.Audit;

namespace Shop.Account.Operators.SigningIn;

public sealed class VerifySecondFactor(
    AccountDb db, LoadChallenged load, UserManager<Operator> operators, CountFailure failure, StartSession start,
    TimeProvider clock)
{
    private const int CodeLength = 6;

    public async Task<Result<OperatorSessionReply>> RunAsync(SecondFactorRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var loaded = await load.RunAsync(request.Challenge, SignInStep.SecondFactor, ct);
        if (!loaded.Succeeded(out var locked, out var error))
        {
            return error;
        }

        var code = request.Code.Trim();
        var isTotp = code.Length == CodeLength && code.All(char.IsAsciiDigit);
        var isRight = isTotp
            ? await operators.VerifyTwoFactorTokenAsync(locked, TokenOptions.DefaultAuthenticatorProvider, code)
            : (await operators.RedeemTwoFactorRecoveryCodeAsync(locked, code)).Succeeded;
        if (!isRight)
        {
            error = await failure.RunAsync(locked, OperatorErrors.WrongCode, ct);
            await transaction.CommitAsync(ct);
            return error;
        }

        locked.Unlock();
        var reply = start.Run(locked, request.Device, recoveryCodes: []);
        db.Add(AuditEntry.Of(
            locked.Id, locked.LoginId, AuditAct.SignedIn, locked.LoginId, before: null,
            new { secondFactor = isTotp ? "TOTP" : "RECOVERY_CODE" }, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return reply;
    }
}
