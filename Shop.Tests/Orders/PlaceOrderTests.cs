using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Orders;

[Collection(RunningShop.Shared)]
public sealed class PlaceOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Order_reserves_stock_and_awaits_payment()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, stock: 5);

        var order = await shopper.OrdersAsync(lamp, quantity: 2);

        Assert.Equal(25_800, order.AmountWon);
        Assert.Matches("^[0-9a-f]{32}$", order.PaymentKey);
        Assert.Equal(3, await shop.StockOfAsync(lamp));
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Pending), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal(Shopper.Home, seen.Shipping);
        Assert.NotNull(seen.ExpiresAt);
    }

    [Fact]
    public async Task Order_keeps_its_names_and_prices()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, name: "Old lamp");
        var order = await shopper.OrdersAsync(lamp);

        await shop.CommerceAsync($"""
            update products set name_ko = 'New lamp', name_en = 'New lamp', price_won = 99000, image_url = '/new.svg'
            where id = {lamp.Id}
            """);

        var line = Assert.Single((await shopper.GetOrderAsync(order)).Lines);
        Assert.Equal(("Old lamp", 12_900L), (line.Name, line.PriceWon));
        Assert.NotEqual("/new.svg", line.ImageUrl);
    }

    [Fact]
    public async Task Ordered_cart_is_emptied_and_gets_a_new_version()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(1_000, name: "램프");
        var chair = await shop.NewProductAsync(2_000, name: "의자");
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{chair.Id}", new CartLineRequest(3));
        var before = await CartOfAsync(shopper);

        var order = await shopper.OrdersAsync(new OrderRequest(Shopper.Home, CartVersion: before.Version));

        var after = await CartOfAsync(shopper);
        Assert.Equal((7_000L, "램프 외 1건"), (order.AmountWon, order.OrderName));
        Assert.Empty(after.Lines);
        Assert.NotEqual(before.Version, after.Version);
    }

    [Fact]
    public async Task Repeated_key_returns_the_same_order_and_refuses_another_body()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        var request = new OrderRequest(Shopper.Home, [new(lamp.Id, 1)]);
        var key = Guid.NewGuid().ToString("N");
        var first = await shopper.OrdersAsync(request, key);

        var again = await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, key), HttpStatusCode.OK);
        var other = await shopper.SendsOrderAsync(request with { Lines = [new(lamp.Id, 2)] }, key);

        Assert.Equal(first, again);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", await CodeOfAsync(other, HttpStatusCode.UnprocessableEntity));
        Assert.Equal(99, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Second_tab_gets_the_order_of_its_cart_unless_the_address_differs()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        var request = new OrderRequest(Shopper.Home, CartVersion: (await CartOfAsync(shopper)).Version);
        var first = await shopper.OrdersAsync(request, "tab-1");

        var second = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(request, "tab-2"), HttpStatusCode.OK);
        var elsewhere = await shopper.SendsOrderAsync(
            request with { Shipping = Shopper.Home with { Address1 = "부산광역시 중구 중앙대로 1" } }, "tab-3");

        Assert.Equal(first, second);
        Assert.Equal("CART_ALREADY_ORDERED", await CodeOfAsync(elsewhere, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Key_of_the_second_tab_keeps_its_order_when_a_new_cart_is_filled()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        var request = new OrderRequest(Shopper.Home); // The current cart.
        var first = await shopper.OrdersAsync(request, "tab-1");
        await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, "tab-2"), HttpStatusCode.OK);
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));

        var repeat = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(request, "tab-2"), HttpStatusCode.OK);

        Assert.Equal(first, repeat);
    }

    [Fact]
    public async Task Refused_order_has_a_reason_and_reserves_nothing()
    {
        var child = await shop.NewShopperAsync(adult: false);
        var (rare, wine) = (await shop.NewProductAsync(5_000, stock: 2), await shop.NewProductAsync(adultsOnly: true));

        var tooMany = await child.SendOrderWithRetriesAsync(new(Shopper.Home, [new(rare.Id, 3)]));
        var dearer = await child.SendOrderWithRetriesAsync(
            new(Shopper.Home, [new(rare.Id, 1)], ExpectedTotalWon: 4_000));
        var forAdults = await child.SendOrderWithRetriesAsync(new(Shopper.Home, [new(wine.Id, 1)]));
        var nothing = await child.SendOrderWithRetriesAsync(new(Shopper.Home));

        var shortage = await ProblemOfAsync(tooMany, HttpStatusCode.Conflict, "OUT_OF_STOCK");
        Assert.Equal((rare.Id, 2), ((int)shortage["productId"]!, (int)shortage["left"]!));
        var total = (await ProblemOfAsync(dearer, HttpStatusCode.Conflict, "PRICE_CHANGED"))["totalWon"]!;
        Assert.Equal(5_000, (long)total);
        await ProblemOfAsync(forAdults, HttpStatusCode.Forbidden, "ADULTS_ONLY");
        await ProblemOfAsync(nothing, HttpStatusCode.UnprocessableEntity, "EMPTY_CART");
        Assert.Equal((2, 100), (await shop.StockOfAsync(rare), await shop.StockOfAsync(wine)));
    }

    [Fact]
    public async Task Order_of_another_shopper_is_not_found()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var theirs = await other.Commerce.GetAsync($"/orders/{order.OrderId}");
        var unknown = await other.Commerce.GetAsync($"/orders/{Guid.NewGuid()}");

        Assert.Equal(
            WithoutTrace(await ProblemOfAsync(unknown, HttpStatusCode.NotFound, "NOT_FOUND")),
            WithoutTrace(await ProblemOfAsync(theirs, HttpStatusCode.NotFound, "NOT_FOUND")));
        Assert.Equal(0, (await other.Commerce.GetFromJsonAsync<OrdersReply>("/orders"))!.Total);
        var own = await shopper.Commerce.GetFromJsonAsync<OrdersReply>("/orders");
        Assert.Equal(order.OrderId, Assert.Single(own!.Items).OrderId);
    }

    [Fact]
    public async Task Address_is_stored_encrypted()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var stored = await shop.CommerceAsync<byte[]>($"select shipping from orders where id = '{order.OrderId}'");

        Assert.True(stored.AsSpan().IndexOf("세종대로"u8) < 0 && stored.AsSpan().IndexOf("\\u"u8) < 0);
        Assert.Equal(-1, stored.AsSpan().IndexOf("01012345678"u8));
    }

    [Fact]
    public async Task Address_cannot_be_decrypted_in_the_row_of_another_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        var (one, other) = (await shopper.OrdersAsync(lamp), await shopper.OrdersAsync(lamp, quantity: 2));

        // Disables the triggers, which would refuse the change, as an attacker with the files of the database could.
        await shop.CommerceAsync($"""
            set session_replication_role = replica;
            update orders set shipping = (select shipping from orders where id = '{other.OrderId}')
            where id = '{one.OrderId}';
            reset session_replication_role
            """);

        var moved = await shopper.Commerce.GetAsync($"/orders/{one.OrderId}");
        Assert.Equal(HttpStatusCode.InternalServerError, moved.StatusCode);
        Assert.Equal(Shopper.Home, (await shopper.GetOrderAsync(other)).Shipping);
    }

    private static Task<CartReply> CartOfAsync(Shopper shopper) =>
        shopper.Commerce.GetFromJsonAsync<CartReply>("/cart")!;

    private static async Task<string> CodeOfAsync(HttpResponseMessage response, HttpStatusCode status) =>
        (string)(await Shopper.ReadAsync<JsonObject>(response, status))["code"]!;

    private static async Task<JsonObject> ProblemOfAsync(
        HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(response, status);
        Assert.Equal(code, (string)problem["code"]!);
        return problem;
    }

    private static string WithoutTrace(JsonObject problem)
    {
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}
