using System.ComponentModel.DataAnnotations;

namespace Shop.Account.Operators;

/// <summary>The sign-in of operators (<c>Operators:*</c>).</summary>
public sealed class OperatorSettings
{
    /// <summary>At most <see cref="OperatorToken.MaxLifetime"/>.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = OperatorToken.MaxLifetime;

    /// <summary>A working day: then the operator signs in again.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The time between the password and the second factor, or its set-up.</summary>
    public TimeSpan ChallengeLifetime { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Wrong passwords and codes of one operator before the operator is locked out.</summary>
    [Range(1, 100)]
    public int MaxFailures { get; init; } = 10;

    public TimeSpan LockoutDuration { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The name of the shop in the authenticator app.</summary>
    [Required]
    public string Issuer { get; init; } = "Shop";
}
