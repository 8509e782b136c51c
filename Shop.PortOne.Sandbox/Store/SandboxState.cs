// All state of the sandbox. It is accessed only through SandboxStore, which serializes the callers.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.IdentityVerifications;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Webhooks;
using Shop.PortOne.Sandbox.Window;

namespace Shop.PortOne.Sandbox.Store;

/// <summary>The tables of the sandbox.</summary>
public sealed class SandboxState
{
    public Table<Payment> Payments { get; } = new("payments", payment => payment.Id);

    public Table<WindowSession> Windows { get; } = new("windows", window => window.TransactionId);

    public Table<PinnedAmount> PinnedAmounts { get; } = new("pinnedAmounts", pinned => pinned.PaymentId);

    public Table<LedgerEntry> Ledger { get; } = new("ledger", entry => entry.Id);

    public Table<IdentityVerification> IdentityVerifications { get; } =
        new("identityVerifications", verification => verification.Id);

    public Table<Delivery> Deliveries { get; } = new("deliveries", delivery => delivery.Id);

    public Table<FinishedRequest> FinishedRequests { get; } = new("finishedRequests", request => request.Key);

    public Table<IssuedToken> Tokens { get; } = new("tokens", token => token.Hash);

    public Table<FaultSettings> FaultSettings { get; } = new("faults", _ => "faults");

    public Table<DecisionCount> Decisions { get; } = new("decisions", count => count.Decision);

    /// <summary>The current faults; none by default.</summary>
    public FaultSettings Faults => FaultSettings.Find("faults") ?? new FaultSettings();

    public IReadOnlyList<ITable> Tables => [
        Payments, Windows, PinnedAmounts, Ledger, IdentityVerifications, Deliveries, FinishedRequests, Tokens,
        FaultSettings, Decisions,
    ];

    /// <summary>Removes expired rows before the journal is rewritten.</summary>
    public void DropExpired(DateTimeOffset now)
    {
        FinishedRequests.Keep(request => request.IsRememberedAt(now));
        Tokens.Keep(token => token.ExpiresAt > now);
        Decisions.Keep(count => count.Times > 0);
    }
}
