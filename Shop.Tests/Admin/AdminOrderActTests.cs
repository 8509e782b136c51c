// What operators do with orders in the back office. Many callers at once end in one result, and the slower ones learn
// what it is.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Tests.Payments;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminOrderActTests(RunningShop shop)
{
    private const int Presses = 8;

    [Fact]
    public async Task Shipped_order_has_a_parcel_that_the_shopper_can_follow()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (shopper, order) = await shop.NewPaidOrderAsync();
        var number = AdminOrderTestExtensions.NewTrackingNumber();

        var shipped = await staff.SendShipAsync(order, $"{number[..4]}-{number[4..8]}-{number[8..]}").DoAsync();
        var again = await staff.SendShipAsync(order, number).DoAsync();
        await staff.SendActAsync(order, "deliver").DoAsync();
        var delivered = await staff.SendActAsync(order, "deliver").DoAsync();

        Assert.Equal(new OrderActReply(OrderStatus.Shipped, PaymentStatus.Paid, false, null), shipped);
        Assert.Equal(new OrderActReply(OrderStatus.Shipped, PaymentStatus.Paid, true, staff.LoginId), again);
        Assert.Equal(new OrderActReply(OrderStatus.Delivered, PaymentStatus.Paid, true, staff.LoginId), delivered);
        var parcel = new ShipmentItem(
            "CJ대한통운", number, $"https://trace.cjlogistics.com/next/tracking.html?wblNo={number}");
        Assert.Equal(parcel, (await shopper.GetOrderAsync(order)).Shipment);
        var shown = await staff.ShowAsync(order);
        Assert.Equal(parcel, shown.Shipment);
        Assert.Equal([AuditAct.OrderDelivered, AuditAct.OrderShipped], shown.Acts.Select(act => act.Act));
        var (before, after) = (shown.Acts[1].Before!.Value, shown.Acts[1].After!.Value);
        Assert.Equal("""{"orderStatus":"READY","paymentStatus":"PAID"}""", $"{before}");
        Assert.Equal(
            ("SHIPPED", "CJ_LOGISTICS", number),
            (after.GetProperty("orderStatus").GetString(), after.GetProperty("courier").GetString(),
                after.GetProperty("trackingNumber").GetString()));
        Assert.Equal("PAID,SHIPPED,DELIVERED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Two_operators_who_ship_at_once_record_one_parcel_and_the_slower_learns_who_did_it()
    {
        var (one, other) = (await TestOperator.NewAsync(shop), await TestOperator.NewAsync(shop));
        var (_, order) = await shop.NewPaidOrderAsync();
        var numbers = new[]
        {
            AdminOrderTestExtensions.NewTrackingNumber(), AdminOrderTestExtensions.NewTrackingNumber(),
        };

        var replies = await Task.WhenAll(Enumerable.Range(0, Presses).Select(n =>
            (n % 2 == 0 ? one : other).SendShipAsync(order, numbers[n % 2])));

        var shipped = await shop.QuerySqlAsync<string>(
            $"select tracking_number from shipments where order_id = '{order.OrderId}'");
        var winner = shipped == numbers[0] ? one : other;
        Assert.Equal($"{winner.LoginId} ORDER_SHIPPED", await shop.AuditOfAsync(order));
        Assert.Equal("PAID,SHIPPED", await shop.LedgerOfAsync(order));
        var done = 0;
        for (var n = 0; n < Presses; n++)
        {
            if (numbers[n % 2] == shipped)
            {
                done += (await Task.FromResult(replies[n]).DoAsync()).IsRepeat ? 0 : 1;
            }
            else
            {
                var problem = await Task.FromResult(replies[n]).IsProblemAsync(ProblemCodes.OrderStatusDiffers);
                Assert.Equal(
                    ("SHIPPED", winner.LoginId), ((string?)problem["orderStatus"], (string?)problem["doneBy"]));
            }
        }

        Assert.Equal(1, done);
    }

    [Fact]
    public async Task Owners_who_cancel_while_staff_ships_end_in_one_result()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        var product = await shop.NewProductAsync(stock: 5);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuyAsync(product);
        var number = AdminOrderTestExtensions.NewTrackingNumber();

        var cancels = Enumerable.Range(0, Presses).Select(_ => owner.SendActAsync(order, "cancel")).ToList();
        var ships = Enumerable.Range(0, Presses).Select(_ => staff.SendShipAsync(order, number)).ToList();
        await Task.WhenAll(cancels.Concat(ships));

        var isCancelled = (await staff.ShowAsync(order)).OrderStatus == OrderStatus.Cancelled;
        var (winners, losers) = isCancelled ? (cancels, ships) : (ships, cancels);
        var replies = await Task.WhenAll(winners.Select(each => each.DoAsync()));
        Assert.Single(replies, reply => !reply.IsRepeat);
        foreach (var loser in losers)
        {
            await loser.IsProblemAsync(ProblemCodes.OrderStatusDiffers);
        }

        Assert.Equal(
            isCancelled ? $"{owner.LoginId} ORDER_CANCELLED" : $"{staff.LoginId} ORDER_SHIPPED",
            await shop.AuditOfAsync(order));
        Assert.Equal(isCancelled ? 5 : 4, await shop.StockOfAsync(product));
        if (isCancelled)
        {
            await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
            await shop.AssertRefundedAsync(order, order.AmountWon);
        }
        else
        {
            await shop.AssertRefundedAsync(order);
        }
    }

    [Fact]
    public async Task Order_cancelled_by_many_presses_is_refunded_and_restocked_once()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var product = await shop.NewProductAsync(stock: 5);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuyAsync(product, quantity: 2);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Presses).Select(_ => owner.SendActAsync(order, "cancel").DoAsync()));

        Assert.Single(replies, reply => !reply.IsRepeat);
        Assert.All(replies, reply => Assert.Equal(OrderStatus.Cancelled, reply.OrderStatus));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shop.AssertRefundedAsync(order, order.AmountWon);
        Assert.Equal(5, await shop.StockOfAsync(product));
        Assert.Equal($"{owner.LoginId} ORDER_CANCELLED", await shop.AuditOfAsync(order));
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Shipped_order_is_refunded_in_full_once_and_stays_shipped()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var (shopper, order) = await shop.NewPaidOrderAsync();
        await owner.SendActAsync(order, "refund").IsProblemAsync(ProblemCodes.OrderStatusDiffers);
        await owner.SendShipAsync(order, AdminOrderTestExtensions.NewTrackingNumber()).DoAsync();
        await owner.SendActAsync(order, "cancel").IsProblemAsync(ProblemCodes.OrderStatusDiffers);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Presses).Select(_ => owner.SendActAsync(order, "refund").DoAsync()));

        Assert.Single(replies, reply => !reply.IsRepeat);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Shipped);
        await shop.AssertRefundedAsync(order, order.AmountWon);
        Assert.Equal(
            $"{owner.LoginId} ORDER_SHIPPED,{owner.LoginId} ORDER_REFUNDED", await shop.AuditOfAsync(order));
    }

    // A cancellation in PortOne's console may not have been reported yet.
    [Fact]
    public async Task Nothing_is_shipped_or_recorded_while_PortOne_is_unavailable()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (shopper, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.SetFaultsAsync(new { only = order.PaymentKey, errorRate = 1.0 });

        await staff.SendShipAsync(order, AdminOrderTestExtensions.NewTrackingNumber())
            .IsProblemAsync(ProblemCodes.ProviderUnavailable);
        await staff.SendActAsync(order, "recheck").IsProblemAsync(ProblemCodes.ProviderUnavailable);

        await shop.Sandbox.SetFaultsAsync(new { });
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal("", await shop.AuditOfAsync(order));
    }

    [Fact]
    public async Task Order_cancelled_in_the_console_is_not_shipped_but_found_by_the_act()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (_, order) = await shop.NewPaidOrderAsync();
        await shop.Sandbox.DropWebhooksAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        var problem = await staff.SendShipAsync(order, AdminOrderTestExtensions.NewTrackingNumber())
            .IsProblemAsync(ProblemCodes.OrderStatusDiffers);
        var rechecked = await staff.SendActAsync(order, "recheck").DoAsync();

        await shop.Sandbox.SetFaultsAsync(new { });
        Assert.Equal(("CANCELLED", null), ((string?)problem["orderStatus"], (string?)problem["doneBy"]));
        Assert.Equal((OrderStatus.Cancelled, PaymentStatus.Refunded), (rechecked.OrderStatus, rechecked.PaymentStatus));
        Assert.Equal($"{staff.LoginId} PAYMENT_RECHECKED", await shop.AuditOfAsync(order));
    }

    [Theory]
    [InlineData("CJ_LOGISTICS", "12345678901", "trackingNumber")]
    [InlineData("LOTTE", "1234567890", "trackingNumber")]
    [InlineData("HANJIN", "12345678901a", "trackingNumber")]
    [InlineData("KOREA_POST", "123456789012", "trackingNumber")]
    [InlineData("PIGEON", "123456789012", "courier")]
    public async Task Tracking_number_that_the_courier_does_not_issue_is_refused(
        string courier, string number, string field)
    {
        var staff = await TestOperator.NewAsync(shop);
        var (_, order) = await shop.NewPaidOrderAsync();

        var problem = await staff.SendShipAsync(order, number, courier)
            .IsProblemAsync(SharedProblemCodes.InvalidRequest);

        Assert.Equal(field, (string?)problem["field"]);
        Assert.Equal("PAID", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Note_is_added_once_and_stored_encrypted()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (_, order) = await shop.NewPaidOrderAsync();
        var request = new OrderNoteRequest(Guid.NewGuid(), " 김하늘님이 전화했어요. ");

        var replies = await Task.WhenAll(Enumerable.Range(0, Presses).Select(_ =>
            staff.Commerce.PostAsJsonAsync($"/admin/orders/{order.OrderId}/notes", request)));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode));
        var note = Assert.Single((await staff.ShowAsync(order)).Notes);
        Assert.Equal((request.Id, "김하늘님이 전화했어요.", staff.LoginId), (note.Id, note.Text, note.Operator));
        Assert.Equal($"{staff.LoginId} NOTE_ADDED", await shop.AuditOfAsync(order));
        Assert.Equal(0, await shop.QuerySqlAsync<int>(
            $"select position('김하늘'::bytea in text) from order_notes where id = '{request.Id}'"));
        await staff.Commerce.PostAsJsonAsync(
                $"/admin/orders/{order.OrderId}/notes", new OrderNoteRequest(Guid.NewGuid(), new('x', Limits.Note + 1)))
            .IsProblemAsync(SharedProblemCodes.InvalidRequest);
    }

    [Fact]
    public async Task Unknown_order_is_not_found()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var unknown = new OrderReply(Guid.NewGuid(), "", "", 0);

        await owner.Commerce.GetAsync($"/admin/orders/{unknown.OrderId}").IsProblemAsync(SharedProblemCodes.NotFound);
        await owner.SendShipAsync(unknown, "123456789012").IsProblemAsync(SharedProblemCodes.NotFound);
        foreach (var act in new[] { "deliver", "cancel", "refund", "recheck" })
        {
            await owner.SendActAsync(unknown, act).IsProblemAsync(SharedProblemCodes.NotFound);
        }
    }

    [Fact]
    public async Task Audit_log_of_Commerce_has_the_acts_on_an_order()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        var (_, order) = await shop.NewPaidOrderAsync();
        await staff.SendShipAsync(order, AdminOrderTestExtensions.NewTrackingNumber()).DoAsync();

        var log = (await owner.Commerce.GetFromJsonAsync<JsonObject>($"/admin/audit?subject={order.OrderId}"))!;
        var entry = Assert.Single(log["entries"]!.AsArray())!;

        Assert.Equal(("ORDER_SHIPPED", staff.LoginId), ((string?)entry["act"], (string?)entry["operator"]));
    }
}
