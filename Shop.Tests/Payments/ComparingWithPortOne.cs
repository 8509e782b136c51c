// Nobody reports anything here: webhooks are lost, no sweep comes by, and no shopper returns. Two replicas compare,
// with claims that lapse at once, so that both are at it at the same time; every test ends with nothing unexplained.
using System.Net;
using System.Net.Http.Json;
using Shop.Commerce;
using Shop.Tests.Graphs;

namespace Shop.Tests.Payments;

/// <summary>A shopper. PortOne sends no webhooks, so only reconciliation finds what happens.</summary>
public sealed class ComparedOrders(QuietShop shop) : IAsyncLifetime
{
    public static readonly object NothingWrong = new { webhooks = new { mode = "off" } };

    public Shopper Shopper { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await shop.Sandbox.SetFaultsAsync(NothingWrong);
        Shopper = await shop.NewShopperAsync();
    }

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });
}

[Collection(QuietShop.Name)]
public sealed class ComparingWithPortOne(QuietShop shop, ComparedOrders compared)
    : IClassFixture<ComparedOrders>, IAsyncDisposable
{
    private const int EnoughToMeetBothReplicas = 12;

    private readonly Shopper _shopper = compared.Shopper;

    /// <summary>It comes back to 0 by itself after any fault that ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await shop.Sandbox.SetFaultsAsync(ComparedOrders.NothingWrong);
        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>("select count(*) from unexplained"), unexplained => unexplained == 0);
        await Eventually.IsAsync(
            () => Task.WhenAll(Enumerable.Range(0, EnoughToMeetBothReplicas).Select(_ => HealthAsync())),
            told => told.All(health => health == "Healthy"));
    }

    [Fact]
    public async Task A_capture_that_nobody_reports_buys_its_order()
    {
        var order = await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        await BecomesAsync(order, "PAID");
        Assert.Equal("COMPARISON", await shop.CommerceAsync<string>(
            $"select reporter from payment_events where payment_key = '{order.PaymentKey}' and event = 'PAID'"));
    }

    [Fact]
    public async Task A_payment_created_before_and_captured_after_the_cursor_has_passed_is_found()
    {
        var early = await _shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(early.PaymentKey, "close", new { totalAmount = early.AmountWon });
        var created = await shop.CommerceAsync<DateTime>("select clock_timestamp()");
        await Eventually.IsAsync(
            async () =>
            {
                await BecomesAsync(await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync()), "PAID");
                return await shop.CommerceAsync<DateTime>("select max(at) - interval '1 second' from portone_events");
            },
            passed => passed > created);

        await _shopper.PaysAsync(early);

        await BecomesAsync(early, "PAID");
    }

    [Fact]
    public async Task A_late_capture_of_a_closed_payment_is_found_and_owed()
    {
        var order = await _shopper.OrdersAsync(await shop.NewProductAsync());
        await IsDoneAsync(() => _shopper.SendsCancelAsync(order));
        await BecomesAsync(order, "CANCELLED");

        await _shopper.PaysAsync(order);

        await BecomesAsync(order, "REFUND_DUE");
    }

    [Fact]
    public async Task A_cancel_at_the_console_that_nobody_reports_is_found()
    {
        var order = await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await IsDoneAsync(() => _shopper.SendsCompleteAsync(order.PaymentKey));

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 900 });

        await Eventually.IsAsync(
            () => shop.CommerceAsync<long>(
                $"select refunded_minor from payments where key = '{order.PaymentKey}'"),
            refunded => refunded == 900);
    }

    [Fact]
    public async Task A_payment_that_is_not_ours_is_unexplained_until_it_is_given_back()
    {
        var foreign = $"not ours '\u0001{Guid.NewGuid():N}";
        var kept = foreign.Replace('\u0001', '?').Replace("'", "''");
        var address = Uri.EscapeDataString(foreign);
        await shop.Sandbox.PayAsync(address, 7_777);

        await StandsAsync(kept, "CAPTURE KRW 0 7777");
        var age = await shop.CommerceAsync<TimeSpan>(
            $"select clock_timestamp() - since from unexplained where payment_key = '{kept}'");
        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        var figures = await UnexplainedAsync();
        await shop.Sandbox.ActAsync(address, "cancel", new { amount = 777 });
        await StandsAsync(kept, "CAPTURE KRW 0 7000");
        await shop.Sandbox.ActAsync(address, "cancel");
        await StandsAsync(kept, "");

        Assert.True(age >= QuietShop.Grace, $"{age} is too young to be unexplained.");
        Assert.Equal((7777, 1), figures);
        Assert.Equal(1, Said("Compared with PortOne: 7777 won unexplained"));
    }

    [Fact]
    public async Task Foreign_money_is_unexplained_and_is_no_won()
    {
        var foreign = Guid.NewGuid().ToString("N");
        await shop.Sandbox.PayAsync(foreign, 500, "USD");

        await StandsAsync(foreign, "CAPTURE USD 0 500");
        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        var figures = await UnexplainedAsync();
        await shop.Sandbox.ActAsync(foreign, "cancel");

        Assert.Equal((0, 1), figures);
    }

    [Fact]
    public async Task A_capture_that_PortOne_does_not_have_is_unexplained()
    {
        var order = await _shopper.OrdersAsync(await shop.NewProductAsync());
        await IsSaidToBePaidAsync(order);

        await StandsAsync(order.PaymentKey, $"CAPTURE KRW {order.AmountWon} 0");
        await _shopper.PaysAsync(order);

        await StandsAsync(order.PaymentKey, "");
    }

    [Fact]
    public async Task A_payment_that_cannot_be_asked_for_is_unexplained_for_so_long()
    {
        var order = await _shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.SetFaultsAsync(
            new { errorRate = 1.0, only = order.PaymentKey, webhooks = new { mode = "off" } });
        await _shopper.PaysAsync(order);

        await StandsAsync(order.PaymentKey, $"CAPTURE KRW 0 {order.AmountWon}");
        await shop.Sandbox.SetFaultsAsync(ComparedOrders.NothingWrong);

        await StandsAsync(order.PaymentKey, "");
        await BecomesAsync(order, "PAID");
    }

    [Fact]
    public async Task While_PortOne_is_away_the_comparison_says_so_and_afterwards_all_is_found()
    {
        var before = shop.Console.Text.Length;
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0, webhooks = new { mode = "off" } });
        var orders = new[]
        {
            await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync()),
            await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync()),
        };

        await Eventually.IsAsync(HealthAsync, health => health == "Degraded");
        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.reconciliation.age")),
            ages => ages.Any(seconds => seconds > QuietShop.StaleAfter.TotalSeconds));

        // One line for each round that could not read the list, and none for each payment. Read before PortOne answers
        // again: the circuit breaker that an earlier test opened may then still refuse a call.
        var saidMeanwhile = shop.Console.Text[before..];
        Assert.Contains("PortOne's events since", saidMeanwhile);
        Assert.All(orders, order => Assert.DoesNotContain(
            $"PortOne cannot be asked about payment {order.PaymentKey}", saidMeanwhile));
        await shop.Sandbox.SetFaultsAsync(ComparedOrders.NothingWrong);

        foreach (var order in orders)
        {
            await BecomesAsync(order, "PAID");
        }

        var said = shop.Console.Text[before..];
        Assert.DoesNotContain("failed; the next round tries again", said);
        Assert.DoesNotContain("could not be completed", said);
    }

    [Fact]
    public async Task A_second_capture_of_one_key_is_an_alarm_and_unexplained_until_it_is_given_back()
    {
        var order = await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await BecomesAsync(order, "PAID");

        await shop.Sandbox.ActAsync(order.PaymentKey, "capture-again");

        await StandsAsync(order.PaymentKey, $"CAPTURE KRW {order.AmountWon} {2 * order.AmountWon}");
        Assert.Equal(1, Said($"PortOne has captured payment {order.PaymentKey} more than once"));

        // The sandbox gives back no more than one capture, as PortOne should not have taken more: this is the bank.
        await shop.CommerceAsync($"""
            insert into portone_events (id, type, payment_key, at, amount_minor, currency)
            values ('surplus', 'PARTIAL_CANCELLED', '{order.PaymentKey}', now(), {order.AmountWon}, 'KRW')
            """);
        await StandsAsync(order.PaymentKey, "");
    }

    [Fact]
    public async Task At_night_what_only_the_payments_tell_is_found()
    {
        var missing = await _shopper.OrdersAsync(await shop.NewProductAsync());
        await IsSaidToBePaidAsync(missing);
        await shop.CommerceAsync($"""
            insert into portone_events (id, type, payment_key, at, amount_minor, currency)
            values ('event-of-nobody', 'PAID', '{missing.PaymentKey}', now(), {missing.AmountWon}, 'KRW')
            """);
        var wrong = await _shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await IsDoneAsync(() => _shopper.SendsCompleteAsync(wrong.PaymentKey));
        await shop.CommerceAsync(Replica($"update payments set refunded_minor = 1 where key = '{wrong.PaymentKey}'"));
        await Eventually.IsAsync(
            () => shop.CommerceAsync<bool>(
                $"select max(at) < now() - interval '{QuietShop.Grace}' from payment_events"),
            isOld => isOld);

        await shop.CommerceAsync(
            "update comparison_rounds set read_at = read_at - interval '1 day' where found_by = 'NIGHT'");

        await StandsAsync(missing.PaymentKey, $"CAPTURE KRW {missing.AmountWon} 0");
        await StandsAsync(wrong.PaymentKey, "RETURN KRW 1 0");
        await shop.CommerceAsync(Replica($"update payments set refunded_minor = 0 where key = '{wrong.PaymentKey}'"));
        await StandsAsync(wrong.PaymentKey, "");
        await shop.CommerceAsync("delete from portone_events where id = 'event-of-nobody'");
        await _shopper.PaysAsync(missing);
    }

    // A replica that could not ask PortOne in an earlier test spares it for 5 s, and answers so.
    private static Task IsDoneAsync(Func<Task<HttpResponseMessage>> send) =>
        Eventually.IsAsync(send, answer => answer.StatusCode == HttpStatusCode.OK);

    private static string Replica(string sql) => $"begin; set local session_replication_role = replica; {sql}; commit";

    private int Said(string words) => shop.Console.Text.Split(words, StringSplitOptions.None).Length - 1;

    private async Task IsSaidToBePaidAsync(OrderReply order) => await shop.CommerceAsync($"""
        begin;
        update orders set status = 'READY', ready_at = now() where id = '{order.OrderId}';
        update payments set status = 'PAID', order_status = 'READY', captured_minor = {order.AmountWon},
            currency = 'KRW', paid_at = now() where key = '{order.PaymentKey}';
        insert into payment_events (payment_key, at, event, reporter, amount_minor, currency)
            values ('{order.PaymentKey}', now(), 'PAID', 'SWEEP', {order.AmountWon}, 'KRW');
        commit
        """);

    private Task BecomesAsync(OrderReply order, string status) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"select status from payments where key = '{order.PaymentKey}'"),
        actual => actual == status);

    private Task StandsAsync(string paymentKey, string expected) => Eventually.IsAsync(
        () => shop.CommerceAsync<string>($"""
            select coalesce(string_agg(concat_ws(' ', what, currency, ours_minor, theirs_minor), ', '), '')
            from unexplained where payment_key = '{paymentKey}'
            """),
        actual => actual == expected);

    /// <summary>The metrics of the discrepancies, from the replica that shows the larger ones.</summary>
    private async Task<(double Won, double Payments)> UnexplainedAsync()
    {
        var payments = await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Gauge("commerce", "shop.reconciliation.unexplained_payments")),
            replicas => replicas.Any(count => count > 0));
        return (shop.Telemetry.Gauge("commerce", "shop.reconciliation.unexplained_won").Max(), payments.Max());
    }

    private async Task<string> HealthAsync()
    {
        using var commerce = shop.Door("commerce");
        using var answer = await commerce.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
