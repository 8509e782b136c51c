// Runs a history on new orders, clears the faults, waits until everything has settled, and compares the final state of
// each order with the expected one.
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Proof;

/// <summary>A run of one history.</summary>
public sealed class HistoryRun(
    RunningShop shop, SandboxControl sandbox, KillableCommerce replica, IReadOnlyList<Shopper> shoppers,
    Product product)
{
    private IReadOnlyList<OrderUnderTest> _orders = [];
    private readonly HashSet<(int Order, Act Act)> _acts = [];

    public async Task RunAsync(History history)
    {
        _orders = await Task.WhenAll(shoppers.Take(History.Orders).Select(async shopper =>
            new OrderUnderTest(shop, sandbox, shopper, await shopper.OrdersAsync(product))
            {
                Commerce = () => replica.Http,
                WaitsForWorkers = false,
            }));
        foreach (var round in history.Rounds)
        {
            await PlayAsync(round);
        }

        await sandbox.SetFaultsAsync(new { });
        var keys = _orders.Select(order => order.Order.PaymentKey).ToList();
        var invariants = new Invariants(shop) { IncludesReconciliation = true };
        await new Settling(shop, invariants) { Meanwhile = DecideRequestedCancellationsAsync }.SettleAsync(keys);
        var bank = await invariants.BankAsync();
        for (var order = 0; order < History.Orders; order++)
        {
            await AssertFinalStateAsync(order, bank);
        }
    }

    private async Task PlayAsync(IReadOnlyList<Step> round)
    {
        var acts = round.OfType<Step.OrderStep>().Select(ApplyAsync).ToList();
        if (round.OfType<Step.ProviderChanges>().SingleOrDefault() is { } change)
        {
            await sandbox.SetFaultsAsync(Faults(change.ProviderBehavior));
        }

        if (round.OfType<Step.CommerceIsKilled>().Any())
        {
            // While other acts are in progress: as soon as the first of them has ended.
            await (acts.Count == 0 ? Task.CompletedTask : Task.WhenAny(acts));
            await replica.KillAsync();
            await Task.WhenAll(acts);
            await replica.StartAsync();
        }

        await Task.WhenAll(acts);
    }

    private async Task ApplyAsync(Step.OrderStep step)
    {
        var order = _orders[step.Order];
        _acts.Add((step.Order, step.Act));
        try
        {
            await (step.Act switch
            {
                Act.Pays => order.PayAsync(),
                Act.PaysTooLittle => order.PayAsync(order.Order.AmountWon - 1),
                Act.IsDeclined => order.DeclineAsync(),
                Act.Returns => order.ReturnAsync(),
                Act.Cancels => order.CancelAsync(),
                Act.ReceivesWebhook => order.SendWebhookAsync($"of-{order.Order.PaymentKey}"),
                Act.ReceivesForgedWebhook => order.SendForgedWebhookAsync(),
                Act.IsSwept => order.SweepAsync(),
                Act.Expires => order.ExpireAsync(),
                Act.ConsoleCancelsAll => order.CancelInConsoleAsync(),
                Act.ConsoleCancelsPart => order.CancelInConsoleAsync(amount: 1_000),
                Act.IsChargedBack => order.CancelInConsoleAsync(isChargeback: true),
                _ => throw new ArgumentOutOfRangeException(nameof(step), step.Act, null),
            });
        }
        catch (Exception lost) when (
            lost is HttpRequestException or IOException or TaskCanceledException && replica.IsDown)
        {
            // The caller got no response, so the outcome is unknown to it.
        }
    }

    /// <summary>The model: the final state of an order, derived from its acts and the sandbox's ledger.</summary>
    private async Task AssertFinalStateAsync(int number, JsonArray bank)
    {
        var order = _orders[number];
        var (key, amount) = (order.Order.PaymentKey, order.Order.AmountWon);
        var captured = Sum(entry => (string?)entry["kind"] == "CAPTURE");
        var returned = Sum(entry => (string?)entry["kind"] == "CANCEL");
        var outside = Sum(entry => (string?)entry["kind"] == "CANCEL"
            && (string?)entry["reason"] == "Cancelled in the console");
        var ended = await shop.CommerceAsync<string>(
            $"select status || ', ' || order_status from payments where key = '{key}'");
        var isCancelled = _acts.Contains((number, Act.Cancels)) || outside == amount;

        if (order.ReportedCancelled)
        {
            Require(
                ended is "REFUNDED, CANCELLED" or "CLOSED, CANCELLED", "the shopper was told that it is cancelled");
        }

        if ((order.ReportedPaid || (captured == amount && outside == 0 && !_acts.Contains((number, Act.Expires))))
            && !isCancelled)
        {
            Require(ended == "PAID, READY", "it was paid and not cancelled");
        }

        if (captured != amount || ended != "PAID, READY")
        {
            Require(captured == returned && !ended.StartsWith("PAID", StringComparison.Ordinal), "it is not paid");
        }

        long Sum(Func<JsonNode, bool> which) => bank
            .Where(entry => (string?)entry!["paymentId"] == key && which(entry))
            .Sum(entry => (long)entry!["amount"]!);

        void Require(bool holds, string because) => Assert.True(
            holds, $"order {number} ended as {ended}, {captured} captured, {returned} refunded, although {because}");
    }

    private Task DecideRequestedCancellationsAsync() => Task.WhenAll(_orders.Select(async order =>
    {
        var key = order.Order.PaymentKey;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{key}");
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var answer = await sandbox.Http.SendAsync(request);
        var payment = await answer.Content.ReadFromJsonAsync<JsonNode>();
        foreach (var requested in (payment!["cancellations"]?.AsArray() ?? []).Where(cancellation =>
            (string?)cancellation!["status"] == "REQUESTED"))
        {
            var succeeds = key[0] % 2 == 0; // Random, because the key is a random hexadecimal number.
            await sandbox.EndCancellationAsync(key, (string)requested!["id"]!, succeeds);
        }
    }));

    private static object Faults(ProviderBehavior behavior) => behavior switch
    {
        ProviderBehavior.Normal => new { },
        ProviderBehavior.CallsFail => new { errorRate = 0.3, errorAfterCommitRate = 0.2 },
        ProviderBehavior.CallsHang => new { timeoutRate = 0.3 },
        ProviderBehavior.CancelsFailAfterCommit => new { only = "/cancel", errorAfterCommitRate = 0.8 },
        ProviderBehavior.CancelsHang => new { only = "/cancel", timeoutRate = 0.8 },
        ProviderBehavior.CancelsStayRequested => new { cancellations = "REQUESTED" },
        ProviderBehavior.CancelsAreRefused => new { cancellations = "FAILED" },
        ProviderBehavior.WebhooksAreLost => new { webhooks = new { mode = "off" } },
        ProviderBehavior.WebhooksAreFaulty => new
        {
            webhooks = new { duplicates = 2, delayMs = 30, reorder = true, forgedRate = 0.5 },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(behavior), behavior, null),
    };
}
