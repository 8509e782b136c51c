using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account;

/// <summary>Maps refusals to problem details.</summary>
internal static class ErrorProblems
{
    /// <summary>The endpoint's response for a result, or the problem for a refusal.</summary>
    public static IResult OrProblem<T>(this Result<T> answer, Func<T, IResult> granted) =>
        answer.IsGranted(out var result, out var refusal) ? granted(result) : Of(refusal);

    public static IResult Of(Error refusal) =>
        refusal is Error.TooManyAttempts(var wait) ? new Later(wait, ProblemOf(refusal)) : ProblemOf(refusal);

    private static ProblemHttpResult ProblemOf(Error refusal) => refusal switch
    {
        Error.LoginIdTaken => Problems.Of(
            Status409Conflict, ProblemCodes.LoginIdTaken, "This login id is taken. Choose another one.",
            ("field", "loginId")),
        Error.PersonAlreadyRegistered => Problems.Of(
            Status409Conflict, ProblemCodes.PersonAlreadyRegistered,
            "This person has an account already. Find its login id instead."),
        Error.IdentityNotVerified => NotVerified("The identity is not verified. Verify it again."),
        Error.IdentityVerificationExpired => NotVerified("The identity was verified too long ago. Verify it again."),
        Error.IdentityWithoutCi => NotVerified(
            "This verification method does not identify a person (it returns no CI). Use another method."),
        Error.IdentityVerificationUsed => Problems.Of(
            Status409Conflict, ProblemCodes.IdentityVerificationUsed,
            "This verification was already used. Verify again."),
        Error.InvalidCredentials => NotRecognised("The login id or the password is wrong."),
        Error.SessionOver => NotRecognised("This session is over. Sign in again."),
        Error.NotRegistered => Problems.Of(
            Status404NotFound, SharedProblemCodes.NotFound, "This person has no account."),
        Error.OpenOrders => Problems.Of(
            Status409Conflict, ProblemCodes.OpenOrders,
            "There are open orders. The account can be closed when they are done."),
        Error.ProviderUnavailable => Away(
            "The identity cannot be checked right now.", ProblemCodes.ProviderUnavailable),
        Error.PersonsUnrecognisable => Away("Persons cannot be identified right now."),
        Error.CommerceUnavailable => Away("The withdrawal could not be completed; it may have begun."),
        Error.Invalid(var errors) => Problems.Invalid(errors),
        Error.TooManyAttempts => Problems.Of(
            Status429TooManyRequests, ProblemCodes.TooManyAttempts, "Too many attempts failed. Try again later."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private static ProblemHttpResult NotVerified(string detail) =>
        Problems.Of(Status422UnprocessableEntity, ProblemCodes.IdentityNotVerified, detail);

    private static ProblemHttpResult NotRecognised(string detail) =>
        Problems.Of(Status401Unauthorized, ProblemCodes.InvalidCredentials, detail);

    private static ProblemHttpResult Away(string what, string code = SharedProblemCodes.Unavailable) =>
        Problems.Of(Status503ServiceUnavailable, code, $"{what} Try again in a moment.");

    /// <summary>A problem with a Retry-After header.</summary>
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
