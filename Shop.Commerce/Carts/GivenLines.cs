using Shop.ServiceDefaults;

namespace Shop.Commerce.Carts;

/// <summary>The rules of lines that a caller gives, whatever they are for.</summary>
public static class GivenLines
{
    /// <summary>Every rule that is broken, with its field; empty when the lines may be used.</summary>
    public static IEnumerable<FieldError> Check(IReadOnlyList<OrderLineRequest?> lines)
    {
        if (lines.Count > Limits.LinesPerOrder)
        {
            return [new("lines", $"There may be {Limits.LinesPerOrder} lines at most.")];
        }

        var seen = new HashSet<int>();
        return lines.SelectMany((line, i) => Check($"lines[{i}]", line, seen));
    }

    private static IEnumerable<FieldError> Check(string field, OrderLineRequest? line, HashSet<int> seen)
    {
        if (line is null)
        {
            yield return new(field, "A line names a product and a quantity.");
            yield break;
        }

        if (!seen.Add(line.ProductId))
        {
            yield return new($"{field}.productId", "A product has one line.");
        }

        if (line.Quantity is < 1 or > Limits.QuantityPerLine)
        {
            yield return new($"{field}.quantity", $"A line has 1 to {Limits.QuantityPerLine} pieces.");
        }
    }
}
