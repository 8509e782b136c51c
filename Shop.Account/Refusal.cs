// Every way in which Account says no, in one place: its status, its stable code, and what a person should read. An act
// returns one of these instead of its result; an endpoint hands it on as it is.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Shop.ServiceDefaults;

namespace Shop.Account;

/// <summary>An expected "no".</summary>
public sealed record Refusal(int Status, string Code, string Detail) : IResult
{
    public static readonly Refusal LoginIdTaken = new(
        409, ProblemCodes.LoginIdTaken, "This login id is taken. Choose another one.");

    public static readonly Refusal PersonAlreadyRegistered = new(
        409, ProblemCodes.PersonAlreadyRegistered, "This person has an account already. Find its login id instead.");

    public static readonly Refusal IdentityNotVerified = new(
        422, ProblemCodes.IdentityNotVerified, "The identity is not verified. Verify it again.");

    public static readonly Refusal IdentityVerificationExpired = new(
        422, ProblemCodes.IdentityNotVerified, "The identity was verified too long ago. Verify it again.");

    public static readonly Refusal IdentityWithoutCi = new(
        422, ProblemCodes.IdentityNotVerified,
        "This way of verifying does not tell one person from another (it gives no CI). Verify in another way.");

    public static readonly Refusal IdentityVerificationUsed = new(
        409, ProblemCodes.IdentityVerificationUsed, "This verification has served already. Verify again.");

    public static readonly Refusal InvalidCredentials = new(
        401, ProblemCodes.InvalidCredentials, "The login id or the password is wrong.");

    public static readonly Refusal SessionOver = new(
        401, ProblemCodes.InvalidCredentials, "This session is over. Sign in again.");

    public static readonly Refusal NotRegistered = new(
        404, ProblemCodes.NotFound, "This person has no account.");

    public static readonly Refusal OpenOrders = new(
        409, ProblemCodes.OpenOrders, "There are open orders. The account can be closed when they are done.");

    public static readonly Refusal ProviderUnavailable = new(
        503, ProblemCodes.ProviderUnavailable, "The identity cannot be checked right now. Try again in a moment.");

    public static readonly Refusal PersonsUnrecognisable = new(
        503, ProblemCodes.Unavailable, "Nobody can be recognised right now. Try again in a moment.");

    public static readonly Refusal CommerceUnavailable = new(
        503, ProblemCodes.Unavailable, "Open orders cannot be looked up right now. Try again in a moment.");

    /// <summary>The field to blame, where there is one.</summary>
    public string? Field { get; private init; }

    /// <summary>After which time a repeat makes sense.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static Refusal WeakPassword(string field, string detail) =>
        new(422, ProblemCodes.WeakPassword, detail) { Field = field };

    public static Refusal Invalid(string field, string detail) =>
        new(422, ProblemCodes.InvalidRequest, detail) { Field = field };

    public static Refusal TooManyAttempts(TimeSpan wait) =>
        new(429, ProblemCodes.TooManyAttempts, "Too many attempts failed. Try again later.") { RetryAfter = wait };

    public Task ExecuteAsync(HttpContext context)
    {
        if (RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var problem = Field is null
            ? Problems.Of(Status, Code, Detail)
            : Problems.Of(Status, Code, Detail, ("field", Field));
        return problem.ExecuteAsync(context);
    }
}

/// <summary>What an act answers: its result, or the refusal.</summary>
public readonly struct Answer<T>
{
    private readonly T? _result;

    private Answer(T? result, Refusal? refusal) => (_result, Refusal) = (result, refusal);

    public Refusal? Refusal { get; }

    public static implicit operator Answer<T>(T result) => new(result, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);

    /// <summary>True with the result, false with the refusal.</summary>
    public bool IsGranted([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Refusal? refusal)
    {
        (result, refusal) = (_result, Refusal);
        return refusal is null;
    }

    /// <summary>The result as the endpoint says it, or the refusal.</summary>
    public IResult OrRefusal(Func<T, IResult> granted) => Refusal ?? granted(_result!);
}
