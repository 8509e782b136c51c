// The expected errors of Account. An act returns one of these instead of its result; ErrorProblems.cs maps them to
// HTTP.
using System.Diagnostics.CodeAnalysis;
using Shop.ServiceDefaults;

namespace Shop.Account;

/// <summary>An expected error.</summary>
public abstract record Error
{
    private Error()
    {
    }

    public sealed record LoginIdTaken : Error;

    public sealed record PersonAlreadyRegistered : Error;

    public sealed record IdentityNotVerified : Error;

    /// <summary>The identity was verified too long ago.</summary>
    public sealed record IdentityVerificationExpired : Error;

    public sealed record IdentityWithoutCi : Error;

    /// <summary>A verification may be used once, and this one was used.</summary>
    public sealed record IdentityVerificationUsed : Error;

    public sealed record InvalidCredentials : Error;

    public sealed record SessionOver : Error;

    /// <summary>The person is identified and has no account.</summary>
    public sealed record NotRegistered : Error;

    public sealed record OpenOrders : Error;

    public sealed record ProviderUnavailable : Error;

    /// <summary>The stored hashes use a pepper that this replica does not have.</summary>
    public sealed record PersonsUnrecognisable : Error;

    public sealed record CommerceUnavailable : Error;

    /// <summary>The request breaks validation rules; all of them are named.</summary>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : Error;

    public sealed record TooManyAttempts(TimeSpan Wait) : Error;
}

/// <summary>The result of an act: its value or the refusal.</summary>
public readonly struct Result<T>
{
    private readonly T? _result;
    private readonly Error? _refusal;

    private Result(T? result, Error? refusal) => (_result, _refusal) = (result, refusal);

    public static implicit operator Result<T>(T result) => new(result, null);

    public static implicit operator Result<T>(Error refusal) => new(default, refusal);

    /// <summary>Returns true with the result, or false with the refusal.</summary>
    public bool IsGranted([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Error? refusal)
    {
        (result, refusal) = (_result, _refusal);
        return refusal is null;
    }
}
