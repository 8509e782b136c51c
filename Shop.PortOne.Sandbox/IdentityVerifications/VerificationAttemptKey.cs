namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>Which verification a window belongs to.</summary>
public sealed record VerificationAttemptKey(string TransactionId, string IdentityVerificationId);
