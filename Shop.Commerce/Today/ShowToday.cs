// The figures of the back office's first page. All but the discrepancies, which are few, are counted by an index, so
// the page stays fast however many orders the shop has had.
namespace Shop.Commerce.Today;

public sealed class ShowToday(CommerceDb db, MoneySettings money, TimeProvider clock)
{
    private const int Days = 30;

    // Korea has had the same offset and no daylight saving time since 1988.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    public async Task<TodayReply> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.ToOffset(Seoul).DateTime);
        var first = today.AddDays(1 - Days);
        var sales = await db.Database.SqlQuery<Sales>($"""
            select (at at time zone 'UTC' + {Seoul})::date as day, count(*) as orders,
                coalesce(sum(amount_minor) filter (where currency = {Currencies.Won}), 0)::bigint as sales_won
            from ledger_entries
            where event = 'PAID' and at >= {new DateTimeOffset(first, TimeOnly.MinValue, Seoul).ToUniversalTime()}
            group by 1
            """).ToDictionaryAsync(each => each.Day, ct);
        // The database has a job for every refund that is owed, until it has succeeded. The column is_low_in_stock
        // has the limit Limits.LowStock.
        var figures = await db.Database.SqlQuery<Figures>($"""
            select (select count(*) from orders where status = 'READY') as to_ship,
                (select count(*) from orders where status = 'PENDING') as waiting_for_payment,
                (select count(*) from payment_jobs where kind = 'REFUND') as open_refunds,
                (select count(*) from payment_jobs j join payments p on p.key = j.payment_key
                    where j.kind = 'REFUND' and (p.needs_bank_account or j.created_at < {now - money.AlarmAfter}))
                    as stuck_refunds,
                (select coalesce(sum(abs(ledger_minor - provider_minor)), 0)::bigint from discrepancies
                    where currency = {Currencies.Won}) as discrepancy_won,
                (select count(*) from discrepancies) as open_discrepancies,
                (select count(*) from payment_disputes d join payments p on p.key = d.payment_key
                    where d.resolved_at is null and p.status in ('PAID', 'REFUND_DUE')) as open_disputes,
                (select count(*) from products where is_low_in_stock) as low_stock
            """).SingleAsync(ct);
        return new(
            [
                .. Enumerable.Range(0, Days).Select(first.AddDays).Select(day =>
                    sales.TryGetValue(day, out var sold)
                        ? new SalesDay(day, sold.Orders, sold.SalesWon)
                        : new SalesDay(day, 0, 0)),
            ],
            figures.ToShip, figures.WaitingForPayment, figures.OpenRefunds, figures.StuckRefunds,
            figures.DiscrepancyWon, figures.OpenDiscrepancies, figures.OpenDisputes, figures.LowStock);
    }

    private sealed record Sales(DateOnly Day, long Orders, long SalesWon);

    private sealed record Figures(
        long ToShip, long WaitingForPayment, long OpenRefunds, long StuckRefunds, long DiscrepancyWon,
        long OpenDiscrepancies, long OpenDisputes, long LowStock);
}
