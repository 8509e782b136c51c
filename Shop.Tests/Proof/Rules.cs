// The rules about payments, each a query for its violations. The schema forbids most violations, but is not trusted
// here. The queries use two temporary tables: `provider_entries`, PortOne's ledger, and `compared`, one row for each
// payment (and for each order without one) with the values of the shop and of PortOne. PortOne's ledger is read after
// the shop's snapshot, so a rule that looks up an entry of PortOne in `compared` only considers older entries
// (`at <= now()`).
namespace Shop.Tests.Proof;

/// <summary>A rule. Its query returns the violations and a description of each.</summary>
public sealed record Rule(string Name, string Violated);

/// <summary>The rules that the proofs check.</summary>
public static class Rules
{
    private const string IsSold = "order_is in ('READY', 'SHIPPED', 'DELIVERED')";

    /// <summary>
    /// Creates the two tables: $1 is PortOne's ledger, $2 the payment keys or null for all, $3 the settle time.
    /// </summary>
    public static readonly IReadOnlyList<string> CreateTables =
    [
        "drop table if exists pg_temp.provider_entries, pg_temp.compared",
        """
        create temp table provider_entries on commit drop as
        select "paymentId" as key, kind = 'CAPTURE' as is_capture, amount, currency, at, cancellation_id,
            case when kind <> 'CAPTURE' then
                substring(reason from '^[A-Z_]+ ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')::uuid end as refund_id
        from (select *, "cancellationId" as cancellation_id from jsonb_to_recordset($1) as entry (
            kind text, "paymentId" text, "cancellationId" text, amount bigint, currency text, reason text,
            at timestamptz)) entries
        where $2::text[] is null or "paymentId" = any ($2)
        """,
        $"""
        create temp table compared on commit drop as
        select coalesce(p.key, o.id::text) as about, p.key, p.status, p.order_status, p.captured_minor, p.currency,
            p.refunded_minor, p.refunding_minor, p.refund_reason, p.needs_bank_account,
            o.id as order_id, o.shopper_id, o.status as order_is, o.total_won,
            coalesce(e.captures, 0) as captures, coalesce(e.captured, 0) as captured, e.provider_currency,
            coalesce(e.returned, 0) as returned, coalesce(e.captured_at <= clock_timestamp() - $3, false) as is_late
        from orders o left join payments p on p.order_id = o.id
        left join (
            select key, count(*) filter (where is_capture) as captures,
                sum(amount) filter (where is_capture) as captured, max(currency) as provider_currency,
                sum(amount) filter (where not is_capture) as returned, min(at) filter (where is_capture) as captured_at
            from provider_entries group by key) e on e.key = p.key
        where $2::text[] is null or p.key = any ($2)
        """,
    ];

