using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

/// <summary>Ordering what already waits for its payment continues that order: one hold per intent.</summary>
[Collection(RunningShop.Shared)]
public sealed class ContinuingAnOrderTests(RunningShop shop)
{
    private static readonly Shipping Elsewhere = Shopper.Home with { Address1 = "부산광역시 중구 중앙대로 1" };

    [Fact]
    public async Task Same_lines_under_another_key_continue_the_waiting_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
        var request = new OrderRequest(Shopper.Home, [new(product.Id, 1)]);
        var order = await shopper.OrdersAsync(request);

        var again = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(request, "another-key"), HttpStatusCode.OK);

        Assert.Equal(order, again);
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(0, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Twenty_requests_at_once_are_one_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 50));
        var request = new OrderRequest(Shopper.Home, [new(product.Id, 2)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderUntilDecidedAsync(request, $"{Guid.NewGuid():N}"),
            HttpStatusCode.Created, HttpStatusCode.OK)));

        Assert.Single(answers.Select(answer => answer.OrderId).Distinct());
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(48, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Cart_of_the_same_lines_continues_it_and_is_empty_afterwards()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrdersAsync(product, quantity: 2);
        await shopper.PutsIntoCartAsync(product, quantity: 2);

        var again = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(new(Shopper.Home), "cart"), HttpStatusCode.OK);

        Assert.Equal(order.OrderId, again.OrderId);
        Assert.Empty((await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart"))!.Lines);
        Assert.Equal(3, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Another_address_is_not_ordered_until_the_shopper_decides()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrdersAsync(product);

        var refused = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsOrderAsync(new(Elsewhere, [new(product.Id, 1)])), HttpStatusCode.Conflict);

        Assert.Equal("ORDER_AWAITS_PAYMENT", (string)refused["code"]!);
        Assert.Equal(order.OrderId, (Guid)refused["orderId"]!);
        Assert.Equal(4, await shop.StockOfAsync(product));
        await Shopper.ReadAsync<CancelReply>(
            await shopper.Commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("Address")),
            HttpStatusCode.OK);
        await shopper.OrdersAsync(new OrderRequest(Elsewhere, [new(product.Id, 1)]));
    }

    [Fact]
    public async Task Another_email_address_continues_it()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);

        var again = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(
                new(Shopper.Home with { Email = "other@example.com" }, [new(product.Id, 1)])),
            HttpStatusCode.OK);

        Assert.Equal(order.OrderId, again.OrderId);
    }

    [Fact]
    public async Task Another_quantity_and_a_paid_order_are_other_intents()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 9));

        var first = await shopper.OrdersAndPaysAsync(product);
        await shopper.ReturnsFromAsync(first);
        var second = await shopper.OrdersAsync(product);
        var third = await shopper.OrdersAsync(product, quantity: 2);

        Assert.Equal(3, new[] { first.OrderId, second.OrderId, third.OrderId }.Distinct().Count());
        Assert.Equal(5, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Database_refuses_a_second_waiting_order_of_the_same_content()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);

        var error = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => shop.CommerceAsync($"""
            insert into orders (id, shopper_id, status, total_won, shipping, account_asked_at, placed_at, expires_at,
                content_hash)
            select gen_random_uuid(), shopper_id, status, total_won, shipping, now(), placed_at, expires_at,
                content_hash
            from orders where id = '{order.OrderId}'
            """));

        Assert.Equal("one_waiting_order_per_content", error.ConstraintName);
    }

    [Fact]
    public async Task Waiting_orders_are_listed_for_their_shopper_only()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var product = await shop.NewProductAsync(stock: 9);
        var order = await shopper.OrdersAsync(product, quantity: 3);
        var paid = await shopper.OrdersAndPaysAsync(product);
        await shopper.ReturnsFromAsync(paid);

        var waiting = (await shopper.Commerce.GetFromJsonAsync<WaitingOrdersReply>("/orders/waiting"))!.Items;

        Assert.Equal(order.OrderId, Assert.Single(waiting).OrderId);
        Assert.Equal(new OrderLineRequest(product.Id, 3), Assert.Single(waiting[0].Lines));
        Assert.Empty((await other.Commerce.GetFromJsonAsync<WaitingOrdersReply>("/orders/waiting"))!.Items);
    }
}
