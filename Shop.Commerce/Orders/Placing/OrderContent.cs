// Recognizes a pending order by its content: the same products in the same quantities, whichever page, tab or device
// they are ordered from. The schema allows one such order per shopper.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Commerce.Orders.Placing;

/// <summary>The content of an order as a hash.</summary>
internal static class OrderContent
{
    /// <summary>The hash of the lines in the shopper's cart, in SQL; <c>$1</c> is the shopper.</summary>
    public const string HashOfCart = """
        (select sha256(convert_to(string_agg(product_id || ':' || quantity, ',' order by product_id), 'UTF8'))
        from cart_lines where shopper_id = $1)
        """;

    /// <summary>SHA-256 over "product:quantity" of each line, in the order of the products.</summary>
    public static byte[] HashOf(IEnumerable<(int ProductId, int Quantity)> lines) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', lines.OrderBy(line => line.ProductId)
            .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.ProductId}:{line.Quantity}")))));
}
