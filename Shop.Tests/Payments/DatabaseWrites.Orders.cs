// The rows of the table about orders and payments.
using static Shop.Tests.Payments.TamperingFixture;

namespace Shop.Tests.Payments;

public static partial class DatabaseWrites
{
    private const string Soon = "now() + interval '15 minutes'";
    private const string AddLine =
        $"insert into order_lines values ({Another}, 1, :other_product, '', '', '', 20000, 1); ";
    private const string AddPayment = "insert into payments (key, order_id, order_status, status) values "
        + $"({AnotherKey}, {Another}, 'PENDING', 'PENDING'); ";
    private static readonly string AddJobs = Job(AnotherKey, "CHECK") + Job(AnotherKey, "EXPIRE");

    private static (string Outcome, string Sql)[] OfOrders =>
    [
        .. Rows(NotGranted,
            "delete from orders where id = :paid_order",
            "delete from order_lines where order_id = :paid_order",
            "truncate orders cascade",
            Order("paid", "total_won = 1"),
            Order("paid", "shopper_id = gen_random_uuid()"),
            Order("paid", "placed_at = now()"),
            "update order_lines set price_won = 1 where order_id = :paid_order",
            "update order_lines set name_ko = 'x' where order_id = :paid_order",
            "update order_requests set order_id = :paid_order",
            "delete from continued_carts",
            "update continued_carts set order_id = :paid_order",
            "update products set price_won = 1",
            "alter table orders disable trigger all",
            "drop function order_moves_forward() cascade",
            "create temporary table order_lines (order_id uuid)",
            "create table orders_of_mine (id uuid)"),
        .. Rows("order_keeps_what_was_ordered",
            AsTheOwner + Order("paid", "total_won = 1"),
            AsTheOwner + Order("paid", "shopper_id = gen_random_uuid()")),
        .. Rows("request_is_kept_with_its_order", AsTheOwner + "delete from order_requests"),
        .. Rows("order_moves_forward",
            Order("paid", "status = 'PENDING'"),
            Order("paid", "status = 'EXPIRED', ended_at = now()"),
            Order("paid", "status = 'DELIVERED'"),
            Order("shipped", "status = 'READY'"),
            Order("shipped", "status = 'CANCELLED'"),
            Order("closed", "status = 'PENDING'")),
        .. Rows("payment_repeats_the_order_status",
            Order("pending", "status = 'READY', ready_at = now()"),
            Order("paid", "status = 'CANCELLED', ended_at = now()"),
            Pay(20_000, "'KRW'")),
        .. Rows("order_times_follow_its_status",
            Order("pending", "status = 'READY'"),
            Order("paid", "status = 'SHIPPED'")),
        .. Rows("order_times_tell_its_moves",
            Order("pending", "ready_at = now()"),
            Order("paid", "ready_at = now()"),
            Order("shipped", "shipped_at = now()"),
            Order("closed", "ended_at = now()"),
            Order("pending", "status = 'CANCELLED', ended_at = now(), ready_at = now()"),
            Order("pending", "status = 'READY', ready_at = 'infinity'"),
            Order("paid", "status = 'SHIPPED', shipped_at = now() - interval '1 day'")),
        .. Rows("shipping_is_kept_or_erased",
            Order("paid", "shipping = '\\x00'"),
            Order("closed", "shipping = '\\x00'")),
        .. Rows("order_has_shipping_until_it_ends",
            Order("paid", "shipping = null"),
            Place("PENDING", shipping: "null")),
        .. Rows("shipping_is_kept_for_5_years", Order("closed", "shipping = null")),
        .. Rows("cancel_reason_is_kept_or_erased",
            Order("paid", "cancel_reason = ''"),
            Order("closed", "cancel_reason = ''")),
        .. Rows("only_a_cancelled_order_has_a_reason",
            Order("paid", "status = 'SHIPPED', shipped_at = now(), cancel_reason = ''")),
        .. Rows("order_waits_15_to_45_minutes",
            Order("pending", "expires_at = 'infinity'"),
            Order("pending", "expires_at = placed_at + interval '46 minutes'"),
            Order("pending", "expires_at = placed_at"),
            Place("PENDING", expiresAt: "'infinity'")),
        .. Rows("order_lines_add_up",
            "insert into order_lines select order_id, 9, :other_product, name_ko, name_en, image_url, 1, 1 "
            + "from order_lines where order_id = :paid_order",
            Place("PENDING") + AddPayment + AddJobs,
            Place("PENDING", totalWon: 1) + AddLine + AddPayment + AddJobs),
        .. Rows("line_keeps_what_was_ordered",
            AsTheOwner + "update order_lines set quantity = 2 where order_id = :paid_order",
            AsTheOwner + "update order_lines set order_id = :closed_order where order_id = :paid_order"),
        .. Rows("stock_is_never_negative", "update products set stock = -1"),
        .. Rows("stock_was_once_received", "update products set stock = received + 1"),
        .. Rows("order_starts_pending", Place("READY")),
        .. Rows("order_is_placed_now", Place("PENDING", placedAt: "now() + interval '1 day'")),
        .. Rows("order_total_is_above_zero", Place("PENDING", totalWon: 0)),
        .. Rows("order_has_its_payment", Place("PENDING") + AddLine),
        .. Rows("payment_has_its_jobs", Place("PENDING") + AddLine + AddPayment),
        .. Rows(Accepted,
            Place("PENDING") + AddLine + AddPayment + AddJobs,
            Order("pending", "expires_at = placed_at + interval '45 minutes'"),
            Order("paid", "status = 'SHIPPED', shipped_at = now()") + Payment("paid", "order_status = 'SHIPPED'"),
            Order("pending", "status = 'CANCELLED', ended_at = now(), cancel_reason = ''")
            + $"{DropHeldStock} :pending_order; "
            + Payment("pending", "status = 'CLOSED', order_status = 'CANCELLED'")
            + Entry("pending", "CLOSED", source: "SHOPPER"),
            Order("shipped", "status = 'DELIVERED', delivered_at = now()")
            + Payment("shipped", "order_status = 'DELIVERED'")),
    ];

