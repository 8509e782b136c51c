using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>
/// Refunds that are lost, late, rejected or undecided at PortOne, or compete with cancellations outside of the shop.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class RefundOutcomeTests(RunningShop shop) : IAsyncLifetime
{
    private const long Price = 20_000;
    private const string Opened = "PAID,REFUND_REQUIRED,REFUND_OPENED,";
    private const string Again = "REFUND_REJECTED,REFUND_OPENED,";

    private static readonly object NoWebhooks = new { mode = "off" };
    private static readonly object NoResponse = new { only = "/cancel", timeoutRate = 1.0, webhooks = NoWebhooks };
    private static readonly object ErrorAfterCommit =
        new { only = "/cancel", errorAfterCommitRate = 1.0, webhooks = NoWebhooks };
    private static readonly object Error = new { only = "/cancel", errorRate = 1.0, webhooks = NoWebhooks };
    private static readonly object Failed = new { cancellations = "FAILED", webhooks = NoWebhooks };
    private static readonly object Requested = new { cancellations = "REQUESTED", webhooks = NoWebhooks };

    /// <summary>
    /// PortOne's answers to cancel requests; the refunds while it gives them; what happens next; and the refunds, the
    /// ledger and the cancellations at PortOne in the end. Refunds and ledger are regular expressions.
    /// </summary>
    private static readonly Scenario[] Table =
    [
        new("lost response", NoResponse, "", Next.Nothing, "SHOP SUCCEEDED 20000", Opened + "REFUNDED", [Price]),
        new("error after the commit", ErrorAfterCommit, "", Next.Nothing,
            "SHOP SUCCEEDED 20000", Opened + "REFUNDED", [Price]),
        new("error", Error, "SHOP SENT 20000", Next.Success, "SHOP SUCCEEDED 20000", Opened + "REFUNDED", [Price]),
        new("failed", Failed, "SHOP REJECTED 20000.*", Next.Success,
            "(SHOP REJECTED 20000, )+SHOP SUCCEEDED 20000", $"{Opened}({Again})+REFUNDED", [Price]),
        new("requested, then succeeded", Requested, "SHOP REQUESTED 20000", Next.DecidedAsSucceeded,
            "SHOP SUCCEEDED 20000", Opened + "REFUNDED", [Price]),
        new("requested, then failed", Requested, "SHOP REQUESTED 20000", Next.DecidedAsFailed,
            "SHOP REJECTED 20000, SHOP SUCCEEDED 20000", $"{Opened}{Again}REFUNDED", [Price]),
        new("error, then all is cancelled in the console", Error, "SHOP SENT 20000", Next.CancelledInConsole,
            "SHOP REJECTED 20000, OUTSIDE SUCCEEDED 20000", Opened + "REFUND_REJECTED,REFUNDED", [Price]),
        new("error, then a part is cancelled in the console", Error, "SHOP SENT 20000", Next.PartlyCancelledInConsole,
            "SHOP REJECTED 20000, OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000",
            Opened + "REFUND_REJECTED,REFUNDED,REFUND_OPENED,REFUNDED", [3_000, 17_000]),
    ];

    public static TheoryData<Scenario> Scenarios => [.. Table];

    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Payment_is_refunded_once(Scenario scenario)
    {
        await shop.Sandbox.SetFaultsAsync(scenario.Answers);
        var (shopper, order) = await CancelPaidOrderAsync();
        var first = "";
        if (scenario.Next != Next.Nothing)
        {
            first = await AssertUndecidedAsync(shopper, order, scenario.Meanwhile);
            await ContinueAsync(order, scenario.Next);
        }

        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Matches($"^{scenario.Refunds}$", await shop.RefundsOfAsync(order));
        Assert.Matches($"^{scenario.Ledger}$", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, scenario.Cancelled);
        Assert.StartsWith(first, await FirstRefundAsync(order)); // The same row, and so the same Idempotency-Key.
        Assert.Equal(
            scenario.Refunds.Contains("OUTSIDE"), seen.Refunds.Any(refund => refund.Reason == "CONSOLE"));
    }

    [Fact]
    public async Task Outstanding_request_is_not_a_rejection()
    {
        await shop.Sandbox.SetFaultsForAsync("/cancel", latencyMs: 8_000); // Longer than the shop's timeout.
        var (shopper, order) = await CancelPaidOrderAsync();

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(Opened + "REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, Price);
        await Eventually.IsAsync( // Without a 409 the test would prove nothing.
            () => Task.FromResult(shop.Telemetry.Spans()), spans => spans.Any(span =>
                span is { Service: "portone", Kind: SpanKind.Server }
                && span.Attributes.GetValueOrDefault("url.path") == $"/payments/{order.PaymentKey}/cancel"
                && span.Attributes.GetValueOrDefault("http.response.status_code") == "409"));
    }

    [Fact]
    public async Task Deposit_stays_due_until_an_account_is_named()
    {
        var (shopper, order) = await shop.NewOrderAsync(await shop.NewProductAsync(Price));
        await shop.Sandbox.DepositAsync(order.PaymentKey, Price);
        await shopper.CancelsAsync(order);

        var seen = await Eventually.IsAsync(() => shopper.GetOrderAsync(order), detail => detail.RefundNeedsAccount);
        Assert.Equal((PaymentStatus.RefundDue, OrderStatus.Cancelled), (seen.PaymentStatus, seen.OrderStatus));
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 3);
        Assert.Equal("", await shop.RefundsOfAsync(order));
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel"); // In the console, which asks for the account.

        var returned = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.False(returned.RefundNeedsAccount);
        Assert.Equal("OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
    }

    private async Task<(Shopper Shopper, OrderReply Order)> CancelPaidOrderAsync()
    {
        var (shopper, order) = await shop.NewPaidOrderAsync(await shop.NewProductAsync(Price));
        await shopper.CancelsAsync(order);
        return (shopper, order);
    }

    /// <summary>Waits for several runs of the job, in which nothing is refunded; returns the first refund.</summary>
    private async Task<string> AssertUndecidedAsync(Shopper shopper, OrderReply order, string refunds)
    {
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 3);
        Assert.Matches($"^{refunds}$", await shop.RefundsOfAsync(order));
        await shop.AssertRefundedAsync(order);
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((PaymentStatus.RefundDue, OrderStatus.Cancelled), (seen.PaymentStatus, seen.OrderStatus));
        Assert.DoesNotContain(seen.Refunds, refund => refund.Status == RefundStatus.Rejected);
        if (!refunds.Contains("REJECTED"))
        {
            Assert.Equal(Price, await shop.CommerceAsync<long>(
                $"select refunding_minor from payments where key = '{order.PaymentKey}'"));
            var shown = Assert.Single(seen.Refunds);
            Assert.Equal(refunds, $"SHOP {shown.Status.ToUpperSnake()} {shown.AmountMinor}");
        }

        return await FirstRefundAsync(order);
    }

    private async Task ContinueAsync(OrderReply order, Next next)
    {
        switch (next)
        {
            case Next.CancelledInConsole:
                await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = Price });
                return; // The shop's requests still fail.
            case Next.PartlyCancelledInConsole:
                await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
                await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds.Contains("OUTSIDE"));
                await shop.Sandbox.DropWebhooksAsync();
                return;
            case Next.DecidedAsSucceeded or Next.DecidedAsFailed:
                await shop.Sandbox.DropWebhooksAsync();
                // One cancellation, so no second one was requested while the first was open.
                var cancellations = (await shop.Sandbox.PaymentAsync(order.PaymentKey))["cancellations"]!.AsArray();
                await shop.Sandbox.EndCancellationAsync(
                    order.PaymentKey, (string)Assert.Single(cancellations)!["id"]!, next == Next.DecidedAsSucceeded);
                return;
            default:
                await shop.Sandbox.DropWebhooksAsync();
                return;
        }
    }

    private Task<string> FirstRefundAsync(OrderReply order) => shop.CommerceAsync<string>(
        $"select concat_ws(' ', id, reason, amount_minor, cancellable_minor) from refunds "
        + $"where payment_key = '{order.PaymentKey}' order by id limit 1");

    public enum Next
    {
        Nothing,
        Success,
        DecidedAsSucceeded,
        DecidedAsFailed,
        CancelledInConsole,
        PartlyCancelledInConsole,
    }

    public sealed record Scenario(
        string Name, object Answers, string Meanwhile, Next Next, string Refunds, string Ledger, long[] Cancelled)
    {
        public override string ToString() => Name;
    }
}
