// The table of writes that the database must refuse or accept. Each row is SQL, namely legal writes that lead to the
// case (the named steps below) and the write that is tested, and its outcome. ConstraintTests runs the rows. :paid is
// the key of the paid payment and :paid_order the id of its order, and so on (TamperingFixture).
using static Shop.Tests.Payments.TamperingFixture;

namespace Shop.Tests.Payments;

/// <summary>Writes and their outcomes: accepted, not granted, or the constraint that refuses them.</summary>
public static partial class DatabaseWrites
{
    public const string Accepted = "accepted";
    private const string Another = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    private const string AnotherKey = "repeat('f', 32)";
    private const string DropHeldStock = "update order_lines set holds_stock = false where order_id = ";

    // Steps. Each ends with a semicolon.
    private static readonly string Ready = Order("pending", "status = 'READY', ready_at = now()");
    private static readonly string Buy = Ready + Pay(20_000, "'KRW'");
    private static readonly string Cancel =
        Order("pending", "status = 'CANCELLED', ended_at = now()") + $"{DropHeldStock} :pending_order; ";
    private static readonly string Close =
        Cancel + Payment("pending", "status = 'CLOSED', order_status = 'CANCELLED'");
    private static readonly string AddRefundJobs =
        Job(":pending", "REFUND") + Job(":closed", "REFUND") + Job(":paid", "REFUND");
    private static readonly string CancelPaid = AddRefundJobs
        + Order("paid", "status = 'CANCELLED', ended_at = now()") + $"{DropHeldStock} :paid_order; "
        + Payment("paid", "status = 'REFUND_DUE', order_status = 'CANCELLED', refund_reason = 'CANCELLED_BY_SHOPPER'");
    private static readonly string InsertOutside =
        InsertRefund("paid", "'OUTSIDE', 'SUCCEEDED', 5, 0, null, 'API', 'c1'");
    private static readonly string RefundOutside = InsertOutside + Payment("paid", "refunded_minor = 5");
    private static readonly string OpenRefund = AddRefundJobs
        + InsertRefund("paid", "'SHOP', 'PENDING', 5, 0, 20000, 'X', null") + Payment("paid", "refunding_minor = 5");
    private static readonly string OpenRefundOfTheLedger = OpenRefund + Entry("paid", "REFUND_OPENED", 5);

    public static TheoryData<string, string> All =>
        new([.. OfOrders, .. OfPayments, .. OfTheLedger, .. OfRefunds, .. OfJobsAndWebhooks, .. OfDisputes]);

