using Shop.Tests.Startup;

namespace Shop.Tests.Web;

/// <summary>Reads and changes what the pages show: orders, captures, stock, prices and sessions.</summary>
internal static class WebTestExtensions
{
    public static Task<long> OrdersOfAsync(this RunningShop shop, Shopper shopper) =>
        shop.QuerySqlAsync<long>($"select count(*) from orders where shopper_id = '{shopper.AccountId}'");

    /// <summary>The payment key of a shopper who has ordered once.</summary>
    public static Task<string> KeyOfAsync(this RunningShop shop, Shopper shopper) => shop.QuerySqlAsync<string>($"""
        select payments.key from payments join orders on orders.id = payments.order_id
        where orders.shopper_id = '{shopper.AccountId}'
        """);

    /// <summary>Expects that the shopper has one order, which the sandbox captured once.</summary>
    public static async Task AssertPaidOnceAsync(this RunningShop shop, Shopper shopper)
    {
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        var key = await shop.KeyOfAsync(shopper);
        var ledger = (await shop.Sandbox.LedgerAsync())["items"]!.AsArray();
        Assert.Single(ledger, entry => (string?)entry!["paymentId"] == key);
    }

    public static Task SetStockAsync(this RunningShop shop, Product product, int stock) => shop.ExecuteSqlAsync(
        $"update products set stock = {stock}, received = received - stock + {stock} where id = {product.Id}");

    public static Task SetPriceAsync(this RunningShop shop, Product product, long won) =>
        shop.ExecuteSqlAsync($"update products set price_won = {won} where id = {product.Id}");

    /// <summary>Ends all sessions of a shopper in the storefront.</summary>
    public static async Task EndSessionsAsync(this RunningShop shop, Shopper shopper)
    {
        await using var ended = shop.WebDb.CreateCommand(
            $"delete from sessions where account_id = '{shopper.AccountId}'");
        Assert.NotEqual(0, await ended.ExecuteNonQueryAsync());
    }

    public static async Task RunOperatorCommandAsync(
        this RunningShop shop, string command, OrderReply order, params string[] rest)
    {
        var (exitCode, _, errors) = await ServiceProcess.RunAsync(
            shop, "Commerce", [command, $"{order.OrderId}", .. rest]);
        Assert.True(exitCode == 0, errors);
    }

    /// <summary>The address to which the payment window returns.</summary>
    public static string ReturnPage(this OrderReply order) =>
        $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

    public static string Page(this Product product) => $"/products/{product.Id}";

    public static string Page(this OrderReply order) => $"/orders/{order.OrderId}";

    public static string Checkout(this Product product, int quantity = 1) =>
        $"/checkout?productId={product.Id}&quantity={quantity}";
}
