using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account;

/// <summary>Why Account says no, as a caller and a person can read it.</summary>
internal static class RefusalProblems
{
    /// <summary>The result as the endpoint says it, or the problem.</summary>
    public static IResult OrProblem<T>(this Answer<T> answer, Func<T, IResult> granted) =>
        answer.IsGranted(out var result, out var refusal) ? granted(result) : Of(refusal);

    public static IResult Of(Refusal refusal) =>
        refusal is Refusal.TooManyAttempts(var wait) ? new Later(wait, ProblemOf(refusal)) : ProblemOf(refusal);

    private static ProblemHttpResult ProblemOf(Refusal refusal) => refusal switch
    {
        Refusal.LoginIdTaken => Problems.Of(
            Status409Conflict, ProblemCodes.LoginIdTaken, "This login id is taken. Choose another one.",
            ("field", "loginId")),
        Refusal.PersonAlreadyRegistered => Problems.Of(
            Status409Conflict, ProblemCodes.PersonAlreadyRegistered,
            "This person has an account already. Find its login id instead."),
        Refusal.IdentityNotVerified => NotVerified("The identity is not verified. Verify it again."),
        Refusal.IdentityVerificationExpired => NotVerified("The identity was verified too long ago. Verify it again."),
        Refusal.IdentityWithoutCi => NotVerified(
            "This way of verifying does not tell one person from another (it gives no CI). Verify in another way."),
        Refusal.IdentityVerificationUsed => Problems.Of(
            Status409Conflict, ProblemCodes.IdentityVerificationUsed,
            "This verification has served already. Verify again."),
        Refusal.InvalidCredentials => NotRecognised("The login id or the password is wrong."),
        Refusal.SessionOver => NotRecognised("This session is over. Sign in again."),
        Refusal.AccountClosing => Away("This account is closing; it may be reopened."),
        Refusal.NotRegistered => Problems.Of(
            Status404NotFound, SharedProblemCodes.NotFound, "This person has no account."),
        Refusal.OpenOrders => Problems.Of(
            Status409Conflict, ProblemCodes.OpenOrders,
            "There are open orders. The account can be closed when they are done."),
        Refusal.ProviderUnavailable => Away(
            "The identity cannot be checked right now.", ProblemCodes.ProviderUnavailable),
        Refusal.PersonsUnrecognisable => Away("Nobody can be recognised right now."),
        Refusal.CommerceUnavailable => Away("Open orders cannot be looked up right now."),
        Refusal.Invalid(var errors) => Problems.Invalid(errors),
        Refusal.TooManyAttempts => Problems.Of(
            Status429TooManyRequests, ProblemCodes.TooManyAttempts, "Too many attempts failed. Try again later."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private static ProblemHttpResult NotVerified(string detail) =>
        Problems.Of(Status422UnprocessableEntity, ProblemCodes.IdentityNotVerified, detail);

    private static ProblemHttpResult NotRecognised(string detail) =>
        Problems.Of(Status401Unauthorized, ProblemCodes.InvalidCredentials, detail);

    private static ProblemHttpResult Away(string what, string code = SharedProblemCodes.Unavailable) =>
        Problems.Of(Status503ServiceUnavailable, code, $"{what} Try again in a moment.");

    /// <summary>A problem that says after which time a repeat makes sense.</summary>
    private sealed class Later(TimeSpan wait, ProblemHttpResult problem) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(context);
        }
    }
}
