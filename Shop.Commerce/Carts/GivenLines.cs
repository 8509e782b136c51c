using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Carts;

/// <summary>The rules that lines given by a caller keep, whatever they are for.</summary>
public static class GivenLines
{
    /// <summary>The first rule that is broken, with the field named; null when the lines may be used.</summary>
    public static ProblemHttpResult? Check(IReadOnlyList<OrderLineRequest?> lines)
    {
        if (lines.Count > Limits.LinesPerOrder)
        {
            return Problems.Invalid("lines", $"There may be {Limits.LinesPerOrder} lines at most.");
        }

        var seen = new HashSet<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            switch (lines[i])
            {
                case null:
                    return Problems.Invalid($"lines[{i}]", "A line names a product and a quantity.");
                case { Quantity: < 1 or > Limits.QuantityPerLine }:
                    return Problems.Invalid(
                        $"lines[{i}].quantity", $"A line has 1 to {Limits.QuantityPerLine} pieces.");
                case { ProductId: var id } when !seen.Add(id):
                    return Problems.Invalid($"lines[{i}].productId", "A product has one line.");
            }
        }

        return null;
    }
}
