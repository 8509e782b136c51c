using System.Net;
using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>PortOne reports a payment: after or beside the shopper, and as often as it likes.</summary>
[Collection(RunningShop.Shared)]
public sealed class ReportedByWebhook(RunningShop shop) : IAsyncLifetime
{
    private readonly HttpClient _door = shop.Door("commerce");

    public async ValueTask InitializeAsync() => await shop.NobodyElseReportsAsync();

    public async ValueTask DisposeAsync() => await shop.EverybodyReportsAgainAsync();

    [Fact]
    public async Task After_the_browsers_call_it_changes_nothing()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        await shopper.ReturnsFromAsync(order);
        var rows = await shop.RowsOfAsync(order);

        await ReportsAsync(Webhook.About(order.PaymentKey));
        await AllAreHandledAsync(order, 1);

        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }

    [Fact]
    public async Task A_redirect_and_a_webhook_at_once_settle_it_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shopper.PaysAsync(order);

        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => Task.WhenAll(
            shopper.ReturnsFromAsync(order), ReportsAsync(Webhook.About(order.PaymentKey)))));
        await AllAreHandledAsync(order, 25);

        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Three_times_it_settles_it_once_and_each_id_is_kept_once(bool underOneId, int kept)
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        var id = Webhook.NewId();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            ReportsAsync(Webhook.About(order.PaymentKey), underOneId ? id : null)));
        await AllAreHandledAsync(order, kept);

        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Out_of_order_it_is_what_PortOne_says_now_that_counts()
    {
        var (shopper, order) = await OrdersAsync();
        await ReportsAsync(Webhook.About(order.PaymentKey, "Transaction.Cancelled"));
        await AllAreHandledAsync(order, 1);
        Assert.Equal("PENDING", (await shopper.LooksAtAsync(order)).PaymentStatus);

        await shopper.PaysAsync(order);
        await ReportsAsync(Webhook.About(order.PaymentKey, "Transaction.Ready"));
        await shopper.SeesAsync(order, "PAID", "READY");
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");
        await ReportsAsync(Webhook.About(order.PaymentKey, "Transaction.Paid"));

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("PAID,GIVEN_BACK", await shop.LedgerOfAsync(order));
    }

    [Theory]
    [InlineData("""{"type":"Nobody.Knows","data":{"paymentId":"x"}}""")]
    [InlineData("""{"type":"Transaction.NobodyKnows","data":{"paymentId":"0123456789abcdef0123456789abcdef"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"somebody else's"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":7}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"\ud83d"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":[]}""")]
    [InlineData("""{"type":"Transaction.Paid"}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task Of_an_unknown_type_or_for_a_payment_that_is_not_ours_it_is_kept_and_done_with(string body)
    {
        var id = Webhook.NewId();

        await ReportsAsync(body, id);

        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>(
                $"select count(*) from webhooks where id = '{id}' and handled_at is not null and tries = 1"),
            handled => handled == 1);
    }

    [Fact]
    public async Task While_PortOne_cannot_be_asked_it_is_kept_and_looked_at_again()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);
        await shop.Sandbox.BreaksAsync(order.PaymentKey, errorRate: 1);
        await ReportsAsync(Webhook.About(order.PaymentKey));
        await Eventually.IsAsync(
            () => shop.CommerceAsync<int>($"select tries from webhooks where payment_key = '{order.PaymentKey}'"),
            tries => tries >= 2);
        Assert.Equal("PENDING", (await shopper.LooksAtAsync(order)).PaymentStatus);

        await shop.Sandbox.LosesWebhooksAsync();

        await AllAreHandledAsync(order, 1);
        Assert.Equal("PAID", (await shopper.LooksAtAsync(order)).PaymentStatus);
    }

    // Nobody else reports: the sweep has an hour.
    private async Task<(Shopper Shopper, OrderReply Order)> OrdersAsync(Product? product = null)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(product ?? await shop.NewProductAsync());
        await shop.SweepPassesByAsync(order);
        return (shopper, order);
    }

    private async Task ReportsAsync(string body, string? id = null)
    {
        using var answer = await _door.SendAsync(Webhook.Signed(body, id));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task AllAreHandledAsync(OrderReply order, int count) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"""
            select count(*) || ' kept, ' || count(handled_at) || ' handled' from webhooks
            where payment_key = '{order.PaymentKey}'
            """),
        inbox => inbox == $"{count} kept, {count} handled", TimeSpan.FromSeconds(30));
}
