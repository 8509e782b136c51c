using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace Shop.Tests.Shoppers;

/// <summary>Which data of a withdrawn shopper the shop keeps, and for how long.</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawnShopperTests(RunningShop shop)
{
    // Two days, not one: 5 years after 29 February end on 28 February.
    private const string NotYet5Years = "5 years -2 days";

    [Fact]
    public async Task Orders_are_not_found_with_a_token_that_is_still_valid()
    {
        var shopper = await shop.NewShopperAsync();
        var request = new OrderRequest(Shopper.Home, [new((await shop.NewProductAsync()).Id, 1)]);
        var order = await shopper.OrderAsync(request, "a-key");
        await DeliverAsync(shopper, order);
        Assert.Equal(1, (await HistoryOfAsync(shopper)).Total);

        await shopper.WithdrawAsync().HasStatusAsync(HttpStatusCode.NoContent);

        var history = await HistoryOfAsync(shopper);
        Assert.Equal(0, history.Total);
        Assert.Empty(history.Items);
        await shopper.Commerce.GetAsync($"/orders/{order.OrderId}").HasStatusAsync(HttpStatusCode.NotFound);
        await shopper.SendCompleteAsync(order.PaymentKey).HasStatusAsync(HttpStatusCode.NotFound);
        await CancelAsync(shopper, order).HasStatusAsync(HttpStatusCode.NotFound);
        var repeated = await shopper.SendOrderAsync(request, "a-key");
        Assert.False(repeated.IsSuccessStatusCode, await repeated.Content.ReadAsStringAsync());
        Assert.DoesNotContain($"{order.OrderId}", await repeated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Address_is_erased_5_years_after_the_order_and_not_earlier()
    {
        var shopper = await shop.NewShopperAsync();
        var (old, young) = (await DeliveredOrderAsync(shopper), await DeliveredOrderAsync(shopper));
        await AgeAsync(old, "5 years");
        await AgeAsync(young, NotYet5Years);

        await AssertAddressIsKeptAsync(old); // The shopper is active.
        await shopper.WithdrawAsync().HasStatusAsync(HttpStatusCode.NoContent);
        await AssertAddressIsKeptAsync(young);
        Assert.Equal(2, await CountAddressesAsync(shopper));
        await MakeErasureDueAsync(shopper);

        await Eventually.IsAsync(() => CountAddressesAsync(shopper), left => left == 1);
        Assert.True(await shop.QuerySqlAsync<bool>($"""
            select shipping is null and exists (select from order_lines where order_id = id)
                and exists (select from payments where order_id = id and status = 'PAID')
            from orders where id = '{old.OrderId}'
            """));
        Assert.True(await shop.QuerySqlAsync<bool>($"""
            select erase_at = placed_at + interval '5 years'
            from shoppers s join orders o on o.shopper_id = s.id where o.id = '{young.OrderId}'
            """));

        await AgeAsync(young, "2 days");
        await MakeErasureDueAsync(shopper);

        await Eventually.IsAsync(() => CountAddressesAsync(shopper), left => left == 0);
        Assert.True(await shop.QuerySqlAsync<bool>(
            $"select erase_at is null from shoppers where id = '{shopper.AccountId}'"));
    }

    [Fact]
    public async Task Cart_notices_request_hashes_and_cancel_reasons_are_erased_too()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrderAsync(new OrderRequest(Shopper.Home, [new(product.Id, 1)]), "a-key");
        await CancelAsync(shopper, order).HasStatusAsync(HttpStatusCode.OK);
        await AgeAsync(order, "5 years");
        await shopper.PutIntoCartAsync(product);
        await shopper.Commerce.PutAsync($"/products/{product.Id}/restock-notice", null);
        Assert.Equal(4, await CountAsync());

        await shopper.WithdrawAsync().HasStatusAsync(HttpStatusCode.NoContent);
        await MakeErasureDueAsync(shopper);

        await Eventually.IsAsync(CountAsync, left => left == 0);

        Task<long> CountAsync() => shop.QuerySqlAsync<long>($"""
            select (select count(*) from cart_lines where shopper_id = '{shopper.AccountId}')
                + (select count(*) from restock_notices where shopper_id = '{shopper.AccountId}')
                + (select count(*) from order_requests where shopper_id = '{shopper.AccountId}')
                + (select count(cancel_reason) from orders where shopper_id = '{shopper.AccountId}')
            """);
    }

    [Fact]
    public async Task Notes_of_operators_are_erased_with_the_address()
    {
        var shopper = await shop.NewShopperAsync();
        var (old, young) = (await DeliveredOrderAsync(shopper), await DeliveredOrderAsync(shopper));
        foreach (var order in new[] { old, young })
        {
            await shop.ExecuteSqlAsync($"""
                insert into order_notes (id, order_id, at, operator_id, operator, text)
                values (gen_random_uuid(), '{order.OrderId}', now(), gen_random_uuid(), 'operator', 'encrypted')
                """);
        }

        await AgeAsync(old, "5 years");
        await shopper.WithdrawAsync().HasStatusAsync(HttpStatusCode.NoContent);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => shop.ExecuteSqlAsync($"""
            begin;
            update orders set shipping = null where id = '{old.OrderId}';
            delete from order_requests where order_id = '{old.OrderId}';
            commit
            """));
        Assert.Equal("erased_order_keeps_no_notes", refusal.ConstraintName);
        await MakeErasureDueAsync(shopper);

        await Eventually.IsAsync(() => CountAddressesAsync(shopper), left => left == 1);
        Assert.Equal((0, 1), (await CountNotesAsync(old), await CountNotesAsync(young)));
    }

    private Task<long> CountNotesAsync(OrderReply order) => shop.QuerySqlAsync<long>(
        $"select count(text) from order_notes where order_id = '{order.OrderId}'");

    private static Task<HttpResponseMessage> CancelAsync(Shopper shopper, OrderReply order) =>
        shopper.Commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("갈 곳이 있어서"));

    private static async Task<OrdersReply> HistoryOfAsync(Shopper shopper) =>
        await Shopper.ReadAsync<OrdersReply>(await shopper.Commerce.GetAsync("/orders"), HttpStatusCode.OK);

    private async Task<OrderReply> DeliveredOrderAsync(Shopper shopper)
    {
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await DeliverAsync(shopper, order);
        return order;
    }

    private async Task DeliverAsync(Shopper shopper, OrderReply order)
    {
        await shopper.PayAsync(order);
        await shopper.ReturnFromAsync(order);
        await shop.ExecuteSqlAsync($"""
            begin;
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}';
            update orders set status = 'DELIVERED', delivered_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'DELIVERED' where key = '{order.PaymentKey}';
            commit
            """);
    }

    private Task<int> AgeAsync(OrderReply order, string by) => shop.ExecuteSqlAsync($"""
        update orders set placed_at = placed_at - interval '{by}', expires_at = expires_at - interval '{by}'
        where id = '{order.OrderId}'
        """);

    private async Task AssertAddressIsKeptAsync(OrderReply order)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => shop.ExecuteSqlAsync(
            $"update orders set shipping = null where id = '{order.OrderId}'"));
        Assert.Equal("shipping_is_kept_for_5_years", refusal.ConstraintName);
    }

    private Task<int> MakeErasureDueAsync(Shopper shopper) => shop.ExecuteSqlAsync(
        $"update shoppers set erase_at = now() where id = '{shopper.AccountId}'");

    private Task<long> CountAddressesAsync(Shopper shopper) => shop.QuerySqlAsync<long>(
        $"select count(*) from orders where shopper_id = '{shopper.AccountId}' and shipping is not null");
}
