using System.Net;
using System.Net.Http.Json;
using Shop.Tests.Carts;
using Shop.Tests.Payments;
using Shop.Tests.Web;

namespace Shop.Tests.Orders;

/// <summary>An order with the content of a pending order continues it, so stock is reserved once.</summary>
[Collection(RunningShop.Shared)]
public sealed class ContinueOrderTests(RunningShop shop) : IAsyncDisposable
{
    private static readonly Shipping Elsewhere = Shopper.Home with { Address1 = "부산광역시 중구 중앙대로 1" };

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cart_of_the_same_lines_continues_the_order_in_every_tab(bool hasVersion)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrderAsync(product, quantity: 2);
        var cart = await shopper.PutAsync(product, 2);
        var request = new OrderRequest(Shopper.Home, CartVersion: hasVersion ? cart.Version : null);

        Assert.Equal(order, await shopper.ContinueAsync(request, "tab-1"));
        Assert.Empty((await shopper.GetCartAsync()).Lines);
        Assert.Equal(order, await shopper.ContinueAsync(request, "tab-2"));
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(3, await shop.StockOfAsync(product));
    }

    [Theory]
    [InlineData(null, "other@example.com", "other@example.com")]
    [InlineData("first@example.com", "other@example.com", "other@example.com")]
    [InlineData("first@example.com", null, "first@example.com")]
    public async Task Continued_order_keeps_the_newest_email_address(string? first, string? second, string kept)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var request = new OrderRequest(Shopper.Home with { Email = first }, [new(product.Id, 1)]);
        var order = await shopper.OrderAsync(request);

        var continued = await shopper.ContinueAsync(request with { Shipping = Shopper.Home with { Email = second } });

        Assert.Equal(order.OrderId, continued.OrderId);
        Assert.Equal(kept, (await shopper.GetOrderAsync(order)).Shipping?.Email);
    }

    [Fact]
    public async Task Another_address_is_not_ordered_until_the_shopper_decides()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        var order = await shopper.OrderAsync(product);
        var request = new OrderRequest(Elsewhere, [new(product.Id, 1)]);

        var refusal = await shopper.IsRefusedAsync(request, "ORDER_AWAITS_PAYMENT");

        Assert.Equal(order.OrderId, (Guid)refusal["orderId"]!);
        Assert.Equal(4, await shop.StockOfAsync(product));
        await shopper.CancelAsync(order);
        await shopper.OrderAsync(request);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_at_another_price_than_the_shopper_sees_is_not_continued(bool isFromCart)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(12_000, stock: 5));
        var order = await shopper.OrderAsync(product);
        await ReducePriceAsync(product);
        await shopper.PutAsync(product, 1);

        var refusal = await shopper.IsRefusedAsync(
            new(Shopper.Home, isFromCart ? null : [new(product.Id, 1)], ExpectedTotalWon: 10_000),
            "ORDER_AWAITS_PAYMENT");

        Assert.Equal((order.OrderId, 12_000), ((Guid)refusal["orderId"]!, (long)refusal["totalWon"]!));
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    [Theory]
    [InlineData(false, "ORDER_AWAITS_PAYMENT")]
    [InlineData(true, "CART_ALREADY_ORDERED")]
    public async Task Second_tab_with_another_price_of_the_same_cart_does_not_get_the_order(bool isPaid, string code)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(12_000, stock: 5));
        var cart = await shopper.PutAsync(product, 1);
        await ReducePriceAsync(product);
        var request = new OrderRequest(Shopper.Home, CartVersion: cart.Version, ExpectedTotalWon: 10_000);
        var order = await shopper.OrderAsync(request);
        if (isPaid)
        {
            await shopper.PayAsync(order);
            await shopper.ReturnFromAsync(order);
        }

        var refusal = await shopper.IsRefusedAsync(request with { ExpectedTotalWon = 12_000 }, code);

        Assert.Equal((order.OrderId, isPaid ? null : 10_000), ((Guid)refusal["orderId"]!, (long?)refusal["totalWon"]));
    }

    [Fact]
    public async Task Cart_is_emptied_even_if_the_shopper_leaves_before_the_answer()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 5));
        await shopper.OrderAsync(product, quantity: 2);
        await shopper.PutAsync(product, 2);
        await shop.Sandbox.SetFaultsAsync(new { latencyMs = 2_500, only = "/pre-register" });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/order")
        {
            Headers = { { "Idempotency-Key", "leaves" } },
            Content = JsonContent.Create(new OrderRequest(Shopper.Home)),
        };
        using var leaves = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => shopper.Commerce.SendAsync(request, leaves.Token));

        Assert.Empty((await shopper.GetCartAsync()).Lines);
    }

    [Fact]
    public async Task Unreported_payment_is_completed_when_the_order_is_repeated()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrderAsync(product);
        await shop.Sandbox.DropWebhooksAsync();
        await shopper.PayAsync(order);

        Assert.Equal(order, await shopper.ContinueAsync(new(Shopper.Home, [new(product.Id, 1)])));

        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    private Task<int> ReducePriceAsync(Product product) =>
        shop.ExecuteSqlAsync($"update products set price_won = 10000 where id = {product.Id}");
}
