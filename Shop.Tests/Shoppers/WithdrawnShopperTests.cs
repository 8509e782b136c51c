using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Shop.Tests.Accounts;

namespace Shop.Tests.Shoppers;

/// <summary>Which data of a withdrawn shopper the shop keeps, and for how long.</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawnShopperTests(RunningShop shop)
{
    // Two days, not one: 5 years after 29 February end on 28 February.
    private const string NotYet5Years = "5 years -2 days";

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Orders_are_not_found_with_a_token_that_is_still_valid()
    {
        var (member, order) = await ShopperWithDeliveredOrderAsync();
        Assert.Equal(1, (await HistoryOfAsync(member)).Total);

        await WithdrawAsync(member);

        var history = await HistoryOfAsync(member);
        Assert.Equal(0, history.Total);
        Assert.Empty(history.Items);
        var looked = await member.Commerce.GetAsync($"/orders/{order.OrderId}");
        Assert.Equal(HttpStatusCode.NotFound, looked.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await member.SendsCompleteAsync(order.PaymentKey)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await CancelAsync(member, order)).StatusCode);
    }

    [Fact]
    public async Task Old_idempotency_key_does_not_find_an_order()
    {
        var member = await shop.NewShopperAsync();
        var request = new OrderRequest(Shopper.Home, [new((await shop.NewProductAsync()).Id, 1)]);
        var order = await member.OrdersAsync(request, "a-key");
        await DeliverAsync(member, order);

        await WithdrawAsync(member);

        var repeated = await member.SendsOrderAsync(request, "a-key");
        Assert.False(repeated.IsSuccessStatusCode, await repeated.Content.ReadAsStringAsync());
        Assert.DoesNotContain($"{order.OrderId}", await repeated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Address_is_erased_after_5_years()
    {
        var (member, old) = await ShopperWithDeliveredOrderAsync();
        var young = await member.OrdersAsync(await shop.NewProductAsync());
        await DeliverAsync(member, young);
        await AgeAsync(old, "5 years");
        await AgeAsync(young, NotYet5Years);

        await WithdrawAsync(member);
        Assert.Equal(2, await CountAddressesAsync(member));
        await MakeErasureDueAsync(member);

        await Eventually.IsAsync(() => CountAddressesAsync(member), left => left == 1);
        Assert.True(await shop.CommerceAsync<bool>($"""
            select shipping is null and exists (select from order_lines where order_id = id)
                and exists (select from payments where order_id = id and status = 'PAID')
            from orders where id = '{old.OrderId}'
            """));
        Assert.True(await shop.CommerceAsync<bool>($"""
            select erase_at = placed_at + interval '5 years'
            from shoppers s join orders o on o.shopper_id = s.id where o.id = '{young.OrderId}'
            """));

        await AgeAsync(young, "2 days");
        await MakeErasureDueAsync(member);

        await Eventually.IsAsync(() => CountAddressesAsync(member), left => left == 0);
        Assert.True(await shop.CommerceAsync<bool>(
            $"select erase_at is null from shoppers where id = '{member.AccountId}'"));
    }

    [Fact]
    public async Task Address_of_a_recent_order_or_an_active_shopper_cannot_be_erased()
    {
        var (member, old) = await ShopperWithDeliveredOrderAsync();
        await AgeAsync(old, "5 years");
        var (gone, young) = await ShopperWithDeliveredOrderAsync();
        await AgeAsync(young, NotYet5Years);
        await WithdrawAsync(gone);

        foreach (var order in new[] { old, young })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => shop.CommerceAsync(
                $"update orders set shipping = null where id = '{order.OrderId}'"));
            Assert.Equal("shipping_is_kept_for_5_years", refusal.ConstraintName);
        }
    }

    [Fact]
    public async Task Cart_notices_request_hashes_and_cancel_reasons_are_erased_too()
    {
        var member = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        var order = await member.OrdersAsync(new OrderRequest(Shopper.Home, [new(product.Id, 1)]), "a-key");
        await Shopper.ReadAsync<CancelReply>(await CancelAsync(member, order), HttpStatusCode.OK);
        await AgeAsync(order, "5 years");
        await member.PutsIntoCartAsync(product);
        await member.Commerce.PutAsync($"/products/{product.Id}/restock-notice", null);

        await WithdrawAsync(member);
        await MakeErasureDueAsync(member);

        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>($"""
                select (select count(*) from cart_lines where shopper_id = '{member.AccountId}')
                    + (select count(*) from restock_notices where shopper_id = '{member.AccountId}')
                    + (select count(*) from order_requests where shopper_id = '{member.AccountId}')
                    + (select count(cancel_reason) from orders where shopper_id = '{member.AccountId}')
                """),
            left => left == 0);
    }

    private static Task<HttpResponseMessage> CancelAsync(Shopper member, OrderReply order) =>
        member.Commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("갈 곳이 있어서"));

    private static async Task<OrdersReply> HistoryOfAsync(Shopper member) =>
        await Shopper.ReadAsync<OrdersReply>(await member.Commerce.GetAsync("/orders"), HttpStatusCode.OK);

    private async Task<(Shopper Member, OrderReply Order)> ShopperWithDeliveredOrderAsync()
    {
        var member = await shop.NewShopperAsync();
        var order = await member.OrdersAsync(await shop.NewProductAsync());
        await DeliverAsync(member, order);
        return (member, order);
    }

    private async Task DeliverAsync(Shopper member, OrderReply order)
    {
        await member.PaysAsync(order);
        await member.ReturnsFromAsync(order);
        await shop.CommerceAsync($"""
            begin;
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}';
            update orders set status = 'DELIVERED', delivered_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'DELIVERED' where key = '{order.PaymentKey}';
            commit
            """);
    }

    private async Task WithdrawAsync(Shopper member)
    {
        using var answer = await member.WithdrawsAsync();
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("WITHDRAWN", await _account.ReadAsync<string>(
            "select status from members where id = $1", member.AccountId));
    }

    private Task<int> AgeAsync(OrderReply order, string by) => shop.CommerceAsync($"""
        update orders set placed_at = placed_at - interval '{by}', expires_at = expires_at - interval '{by}'
        where id = '{order.OrderId}'
        """);

    private Task<int> MakeErasureDueAsync(Shopper member) => shop.CommerceAsync(
        $"update shoppers set erase_at = now() where id = '{member.AccountId}'");

    private Task<long> CountAddressesAsync(Shopper member) => shop.CommerceAsync<long>(
        $"select count(*) from orders where shopper_id = '{member.AccountId}' and shipping is not null");
}
