using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Commerce;

namespace Shop.Tests.Orders;

[Collection(RunningShop.Shared)]
public sealed class PlacingAnOrder(RunningShop shop)
{
    [Fact]
    public async Task It_takes_the_pieces_and_waits_for_its_payment()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, stock: 5);

        var order = await shopper.OrdersAsync(lamp, quantity: 2);

        Assert.Equal(25_800, order.AmountWon);
        Assert.Matches("^[0-9a-f]{32}$", order.PaymentKey);
        Assert.Equal(3, await shop.StockOfAsync(lamp));
        var seen = await shopper.LooksAtAsync(order);
        Assert.Equal(("PENDING", "PENDING"), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal(Shopper.Home, seen.Shipping);
        Assert.NotNull(seen.ExpiresAt);
    }

    [Fact]
    public async Task It_keeps_names_and_prices_as_they_were()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, name: "Old lamp");
        var order = await shopper.OrdersAsync(lamp);

        await shop.CommerceAsync($"""
            update products set name_ko = 'New lamp', name_en = 'New lamp', price_won = 99000, image_url = '/new.svg'
            where id = {lamp.Id}
            """);

        var line = Assert.Single((await shopper.LooksAtAsync(order)).Lines);
        Assert.Equal(("Old lamp", 12_900L), (line.Name, line.PriceWon));
        Assert.NotEqual("/new.svg", line.ImageUrl);
    }

    [Fact]
    public async Task The_cart_becomes_the_order_and_is_empty_under_a_new_version()
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
    public async Task A_repeat_under_the_same_key_is_the_same_order_and_another_body_is_refused()
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
    public async Task Another_tab_gets_the_order_of_its_cart_unless_it_sends_the_goods_elsewhere()
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
    public async Task The_second_tabs_key_stays_with_its_order_when_a_new_cart_is_filled()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));
        var request = new OrderRequest(Shopper.Home); // The cart, whichever it is.
        var first = await shopper.OrdersAsync(request, "tab-1");
        await Shopper.ReadAsync<OrderReply>(await shopper.SendsOrderAsync(request, "tab-2"), HttpStatusCode.OK);
        await shopper.Commerce.PutAsJsonAsync($"/cart/lines/{lamp.Id}", new CartLineRequest(1));

        var repeat = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(request, "tab-2"), HttpStatusCode.OK);

        Assert.Equal(first, repeat);
    }

    [Fact]
    public async Task What_cannot_be_sold_is_refused_with_the_reason_and_nothing_is_taken()
    {
        var child = await shop.NewShopperAsync(adult: false);
        var (rare, wine) = (await shop.NewProductAsync(5_000, stock: 2), await shop.NewProductAsync(adultsOnly: true));

        var tooMany = await child.SendsOrderUntilDecidedAsync(new(Shopper.Home, [new(rare.Id, 3)]));
        var dearer = await child.SendsOrderUntilDecidedAsync(
            new(Shopper.Home, [new(rare.Id, 1)], ExpectedTotalWon: 4_000));
        var forAdults = await child.SendsOrderUntilDecidedAsync(new(Shopper.Home, [new(wine.Id, 1)]));
        var nothing = await child.SendsOrderUntilDecidedAsync(new(Shopper.Home));

        var shortage = await ProblemOfAsync(tooMany, HttpStatusCode.Conflict, "OUT_OF_STOCK");
        Assert.Equal((rare.Id, 2), ((int)shortage["productId"]!, (int)shortage["left"]!));
        var total = (await ProblemOfAsync(dearer, HttpStatusCode.Conflict, "PRICE_CHANGED"))["totalWon"]!;
        Assert.Equal(5_000, (long)total);
        await ProblemOfAsync(forAdults, HttpStatusCode.Forbidden, "ADULTS_ONLY");
        await ProblemOfAsync(nothing, HttpStatusCode.UnprocessableEntity, "EMPTY_CART");
        Assert.Equal((2, 100), (await shop.StockOfAsync(rare), await shop.StockOfAsync(wine)));
    }

    [Fact]
    public async Task Somebody_elses_order_is_as_good_as_none()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var theirs = await other.Commerce.GetAsync($"/orders/{order.OrderId}");
        var nobodys = await other.Commerce.GetAsync($"/orders/{Guid.NewGuid()}");

        Assert.Equal(
            WithoutTrace(await ProblemOfAsync(nobodys, HttpStatusCode.NotFound, "NOT_FOUND")),
            WithoutTrace(await ProblemOfAsync(theirs, HttpStatusCode.NotFound, "NOT_FOUND")));
        Assert.Equal(0, (await other.Commerce.GetFromJsonAsync<OrdersReply>("/orders"))!.Total);
        var own = await shopper.Commerce.GetFromJsonAsync<OrdersReply>("/orders");
        Assert.Equal(order.OrderId, Assert.Single(own!.Items).OrderId);
    }

    [Fact]
    public async Task The_address_lies_encrypted_in_the_database()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        var stored = await shop.CommerceAsync<byte[]>($"select shipping from orders where id = '{order.OrderId}'");

        Assert.True(stored.AsSpan().IndexOf("세종대로"u8) < 0 && stored.AsSpan().IndexOf("\\u"u8) < 0);
        Assert.Equal(-1, stored.AsSpan().IndexOf("01012345678"u8));
    }

    [Fact]
    public async Task An_address_opens_in_the_row_of_its_own_order_only()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        var (one, other) = (await shopper.OrdersAsync(lamp), await shopper.OrdersAsync(lamp, quantity: 2));

        // As somebody who has the database's files: its own rules would refuse it.
        await shop.CommerceAsync($"""
            set session_replication_role = replica;
            update orders set shipping = (select shipping from orders where id = '{other.OrderId}')
            where id = '{one.OrderId}';
            reset session_replication_role
            """);

        var moved = await shopper.Commerce.GetAsync($"/orders/{one.OrderId}");
        Assert.Equal(HttpStatusCode.InternalServerError, moved.StatusCode);
        Assert.Equal(Shopper.Home, (await shopper.LooksAtAsync(other)).Shipping);
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
