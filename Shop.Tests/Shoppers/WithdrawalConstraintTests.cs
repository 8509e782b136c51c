using Shop.Tests.Payments;

namespace Shop.Tests.Shoppers;

/// <summary>Constraints and privileges that protect withdrawals, tested with the role of the service.</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawalConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;

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
    public Task Withdrawn_shopper_has_no_open_order() => money.RefusedAsync(
        "insert into withdrawn_shoppers (shopper_id) select shopper_id from orders where id = :paid_order",
        "withdrawn_shopper_has_no_open_order");
}
