// The expected errors of Account. An act returns one of these instead of its result; RefusalProblems.cs maps them to
// HTTP.
using System.Diagnostics.CodeAnalysis;
using Shop.ServiceDefaults;

namespace Shop.Account;

/// <summary>An expected error.</summary>
public abstract record Refusal
{
    private Refusal()
    {
    }

    public sealed record LoginIdTaken : Refusal;

    public sealed record PersonAlreadyRegistered : Refusal;

    public sealed record IdentityNotVerified : Refusal;

    /// <summary>The identity was verified too long ago.</summary>
    public sealed record IdentityVerificationExpired : Refusal;

    public sealed record IdentityWithoutCi : Refusal;

    /// <summary>A verification may be used once, and this one was used.</summary>
    public sealed record IdentityVerificationUsed : Refusal;

    public sealed record InvalidCredentials : Refusal;

    public sealed record SessionOver : Refusal;

    /// <summary>The account is closing. It may be reopened, and its sessions with it.</summary>
    public sealed record AccountClosing : Refusal;

    /// <summary>The person is identified and has no account.</summary>
    public sealed record NotRegistered : Refusal;

    public sealed record OpenOrders : Refusal;

    public sealed record ProviderUnavailable : Refusal;

    /// <summary>The stored hashes use a pepper that this replica does not have.</summary>
    public sealed record PersonsUnrecognisable : Refusal;

    public sealed record CommerceUnavailable : Refusal;

    /// <summary>The request breaks validation rules; all of them are named.</summary>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : Refusal;

    public sealed record TooManyAttempts(TimeSpan Wait) : Refusal;
}

/// <summary>The result of an act: its value or the refusal.</summary>
public readonly struct Answer<T>
{
    private readonly T? _result;
    private readonly Refusal? _refusal;

    private Answer(T? result, Refusal? refusal) => (_result, _refusal) = (result, refusal);

    public static implicit operator Answer<T>(T result) => new(result, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Returns true with the result, or false with the refusal.</summary>
    public bool IsGranted([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Refusal? refusal)
    {
        (result, refusal) = (_result, _refusal);
        return refusal is null;
    }
}
