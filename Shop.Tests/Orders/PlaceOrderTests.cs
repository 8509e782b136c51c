using System.Net;
using System.Net.Http.Json;
using Shop.Tests.Carts;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

[Collection(RunningShop.Shared)]
public sealed class PlaceOrderTests(RunningShop shop)
{
    [Fact]
    public async Task Order_reserves_stock_and_keeps_its_names_and_prices()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(priceWon: 12_900, stock: 5, name: "Old lamp");

        var order = await shopper.OrderAsync(lamp, quantity: 2);
        await shop.ExecuteSqlAsync($"""
            update products
            set name_ko = 'New lamp', name_en = 'New lamp', price_won = 99000, image_url = '/images/no-picture.svg'
            where id = {lamp.Id}
            """);

        Assert.Equal(25_800, order.AmountWon);
        Assert.Matches("^[0-9a-f]{32}$", order.PaymentKey);
        Assert.Equal(3, await shop.StockOfAsync(lamp));
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((OrderStatus.Pending, PaymentStatus.Pending), (seen.OrderStatus, seen.PaymentStatus));
        Assert.Equal(Shopper.Home, seen.Shipping);
        Assert.NotNull(seen.ExpiresAt);
        var line = Assert.Single(seen.Lines);
        Assert.Equal(("Old lamp", 12_900L), (line.Name, line.PriceWon));
        Assert.NotEqual("/images/no-picture.svg", line.ImageUrl);
    }

    [Fact]
    public async Task Cart_is_emptied_and_its_repeats_and_other_tabs_get_the_same_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(1_000, stock: 10, name: "램프");
        await shopper.PutAsync(lamp, 1);
        var cart = await shopper.PutAsync(await shop.NewProductAsync(2_000, name: "의자"), 3);
        var request = new OrderRequest(Shopper.Home, CartVersion: cart.Version);
        var withoutVersion = new OrderRequest(Shopper.Home); // The current cart, or the last one that was ordered.

        var order = await shopper.OrderAsync(request, "tab-1");

        Assert.Equal((7_000L, "램프 외 1건"), (order.AmountWon, order.OrderName));
        var emptied = await shopper.GetCartAsync();
        Assert.Empty(emptied.Lines);
        Assert.NotEqual(cart.Version, emptied.Version);
        Assert.Equal(order, await shopper.ContinueAsync(request, "tab-1"));
        Assert.Equal(order, await shopper.ContinueAsync(request, "tab-2"));
        Assert.Equal(order, await shopper.ContinueAsync(withoutVersion, "tab-3"));
        var elsewhere = request with { Shipping = Shopper.Home with { Address1 = "부산광역시 중구 중앙대로 1" } };
        await shopper.IsRefusedAsync(elsewhere, "CART_ALREADY_ORDERED", "tab-4");
        await shopper.IsRefusedAsync(
            elsewhere, "IDEMPOTENCY_KEY_REUSED", "tab-1", HttpStatusCode.UnprocessableEntity);

        await shopper.PutAsync(lamp, 1);
        Assert.Equal(order, await shopper.ContinueAsync(withoutVersion, "tab-3"));
        Assert.Equal(9, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Refused_order_has_a_reason_and_reserves_nothing()
    {
        var child = await shop.NewShopperAsync(adult: false);
        var (rare, wine) = (await shop.NewProductAsync(5_000, stock: 2), await shop.NewProductAsync(adultsOnly: true));

        var shortage = await child.IsRefusedAsync(new(Shopper.Home, [new(rare.Id, 3)]), "OUT_OF_STOCK");
        var change = await child.IsRefusedAsync(
            new(Shopper.Home, [new(rare.Id, 1)], ExpectedTotalWon: 4_000), "PRICE_CHANGED");
        await child.IsRefusedAsync(
            new(Shopper.Home, [new(wine.Id, 1)]), "ADULTS_ONLY", status: HttpStatusCode.Forbidden);
        await child.IsRefusedAsync(new(Shopper.Home), "EMPTY_CART", status: HttpStatusCode.UnprocessableEntity);

        Assert.Equal((rare.Id, 2), ((int)shortage["productId"]!, (int)shortage["left"]!));
        Assert.Equal(5_000, (long)change["totalWon"]!);
        Assert.Equal((2, 100), (await shop.StockOfAsync(rare), await shop.StockOfAsync(wine)));
    }

    [Fact]
    public async Task Orders_exist_for_their_shopper_only()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var product = await shop.NewProductAsync();
        var paid = await shopper.BuyAsync(product);
        var same = await shopper.OrderAsync(product); // A new order, because the first is paid.
        var pending = await shopper.OrderAsync(product, quantity: 3);

        Assert.Equal(
            [pending.OrderId, same.OrderId, paid.OrderId],
            (await ListAsync(shopper)).Items.Select(item => item.OrderId));
        var newest = (await ListPendingAsync(shopper))[0];
        Assert.Equal(2, (await ListPendingAsync(shopper)).Count);
        Assert.Equal((pending.OrderId, new(product.Id, 3)), (newest.OrderId, Assert.Single(newest.Lines)));

        Assert.Equal(0, (await ListAsync(other)).Total);
        Assert.Empty(await ListPendingAsync(other));
        var unknown = pending with { OrderId = Guid.NewGuid() };
        Assert.Equal(await NotFoundAsync(ShowAsync(unknown)), await NotFoundAsync(ShowAsync(pending)));
        Assert.Equal(
            await NotFoundAsync(other.SendCancelAsync(unknown)), await NotFoundAsync(other.SendCancelAsync(pending)));
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(pending)).OrderStatus);

        Task<HttpResponseMessage> ShowAsync(OrderReply order) => other.Commerce.GetAsync($"/orders/{order.OrderId}");
    }

    [Fact]
    public async Task Address_is_encrypted_for_its_order()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync();
        var (one, other) = (await shopper.OrderAsync(lamp), await shopper.OrderAsync(lamp, quantity: 2));

        var stored = await shop.QuerySqlAsync<byte[]>($"select shipping from orders where id = '{one.OrderId}'");
        // Disables the triggers, which would refuse the change, as an attacker with the files of the database could.
        await shop.ExecuteSqlAsync($"""
            set session_replication_role = replica;
            update orders set shipping = (select shipping from orders where id = '{other.OrderId}')
            where id = '{one.OrderId}';
            reset session_replication_role
            """);

        Assert.True(stored.AsSpan().IndexOf("세종대로"u8) < 0 && stored.AsSpan().IndexOf("\\u"u8) < 0);
        Assert.Equal(-1, stored.AsSpan().IndexOf("01012345678"u8));
        var moved = await shopper.Commerce.GetAsync($"/orders/{one.OrderId}");
        Assert.Equal(HttpStatusCode.InternalServerError, moved.StatusCode);
        Assert.Equal(Shopper.Home, (await shopper.GetOrderAsync(other)).Shipping);
    }

    private static async Task<OrdersReply> ListAsync(Shopper shopper) =>
        (await shopper.Commerce.GetFromJsonAsync<OrdersReply>("/orders"))!;

    private static async Task<IReadOnlyList<PendingOrderItem>> ListPendingAsync(Shopper shopper) =>
        (await shopper.Commerce.GetFromJsonAsync<PendingOrdersReply>("/orders/pending"))!.Items;

    /// <summary>The problem without its trace id, which differs for every request.</summary>
    private static async Task<string> NotFoundAsync(Task<HttpResponseMessage> response)
    {
        var problem = await OrderTestExtensions.ProblemOfAsync(await response, HttpStatusCode.NotFound, "NOT_FOUND");
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}
