using System.ComponentModel.DataAnnotations;

namespace Shop.Contracts;

/// <summary>
/// The signed-in shopper's cart; <paramref name="Version"/> identifies this cart until it is ordered.
/// <paramref name="Shortfalls"/>: what this call requested and the cart did not take; null if it took everything.
/// </summary>
public sealed record CartReply(
    Guid Version, IReadOnlyList<CartLineItem> Lines, long TotalWon, IReadOnlyList<CartShortfall>? Shortfalls = null);

/// <summary>
/// The cart took only <paramref name="Taken"/> of the <paramref name="Wanted"/> units: <paramref name="Stock"/> are in
/// stock, a line has <see cref="Limits.QuantityPerLine"/> units at most, and a cart <see cref="Limits.LinesPerOrder"/>
/// lines.
/// </summary>
public sealed record CartShortfall(int ProductId, int Wanted, int Taken, int Stock);

/// <summary>A line of the cart; <paramref name="Available"/> is false if the stock is below the quantity.</summary>
public sealed record CartLineItem(
    int ProductId, string Name, string ImageUrl, long PriceWon, int Quantity, long LineTotalWon, int Stock,
    bool AdultsOnly, bool Available);

/// <summary>
/// Lines that are not in a signed-in shopper's cart: a guest's, to be priced (`POST /cart/quote`) or merged on sign-in
/// (`POST /cart/merge`: the larger quantity wins, limited by the stock). A product may occur once; products that the
/// shop does not have are left out of the reply.
/// </summary>
public sealed record CartLinesRequest(
    [property: MaxLength(Limits.LinesPerOrder)] IReadOnlyList<OrderLineRequest> Lines);

/// <summary>What a guest's lines cost now, in the order given.</summary>
public sealed record CartQuoteReply(IReadOnlyList<CartLineItem> Lines, long TotalWon);

/// <summary>
/// The quantity of a product, 1 to <see cref="Limits.QuantityPerLine"/>: `PUT /cart/lines/{productId}` sets the line to
/// it, `POST` adds it. Neither takes more than the stock; the reply's shortfalls say so. OUT_OF_STOCK if nothing is in
/// stock and the product is not in the cart.
/// </summary>
public sealed record CartLineRequest(
    [property: Range(1, Limits.QuantityPerLine, ErrorMessage = "Set the quantity to {1} to {2}.")] int Quantity);

public sealed record OrderLineRequest(
    int ProductId,
    [property: Range(1, Limits.QuantityPerLine, ErrorMessage = "Set the quantity to {1} to {2}.")] int Quantity);
