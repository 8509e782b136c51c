// Carries a history out on fresh orders, lets the sun shine again, waits until all is settled, and compares what became
// of each order with what must have.
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Proof;

/// <summary>One history, from its orders to their ends.</summary>
public sealed class HistoryRun(
    RunningShop shop, SandboxControl sandbox, MortalCommerce mortal, IReadOnlyList<Shopper> shoppers, Product product)
{
    private IReadOnlyList<OrderUnderTest> _orders = [];
    private readonly HashSet<(int Order, Act Act)> _acts = [];

    public async Task RunAsync(History history)
    {
        _orders = await Task.WhenAll(shoppers.Take(History.Orders).Select(async shopper =>
            new OrderUnderTest(shop, sandbox, shopper, await shopper.OrdersAsync(product))
            {
                Commerce = () => mortal.Door,
                WaitsForWorkers = false,
            }));
        foreach (var round in history.Rounds)
        {
            await PlayAsync(round);
        }

        await sandbox.SetFaultsAsync(new { });
        var keys = _orders.Select(order => order.Order.PaymentKey).ToList();
        var invariants = new Invariants(shop) { IsCompared = true };
        await new Settling(shop, invariants) { Meanwhile = DecideWhatWaitsAsync }.SettleAsync(keys);
        var bank = await invariants.BankAsync();
        for (var order = 0; order < History.Orders; order++)
        {
            await EndsAsItMustAsync(order, bank);
        }
    }

    private async Task PlayAsync(IReadOnlyList<Step> round)
    {
        var acts = round.OfType<Step.Happens>().Select(HappensAsync).ToList();
        if (round.OfType<Step.Turns>().SingleOrDefault() is { } turn)
        {
            await sandbox.SetFaultsAsync(Faults(turn.Weather));
        }

        if (round.OfType<Step.CommerceDies>().Any())
        {
            // In the midst of what goes on: as soon as the first of it is answered.
            await (acts.Count == 0 ? Task.CompletedTask : Task.WhenAny(acts));
            await mortal.DieAsync();
            await Task.WhenAll(acts);
            await mortal.StartAsync();
        }

        await Task.WhenAll(acts);
    }

    private async Task HappensAsync(Step.Happens step)
    {
        var order = _orders[step.Order];
        _acts.Add((step.Order, step.Act));
        try
        {
            await (step.Act switch
            {
                Act.Pays => order.PaysAsync(),
                Act.PaysTooLittle => order.PaysAsync(order.Order.AmountWon - 1),
                Act.IsDeclined => order.IsDeclinedAsync(),
                Act.Returns => order.ReturnsAsync(),
                Act.Cancels => order.CancelsAsync(),
                Act.IsReported => order.IsReportedAsync($"of-{order.Order.PaymentKey}"),
                Act.IsForged => order.IsForgedAsync(),
                Act.IsSwept => order.IsSweptAsync(),
                Act.Expires => order.ExpiresAsync(),
                Act.ConsoleReturnsAll => order.IsCancelledAtTheConsoleAsync(),
                Act.ConsoleReturnsPart => order.IsCancelledAtTheConsoleAsync(amount: 1_000),
                Act.IsChargedBack => order.IsCancelledAtTheConsoleAsync(isChargeback: true),
                _ => throw new ArgumentOutOfRangeException(nameof(step), step.Act, null),
            });
        }
        catch (Exception unanswered) when (
            unanswered is HttpRequestException or IOException or TaskCanceledException && mortal.IsDead)
        {
            // Whoever asked has no answer, and does not know what became of it.
        }
    }

    /// <summary>The model: what must have become of an order, from what was done and what the bank says.</summary>
    private async Task EndsAsItMustAsync(int number, JsonArray bank)
    {
        var order = _orders[number];
        var (key, amount) = (order.Order.PaymentKey, order.Order.AmountWon);
        var captured = Sum(entry => (string?)entry["kind"] == "CAPTURE");
        var returned = Sum(entry => (string?)entry["kind"] == "CANCEL");
        var outside = Sum(entry => (string?)entry["kind"] == "CANCEL"
            && (string?)entry["reason"] == "Cancelled in the console");
        var ended = await shop.CommerceAsync<string>(
            $"select status || ', ' || order_status from payments where key = '{key}'");
        var isGivenUp = _acts.Contains((number, Act.Cancels)) || outside == amount;

        if (order.IsToldCancelled)
        {
            Must(ended is "REFUNDED, CANCELLED" or "CANCELLED, CANCELLED", "its shopper was told that it is cancelled");
        }

        if ((order.IsToldPaid || (captured == amount && outside == 0 && !_acts.Contains((number, Act.Expires))))
            && !isGivenUp)
        {
            Must(ended == "PAID, READY", "it was paid, and nobody gave it up");
        }

        if (captured != amount || ended != "PAID, READY")
        {
            Must(captured == returned && !ended.StartsWith("PAID", StringComparison.Ordinal), "it buys nothing");
        }

        long Sum(Func<JsonNode, bool> which) => bank
            .Where(entry => (string?)entry!["paymentId"] == key && which(entry))
            .Sum(entry => (long)entry!["amount"]!);

        void Must(bool holds, string because) => Assert.True(
            holds, $"order {number} ended {ended}, {captured} captured, {returned} returned; but {because}");
    }

    private Task DecideWhatWaitsAsync() => Task.WhenAll(_orders.Select(async order =>
    {
        var key = order.Order.PaymentKey;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{key}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var answer = await sandbox.Http.SendAsync(request);
        var payment = await answer.Content.ReadFromJsonAsync<JsonNode>();
        foreach (var waiting in (payment!["cancellations"]?.AsArray() ?? []).Where(cancellation =>
            (string?)cancellation!["status"] == "REQUESTED"))
        {
            var succeeds = key[0] % 2 == 0; // The key is hexadecimal and random: both happen.
            await sandbox.EndCancellationAsync(key, (string)waiting!["id"]!, succeeds);
        }
    }));

    private static object Faults(Weather weather) => weather switch
    {
        Weather.Fine => new { },
        Weather.CallsFail => new { errorRate = 0.3, errorAfterCommitRate = 0.2 },
        Weather.CallsHang => new { timeoutRate = 0.3 },
        Weather.CancelsFailAfterwards => new { only = "/cancel", errorAfterCommitRate = 0.8 },
        Weather.CancelsHang => new { only = "/cancel", timeoutRate = 0.8 },
        Weather.CancelsWait => new { cancellations = "REQUESTED" },
        Weather.CancelsAreRefused => new { cancellations = "FAILED" },
        Weather.WebhooksAreLost => new { webhooks = new { mode = "off" } },
        Weather.WebhooksAreWild => new
        {
            webhooks = new { duplicates = 2, delayMs = 30, reorder = true, forgedRate = 0.5 },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(weather), weather, null),
    };
}
