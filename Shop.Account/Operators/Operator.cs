using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Account.Operators;

/// <summary>A person who works in the back office. ASP.NET Core Identity reads it through OperatorStore.</summary>
public sealed class Operator
{
    private Operator() { }

    public Guid Id { get; private set; }
    public string LoginId { get; private set; } = "";
    public OperatorRole Role { get; private set; }

    /// <summary>Null until the operator has opened a one-time link.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>Changes with the password and with the second factor.</summary>
    public string SecurityStamp { get; internal set; } = NewStamp();

    public byte[]? AuthenticatorKeyEncrypted { get; private set; }
    public DateTimeOffset? SecondFactorSince { get; private set; }

    /// <summary>The time step of the last accepted code. This one and earlier ones are no longer accepted.</summary>
    public long? TotpStep { get; private set; }

    public int AccessFailedCount { get; internal set; }
    public DateTimeOffset? LockoutEnd { get; internal set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? DisabledAt { get; private set; }

    public bool IsEnabled => DisabledAt is null;
    public bool HasSecondFactor => SecondFactorSince is not null;

    public OperatorStatus Status => this switch
    {
        { DisabledAt: not null } => OperatorStatus.Disabled,
        { PasswordHash: null } => OperatorStatus.Invited,
        _ => OperatorStatus.Active,
    };

    public static Operator Invite(string loginId, OperatorRole role, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), LoginId = loginId, Role = role, CreatedAt = now };

    public void SetPassword(string hash)
    {
        PasswordHash = hash;
        SecurityStamp = NewStamp();
    }

    /// <summary>The same password with a stronger hash, so the security stamp stays.</summary>
    public void Rehash(string hash) => PasswordHash = hash;

    /// <summary>The operator has opened a link, so failures with the previous password no longer count.</summary>
    public void Unlock() => (AccessFailedCount, LockoutEnd) = (0, null);

    /// <summary>Stores an authenticator app's secret, in use after <see cref="ConfirmSecondFactor"/>.</summary>
    public void SetAuthenticatorKey(string key, IDataProtectionProvider protection)
    {
        if (HasSecondFactor)
        {
            throw new InvalidOperationException("The operator has a second factor already.");
        }

        (AuthenticatorKeyEncrypted, TotpStep) = (Protector(protection).Protect(Encoding.UTF8.GetBytes(key)), null);
    }

    /// <summary>The secret of the authenticator app; null if there is none.</summary>
    public string? GetAuthenticatorKey(IDataProtectionProvider protection) =>
        AuthenticatorKeyEncrypted is { } encrypted
            ? Encoding.UTF8.GetString(Protector(protection).Unprotect(encrypted))
            : null;

    /// <summary>Accepts the code of a time step once. False if it or a later one was accepted before.</summary>
    public bool AcceptCode(long step)
    {
        if (step <= TotpStep)
        {
            return false;
        }

        TotpStep = step;
        return true;
    }

    public void ConfirmSecondFactor(DateTimeOffset now)
    {
        SecondFactorSince ??= now;
        SecurityStamp = NewStamp();
    }

    public void ResetSecondFactor()
    {
        (AuthenticatorKeyEncrypted, SecondFactorSince, TotpStep) = (null, null, null);
        SecurityStamp = NewStamp();
    }

    public void Disable(DateTimeOffset now)
    {
        DisabledAt ??= now;
        SecurityStamp = NewStamp();
    }

    public void Enable() => DisabledAt = null;

    // Bound to the operator, so that the secret of one row cannot be moved to another.
    private IDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("operators", Id.ToString(), "authenticator key");

    private static string NewStamp() => Guid.NewGuid().ToString("N");
}
