using Shop.Tests.Payments;

namespace Shop.Tests.Shoppers;

/// <summary>Constraints and privileges that protect withdrawals, tested with the role of the service.</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawalConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string OfPaidOrder = " where id = (select shopper_id from orders where id = :paid_order)";

    [Theory]
    [InlineData("delete from shoppers")]
    [InlineData("update shoppers set id = gen_random_uuid()")]
    [InlineData("insert into shoppers values (gen_random_uuid(), now(), null)")]
    [InlineData("truncate shoppers cascade")]
    public Task Not_granted(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("update shoppers set closed_at = now()" + OfPaidOrder, "closed_shopper_has_no_open_order")]
    [InlineData("update shoppers set erase_at = now()" + OfPaidOrder, "only_a_closed_shopper_is_erased")]
    [InlineData(
        "insert into shoppers (id) values ('ffffffff-ffff-ffff-ffff-ffffffffffff'); "
        + "update shoppers set closed_at = now() where id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'; "
        + "update shoppers set closed_at = null where id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        "shopper_stays_closed")]
    [InlineData("delete from order_requests", "request_is_kept_with_its_order")]
    public Task Refused(string sql, string constraint) => money.RefusedAsync(sql, constraint);
}