    private static (string Outcome, string Sql)[] OfPayments =>
    [
        .. Rows(NotGranted,
            "delete from payments where key = :paid",
            Payment("pending", "order_id = :paid_order"),
            "alter table payments disable trigger all",
            "set local session_replication_role = replica"),
        .. Rows("payment_keeps_its_order", AsTheOwner + Payment("paid", "order_id = :closed_order")),
        .. Rows("one_pending_order_per_content", """
            insert into orders (id, shopper_id, status, total_won, shipping, placed_at, expires_at, content_hash)
            select gen_random_uuid(), shopper_id, status, total_won, shipping, placed_at, expires_at, content_hash
            from orders where id = :pending_order
            """),
        .. Rows("one_payment_per_order",
            "insert into payments (key, order_id, order_status, status) "
            + $"values ({AnotherKey}, :pending_order, 'PENDING', 'PENDING')"),
        .. Rows("payment_starts_pending",
            "insert into payments (key, order_id, order_status, status) "
            + $"values ({AnotherKey}, :closed_order, 'CANCELLED', 'CLOSED')"),
        .. Rows("payment_and_order_agree",
            Payment("pending", "order_status = 'READY'"),
            Payment("pending", "status = 'CLOSED', order_status = 'SHIPPED'"),
            Payment("paid", "status = 'REFUND_DUE', refund_reason = 'CANCELLED_BY_SHOP'")),
        .. Rows("capture_follows_the_status", Payment("pending", "captured_minor = 20000")),
        .. Rows("capture_is_the_price",
            Ready + Pay(1, "'KRW'"),
            Ready + Pay(20_001, "'KRW'"),
            Ready + Pay(20_000, "'USD'"),
            Ready + Pay(null, "null"),
            // A temporary table precedes other tables in the search path, but not in the schema's functions.
            AsTheOwner + "do $$ begin execute format('grant temporary on database %I to commerce_service', "
            + "current_database()); end $$; set local role commerce_service; "
            + "create temporary table orders as select id, 1::bigint as total_won from public.orders; "
            + Ready.Replace("orders", "public.orders") + Pay(1, "'KRW'")),
        .. Rows("only_a_refund_has_a_reason", Pay(20_000, "'KRW'", reason: "TEST_CHANNEL")),
        .. Rows("capture_has_a_day", Pay(20_000, "'KRW'", paidAt: "'infinity'")),
        .. Rows("payment_moves_forward",
            Payment("paid", "status = 'PENDING'"),
            Payment("paid", "status = 'CLOSED', order_status = 'CANCELLED'"),
            Payment("refund_due", "status = 'PAID'")),
        .. Rows("capture_is_kept",
            Payment("refund_due", "captured_minor = 1"),
            Payment("refund_due", "currency = 'USD'"),
            Payment("paid", "paid_at = now()")),
        .. Rows("refund_reason_is_kept",
            Payment("refund_due", "refund_reason = 'TEST_CHANNEL'"),
            Payment("refund_due", "refund_reason = null"),
            Payment("paid", "refund_reason = 'TEST_CHANNEL'")),
        .. Rows("refund_reason_is_known", Cancel + RefundCapture("pending", "'a whim'")),
        .. Rows("due_refund_has_a_reason", Cancel + RefundCapture("pending", "null")),
        .. Rows("refunds_never_exceed_the_capture",
            Payment("paid", "refunded_minor = 20001"),
            Payment("pending", "refunded_minor = 1")),
        .. Rows("refunded_never_shrinks", Payment("refund_due", "refunded_minor = 2999")),
        .. Rows("only_captured_money_needs_a_bank_account", Payment("pending", "needs_bank_account = true")),
        .. Rows(Accepted,
            Buy + Entry("pending", "PAID", 20_000),
            Close + Entry("pending", "CLOSED"),
            Cancel + RefundCapture("pending", "'AMOUNT_DIFFERS'")
                + Entry("pending", "REFUND_DUE", 100, "AMOUNT_DIFFERS"),
            RefundCapture("closed", "'ORDER_ENDED'") + Entry("closed", "REFUND_DUE", 100, "ORDER_ENDED"),
            CancelPaid + Entry("paid", "REFUND_REQUIRED", 20_000, "CANCELLED_BY_SHOPPER", source: "SHOPPER"),
            Payment("refund_due", "needs_bank_account = false")),
    ];

    private static string Place(
        string status, long totalWon = 20_000, string shipping = "''", string placedAt = "now()",
        string expiresAt = Soon) =>
        "insert into orders (id, shopper_id, status, total_won, shipping, placed_at, expires_at) "
        + $"select {Another}, shopper_id, '{status}', {totalWon}, {shipping}, {placedAt}, {expiresAt} "
        + "from orders where id = :pending_order; ";
}