    private static (string Outcome, string Sql)[] OfTheLedger =>
    [
        .. Rows(NotGranted,
            "update ledger_entries set amount_minor = 1 where payment_key = :paid",
            "delete from ledger_entries where payment_key = :paid",
            "truncate ledger_entries",
            "insert into ledger_entries (seq) values (9)",
            "insert into ledger_entries (hash) values ('')",
            "insert into ledger_entries (written_in) values ('1')",
            "create temporary table ledger_entries (payment_key text)",
            "drop function payment_is_what_its_ledger_says() cascade"),
        .. Rows("ledger_is_kept",
            AsTheOwner + "update ledger_entries set amount_minor = 1",
            AsTheOwner + "delete from ledger_entries",
            AsTheOwner + "truncate ledger_entries"),
        .. Rows("payment_is_what_its_ledger_says",
            Buy,
            Buy + Entry("pending", "PAID", 1),
            Buy + Entry("pending", "PAID", 20_000, currency: "USD"),
            Buy + Entry("pending", "DECLINED"),
            Buy + Entry("pending", "REFUND_DUE", 20_000, "TEST_CHANNEL"),
            Close,
            Close + Entry("pending", "DECLINED"),
            Cancel + RefundCapture("pending", "'AMOUNT_DIFFERS'"),
            Cancel + RefundCapture("pending", "'AMOUNT_DIFFERS'") + Entry("pending", "REFUND_DUE", 100, "TEST_CHANNEL"),
            RefundOutside,
            RefundOutside + Entry("paid", "REFUNDED", 4),
            OpenRefund,
            Payment("refund_due", "refunding_minor = 0"),
            Payment("paid", "refunded_minor = 5"),
            Entry("pending", "PAID", 20_000),
            Entry("paid", "REFUNDED", 5),
            Entry("paid", "CLOSED"),
            CancelPaid,
            CancelPaid + Entry("paid", "REFUND_REQUIRED", 20_000, "CANCELLED_BY_SHOP", source: "SHOPPER"),
            Entry("paid", "REFUND_REQUIRED", 20_000, "CANCELLED_BY_SHOPPER", source: "SHOPPER")),
        .. Rows("one_capture_per_payment",
            Entry("paid", "PAID", 20_000),
            Entry("paid", "REFUND_DUE", 20_000, "ORDER_ENDED")),
        .. Rows("one_close_per_payment", Entry("closed", "CLOSED")),
        .. Rows("one_full_refund_per_payment", Entry("refund_due", "REFUND_REQUIRED", 5, "CANCELLED_BY_SHOP")),
        .. Rows("full_refund_entry_has_a_reason",
            Entry("paid", "REFUND_REQUIRED", 5),
            Entry("paid", "REFUNDED", 5, "TEST_CHANNEL"),
            Entry("pending", "REFUND_DUE", 1)),
        .. Rows("money_entry_has_an_amount",
            Entry("paid", "REFUND_REQUIRED", reason: "ORDER_ENDED"),
            Entry("paid", "REFUND_OPENED"),
            Entry("paid", "REFUNDED"),
            Entry("paid", "REFUNDED", -5),
            Entry("pending", "DECLINED", 5)),
        .. Rows("refund_entry_names_its_refund",
            Entry("paid", "REFUNDED", 5, reference: null),
            Entry("paid", "REFUND_OPENED", 5, reference: null),
            Entry("paid", "REFUND_REJECTED", 5, reference: null)),
        .. Rows("entry_kind_is_known", Entry("pending", "Kim paid")),
        .. Rows("entry_source_is_known", Entry("pending", "DECLINED", source: "Kim")),
        .. Rows("entry_reason_is_known", Entry("pending", "REFUND_DUE", 1, "Kim")),
        .. Rows("entry_is_recorded_when_it_happens", Entry("pending", "DECLINED", at: "now() - interval '1 day'")),
        .. Rows(Accepted, Entry("paid", "MISMATCH", 1, source: "RECONCILIATION")),
    ];

