namespace Shop.Tests.Web;

/// <summary>Reads the records of the shop and of the sandbox about a shopper who has ordered once.</summary>
internal static class Books
{
    public static Task<long> OrdersOfAsync(this RunningShop shop, Shopper shopper) =>
        shop.CommerceAsync<long>($"select count(*) from orders where shopper_id = '{shopper.AccountId}'");

    public static Task<string> KeyOfAsync(this RunningShop shop, Shopper shopper) => shop.CommerceAsync<string>($"""
        select payments.key from payments join orders on orders.id = payments.order_id
        where orders.shopper_id = '{shopper.AccountId}'
        """);

    public static async Task<IReadOnlyList<string>> CapturesOfAsync(this RunningShop shop, Shopper shopper)
    {
        var key = await shop.KeyOfAsync(shopper);
        var booked = (await shop.Sandbox.LedgerAsync())["items"]!.AsArray();
        return [.. booked.Where(entry => (string?)entry!["paymentId"] == key).Select(entry => entry!.ToJsonString())];
    }
}
