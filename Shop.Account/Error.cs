// The expected errors of Account. An act returns one of these instead of its result, and the endpoint returns it as a
// typed result that writes the problem.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account;

/// <summary>An expected error, as the problem that the caller gets.</summary>
public sealed record Error(int Status, string Code, string Detail) : IResult
{
    public static readonly Error LoginIdTaken = Conflict(
        ProblemCodes.LoginIdTaken, "This login id is taken. Choose another one.", ("field", "loginId"));
    public static readonly Error PersonAlreadyRegistered = Conflict(
        ProblemCodes.PersonAlreadyRegistered, "This person has an account already. Find its login id instead.");
    public static readonly Error IdentityVerificationUsed = Conflict(
        ProblemCodes.IdentityVerificationUsed, "This verification was already used. Verify again.");
    public static readonly Error OpenOrders = Conflict(
        ProblemCodes.OpenOrders, "There are open orders. The account can be closed when they are done.");

    public static readonly Error IdentityNotVerified = NotVerified("The identity is not verified. Verify it again.");
    public static readonly Error IdentityVerificationExpired = NotVerified(
        "The identity was verified too long ago. Verify it again.");
    public static readonly Error IdentityWithoutCi = NotVerified(
        "This verification method does not identify a person (it returns no CI). Use another method.");

    public static readonly Error GuardianConsentNeeded = new(
        Status422UnprocessableEntity, ProblemCodes.GuardianConsentNeeded,
        "A child under 14 joins with a guardian's consent, which this shop does not collect.");

    public static readonly Error InvalidCredentials = Unauthorized("The login id or the password is wrong.");
    public static readonly Error SessionOver = Unauthorized("This session has ended. Sign in again.");

    public static readonly Error NotRegistered = new(
        Status404NotFound, SharedProblemCodes.NotFound, "This person has no account.");

    public static readonly Error ProviderUnavailable = Unavailable(
        "The identity cannot be checked right now.", ProblemCodes.ProviderUnavailable);

    /// <summary>The stored hashes use a pepper that this replica does not have.</summary>
    public static readonly Error CiPepperMissing = Unavailable("Identities cannot be checked right now.");
    public static readonly Error CommerceUnavailable = Unavailable(
        "The withdrawal could not be completed; it may have begun.");

    private (string Name, object? Value)[] Extensions { get; init; } = [];
    private IReadOnlyList<FieldError> Fields { get; init; } = [];
    private TimeSpan? RetryAfter { get; init; }

    /// <summary>The request breaks validation rules; all of them are named.</summary>
    public static Error Invalid(IReadOnlyList<FieldError> fields) =>
        new(Status422UnprocessableEntity, fields[0].Code, fields[0].Message) { Fields = fields };

    public static Error TooManyAttempts(TimeSpan wait) => new(
        Status429TooManyRequests, ProblemCodes.TooManyAttempts, "Too many attempts failed. Try again later.")
    {
        RetryAfter = wait,
    };

    public Task ExecuteAsync(HttpContext context)
    {
        if (RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var problem = Fields.Count > 0 ? Problems.Invalid(Fields) : Problems.Of(Status, Code, Detail, Extensions);
        return problem.ExecuteAsync(context);
    }

    private static Error Conflict(string code, string detail, params (string Name, object? Value)[] extensions) =>
        new(Status409Conflict, code, detail) { Extensions = extensions };

    private static Error NotVerified(string detail) =>
        new(Status422UnprocessableEntity, ProblemCodes.IdentityNotVerified, detail);

    private static Error Unauthorized(string detail) =>
        new(Status401Unauthorized, ProblemCodes.InvalidCredentials, detail);

    private static Error Unavailable(string what, string code = SharedProblemCodes.Unavailable) =>
        new(Status503ServiceUnavailable, code, $"{what} Try again in a moment.");
}

/// <summary>The result of an act: its value or the error.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;
    private readonly Error? _error;

    private Result(T? value, Error? error) => (_value, _error) = (value, error);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);

    /// <summary>Returns true with the value, or false with the error.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Error? error)
    {
        (value, error) = (_value, _error);
        return error is null;
    }

    /// <summary>The endpoint's response: <paramref name="respond"/> for the value, or the error's problem.</summary>
    public Results<TResponse, Error> Respond<TResponse>(Func<T, TResponse> respond) where TResponse : IResult =>
        Succeeded(out var value, out var error) ? respond(value) : error;
}
