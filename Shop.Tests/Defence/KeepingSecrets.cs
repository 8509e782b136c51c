// What must never leave memory: a person's CI, names and birth dates in the clear, passwords, tokens and secrets. The
// test looks where an intruder would: at every byte of telemetry and at every row of both databases.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Npgsql;
using Shop.Account;
using Shop.Tests.Telemetry;
using Shop.Tests.Web;

namespace Shop.Tests.Defence;

[Collection(RunningShop.Shared)]
public sealed class KeepingSecrets(RunningShop shop, Browser browser)
{
    // The configured secrets must not be stored beside what they protect.
    private static readonly string[] Configured = ["sandbox-api-secret", "whsec_", .. TestSecrets.Beginnings];

    [Fact]
    public async Task No_log_no_trace_and_no_database_holds_a_ci_a_password_a_token_or_a_secret()
    {
        var person = Person.New() with { Name = "선우은별" };
        var shopper = await Shopper.SignUpAsync(shop, person);
        await shopper.Account.GetAsync("/me");
        var verification = await shop.Sandbox.VerifyAsync(person);
        await shopper.Account.PostAsJsonAsync("/find-login-id", new FindLoginIdRequest(verification));
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignsInAsync(shopper);
        await visit.Page.GotoAsync("/me");
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shopper.ReturnsFromAsync(order);
        var device = (await visit.Page.Context.CookiesAsync())
            .Single(cookie => cookie.Name.StartsWith("device-", StringComparison.Ordinal)).Value;
        using var account = shop.Door("account");
        using var withDevice = await account.PostAsJsonAsync(
            "/sign-in", new SignInRequest(shopper.LoginId, Shopper.Password, device));
        var nextDevice = (await Shopper.ReadAsync<SignInReply>(withDevice, HttpStatusCode.OK)).DeviceToken;
        string[] secrets =
        [
            person.Ci, person.Name, Shopper.Password, shopper.Session.AccessToken, shopper.Session.RefreshToken,
            Shopper.Home.Recipient, Shopper.Home.Address1, device, nextDevice, .. Configured,
        ];

        var log = await Eventually.IsAsync(
            () => Task.FromResult(Everything(shop.Telemetry.Received) + shop.Console.Text),
            text => Occurrences(text, order.PaymentKey) > 1); // In the console and in the export, so both are told.
        var rows = await DumpAsync(shop.AccountDb) + await DumpAsync(shop.WebDb) + await DumpAsync(shop.CommerceDb);

        Assert.DoesNotContain(verification, log);
        Assert.Contains(shopper.LoginId, rows);
        Assert.Contains(order.PaymentKey, rows);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, log);
            Assert.DoesNotContain(secret, rows);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), rows); // As bytea shows it.
        }
    }

    /// <summary>Aspire switches the redaction of the instrumentation packages off for every service.</summary>
    [Theory]
    [InlineData("web", "/products?q=lamp&ticket={0}")]
    [InlineData("web", "/products?{0}")] // Without an equals sign.
    [InlineData("web", "/sign-up?identityVerificationId={0}")]
    [InlineData("commerce", "/products?q={0}")]
    [InlineData("commerce", "/cart?token={0}")]
    [InlineData("account", "/me?{0}")]
    public async Task No_span_log_or_metric_holds_a_value_from_a_query(string service, string address)
    {
        var secret = $"secret{Guid.NewGuid():N}";
        var trace = ActivityTraceId.CreateRandom().ToString();
        using var door = shop.Door(service);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, address, secret));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using var answer = await door.SendAsync(request);

        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            spans => spans.Any(span => span.Kind == SpanKind.Server && span.Service == service));
        Assert.DoesNotContain(secret, Everything(shop.Telemetry.Received) + shop.Console.Text);
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;

    private static string Everything(IReadOnlyCollection<byte[]> exports) =>
        string.Concat(exports.Select(Encoding.UTF8.GetString));

    /// <summary>Every row of every table as text.</summary>
    private static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (var command = database.CreateCommand("""
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')
            """))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand(
                $"select coalesce(string_agg(t::text, E'\n'), '') from {table} t");
            dump.AppendLine((string)(await command.ExecuteScalarAsync())!);
        }

        return dump.ToString();
    }
}
