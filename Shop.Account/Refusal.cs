// Every way in which Account says no. An act returns one of these instead of its result; how it is said over HTTP is
// the door's matter (RefusalProblems.cs).
using System.Diagnostics.CodeAnalysis;
using Shop.ServiceDefaults;

namespace Shop.Account;

/// <summary>An expected "no".</summary>
public abstract record Refusal
{
    private Refusal()
    {
    }

    public sealed record LoginIdTaken : Refusal;

    public sealed record PersonAlreadyRegistered : Refusal;

    public sealed record IdentityNotVerified : Refusal;

    /// <summary>It was verified, but too long ago.</summary>
    public sealed record IdentityVerificationExpired : Refusal;

    public sealed record IdentityWithoutCi : Refusal;

    /// <summary>A verification serves once, and this one has.</summary>
    public sealed record IdentityVerificationUsed : Refusal;

    public sealed record InvalidCredentials : Refusal;

    public sealed record SessionOver : Refusal;

    /// <summary>The account is on its way out; it may yet be reopened, and its sessions with it.</summary>
    public sealed record AccountClosing : Refusal;

    /// <summary>The person is known for certain, and has no account.</summary>
    public sealed record NotRegistered : Refusal;

    public sealed record OpenOrders : Refusal;

    public sealed record ProviderUnavailable : Refusal;

    /// <summary>The stored hashes are made with a pepper that this replica does not have.</summary>
    public sealed record PersonsUnrecognisable : Refusal;

    public sealed record CommerceUnavailable : Refusal;

    /// <summary>Values of the request break rules; all of them are named.</summary>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : Refusal;

    public sealed record TooManyAttempts(TimeSpan Wait) : Refusal;
}

/// <summary>What an act answers: its result, or the refusal.</summary>
public readonly struct Answer<T>
{
    private readonly T? _result;
    private readonly Refusal? _refusal;

    private Answer(T? result, Refusal? refusal) => (_result, _refusal) = (result, refusal);

    public static implicit operator Answer<T>(T result) => new(result, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);

    /// <summary>True with the result, false with the refusal.</summary>
    public bool IsGranted([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Refusal? refusal)
    {
        (result, refusal) = (_result, _refusal);
        return refusal is null;
    }
}
