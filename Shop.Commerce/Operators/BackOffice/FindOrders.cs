// Lists orders for operators, one page after another (keyset paging). An order's id begins with the time of placing, so
// the order by time is the order of the ids, and the primary key serves it and every period. Period, status, attention
// and product id have indexes. Other filters have none: amounts, products by name, and the encrypted recipient. With
// one of them a page searches a limited number of orders, and the reply tells how to continue. The order by amount
// sorts the orders of a limited period.
using Shop.Commerce.Orders.Addresses;
using Shop.Commerce.Products;

namespace Shop.Commerce.Operators.BackOffice;

public sealed class FindOrders(
    CommerceDb db, ShippingEncryption encryption, ListProducts products, MoneySettings money, TimeProvider clock)
{
    private const int SearchedPerPage = 10_000;
    private const int AddressesPerPage = 2_000; // Each is decrypted.
    private const int MostInNeed = 1_000;
    private const int MostProducts = 100;

    internal async Task<AdminOrdersReply> RunAsync(OrderFilter filter, bool seesPersonalData, CancellationToken ct)
    {
        var size = filter.Query.Size;
        var indexed = Sorted(await WhereIndexedAsync(filter, ct), filter);
        var limit = filter.ReadsAddresses ? AddressesPerPage : SearchedPerPage;
        var end = filter.IsSearchLimited
            ? await indexed.Skip(limit - 1)
                .Select(order => new Candidate(order.Id, order.TotalWon, order.PlacedAt, null))
                .FirstOrDefaultAsync(ct)
            : null;
        var candidates = await (await WhereOtherAsync(UpTo(end, indexed, filter), filter, ct))
            .Take(filter.ReadsAddresses ? AddressesPerPage : size + 1)
            .Select(order => new Candidate(
                order.Id, order.TotalWon, order.PlacedAt, filter.ReadsAddresses ? order.Shipping : null))
            .ToListAsync(ct);
        var page = candidates.Where(each => Matches(each, filter, seesPersonalData)).Take(size + 1).ToList();

        // Either there are more matches than the page shows, or more orders than it has searched.
        var isFull = page.Count > size;
        var last = isFull ? page[size - 1] : end;
        return new(
            await ReadAsync([.. page.Take(size).Select(each => each.Id)], seesPersonalData, ct),
            last is null ? null : $"{new OrderCursor(last.Id, last.TotalWon)}",
            isFull ? null : end?.PlacedAt);
    }

    private async Task<IQueryable<Order>> WhereIndexedAsync(OrderFilter filter, CancellationToken ct)
    {
        var orders = db.AllOrders.AsNoTracking();

        // A constant, because a partial index is used only if the statement itself names the status.
        orders = filter.Status is { } status ? orders.Where(order => order.Status == EF.Constant(status)) : orders;
        orders = filter.FirstId is { } first ? orders.Where(order => order.Id >= first) : orders;
        orders = filter.EndId is { } end ? orders.Where(order => order.Id < end) : orders;
        orders = filter.Query.OrderId is { } id ? orders.Where(order => order.Id == id) : orders;
        if (filter.Attention is { } attention)
        {
            var inNeed = await InNeedAsync(attention, ct);
            orders = orders.Where(order => inNeed.Contains(order.Id));
        }

        return filter.ProductId is { } product
            ? orders.Where(order =>
                db.OrderLines.Any(line => line.OrderId == order.Id && line.ProductId == product))
            : orders;
    }

    private async Task<IQueryable<Order>> WhereOtherAsync(
        IQueryable<Order> orders, OrderFilter filter, CancellationToken ct)
    {
        orders = filter.Query.MinWon is { } least ? orders.Where(order => order.TotalWon >= least) : orders;
        orders = filter.Query.MaxWon is { } most ? orders.Where(order => order.TotalWon <= most) : orders;
        if (filter.ProductName is not { } name)
        {
            return orders;
        }

        var found = (await products.RunAsync(
            name, new(Category: null, ProductSort.Relevance, Page: 1, MostProducts, IsEnglish: false), ct))!
            .Items.Select(item => item.Id).ToList();
        return orders.Where(order =>
            db.OrderLines.Any(line => line.OrderId == order.Id && found.Contains(line.ProductId)));
    }

    private static IQueryable<Order> Sorted(IQueryable<Order> orders, OrderFilter filter)
    {
        var after = filter.After;
        var (id, won) = (after?.Id ?? default, after?.AmountWon ?? 0);
        return (filter.Sort, filter.Query.Ascending) switch
        {
            (AdminOrderSort.Placed, false) =>
                (after is null ? orders : orders.Where(order => order.Id < id)).OrderByDescending(order => order.Id),
            (AdminOrderSort.Placed, true) =>
                (after is null ? orders : orders.Where(order => order.Id > id)).OrderBy(order => order.Id),
            (AdminOrderSort.Amount, false) => (after is null
                    ? orders
                    : orders.Where(order => EF.Functions.LessThan(
                        ValueTuple.Create(order.TotalWon, order.Id), ValueTuple.Create(won, id))))
                .OrderByDescending(order => order.TotalWon).ThenByDescending(order => order.Id),
            (AdminOrderSort.Amount, true) => (after is null
                    ? orders
                    : orders.Where(order => EF.Functions.GreaterThan(
                        ValueTuple.Create(order.TotalWon, order.Id), ValueTuple.Create(won, id))))
                .OrderBy(order => order.TotalWon).ThenBy(order => order.Id),
            var sort => throw new ArgumentOutOfRangeException(nameof(filter), sort, null),
        };
    }

    // Only lists by time are searched in parts.
    private static IQueryable<Order> UpTo(Candidate? end, IQueryable<Order> orders, OrderFilter filter) =>
        end is null ? orders
        : filter.Query.Ascending ? orders.Where(order => order.Id <= end.Id)
        : orders.Where(order => order.Id >= end.Id);

    // The conditions are those of the figures in ShowToday. Few orders are in need at a time.
    private Task<List<Guid>> InNeedAsync(OrderAttention attention, CancellationToken ct) => (attention switch
    {
        OrderAttention.OpenRefund => db.Database.SqlQuery<Guid>($"""
            select p.order_id as "Value" from payment_jobs j join payments p on p.key = j.payment_key
            where j.kind = 'REFUND' order by j.created_at limit {MostInNeed}
            """),
        OrderAttention.StuckRefund => db.Database.SqlQuery<Guid>($"""
            select p.order_id as "Value" from payment_jobs j join payments p on p.key = j.payment_key
            where j.kind = 'REFUND' and (p.needs_bank_account or j.created_at < {clock.GetUtcNow() - money.AlarmAfter})
            order by j.created_at limit {MostInNeed}
            """),
        OrderAttention.Disputed => db.Database.SqlQuery<Guid>($"""
            select p.order_id as "Value" from payment_disputes d join payments p on p.key = d.payment_key
            where d.resolved_at is null and p.status in ('PAID', 'REFUND_DUE') order by d.opened_at limit {MostInNeed}
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(attention), attention, null),
    }).ToListAsync(ct);

    private bool Matches(Candidate each, OrderFilter filter, bool seesPersonalData) => !filter.ReadsAddresses
        || (each.Shipping is { } encrypted
            && filter.Matches(encryption.Decrypt(each.Id, encrypted), seesPersonalData));

    private async Task<List<AdminOrderItem>> ReadAsync(List<Guid> ids, bool seesPersonalData, CancellationToken ct)
    {
        var orders = await db.AllOrders.AsNoTracking().AsSplitQuery().Where(order => ids.Contains(order.Id))
            .Include(order => order.Lines)
            .Include(order => order.Payment).ThenInclude(payment => payment.Disputes)
            .ToDictionaryAsync(order => order.Id, ct);
        return [.. ids.Where(orders.ContainsKey).Select(id => Item(orders[id], seesPersonalData))];
    }

    private AdminOrderItem Item(Order order, bool seesPersonalData)
    {
        var to = order.Shipping is { } encrypted ? encryption.Decrypt(order.Id, encrypted) : null;
        return new(
            order.Id, order.Status, order.Payment.Status, order.PlacedAt, order.NameIn(new(IsEnglish: false)),
            order.Lines.Sum(line => line.Quantity), order.TotalWon,
            order.Payment.Currency == Currencies.Won ? order.Payment.RefundedMinor : 0,
            order.Payment.Disputes.Any(dispute => dispute.IsOpen),
            to is null ? null : seesPersonalData ? to.Recipient : PersonalDataMask.Name(to.Recipient),
            to is null ? null : seesPersonalData ? to.Phone : PersonalDataMask.Phone(to.Phone));
    }

    private sealed record Candidate(Guid Id, long TotalWon, DateTimeOffset PlacedAt, byte[]? Shipping);
}
