namespace Shop.Commerce.Orders.Placing;

/// <summary>
/// Reserves the stock of a new order: one guarded statement for each line, so that the stock never goes below zero and
/// the price is the one that the order states. They run in the order of product ids, so that concurrent orders do not
/// deadlock.
/// </summary>
internal sealed class ReserveStock
{
    private readonly List<NpgsqlBatchCommand> _reservations;

    private ReserveStock(List<NpgsqlBatchCommand> reservations) => _reservations = reservations;

    /// <summary>True after the batch was executed if every line was reserved; otherwise roll back.</summary>
    public bool HasSucceeded => _reservations.TrueForAll(reservation => reservation.RecordsAffected == 1);

    /// <summary>Adds the statements to the batch that writes the order.</summary>
    public static ReserveStock AddTo(NpgsqlBatch batch, Order order) =>
        new([.. order.Lines.OrderBy(line => line.ProductId).Select(line => batch.Add(
            "update products set stock = stock - $2 where id = $1 and stock >= $2 and price_won = $3",
            line.ProductId, line.Quantity, line.PriceWon))]);
}
