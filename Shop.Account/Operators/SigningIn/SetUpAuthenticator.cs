// An operator without a second factor sets one up before anything else. The secret is derived from the challenge, so
// that reloading the page does not invalidate what the app has scanned, while another sign-in gets another secret:
// somebody who has seen an unconfirmed one cannot use it after the operator has confirmed theirs.
using Microsoft.AspNetCore.Identity;
using OtpNet;
using Shop.ServiceDefaults.Audit;

namespace Shop.Account.Operators.SigningIn;

public sealed class SetUpAuthenticator(
    AccountDb db, LoadChallenged load, UserManager<Operator> operators, OperatorStore store, CountFailure failure,
    StartSession start, OperatorSettings settings, TimeProvider clock)
{
    internal const int RecoveryCodes = 10;

    /// <summary>Returns the secret to be scanned or typed into an authenticator app.</summary>
    public async Task<Result<AuthenticatorReply>> BeginAsync(SetUpAuthenticatorRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var loaded = await load.RunAsync(request.Challenge, SignInStep.SetUpAuthenticator, ct);
        if (!loaded.Succeeded(out var locked, out var error))
        {
            return error;
        }

        var secret = store.NewAuthenticatorKey(request.Challenge);
        return new AuthenticatorReply(
            secret, new OtpUri(OtpType.Totp, secret, locked.LoginId, settings.Issuer).ToString());
    }

    /// <summary>Confirms the secret with a code of the app. Returns a session and the recovery codes.</summary>
    public async Task<Result<OperatorSessionReply>> ConfirmAsync(SecondFactorRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var loaded = await load.RunAsync(request.Challenge, SignInStep.SetUpAuthenticator, ct);
        if (!loaded.Succeeded(out var locked, out var error))
        {
            return error;
        }

        await store.SetAuthenticatorKeyAsync(locked, store.NewAuthenticatorKey(request.Challenge), ct);
        if (!await operators.VerifyTwoFactorTokenAsync(
            locked, TokenOptions.DefaultAuthenticatorProvider, request.Code.Trim()))
        {
            error = await failure.RunAsync(locked, OperatorErrors.WrongCode, ct);
            await transaction.CommitAsync(ct);
            return error;
        }

        var now = clock.GetUtcNow();
        locked.Unlock();
        locked.ConfirmSecondFactor(now);
        var codes = await operators.GenerateNewTwoFactorRecoveryCodesAsync(locked, RecoveryCodes);
        var reply = start.Run(locked, request.Device, [.. codes!]);
        db.Add(AuditEntry.Of(
            locked.Id, locked.LoginId, AuditAct.SecondFactorSetUp, locked.LoginId, before: null, after: null, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return reply;
    }
}
