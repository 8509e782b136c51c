namespace Shop.Commerce.Carts;

/// <summary>Validates the lines that a caller sends, for a cart or an order.</summary>
public static class OrderLineRules
{
    /// <summary>Every broken rule with its field; empty if the lines are valid.</summary>
    public static IEnumerable<FieldError> Validate(IReadOnlyList<OrderLineRequest?> lines)
    {
        if (lines.Count > Limits.LinesPerOrder)
        {
            return [new("lines", $"Send {Limits.LinesPerOrder} lines at most.")];
        }

        var seen = new HashSet<int>();
        return lines.SelectMany((line, i) => Validate($"lines[{i}]", line, seen));
    }

    private static IEnumerable<FieldError> Validate(string field, OrderLineRequest? line, HashSet<int> seen)
    {
        if (line is null)
        {
            yield return new(field, "A line names a product and a quantity.");
            yield break;
        }

        if (!seen.Add(line.ProductId))
        {
            yield return new($"{field}.productId", "A product may occur in one line only.");
        }

        foreach (var error in FieldErrors.Of(line, field))
        {
            yield return error;
        }
    }
}
