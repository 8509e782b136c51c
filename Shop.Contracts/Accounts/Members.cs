namespace Shop.Contracts;

/// <summary>
/// Creates an account. <paramref name="Ticket"/> proves that the sender began the verification. A form also sends the
/// repeated password as <paramref name="PasswordAgain"/>, so that one response names every wrong field.
/// </summary>
public sealed record SignUpRequest(
    string LoginId, string Password, string IdentityVerificationId, string? Ticket = null,
    string? PasswordAgain = null);

public sealed record SignUpReply(Guid AccountId);

/// <summary>The signed-in shopper's own data.</summary>
/// <param name="Email">Null if the shopper has given none.</param>
public sealed record MeReply(
    Guid AccountId, string LoginId, string Name, DateOnly BirthDate, bool Adult, string? Email = null);

/// <summary>Changes the e-mail address; null or empty removes it.</summary>
public sealed record ChangeEmailRequest([property: OptionalEmailAddress] string? Email);

public sealed record FindLoginIdRequest(string IdentityVerificationId, string? Ticket = null);

public sealed record FindLoginIdReply(string LoginId);

/// <summary>
/// Sets a new password for the verified person and ends all sessions; <paramref name="PasswordAgain"/> as in
/// <see cref="SignUpRequest"/>.
/// </summary>
public sealed record ResetPasswordRequest(
    string IdentityVerificationId, string NewPassword, string? Ticket = null, string? PasswordAgain = null);

/// <summary>A caller that keeps its own sessions for this account ends them.</summary>
public sealed record ResetPasswordReply(Guid AccountId);

/// <summary>204 if the person is erased, 409 OPEN_ORDERS if an open order or refund prevents it.</summary>
public sealed record WithdrawRequest(string Password);
