using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Payments;

/// <summary>Refunds that fail, stay requested, or compete with cancellations outside of the shop.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundOutcomeTests(RunningShop shop) : IAsyncLifetime
{
    private const long Price = 20_000;

    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Failed_refund_is_reissued_with_a_new_key()
    {
        await SetCancellationStatusAsync("FAILED");
        var (shopper, order) = await CreateCancelledOrderAsync();
        await Eventually.IsAsync(
            () => shop.RefundsOfAsync(order), refunds => refunds.StartsWith("SHOP REJECTED 20000"));
        Assert.DoesNotContain(
            (await shopper.GetOrderAsync(order)).Refunds, refund => refund.Status == RefundStatus.Rejected);

        await SetCancellationStatusAsync("SUCCEEDED");
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.EndsWith("REFUND_REJECTED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        Assert.EndsWith("SHOP REJECTED 20000, SHOP SUCCEEDED 20000", await shop.RefundsOfAsync(order));
        await shop.AssertRefundedAsync(order, Price);
    }

    [Theory]
    [InlineData(true, "PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED")]
    [InlineData(false, "PAID,REFUND_REQUIRED,REFUND_OPENED,REFUND_REJECTED,REFUND_OPENED,REFUNDED")]
    public async Task Requested_refund_is_polled_until_it_is_decided(bool succeeds, string events)
    {
        await SetCancellationStatusAsync("REQUESTED");
        var (shopper, order) = await CreateCancelledOrderAsync();
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 3);
        Assert.Equal("SHOP REQUESTED 20000", await shop.RefundsOfAsync(order));

        await SetCancellationStatusAsync("SUCCEEDED");
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, await CancellationAsync(order), succeeds);

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal(events, await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, Price);
    }

    [Fact]
    public async Task Equal_console_cancellation_is_not_taken_for_the_shops_refund()
    {
        await shop.Sandbox.SetFaultsForAsync("/cancel", errorRate: 1);
        var (shopper, order) = await CreateCancelledOrderAsync();
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds == "SHOP SENT 20000");

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = Price });

        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("SHOP REJECTED 20000, OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
        Assert.Equal("CONSOLE", Assert.Single(seen.Refunds).Reason);
        await shop.AssertRefundedAsync(order, Price);
    }

    [Fact]
    public async Task Partial_console_cancellation_rejects_the_refund_and_the_rest_is_reissued()
    {
        await shop.Sandbox.SetFaultsForAsync("/cancel", errorRate: 1);
        var (shopper, order) = await CreateCancelledOrderAsync();
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds == "SHOP SENT 20000");

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds.Contains("OUTSIDE"));
        await shop.Sandbox.DropWebhooksAsync();

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal(
            "SHOP REJECTED 20000, OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000", await shop.RefundsOfAsync(order));
        await shop.AssertRefundedAsync(order, 3_000, 17_000);
    }

    [Fact]
    public async Task Deposit_stays_due_until_an_account_is_named()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(Price));
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

    private async Task<(Shopper Shopper, OrderReply Order)> CreateCancelledOrderAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync(Price));
        await shopper.CancelsAsync(order);
        return (shopper, order);
    }

    private Task SetCancellationStatusAsync(string cancellations) =>
        shop.Sandbox.SetFaultsAsync(new { cancellations, webhooks = new { mode = "off" } });

    // Fails if there are two cancellations, of which the second was requested while the first was open.
    private async Task<string> CancellationAsync(OrderReply order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{order.PaymentKey}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var answer = await shop.Sandbox.Http.SendAsync(request);
        var payment = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return (string)Assert.Single(payment["cancellations"]!.AsArray())!["id"]!;
    }
}
