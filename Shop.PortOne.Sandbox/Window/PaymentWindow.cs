// The actions in the payment window. Each window pays the order with which it was opened, also if another one was
// opened since. The first to pay wins; the other gets an error.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The payment method that the shopper selects.</summary>
public sealed record PayInWindow(PayMethod Method);

/// <summary>The actions in the payment window.</summary>
public sealed class PaymentWindow(ApprovePayment approve, FailPayment fail, IssueVirtualAccount issue)
{
    private const string Cancelled = "PAY_PROCESS_CANCELED";

    public static Reply Show(SandboxState state, string txId)
    {
        if (Find(state, txId) is not var (window, payment))
        {
            return WindowEndpoints.NoWindow;
        }

        var order = payment.OrderIn(txId);
        return Reply.Ok(new
        {
            window.Language,
            window.OpenerOrigin,
            window.Merchant,
            order.OrderName,
            order.TotalAmount,
            order.Currency,
            order.Method,
            IsPaid = payment.WasCaptured,
        });
    }

    public Reply Pay(SandboxState state, string txId, PayInWindow request)
    {
        if (Find(state, txId) is not var (window, payment))
        {
            return WindowEndpoints.NoWindow;
        }

        var result = WindowResult.OfPayment(payment.Id, txId);
        var chosen = ChooseMethod(payment, txId, request.Method);
        var after = request.Method == PayMethod.VirtualAccount
            ? issue.Run(state, chosen, txId)
            : approve.Run(state, chosen, txId);
        return Reply.Ok(window.End(
            after is null ? result.Refused("PaymentAlreadyPaid", "The payment is paid already.") : result));
    }

    public Reply Decline(SandboxState state, string txId) =>
        Fail(state, txId, "REJECT_CARD_COMPANY", "카드사에서 승인을 거절했습니다.", "The card company declined.");

    /// <summary>The shopper cancels in the gateway's window: the attempt becomes FAILED.</summary>
    public Reply Cancel(SandboxState state, string txId) => Fail(
        state, txId, Cancelled, "사용자에 의해 결제가 취소되었습니다.", "The shopper cancelled the payment.");

    /// <summary>The shopper leaves the window: nothing is stored and the payment does not change.</summary>
    public static Reply Close(SandboxState state, string txId)
    {
        if (Find(state, txId) is not var (window, payment))
        {
            return WindowEndpoints.NoWindow;
        }

        var message = window.Language == "en" ? "The payment was cancelled." : "결제를 취소했습니다.";
        return Reply.Ok(window.End(
            WindowResult.OfPayment(payment.Id, txId).RefusedByGateway(Cancelled, message)));
    }

    public static (WindowSession Window, Payment Payment)? Find(SandboxState state, string txId) =>
        state.Windows.Find(txId) is { } window && state.Payments.Find(window.SubjectId) is { } payment
            ? (window, payment)
            : null;

    private Reply Fail(SandboxState state, string txId, string pgCode, string korean, string english)
    {
        if (Find(state, txId) is not var (window, payment))
        {
            return WindowEndpoints.NoWindow;
        }

        var message = window.Language == "en" ? english : korean;
        var result = WindowResult.OfPayment(payment.Id, txId);
        var failed = fail.Run(state, payment, txId, new(message, pgCode, message));
        return Reply.Ok(window.End(failed is null
            ? result.Refused("PaymentAlreadyPaid", "The payment is paid already.")
            : result.RefusedByGateway(pgCode, message)));
    }

    // The shopper chooses the method. A payment that was captured in another window does not change.
    private static Payment ChooseMethod(Payment payment, string txId, PayMethod method)
    {
        if (payment.WasCaptured)
        {
            return payment;
        }

        var inWindow = payment.In(txId);
        return inWindow with
        {
            Attempt = inWindow.Attempt with { Order = inWindow.Order with { Method = method } },
        };
    }
}
