// Part of a payment is refunded and the order continues. List, order page, cancel page and return page show the same
// amounts, and none of them shows the refund as the end of the order.
using System.Net;
using System.Text.RegularExpressions;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class PartialRefundPagesTests(RunningShop shop) : IAsyncDisposable
{
    private const long Price = 12_900;

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task All_pages_show_the_partial_refund_and_the_remaining_amount()
    {
        var (shopper, order) = await BuyAsync();
        await RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.Refunds is [{ Status: RefundStatus.Succeeded }]);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        var page = TextOf(await visitor.ReadsAsync($"/orders/{order.OrderId}"));
        var list = TextOf(await visitor.ReadsAsync("/orders"));
        var cancel = TextOf(await visitor.ReadsAsync($"/orders/{order.OrderId}/cancel"));
        var back = TextOf(await visitor.ReadsAsync(ReturnPageOf(order)));

        foreach (var text in new[] { page, cancel, back })
        {
            Assert.Contains("결제 금액 12,900원", text);
            Assert.Contains("환불된 금액 3,000원", text);
        }

        foreach (var text in new[] { page, list, back })
        {
            Assert.Contains("부분 환불 3,000원", text);
        }

        Assert.All([page, list, cancel, back], text => Assert.DoesNotContain("환불 완료", text));
        Assert.Contains("취소하면 환불될 금액 9,900원", cancel);
        Assert.DoesNotContain("전액", cancel);
    }

    [Fact]
    public async Task Timeline_has_two_tracks_and_a_partial_refund_ends_neither_the_order_nor_the_payment()
    {
        var (shopper, order) = await BuyAsync();
        await RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.Refunds is [{ Status: RefundStatus.Succeeded }]);
        Assert.Equal(("PLACED READY", "PAID 12900, REFUND_REQUESTED 3000, PARTLY_REFUNDED 3000"), await TracksAsync());

        await shopper.CancelsAsync(order);
        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.PaymentStatus == PaymentStatus.Refunded);

        Assert.Equal(
            ("PLACED READY CANCELLED",
                "PAID 12900, REFUND_REQUESTED 3000, PARTLY_REFUNDED 3000, REFUND_DECIDED 9900, REFUND_REQUESTED 9900, "
                + "REFUNDED 9900"),
            await TracksAsync());

        async Task<(string Fulfilment, string Money)> TracksAsync()
        {
            var timeline = (await shopper.GetOrderAsync(order)).Timeline;
            return (
                string.Join(' ', timeline.Where(step => step.Track == TimelineTrack.Fulfilment)
                    .Select(step => step.Event.ToUpperSnake())),
                string.Join(", ", timeline.Where(step => step.Track == TimelineTrack.Money)
                    .Select(step => $"{step.Event.ToUpperSnake()} {step.AmountMinor}")));
        }
    }

    [Fact]
    public async Task Cancel_page_counts_a_pending_partial_refund()
    {
        var (shopper, order) = await BuyAsync();
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, only = "/cancel" });
        await RunOperatorCommandAsync("refund", order, "--amount-won", "3000");
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        var cancel = TextOf(await visitor.ReadsAsync($"/orders/{order.OrderId}/cancel"));

        Assert.Contains("결제 금액 12,900원", cancel);
        Assert.DoesNotContain("환불된 금액 ", cancel); // Followed by an amount.
        Assert.Contains("환불 진행 중 3,000원", cancel);
        Assert.Contains("취소하면 환불될 금액 9,900원", cancel);
    }

    [Fact]
    public async Task Delivery_and_full_refund_are_shown_together()
    {
        var (shopper, order) = await BuyAsync();
        await RunOperatorCommandAsync("ship", order);
        await RunOperatorCommandAsync("refund", order, "--all");
        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), now => now.PaymentStatus == PaymentStatus.Refunded);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        foreach (var address in new[] { "/orders", $"/orders/{order.OrderId}" })
        {
            var text = TextOf(await visitor.ReadsAsync(address));
            Assert.Contains("배송 중 환불 완료", text);
        }
    }

    private async Task<(Shopper Shopper, OrderReply Order)> BuyAsync()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync(priceWon: Price));
        await shopper.ReturnsFromAsync(order);
        return (shopper, order);
    }

    private async Task RunOperatorCommandAsync(string command, OrderReply order, params string[] rest)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(
            shop, "Commerce", [command, $"{order.OrderId}", .. rest]);
        Assert.True(exitCode == 0, errors);
    }

    private static string ReturnPageOf(OrderReply order) =>
        $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

    /// <summary>The text of the main part of a page, with runs of white space collapsed.</summary>
    private static string TextOf(string html)
    {
        var (start, end) = (
            html.IndexOf("<main", StringComparison.Ordinal), html.IndexOf("</main", StringComparison.Ordinal));
        var main = html[start..end];
        return Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(main, " ")), " ");
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