    /// <summary>The rules that hold at any moment.</summary>
    public static readonly IReadOnlyList<Rule> Always =
    [
        new("a_capture_is_of_a_payment", """
            select key, amount || ' ' || currency || ' at PortOne' from provider_entries
            where at <= now() and key not in (select key from compared where key is not null)
            """),
        new("a_payment_is_captured_once", "select key, captures || ' captures' from compared where captures > 1"),
        new("a_recorded_capture_is_at_portone", """
            select key, format('recorded %s %s, captured %s %s', captured_minor, currency, captured, provider_currency)
            from compared
            where captured_minor is not null
                and (captured_minor, currency) is distinct from (captured, provider_currency)
            """),
        new("a_capture_is_recorded_in_time", """
            select key, format('%s captured, payment %s', captured, status) from compared
            where captured_minor is null and captures > 0 and is_late
            """),
        // Each won of a recorded capture is paid for a sold order, due and being refunded, or refunded.
        new("a_captured_won_is_in_one_place", $"""
            select key, format('%s captured, %s refunded: %s, order %s, refund job: %s',
                captured, returned, status, order_is, is_being_refunded)
            from (select *, exists (
                select from payment_jobs where payment_key = key and kind = 'REFUND') as is_being_refunded
                from compared) b
            where captured_minor is not null and captured <> returned
                + case when status = 'PAID' and {IsSold} then captured - returned else 0 end
                + case when status = 'REFUND_DUE' and is_being_refunded then captured - returned else 0 end
            """),
        new("a_sold_order_has_one_payment_of_its_amount", $"""
            select order_id::text, format('order %s of %s: %s', min(order_is), min(total_won),
                string_agg(format('%s %s of %s', status, captured_minor, captured), ' and '))
            from compared where {IsSold} group by order_id
            having count(*) <> 1 or not bool_and(
                (status = 'PAID' or status in ('REFUND_DUE', 'REFUNDED') and order_is <> 'READY')
                and captured_minor = total_won and currency = 'KRW' and captures = 1) is true
            """),
        new("payment_and_order_are_a_legal_pair", """
            select about, format('payment %s, order %s', status, order_is) from compared
            where (status, order_is) not in (
                ('PENDING', 'PENDING'), ('PAID', 'READY'), ('PAID', 'SHIPPED'), ('PAID', 'DELIVERED'),
                ('CLOSED', 'EXPIRED'), ('CLOSED', 'CANCELLED'),
                ('REFUND_DUE', 'EXPIRED'), ('REFUND_DUE', 'CANCELLED'), ('REFUND_DUE', 'SHIPPED'),
                ('REFUND_DUE', 'DELIVERED'), ('REFUNDED', 'EXPIRED'), ('REFUNDED', 'CANCELLED'),
                ('REFUNDED', 'SHIPPED'), ('REFUNDED', 'DELIVERED'))
                or key is null or order_status <> order_is
            """),
        new("a_pending_payment_has_its_jobs", """
            select key, 'a job is missing' from compared where status = 'PENDING' and (
                select count(*) from payment_jobs where payment_key = key and kind in ('CHECK', 'EXPIRE')) <> 2
            """),
        new("stock_and_sold_pieces_add_up", """
            select p.id::text, format('%s received, %s in stock, %s sold or reserved', received, stock, taken)
            from products p cross join lateral (
                select coalesce(sum(l.quantity), 0) as taken from order_lines l join orders o on o.id = l.order_id
                where l.product_id = p.id and o.status in ('PENDING', 'READY', 'SHIPPED', 'DELIVERED')) t
            where received <> stock + taken and p.id in (
                select product_id from order_lines join compared using (order_id))
            """),
        new("an_ended_order_holds_no_stock", """
            select distinct order_id::text, format('order %s, a line holds stock: %s', order_is, holds_stock)
            from compared join order_lines using (order_id) where holds_stock = (order_is in ('EXPIRED', 'CANCELLED'))
            """),
        new("an_order_costs_its_lines", """
            select order_id::text, format('total %s, lines %s', total_won, lines_won)
            from compared cross join lateral (
                select sum(price_won * quantity) as lines_won from order_lines l where l.order_id = compared.order_id) l
            where total_won is distinct from lines_won
            """),
        new("the_ledger_is_a_whole_chain", """
            select key, format('row %s is out of its chain', seq) from (
                select payment_key as key, seq, hash = sha256(
                    coalesce(lag(hash) over chain, ''::bytea) || convert_to(entry_text(e), 'UTF8'))
                    and seq = row_number() over chain as is_whole
                from ledger_entries e where payment_key in (select key from compared)
                window chain as (partition by payment_key order by seq)) links
            where not is_whole
            """),
        new("a_payment_is_what_its_ledger_says", """
            select key, format('%s of %s, %s refunded; the ledger: %s of %s, %s refunded, reason %s, closed %s',
                status, captured_minor, refunded_minor, capture, ledger_captured, ledger_refunded, ledger_reason,
                is_closed)
            from compared cross join lateral (
                select max(event) filter (where event in ('PAID', 'REFUND_DUE')) as capture,
                    sum(amount_minor) filter (where event in ('PAID', 'REFUND_DUE')) as ledger_captured,
                    coalesce(sum(amount_minor) filter (where event = 'REFUNDED'), 0) as ledger_refunded,
                    max(reason) as ledger_reason, coalesce(bool_or(event = 'CLOSED'), false) as is_closed
                from ledger_entries e where e.payment_key = compared.key) l
            where captured_minor is distinct from ledger_captured or refunded_minor <> ledger_refunded
                or status = 'PAID' and capture <> 'PAID' or status = 'CLOSED' and not is_closed
                or status in ('PENDING', 'PAID') and is_closed or refund_reason is distinct from ledger_reason
            """),
        new("a_payment_is_the_sum_of_its_refunds", """
            select key, format('%s refunded and %s open; refunds: %s and %s', refunded_minor, refunding_minor, s, o)
            from compared cross join lateral (
                select coalesce(sum(amount_minor) filter (where r.status = 'SUCCEEDED'), 0) as s,
                    coalesce(sum(amount_minor) filter (where r.status in ('PENDING', 'SENT', 'REQUESTED')), 0) as o
                from refunds r where r.payment_key = compared.key) r
            where (refunded_minor, refunding_minor) is distinct from (s, o)
            """),
        new("nothing_is_refunded_beyond_the_capture", """
            select key, format('%s captured, %s refunded, %s open; PortOne: %s of %s',
                captured_minor, refunded_minor, refunding_minor, returned, captured)
            from compared
            where refunded_minor + refunding_minor > coalesce(captured_minor, 0) or returned > captured
            """),
        new("a_refund_is_one_cancellation", """
            select refund_id::text, count(*) || ' cancellations' from provider_entries where refund_id is not null
            group by refund_id having count(*) > 1
            """),
        new("a_cancellation_of_the_shop_has_its_refund", """
            select e.refund_id::text, format('%s cancelled, and the refund is %s of %s', amount, r.status, amount_minor)
            from provider_entries e left join refunds r on r.id = e.refund_id and r.payment_key = e.key
            where e.refund_id is not null and at <= now()
                and (amount is distinct from amount_minor or r.status in ('PENDING', 'REJECTED'))
            """),
        new("a_refund_that_succeeded_is_at_portone", """
            select r.id::text, format('%s of payment %s', amount_minor, payment_key) from refunds r
            where r.status = 'SUCCEEDED' and payment_key in (select key from compared) and not exists (
                select from provider_entries e where e.key = r.payment_key and e.cancellation_id = r.cancellation_id
                    and e.amount = r.amount_minor and (r.origin = 'OUTSIDE' or e.refund_id = r.id))
            """),
    ];

