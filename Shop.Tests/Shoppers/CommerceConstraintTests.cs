using Shop.Tests.Payments;

namespace Shop.Tests.Shoppers;

/// <summary>
/// Constraints and privileges that protect the catalogue, carts and withdrawals, tested with the role of the service.
/// It may change the stock, between 0 and the received quantity, and nothing else of a product.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class CommerceConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string OfPaidOrder = " where id = (select shopper_id from orders where id = :paid_order)";
    private const string Stranger = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";

    [Theory]
    [InlineData(NotGranted, "update products set price_won = 1")]
    [InlineData(NotGranted, "update products set received = received + 1")]
    [InlineData(NotGranted, "delete from products")]
    [InlineData(NotGranted, "drop table banners")]
    [InlineData(NotGranted, "truncate cart_lines")]
    [InlineData(NotGranted, "delete from carts")]
    [InlineData(NotGranted, "delete from shoppers")]
    [InlineData(NotGranted, "update shoppers set id = gen_random_uuid()")]
    [InlineData(NotGranted, "insert into shoppers values (gen_random_uuid(), now(), null)")]
    [InlineData(NotGranted, "truncate shoppers cascade")]
    [InlineData("stock_is_never_negative", "update products set stock = -1")]
    [InlineData("stock_was_once_received", "update products set stock = received + 1")]
    [InlineData("closed_shopper_has_no_open_order", "update shoppers set closed_at = now()" + OfPaidOrder)]
    [InlineData("only_a_closed_shopper_is_erased", "update shoppers set erase_at = now()" + OfPaidOrder)]
    [InlineData("shopper_stays_closed", "insert into shoppers (id) values (" + Stranger + "); "
        + "update shoppers set closed_at = now() where id = " + Stranger + "; "
        + "update shoppers set closed_at = null where id = " + Stranger)]
    [InlineData("request_is_kept_with_its_order", "delete from order_requests")]
    public Task Refused(string because, string sql) => money.RefusedAsync(sql, because);
}
