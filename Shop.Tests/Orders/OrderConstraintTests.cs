using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>Constraints and privileges that protect orders, tested with the role of the service.</summary>
[Collection(RunningShop.Shared)]
public sealed class OrderConstraintTests(TamperingFixture money) : IClassFixture<TamperingFixture>
{
    private const string NotGranted = TamperingFixture.NotGranted;
    private const string Another = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    private const string PaymentWithoutJobs = "insert into payments (key, order_id, order_status, status) values ("
        + "'ffffffffffffffffffffffffffffffff', " + Another + ", 'PENDING', 'PENDING')";
    private const string AnothersPayment = PaymentWithoutJobs
        + "; insert into payment_jobs (payment_key, kind, due_at) values ('ffffffffffffffffffffffffffffffff', 'CHECK', now()), "
        + "('ffffffffffffffffffffffffffffffff', 'EXPIRE', now())";
    private const string AnothersLine =
        "insert into order_lines values (" + Another + ", 1, :other_product, '', '', '', 20000, 1)";
    private const string Place = "insert into orders (id, shopper_id, status, total_won, shipping, "
        + "placed_at, expires_at) select " + Another + ", shopper_id, ";
    private const string From = " from orders where id = :pending_order; ";
    private const string Soon = "now() + interval '15 minutes'";

