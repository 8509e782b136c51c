using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>PortOne fails a cancellation, takes its time, or somebody else cancels meanwhile.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefundsThatAreNotTheLast(RunningShop shop) : IAsyncLifetime
{
    private const long Price = 20_000;

    public async ValueTask InitializeAsync() => await shop.Sandbox.LosesWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task One_that_failed_is_asked_for_anew_under_a_new_key()
    {
        await BecomeAsync("FAILED");
        var (shopper, order) = await CancelsAsync();
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds.StartsWith("SHOP REFUSED 20000"));
        Assert.DoesNotContain((await shopper.LooksAtAsync(order)).Refunds, refund => refund.Status == "REFUSED");

        await BecomeAsync("SUCCEEDED");
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.EndsWith("REFUND_REFUSED,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        Assert.EndsWith("SHOP REFUSED 20000, SHOP SUCCEEDED 20000", await shop.RefundsOfAsync(order));
        await shop.HasGivenBackAsync(order, Price);
    }

    [Theory]
    [InlineData(true, "PAID,OWED_BACK,REFUND_OPENED,GIVEN_BACK")]
    [InlineData(false, "PAID,OWED_BACK,REFUND_OPENED,REFUND_REFUSED,REFUND_OPENED,GIVEN_BACK")]
    public async Task One_that_PortOne_has_taken_on_is_looked_at_until_it_is_decided(bool succeeds, string events)
    {
        await BecomeAsync("REQUESTED");
        var (shopper, order) = await CancelsAsync();
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 3);
        Assert.Equal("SHOP REQUESTED 20000", await shop.RefundsOfAsync(order));

        await BecomeAsync("SUCCEEDED");
        await shop.Sandbox.EndCancellationAsync(order.PaymentKey, await CancellationAsync(order), succeeds);

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal(events, await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, Price);
    }

    [Fact]
    public async Task An_equal_cancel_at_the_console_is_not_mistaken_for_ours()
    {
        await shop.Sandbox.BreaksAsync("/cancel", errorRate: 1);
        var (shopper, order) = await CancelsAsync();
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds == "SHOP UNKNOWN 20000");

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = Price });

        var seen = await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("SHOP REFUSED 20000, OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
        Assert.Equal("CONSOLE", Assert.Single(seen.Refunds).Reason);
        await shop.HasGivenBackAsync(order, Price);
    }

    [Fact]
    public async Task A_part_cancelled_at_the_console_ends_ours_and_the_rest_is_worked_out_anew()
    {
        await shop.Sandbox.BreaksAsync("/cancel", errorRate: 1);
        var (shopper, order) = await CancelsAsync();
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds == "SHOP UNKNOWN 20000");

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        await Eventually.IsAsync(() => shop.RefundsOfAsync(order), refunds => refunds.Contains("OUTSIDE"));
        await shop.Sandbox.LosesWebhooksAsync();

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal(
            "SHOP REFUSED 20000, OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000", await shop.RefundsOfAsync(order));
        await shop.HasGivenBackAsync(order, 3_000, 17_000);
    }

    [Fact]
    public async Task A_deposit_stays_owed_until_somebody_names_an_account()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync(Price));
        await shop.Sandbox.DepositAsync(order.PaymentKey, Price);
        await shopper.CancelsAsync(order);

        var seen = await Eventually.IsAsync(() => shopper.LooksAtAsync(order), looks => looks.RefundNeedsAccount);
        Assert.Equal(("REFUND_DUE", "CANCELLED"), (seen.PaymentStatus, seen.OrderStatus));
        await Eventually.IsAsync(() => shop.TriesOfAsync(order, "REFUND"), tries => tries >= 3);
        Assert.Equal("", await shop.RefundsOfAsync(order));
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel"); // At the console, where it is named.

        var returned = await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.False(returned.RefundNeedsAccount);
        Assert.Equal("OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
    }

    private async Task<(Shopper Shopper, OrderReply Order)> CancelsAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync(Price));
        await shopper.CancelsAsync(order);
        return (shopper, order);
    }

    private Task BecomeAsync(string cancellations) =>
        shop.Sandbox.SetFaultsAsync(new { cancellations, webhooks = new { mode = "off" } });

    // Single: a second one would have been asked for while the first was under way.
    private async Task<string> CancellationAsync(OrderReply order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{order.PaymentKey}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var answer = await shop.Sandbox.Http.SendAsync(request);
        var payment = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return (string)Assert.Single(payment["cancellations"]!.AsArray())!["id"]!;
    }
}