    /// <summary>The additional rules when nothing is in progress.</summary>
    public static readonly IReadOnlyList<Rule> WhenSettled =
    [
        new("portone_holds_what_sold_orders_cost", $"""
            select key, format('%s captured and %s refunded at PortOne; %s %s, order %s of %s',
                captured, returned, status, captured_minor - refunded_minor, order_is, total_won)
            from compared where captured - returned <> case
                when status = 'PAID' and {IsSold} then total_won - refunded_minor
                when status = 'REFUND_DUE' and needs_bank_account then captured_minor - refunded_minor
                else 0 end
            """),
        new("no_refund_is_outstanding", """
            select key, format('%s, %s open', status, refunding_minor) from compared
            where status = 'REFUND_DUE' and not needs_bank_account or refunding_minor > 0 or exists (
                select from refunds r where payment_key = key and r.status in ('PENDING', 'SENT', 'REQUESTED'))
            """),
        new("every_report_is_handled", """
            select payment_key, format('reported by %s, %s attempts, due in %s, claimed for %s', source, attempts,
                due_at - clock_timestamp(), claimed_until - clock_timestamp())
            from payment_jobs
            where kind = 'RECONCILE' and payment_key in (select key from compared)
            """),
    ];

    /// <summary>The additional rules when the shop has reconciled its ledger with PortOne's events.</summary>
    public static readonly IReadOnlyList<Rule> WhenReconciled =
    [
        new("no_discrepancy_remains", """
            select payment_key, format('%s: %s in the ledger, %s at PortOne', what, ledger_minor, provider_minor)
            from discrepancies_of((select array_agg(key) from compared))
            union all
            select payment_key, format('%s discrepancy since %s', what, since)
            from discrepancies where payment_key in (select key from compared)
            """),
    ];
}
