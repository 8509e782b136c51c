using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Operators.BackOffice;

/// <summary>Shows one order with everything that is known about it.</summary>
public sealed class ShowAdminOrder(CommerceDb db, LoadOrderForOperator load, ShippingEncryption encryption)
{
    private const int MostActs = 100;

    /// <summary>The order; null if it is unknown.</summary>
    public async Task<AdminOrderReply?> RunAsync(Guid orderId, bool seesPersonalData, CancellationToken ct)
    {
        if (await load.RunAsync(orderId, ct) is not var (order, shipment, ledger))
        {
            return null;
        }

        var payment = order.Payment;
        var jobs = await db.PaymentJobs.AsNoTracking().Where(job => job.PaymentKey == payment.Key)
            .OrderBy(job => job.DueAt).ToListAsync(ct);
        var notes = await db.OrderNotes.AsNoTracking().Where(note => note.OrderId == orderId)
            .OrderBy(note => note.At).ToListAsync(ct);
        var acts = await db.AuditEntries.AsNoTracking().Where(entry => entry.Subject == $"{orderId}")
            .OrderByDescending(entry => entry.Id).Take(MostActs).ToListAsync(ct);
        var korean = new Language(IsEnglish: false);
        return new(
            order.Id, order.Status, payment.Status, order.PlacedAt,
            order.Status == OrderStatus.Pending ? order.ExpiresAt : null, order.NameIn(korean), order.TotalWon,
            order.LinesIn(korean),
            order.Shipping is { } encrypted
                ? PersonalDataMask.Shipping(encryption.Decrypt(orderId, encrypted), order.Status, seesPersonalData)
                : null,
            seesPersonalData && order.CancelReason is { } reason ? encryption.DecryptReason(orderId, reason) : null,
            shipment?.Item(korean), payment.Key, payment.PaidAt,
            payment is { CapturedMinor: { } captured, Currency: { } currency }
                ? new(currency, captured, payment.RefundedMinor, payment.RefundingMinor)
                : null,
            payment.RefundReason, payment is { NeedsBankAccount: true, Status: PaymentStatus.RefundDue },
            payment.AttemptFailed ? payment.FailureText : null,
            [.. payment.Refunds.OrderBy(refund => refund.RequestedAt).ThenBy(refund => refund.Id).Select(Item)],
            OrderTimeline.Of(order, ledger),
            [.. ledger.Select(Item)],
            [.. payment.Disputes.OrderBy(dispute => dispute.OpenedAt).Select(dispute => new DisputeItem(
                dispute.Id, dispute.Status, dispute.Reason, dispute.OpenedAt, dispute.ResolvedAt))],
            [.. jobs.Select(job => new JobItem(job.Kind.ToUpperSnake(), job.DueAt, job.Attempts, job.ClaimedUntil))],
            [.. notes.Select(note => new OrderNoteItem(
                note.Id, note.At, note.Operator,
                note.Text is { } text ? encryption.DecryptNote(orderId, text) : null))],
            [.. acts.Select(entry => new AuditItem(
                entry.Id, entry.At, entry.OperatorId, entry.Operator, entry.Act, entry.Subject, entry.Before,
                entry.After))]);
    }

    private static AdminRefundItem Item(Refund refund) => new(
        refund.Id, refund.AmountMinor, refund.Status, refund.ReasonCode, refund.Origin == RefundOrigin.Outside,
        refund.RequestedAt, refund.RefundedAt);

    private static LedgerItem Item(LedgerEntry entry) => new(
        entry.At, entry.Event.ToUpperSnake(), entry.Source.ToUpperSnake(), entry.AmountMinor, entry.Currency,
        entry.Reason?.ToUpperSnake(), entry.Reference);
}
