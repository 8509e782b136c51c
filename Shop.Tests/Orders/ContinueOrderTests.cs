using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

/// <summary>An order with the content of a pending order continues it, so stock is reserved once.</summary>
[Collection(RunningShop.Shared)]
public sealed class ContinueOrderTests(RunningShop shop)
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
    public async Task Twenty_concurrent_requests_create_one_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 50));
        var request = new OrderRequest(Shopper.Home, [new(product.Id, 2)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await Shopper.ReadAsync<OrderReply>(
            await shopper.SendOrderWithRetriesAsync(request, $"{Guid.NewGuid():N}"),
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
    public async Task Corrected_email_address_is_kept_with_the_continued_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);

        var again = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(
                new(Shopper.Home with { Email = "other@example.com" }, [new(product.Id, 1)])),
            HttpStatusCode.OK);

        Assert.Equal(order.OrderId, again.OrderId);
        Assert.Equal("other@example.com", (await shopper.GetOrderAsync(order)).Shipping?.Email);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_at_another_price_than_the_shopper_sees_is_not_continued(bool isFromCart)
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 12_000, stock: 5);
        var order = await shopper.OrdersAsync(product);
        await shop.CommerceAsync($"update products set price_won = 10000 where id = {product.Id}");
        await shopper.PutsIntoCartAsync(product);

        var refused = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsOrderAsync(
                new(Shopper.Home, isFromCart ? null : [new(product.Id, 1)], ExpectedTotalWon: 10_000)),
            HttpStatusCode.Conflict);

        Assert.Equal("ORDER_AWAITS_PAYMENT", (string)refused["code"]!);
        Assert.Equal((order.OrderId, 12_000), ((Guid)refused["orderId"]!, (long)refused["totalWon"]!));
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    [Fact]
    public async Task Request_without_an_email_address_keeps_that_of_the_continued_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(
            new OrderRequest(Shopper.Home with { Email = "first@example.com" }, [new(product.Id, 1)]));

        await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(new(Shopper.Home with { Email = null }, [new(product.Id, 1)])),
            HttpStatusCode.OK);

        Assert.Equal("first@example.com", (await shopper.GetOrderAsync(order)).Shipping?.Email);
    }

    [Fact]
    public async Task Paid_cart_with_another_price_in_the_second_tab_is_already_ordered()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 12_000, stock: 5);
        await shopper.PutsIntoCartAsync(product);
        var cart = (await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart"))!;
        var order = await shopper.OrdersAsync(new OrderRequest(Shopper.Home, CartVersion: cart.Version));
        await shopper.PaysAsync(order);
        await shopper.ReturnsFromAsync(order);

        var refused = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsOrderAsync(new(Shopper.Home, CartVersion: cart.Version, ExpectedTotalWon: 10_000)),
            HttpStatusCode.Conflict);

        Assert.Equal("CART_ALREADY_ORDERED", (string)refused["code"]!);
    }

    [Fact]
    public async Task Second_tab_with_another_price_of_the_same_cart_does_not_get_the_order()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 12_000, stock: 5);
        await shopper.PutsIntoCartAsync(product);
        var cart = (await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart"))!;
        await shop.CommerceAsync($"update products set price_won = 10000 where id = {product.Id}");
        var order = await shopper.OrdersAsync(
            new OrderRequest(Shopper.Home, CartVersion: cart.Version, ExpectedTotalWon: 10_000));

        var refused = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsOrderAsync(new(Shopper.Home, CartVersion: cart.Version, ExpectedTotalWon: 12_000)),
            HttpStatusCode.Conflict);

        Assert.Equal((order.OrderId, 10_000), ((Guid)refused["orderId"]!, (long)refused["totalWon"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Concurrent_orders_of_the_last_piece_by_one_shopper_create_one_order(bool isOneKey)
    {
        for (var round = 0; round < 3; round++)
        {
            var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
            var request = new OrderRequest(Shopper.Home, [new(product.Id, 1)]);

            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => await Shopper
                .ReadAsync<OrderReply>(
                    await shopper.SendOrderWithRetriesAsync(request, isOneKey ? "one-key" : $"key-{i}"),
                    HttpStatusCode.Created, HttpStatusCode.OK)));

            Assert.Single(answers.Select(answer => answer.OrderId).Distinct());
        }
    }

    [Fact]
    public async Task Second_tab_of_a_continued_cart_gets_the_same_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrdersAsync(product, quantity: 2);
        await shopper.PutsIntoCartAsync(product, quantity: 2);
        var cart = (await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart"))!;

        foreach (var tab in new[] { "tab-1", "tab-2" })
        {
            var again = await Shopper.ReadAsync<OrderReply>(
                await shopper.SendsOrderAsync(new(Shopper.Home, CartVersion: cart.Version), tab), HttpStatusCode.OK);
            Assert.Equal(order.OrderId, again.OrderId);
        }

        Assert.Equal(3, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Cart_is_emptied_even_if_the_shopper_leaves_before_the_answer()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrdersAsync(product, quantity: 2);
        await shopper.PutsIntoCartAsync(product, quantity: 2);
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 2_500, only = "/pre-register" });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/order")
            {
                Headers = { { "Idempotency-Key", "leaves" } },
                Content = JsonContent.Create(new OrderRequest(Shopper.Home)),
            };
            using var leaves = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => shopper.Commerce.SendAsync(request, leaves.Token));
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        Assert.Empty((await shopper.Commerce.GetFromJsonAsync<CartReply>("/cart"))!.Lines);
    }

    [Fact]
    public async Task Unreported_payment_is_completed_when_the_order_is_repeated()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrdersAsync(product);
        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
        try
        {
            await shopper.PaysAsync(order);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        var again = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(new(Shopper.Home, [new(product.Id, 1)])), HttpStatusCode.OK);

        Assert.Equal(order, again);
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    [Fact]
    public async Task Another_quantity_or_a_paid_order_creates_a_new_order()
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
            insert into orders (id, shopper_id, status, total_won, shipping, placed_at, expires_at,
                content_hash)
            select gen_random_uuid(), shopper_id, status, total_won, shipping, placed_at, expires_at,
                content_hash
            from orders where id = '{order.OrderId}'
            """));

        Assert.Equal("one_pending_order_per_content", error.ConstraintName);
    }

    [Fact]
    public async Task Waiting_orders_are_listed_for_their_shopper_only()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var product = await shop.NewProductAsync(stock: 9);
        var order = await shopper.OrdersAsync(product, quantity: 3);
        var paid = await shopper.OrdersAndPaysAsync(product);
        await shopper.ReturnsFromAsync(paid);

        var waiting = (await shopper.Commerce.GetFromJsonAsync<PendingOrdersReply>("/orders/pending"))!.Items;

        Assert.Equal(order.OrderId, Assert.Single(waiting).OrderId);
        Assert.Equal(new OrderLineRequest(product.Id, 3), Assert.Single(waiting[0].Lines));
        Assert.Empty((await other.Commerce.GetFromJsonAsync<PendingOrdersReply>("/orders/pending"))!.Items);
    }
}
