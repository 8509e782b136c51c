// The first step of the sign-in: the password. An unknown login id, a disabled operator and a wrong password get the
// same response after the same time.
using Shop.Account.Credentials;

namespace Shop.Account.Operators.SigningIn;

public sealed class SignInOperator(AccountDb db, CheckPassword check, Challenges challenges)
{
    public async Task<Result<SignInChallengeReply>> RunAsync(OperatorSignInRequest request, CancellationToken ct)
    {
        var loginId = LoginId.Parse(request.LoginId) ?? ""; // No operator has the empty login id.
        var found = await db.Operators.SingleOrDefaultAsync(found => found.LoginId == loginId, ct);
        var result = await check.RunAsync(found, request.Password, ct);
        return result.Succeeded(out var signedIn, out var error) ? challenges.Issue(signedIn) : error;
    }
}