    [Theory]
    [InlineData("delete from orders where id = :paid_order")]
    [InlineData("delete from order_lines where order_id = :paid_order")]
    [InlineData("truncate orders cascade")]
    [InlineData("update orders set total_won = 1 where id = :paid_order")]
    [InlineData("update orders set shopper_id = gen_random_uuid() where id = :paid_order")]
    [InlineData("update orders set placed_at = now() where id = :paid_order")]
    [InlineData("update order_lines set price_won = 1 where order_id = :paid_order")]
    [InlineData("update order_lines set name_ko = 'x' where order_id = :paid_order")]
    [InlineData("update order_requests set order_id = :paid_order")]
    [InlineData("delete from continued_carts")]
    [InlineData("update continued_carts set order_id = :paid_order")]
    [InlineData("update products set price_won = 1")]
    [InlineData("alter table orders disable trigger all")]
    [InlineData("drop function order_moves_forward() cascade")]
    [InlineData("create temporary table order_lines (order_id uuid)")]
    [InlineData("create table orders_of_mine (id uuid)")]
    public Task Not_granted(string sql) => money.RefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData("update orders set status = 'PENDING' where id = :paid_order", "order_moves_forward")]
    [InlineData("update orders set status = 'EXPIRED', ended_at = now() where id = :paid_order", "order_moves_forward")]
    [InlineData("update orders set status = 'DELIVERED' where id = :paid_order", "order_moves_forward")]
    [InlineData("update orders set status = 'READY' where id = :shipped_order", "order_moves_forward")]
    [InlineData("update orders set status = 'CANCELLED' where id = :shipped_order", "order_moves_forward")]
    [InlineData("update orders set status = 'PENDING' where id = :closed_order", "order_moves_forward")]
    [InlineData(
        "update orders set status = 'READY', ready_at = now() where id = :pending_order",
        "payment_repeats_the_order_status")]
    [InlineData(
        "update orders set status = 'CANCELLED', ended_at = now() where id = :paid_order",
        "payment_repeats_the_order_status")]
    [InlineData("update orders set status = 'READY' where id = :pending_order", "order_times_follow_its_status")]
    [InlineData("update orders set status = 'SHIPPED' where id = :paid_order", "order_times_follow_its_status")]
    [InlineData("update orders set ready_at = now() where id = :pending_order", "order_times_tell_its_moves")]
    [InlineData("update orders set ready_at = now() where id = :paid_order", "order_times_tell_its_moves")]
    [InlineData("update orders set shipped_at = now() where id = :shipped_order", "order_times_tell_its_moves")]
    [InlineData("update orders set ended_at = now() where id = :closed_order", "order_times_tell_its_moves")]
    [InlineData(
        "update orders set status = 'CANCELLED', ended_at = now(), ready_at = now() where id = :pending_order",
        "order_times_tell_its_moves")]
    [InlineData(
        "update orders set status = 'READY', ready_at = 'infinity' where id = :pending_order",
        "order_times_tell_its_moves")]
    [InlineData(
        "update orders set status = 'SHIPPED', shipped_at = now() - interval '1 day' where id = :paid_order",
        "order_times_tell_its_moves")]
    public Task Illegal_status_changes_are_refused(string sql, string constraint) =>
        money.RefusedAsync(sql, constraint);

    [Theory]
    [InlineData("update orders set shipping = '\\x00' where id = :paid_order", "shipping_is_kept_or_erased")]
    [InlineData("update orders set shipping = '\\x00' where id = :closed_order", "shipping_is_kept_or_erased")]
    [InlineData("update orders set shipping = null where id = :paid_order", "order_has_shipping_until_it_ends")]
    [InlineData("update orders set shipping = null where id = :closed_order", "shipping_is_kept_for_5_years")]
    [InlineData("update orders set cancel_reason = '' where id = :paid_order", "cancel_reason_is_kept_or_erased")]
    [InlineData("update orders set cancel_reason = '' where id = :closed_order", "cancel_reason_is_kept_or_erased")]
    [InlineData(
        "update orders set status = 'SHIPPED', shipped_at = now(), cancel_reason = '' where id = :paid_order",
        "only_a_cancelled_order_has_a_reason")]
    [InlineData(
        "update orders set expires_at = 'infinity' where id = :pending_order", "order_waits_15_to_45_minutes")]
    [InlineData(
        "update orders set expires_at = placed_at + interval '46 minutes' where id = :pending_order",
        "order_waits_15_to_45_minutes")]
    [InlineData("update orders set expires_at = placed_at where id = :pending_order", "order_waits_15_to_45_minutes")]
    [InlineData(
        "insert into order_lines select order_id, 9, :other_product, name_ko, name_en, image_url, 1, 1 from "
        + "order_lines where order_id = :paid_order",
        "order_lines_add_up")]
    [InlineData("update products set stock = -1", "stock_is_never_negative")]
    [InlineData("update products set stock = received + 1", "stock_was_once_received")]
    public Task Changes_of_the_ordered_content_are_refused(string sql, string constraint) =>
        money.RefusedAsync(sql, constraint);

    [Theory]
    [InlineData("'READY', 20000, '', now(), " + Soon + From, "order_starts_pending")]
    [InlineData("'PENDING', 20000, '', now(), " + Soon + From + AnothersLine + ";" + PaymentWithoutJobs,
        "payment_has_its_jobs")]
    [InlineData("'PENDING', 20000, '', now() + interval '1 day', " + Soon + From, "order_is_placed_now")]
    [InlineData("'PENDING', 20000, '', now(), 'infinity'" + From, "order_waits_15_to_45_minutes")]
    [InlineData("'PENDING', 0, '', now(), " + Soon + From, "order_total_is_above_zero")]
    [InlineData("'PENDING', 20000, null, now(), " + Soon + From, "order_has_shipping_until_it_ends")]
    [InlineData("'PENDING', 20000, '', now(), " + Soon + From + AnothersLine, "order_has_its_payment")]
    [InlineData("'PENDING', 20000, '', now(), " + Soon + From + AnothersPayment, "order_lines_add_up")]
    [InlineData(
        "'PENDING', 1, '', now(), " + Soon + From + AnothersLine + ";" + AnothersPayment, "order_lines_add_up")]
    public Task Illegal_new_orders_are_refused(string sql, string constraint) =>
        money.RefusedAsync(Place + sql, constraint);

    [Theory]
    [InlineData(
        Place + "'PENDING', 20000, '', now(), " + Soon + From + AnothersLine + ";" + AnothersPayment)]
    [InlineData("update orders set expires_at = placed_at + interval '45 minutes' where id = :pending_order")]
    [InlineData(
        "update orders set status = 'SHIPPED', shipped_at = now() where id = :paid_order; "
        + "update payments set order_status = 'SHIPPED' where key = :paid")]
    [InlineData(
        "update orders set status = 'CANCELLED', ended_at = now(), cancel_reason = '' where id = :pending_order; "
        + "update payments set status = 'CLOSED', order_status = 'CANCELLED' where key = :pending; "
        + "update order_lines set holds_stock = false where order_id = :pending_order; "
        + "insert into ledger_entries (payment_key, at, event, source) values (:pending, now(), 'CLOSED', 'SHOPPER')"
        )]
    [InlineData(
        "update orders set status = 'DELIVERED', delivered_at = now() where id = :shipped_order; "
        + "update payments set order_status = 'DELIVERED' where key = :shipped")]
    public Task Legal_changes_are_allowed(string sql) => money.AllowedAsync(sql);

    [Theory]
    [InlineData("delete from order_requests", "request_is_kept_with_its_order")]
    [InlineData("update orders set total_won = 1 where id = :paid_order", "order_keeps_what_was_ordered")]
    [InlineData("update orders set shopper_id = gen_random_uuid()", "order_keeps_what_was_ordered")]
    [InlineData("update order_lines set quantity = 2 where order_id = :paid_order", "order_lines_add_up")]
    public Task Owner_is_refused_too(string sql, string constraint) => money.RefusedToTheOwnerAsync(sql, constraint);
}
