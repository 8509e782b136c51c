using Shop.Tests.Payments;

namespace Shop.Tests.Shoppers;

/// <summary>What the database refuses to the service itself about members who leave.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefusedWithdrawals(MoneyToTamperWith money) : IClassFixture<MoneyToTamperWith>
{
    private const string NotGranted = MoneyToTamperWith.NotGranted;

    [Theory]
    [InlineData("delete from withdrawn_shoppers")]
    [InlineData("update withdrawn_shoppers set withdrawn_at = now()")]
    [InlineData("update withdrawn_shoppers set shopper_id = gen_random_uuid()")]
    [InlineData("insert into withdrawn_shoppers values (gen_random_uuid(), now(), null)")]
    [InlineData("update leaving_shoppers set shopper_id = gen_random_uuid()")]
    [InlineData("delete from order_requests")]
    [InlineData("truncate withdrawn_shoppers")]
    public Task Not_granted(string sql) => money.RefusedAsync(sql, NotGranted);

    [Fact]
    public Task Nobody_has_left_who_has_an_open_order() => money.RefusedAsync(
        "insert into withdrawn_shoppers (shopper_id) select shopper_id from orders where id = :paid_order",
        "withdrawn_shopper_has_no_open_order");
}
