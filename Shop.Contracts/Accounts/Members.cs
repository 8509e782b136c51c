namespace Shop.Contracts;

/// <summary>
/// Creates an account. <paramref name="Ticket"/> proves that the sender began the verification. A form also sends the
/// repeated password as <paramref name="PasswordAgain"/>, so that one response names every wrong field.
/// </summary>
public sealed record SignUpRequest(
    string LoginId, string Password, string IdentityVerificationId, string? Ticket = null,
    string? PasswordAgain = null);

/// <summary>The created account.</summary>
public sealed record SignUpReply(Guid AccountId);

/// <summary>The signed-in shopper's own data.</summary>
/// <param name="Email">Null if the shopper has given none.</param>
public sealed record MeReply(
    Guid AccountId, string LoginId, string Name, DateOnly BirthDate, bool Adult, string? Email = null);

/// <summary>Changes the e-mail address; null or empty removes it.</summary>
public sealed record ChangeEmailRequest([property: OptionalEmailAddress] string? Email);

/// <summary>Asks for the login id of the verified person.</summary>
public sealed record FindLoginIdRequest(string IdentityVerificationId, string? Ticket = null);

/// <summary>The login id of the verified person.</summary>
public sealed record FindLoginIdReply(string LoginId);

/// <summary>
/// Sets a new password for the verified person and ends all sessions; <paramref name="PasswordAgain"/> as in
/// <see cref="SignUpRequest"/>.
/// </summary>
public sealed record ResetPasswordRequest(
    string IdentityVerificationId, string NewPassword, string? Ticket = null, string? PasswordAgain = null);

/// <summary>
/// The account whose password was set. A caller that keeps its own sessions for the account ends them.
/// </summary>
public sealed record ResetPasswordReply(Guid AccountId);

/// <summary>
/// Withdraws the account. The response takes as long as an order that is being placed may take, about 10 s: 204 if the
/// account is withdrawn, 409 OPEN_ORDERS if open orders prevent it. Use a timeout of 30 s.
/// </summary>
public sealed record WithdrawRequest(string Password);