    private static (string Outcome, string Sql)[] OfRefunds =>
    [
        .. Rows(NotGranted,
            "delete from refunds where payment_key = :refund_due",
            Refund("PENDING", "amount_minor = 1"),
            Refund("PENDING", "origin = 'OUTSIDE'"),
            Refund("PENDING", "payment_key = :paid")),
        .. Rows("refund_is_sent_as_it_was_written",
            AsTheOwner + Refund("PENDING", "amount_minor = 1"),
            AsTheOwner + Refund("PENDING", "payment_key = :paid")),
        .. Rows("refunds_add_up",
            Payment("paid", "refunded_minor = 5") + Entry("paid", "REFUNDED", 5),
            InsertOutside,
            Refund("PENDING", "status = 'REJECTED'")),
        .. Rows("refund_is_stored_before_it_is_sent",
            InsertRefund("paid", "'SHOP', 'SUCCEEDED', 5, 0, 20000, 'X', 'c1'")),
        .. Rows("one_open_refund_per_payment", InsertRefund("refund_due", "'SHOP', 'PENDING', 5, 0, 16000, 'X', null")),
        .. Rows("refund_of_the_shop_freezes_the_balance",
            InsertRefund("paid", "'SHOP', 'PENDING', 5, 0, 4, 'X', null")),
        .. Rows("ended_refund_is_kept",
            Refund("SUCCEEDED", "status = 'PENDING', refunded_at = null"),
            Refund("SUCCEEDED", "cancellation_id = 'x', refunded_at = now() + interval '1 year'"),
            Refund("SUCCEEDED", "refunded_at = now()"),
            Refund("REJECTED", "status = 'SENT'"),
            Refund("REJECTED", "cancellation_id = 'x'")),
        .. Rows("succeeded_refund_has_its_cancellation",
            Refund("PENDING", "status = 'SUCCEEDED', refunded_at = now()")),
        .. Rows("refund_has_a_day",
            Refund("PENDING", "status = 'SUCCEEDED', cancellation_id = 'x', refunded_at = 'infinity'")),
        .. Rows("refund_time_follows_its_status", Refund("PENDING", "refunded_at = now()")),
        .. Rows("refund_keeps_its_cancellation",
            Refund("PENDING", "status = 'REQUESTED', cancellation_id = 'x'")
            + Refund("REQUESTED", "cancellation_id = 'y'")),
        .. Rows("refund_moves_forward", Refund("PENDING", "status = 'SENT'") + Refund("SENT", "status = 'PENDING'")),
        .. Rows(Accepted,
            RefundOutside + Entry("paid", "REFUNDED", 5, source: "RECONCILIATION"),
            OpenRefundOfTheLedger,
            OpenRefundOfTheLedger + "update refunds set status = 'REJECTED' where payment_key = :paid; "
            + Payment("paid", "refunding_minor = 0") + Entry("paid", "REFUND_REJECTED", 5),
            Refund("PENDING", "status = 'SENT'"),
            Refund("PENDING", "status = 'SUCCEEDED', cancellation_id = 'x', refunded_at = now()")
            + Payment("refund_due", "refunding_minor = 0, refunded_minor = 4000")
            + Entry("refund_due", "REFUNDED", 1_000)),
    ];

    private static (string Outcome, string Sql)[] OfJobsAndWebhooks =>
    [
        .. Rows(NotGranted,
            "truncate payment_jobs",
            "update payment_jobs set kind = 'CHECK' where payment_key = :refund_due",
            "update payment_jobs set payment_key = :paid where payment_key = :refund_due",
            "update payment_jobs set id = default where payment_key = :refund_due",
            "alter table payment_jobs disable trigger all",
            "drop trigger payment_has_its_jobs on payments",
            "update webhooks set body = '{}' where id = :webhook",
            "update webhooks set payment_key = :paid where id = :webhook",
            "update webhooks set received_at = now() where id = :old_webhook",
            "insert into webhooks (received_at) values (now() - interval '2 years')",
            "truncate webhooks",
            "update portone_events set amount_minor = 1",
            "update portone_events set seen_at = now()",
            "delete from portone_events",
            "truncate portone_events",
            "insert into portone_events (seen_at) values (now())",
            "insert into reconciliations (source) values ('OTHER')"),
        .. Rows("payment_has_its_jobs",
            "delete from payment_jobs where payment_key = :refund_due",
            "delete from payment_jobs where payment_key = :pending and kind = 'CHECK'",
            "delete from payment_jobs where payment_key = :pending and kind = 'EXPIRE'"),
        .. Rows(
            "job_attempts_are_never_negative",
            "update payment_jobs set attempts = -1 where payment_key = :refund_due"),
        .. Rows("job_kind_is_known", Job(":paid", "FORGET")),
        .. Rows("job_source_is_known", Job(":paid", "CHECK", "SHOPPER")),
        .. Rows("job_is_of_a_payment", Job(AnotherKey, "CHECK")),
        .. Rows("webhook_is_stored_once", "insert into webhooks (id, body) values (:webhook, 'another')"),
        .. Rows("webhook_id_has_a_limit",
            "insert into webhooks (id, body) values ('', '')",
            "insert into webhooks (id, body) values (repeat('x', 201), '')"),
        .. Rows("webhook_body_has_a_limit", "insert into webhooks (id, body) values ('x', repeat('x', 65537))"),
        .. Rows("webhook_is_kept_for_a_year",
            "delete from webhooks where id = :webhook",
            AsTheOwner + "delete from webhooks where id = :webhook"),
        .. Rows(Accepted,
            "update payment_jobs set due_at = now() + interval '1 hour', attempts = attempts + 1, claimed_until = null "
            + "where payment_key = :refund_due",
            "update payment_jobs set claimed_until = now() + interval '3 minutes' where payment_key = :pending",
            Job(":paid", "RECONCILE") + "delete from payment_jobs where payment_key = :paid",
            "insert into webhooks (id, type, body) values ('of an attempt', 'T', '{}'); "
            + "insert into webhooks (id, body) values (:webhook, '') on conflict (id) do nothing",
            "delete from webhooks where id = :old_webhook"),
    ];

