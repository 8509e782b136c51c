using Npgsql;

namespace Shop.Commerce.Carts;

/// <summary>Reads the lines of a cart, a signed-in shopper's or a guest's.</summary>
internal static class CartLine
{
    /// <summary>
    /// The columns of a line, from a product <c>p</c> and a <c>line</c>; <c>$2</c> is true for English.
    /// </summary>
    public const string Columns = """
        p.id, case when $2 then p.name_en else p.name_ko end, p.image_url, p.price_won, line.quantity, p.stock,
        p.adults_only
        """;

    /// <summary>The number of columns in <see cref="Columns"/>.</summary>
    public const int ColumnCount = 7;

    public static CartLineItem Read(NpgsqlDataReader reader)
    {
        var (priceWon, quantity, stock) = (reader.GetInt64(3), reader.GetInt32(4), reader.GetInt32(5));
        return new(
            ProductId: reader.GetInt32(0),
            Name: reader.GetString(1),
            ImageUrl: reader.GetString(2),
            PriceWon: priceWon,
            Quantity: quantity,
            LineTotalWon: priceWon * quantity,
            Stock: stock,
            AdultsOnly: reader.GetBoolean(6),
            Available: stock >= quantity);
    }
}
