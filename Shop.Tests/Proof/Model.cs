// The second half of the oracle, beside the invariants: the final state that an order must have after its actions.
using System.Text.Json.Nodes;

namespace Shop.Tests.Proof;

/// <summary>Predicts the final state of orders.</summary>
public static class Model
{
    /// <summary>Compares settled orders with the model; returns a text for each difference.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        RunningShop shop, IReadOnlyCollection<OrderUnderTest> orders, JsonArray providerEntries)
    {
        var entries = providerEntries.ToLookup(entry => (string)entry!["paymentId"]!, entry => entry!);
        var differences = new List<string>();
        foreach (var (order, state) in await StatesAsync(shop, orders))
        {
            differences.AddRange(DifferencesOf(order, state, [.. entries[order.Order.PaymentKey]])
                .Select(because => $"{order.Order.PaymentKey} ended as {state}, although {because}"));
        }

        return differences;
    }

    /// <summary>The statuses of the payments and their orders, such as "PAID, READY".</summary>
    public static async Task<IReadOnlyList<(OrderUnderTest Order, string State)>> StatesAsync(
        RunningShop shop, IReadOnlyCollection<OrderUnderTest> orders)
    {
        var byKey = orders.ToDictionary(order => order.Order.PaymentKey);
        await using var command = shop.CommerceDb.CreateCommand(
            "select key, status || ', ' || order_status from payments where key = any ($1)");
        command.Parameters.Add(new() { Value = byKey.Keys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var states = new List<(OrderUnderTest, string)>();
        while (await reader.ReadAsync())
        {
            states.Add((byKey[reader.GetString(0)], reader.GetString(1)));
        }

        Assert.Equal(orders.Count, states.Count);
        return states;
    }

    /// <summary>The final state if the history of an order determines it; null if overlapping actions do not.</summary>
    public static string? Determined(History history, OrderUnderTest order) => history switch
    {
        _ when order.ReportedCancelled => history.Has(OrderAction.Pay) ? "REFUNDED, CANCELLED" : "CLOSED, CANCELLED",
        _ when history.Has(OrderAction.ShopperCancels) => null,
        _ when !history.Has(OrderAction.Pay) =>
            history.Has(OrderAction.Expiry) ? "CLOSED, EXPIRED" : "PENDING, PENDING",
        _ when history.HasBefore(OrderAction.Pay, OrderAction.ConsoleCancels) =>
            history.Has(OrderAction.Expiry) ? null : "REFUNDED, CANCELLED",
        _ when history.HasBefore(OrderAction.Expiry, OrderAction.Pay) => "REFUNDED, EXPIRED",
        _ when history.Has(OrderAction.Expiry) && !history.HasBefore(OrderAction.Pay, OrderAction.Expiry) => null,
        _ when history.Has(OrderAction.ConsoleCancels)
            && !history.HasBefore(OrderAction.ConsoleCancels, OrderAction.Pay) => null,
        _ => "PAID, READY",
    };

    private static IEnumerable<string> DifferencesOf(OrderUnderTest order, string state, JsonNode[] providerEntries)
    {
        var amount = order.Order.AmountWon;
        var captured = Sum(entry => (string?)entry["kind"] == "CAPTURE");
        var refunded = Sum(entry => (string?)entry["kind"] == "CANCEL");
        var outside = Sum(entry => (string?)entry["kind"] == "CANCEL"
            && (string?)entry["reason"] == "Cancelled in the console");
        var isCancelled = order.Actions.Contains(OrderAction.ShopperCancels) || outside == amount;
        var isPaid = captured == amount && outside == 0 && !order.Actions.Contains(OrderAction.Expiry);

        if (order.ReportedCancelled && state is not ("REFUNDED, CANCELLED" or "CLOSED, CANCELLED"))
        {
            yield return "a response reported that it is cancelled";
        }

        if ((order.ReportedPaid || isPaid) && !isCancelled && state != "PAID, READY")
        {
            yield return $"it was paid and not cancelled: {captured} captured, {refunded} refunded";
        }

        if ((captured != amount || state != "PAID, READY")
            && (captured != refunded || state.StartsWith("PAID", StringComparison.Ordinal)))
        {
            yield return $"it is not paid: {captured} captured, {refunded} refunded";
        }

        long Sum(Func<JsonNode, bool> which) => providerEntries.Where(which).Sum(entry => (long)entry["amount"]!);
    }
}
