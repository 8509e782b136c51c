// Simulates a payer who disputes a payment at the payment company, and the resolution of the dispute. A dispute moves
// no money. The API lists a payment's disputes only while its status is PAID; webhooks report every dispute.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Control;

/// <param name="PgDisputeId">The payment company's id. Default: a new id, or the newest open dispute.</param>
public sealed record DisputeRequest(string Reason = "The payer contests the payment", string? PgDisputeId = null);

/// <summary>Opens and resolves disputes.</summary>
public sealed class ControlDispute(AnnounceTransaction announce, TimeProvider clock)
{
    public Reply Open(SandboxState state, string id, DisputeRequest request) => Change(state, id, payment =>
    {
        var now = clock.GetUtcNow();
        var dispute = new Dispute(
            DisputeStatus.Unresolved, request.PgDisputeId ?? $"pg-dispute-{ProviderIds.New(now)}", request.Reason, now);
        return announce.Run(
            state, payment with { Disputes = [.. payment.Disputes ?? [], dispute], UpdatedAt = now },
            TransactionEvent.DisputeCreated);
    });

    public Reply Resolve(SandboxState state, string id, DisputeRequest request) => Change(state, id, payment =>
    {
        var open = payment.Disputes?.LastOrDefault(dispute => dispute.Status == DisputeStatus.Unresolved
            && (request.PgDisputeId is null || dispute.PgDisputeId == request.PgDisputeId));
        if (open is null)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var resolved = open with { Status = DisputeStatus.Resolved, ResolvedAt = now };
        var disputes = payment.Disputes!.Select(dispute => dispute == open ? resolved : dispute);
        return announce.Run(
            state, payment with { Disputes = [.. disputes], UpdatedAt = now }, TransactionEvent.DisputeResolved);
    });

    private static Reply Change(SandboxState state, string id, Func<Payment, Payment?> change)
    {
        switch (state.Payments.Find(id))
        {
            case null:
                return Refusals.PaymentNotFound;
            case { Status: not (PaymentStatus.Paid or PaymentStatus.PartialCancelled) }:
                return Refusals.PaymentNotPaid;
            case var payment when change(payment) is { } after:
                state.Payments.Put(after);
                return Reply.Ok(PaymentView.Of(state, after));
            default:
                return Refusals.Invalid("The payment has no such open dispute.");
        }
    }
}
