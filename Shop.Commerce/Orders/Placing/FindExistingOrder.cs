// Finds the existing order that a request repeats: the same request sent again, or the same cart ordered in another
// tab. This is one round trip.

namespace Shop.Commerce.Orders.Placing;

/// <summary>An existing order with the values that its reply needs.</summary>
public sealed record ExistingOrder(
    Guid Id, OrderStatus Status, string PaymentKey, long TotalWon, byte[]? Shipping, string FirstProduct, int LineCount)
{
    public OrderReply Reply => new(Id, PaymentKey, OrderName.InKorean(FirstProduct, LineCount), TotalWon);
}

/// <summary>The existing orders that match a request.</summary>
public sealed record ExistingOrders
{
    /// <summary>The order that this Idempotency-Key was used for.</summary>
    public ExistingOrder? SameKey { get; init; }

    /// <summary>The hash of the request body that was sent with this key.</summary>
    public byte[]? BodyHash { get; init; }

    /// <summary>The version of the shopper's current cart; null if the request is not for a cart.</summary>
    public Guid? CurrentCart { get; init; }

    /// <summary>The version of the cart to order; null if there is none.</summary>
    public Guid? RequestedCart { get; init; }

    /// <summary>The order that was placed from that cart.</summary>
    public ExistingOrder? SameCart { get; init; }

    /// <summary>The pending order of the same content.</summary>
    public ExistingOrder? Pending { get; init; }

    /// <summary>True if any order was found.</summary>
    public bool HasOrder => SameKey is not null || SameCart is not null || Pending is not null;
}

/// <summary>Finds the order that a request repeats.</summary>
public sealed class FindExistingOrder(CommerceDb db)
{
    private const int ColumnCount = 7;

    private const string Columns = """
        o.id, o.status, p.key, o.total_won, o.shipping,
        (select name_ko from order_lines where order_id = o.id and line_number = 1),
        (select count(*)::int from order_lines where order_id = o.id)
        """;

    private const string OfTheKey = $"""
        select {Columns}, r.body_hash
        from order_requests r join orders o on o.id = r.order_id join payments p on p.order_id = o.id
        where r.shopper_id = $1 and r.idempotency_key = $2 and {Shopper.NotClosedSql}
        """;

    // If no version is given, the current cart is meant if it has lines, otherwise the cart that was ordered last.
    private const string VersionOfTheLastCart = """
        case
            when exists (select from cart_lines where shopper_id = $1) then now.version
            else (
                select cart_version from (
                    select cart_version, placed_at as at from orders
                    where shopper_id = $1 and cart_version is not null
                    union all
                    select cart_version, continued_at from continued_carts where shopper_id = $1
                ) ordered
                order by at desc limit 1)
        end
        """;

    private static readonly string OfTheCart = OfCart(versionSql: "$2");
    private static readonly string OfTheLastCart = OfCart(VersionOfTheLastCart);
    private static readonly string OfTheContent = OfContent(hashSql: "$2");
    private static readonly string OfTheContentOfTheCart = OfContent(OrderContent.HashOfCart);

    /// <summary>Finds the order. If <paramref name="lines"/> is null, the request is for the cart.</summary>
    public async Task<ExistingOrders> RunAsync(
        CurrentShopper me, string? idempotencyKey, Guid? cartVersion, IReadOnlyList<OrderLineRequest>? lines,
        CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            if (idempotencyKey is not null)
            {
                batch.Add(OfTheKey, me.Id, idempotencyKey);
            }

            if (lines is not null)
            {
                batch.Add(
                    OfTheContent, me.Id, OrderContent.HashOf(lines.Select(line => (line.ProductId, line.Quantity))));
            }
            else
            {
                if (cartVersion is { } version)
                {
                    batch.Add(OfTheCart, me.Id, version);
                }
                else
                {
                    batch.Add(OfTheLastCart, me.Id);
                }

                batch.Add(OfTheContentOfTheCart, me.Id);
            }

            await using var reader = await batch.ExecuteReaderAsync(ct);
            return await ReadAsync(reader, hasKey: idempotencyKey is not null, hasCart: lines is null, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync(); // Connections are scarce, and a call to Account follows.
        }
    }

    // A cart without a row has the shopper's id as its version.
    private static string OfCart(string versionSql) => $"""
        select {Columns}, c.current, c.requested
        from (
            select now.version as current, {versionSql} as requested
            from (select coalesce((select version from carts where shopper_id = $1), $1) as version) now
        ) c
        left join orders o on o.shopper_id = $1 and {Shopper.NotClosedSql} and o.id = coalesce(
            (select id from orders where shopper_id = $1 and cart_version = c.requested),
            (select order_id from continued_carts where shopper_id = $1 and cart_version = c.requested))
        left join payments p on p.order_id = o.id
        """;

    private static string OfContent(string hashSql) => $"""
        select {Columns}
        from orders o join payments p on p.order_id = o.id
        where o.shopper_id = $1 and o.status = 'PENDING' and o.content_hash = {hashSql} and {Shopper.NotClosedSql}
        """;

    private static async Task<ExistingOrders> ReadAsync(
        NpgsqlDataReader reader, bool hasKey, bool hasCart, CancellationToken ct)
    {
        var found = new ExistingOrders();
        if (hasKey)
        {
            if (await reader.ReadAsync(ct))
            {
                found = found with { SameKey = Read(reader), BodyHash = reader.GetFieldValue<byte[]>(ColumnCount) };
            }

            await reader.NextResultAsync(ct);
        }

        if (hasCart)
        {
            await reader.ReadAsync(ct);
            found = found with
            {
                CurrentCart = reader.GetGuid(ColumnCount),
                RequestedCart = reader.GetFieldValue<Guid?>(ColumnCount + 1),
                SameCart = Read(reader),
            };
            await reader.NextResultAsync(ct);
        }

        return await reader.ReadAsync(ct) ? found with { Pending = Read(reader) } : found;
    }

    private static ExistingOrder? Read(NpgsqlDataReader reader) => reader.IsDBNull(0)
        ? null
        : new(
            reader.GetGuid(0), EnumNames.Parse<OrderStatus>(reader.GetString(1)), reader.GetString(2),
            reader.GetInt64(3), reader.GetBytesOrNull(4), reader.GetString(5), reader.GetInt32(6));
}