    private static (string Outcome, string Sql)[] OfDisputes =>
    [
        .. Rows(NotGranted,
            "delete from payment_disputes",
            "truncate payment_disputes",
            "update payment_disputes set id = 'another'",
            "update payment_disputes set payment_key = :paid",
            "update payment_disputes set opened_at = now()",
            "insert into payment_disputes (recorded_at) values (now())"),
        .. Rows("dispute_is_of_a_payment", Dispute($"{AnotherKey}, 'd', 'UNRESOLVED', now(), null")),
        .. Rows("dispute_has_an_id", Dispute(":paid, '', 'UNRESOLVED', now(), null")),
        .. Rows("resolved_dispute_has_a_time",
            Dispute(":paid, 'd', 'RESOLVED', now(), null"),
            Dispute(":paid, 'd', 'UNRESOLVED', now(), now()")),
        .. Rows("one_dispute_per_id",
            Dispute(":paid, 'd', 'UNRESOLVED', now(), null") + Dispute(":paid, 'd', 'UNRESOLVED', now(), null")),
    ];

    private static IEnumerable<(string Outcome, string Sql)> Rows(string outcome, params string[] writes) =>
        writes.Select(sql => (outcome, sql));

    private static string Order(string name, string set) => $"update orders set {set} where id = :{name}_order; ";

    private static string Payment(string name, string set) => $"update payments set {set} where key = :{name}; ";

    private static string Pay(long? minor, string currency, string paidAt = "now()", string? reason = null) =>
        Payment("pending", $"status = 'PAID', order_status = 'READY', captured_minor = {Sql(minor)}, "
            + $"currency = {currency}, paid_at = {paidAt}, refund_reason = {Sql(reason)}");

    private static string RefundCapture(string name, string reason) => AddRefundJobs + Payment(name,
        "status = 'REFUND_DUE', order_status = 'CANCELLED', captured_minor = 100, currency = 'KRW', paid_at = now(), "
        + $"refund_reason = {reason}");

    private static string Entry(
        string name, string kind, long? minor = null, string? reason = null, string currency = "KRW",
        string source = "JOB", string? reference = "reference", string at = "now()") =>
        "insert into ledger_entries (payment_key, at, event, source, amount_minor, currency, reason, reference) "
        + $"values (:{name}, {at}, '{kind}', '{source}', {Sql(minor)}, {Sql(minor is null ? null : currency)}, "
        + $"{Sql(reason)}, {Sql(reference)}); ";

    private static string InsertRefund(string name, string values) =>
        "insert into refunds (payment_key, origin, status, amount_minor, tax_free_minor, cancellable_minor, reason, "
        + "cancellation_id, id, requested_at, refunded_at) "
        + $"values (:{name}, {values}, gen_random_uuid(), now(), {RefundedAt(values)}); ";

    private static string RefundedAt(string values) => values.Contains("SUCCEEDED") ? "now()" : "null";

    private static string Refund(string status, string set) =>
        $"update refunds set {set} where payment_key = :refund_due and status = '{status}'; ";

    private static string Job(string key, string kind, string source = "JOB") =>
        $"insert into payment_jobs (payment_key, kind, due_at, source) values ({key}, '{kind}', now(), '{source}'); ";

    private static string Dispute(string values) =>
        $"insert into payment_disputes (payment_key, id, status, opened_at, resolved_at) values ({values}); ";

    private static string Sql(string? text) => text is null ? "null" : $"'{text}'";

    private static string Sql(long? number) => number is { } value ? $"{value}" : "null";
}
