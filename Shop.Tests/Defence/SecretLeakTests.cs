// A person's CI, passwords, tokens, secrets, and names and birth dates in plain text must never leave memory. The tests
// search every byte of telemetry and every row of the databases.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Npgsql;
using Shop.Tests.Accounts;
using Shop.Tests.Payments;
using Shop.Tests.Telemetry;
using Shop.Tests.Web;

namespace Shop.Tests.Defence;

[Collection(RunningShop.Shared)]
public sealed class SecretLeakTests(RunningShop shop, Browser browser)
{
    // The configured secrets must not be stored with the data that they protect.
    private static readonly string[] Configured = ["sandbox-api-secret", "whsec_", .. TestSecrets.Beginnings];

    [Fact]
    public async Task Logs_traces_and_databases_contain_no_secrets_or_personal_data()
    {
        var person = Person.New() with { Name = "선우은별" };
        var shopper = await Shopper.SignUpAsync(shop, person);
        var verification = await shop.Sandbox.VerifyAsync(person);
        var trace = ActivityTraceId.CreateRandom().ToString();
        shopper.Account.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await shopper.Account.PostAsJsonAsync("/find-login-id", new FindLoginIdRequest(verification));
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignInAsync(shopper);
        await visit.Page.GotoAsync("/me");
        var order = await shopper.BuyAsync(await shop.NewProductAsync());
        var cookies = await visit.Page.Context.CookiesAsync();
        var device = cookies.Single(cookie => cookie.Name.StartsWith("device-", StringComparison.Ordinal)).Value;
        using var withDevice = await new AccountApi(shop).SignInAsync(shopper.LoginId, deviceToken: device);
        var nextDevice = (await Shopper.ReadAsync<SignInReply>(withDevice, HttpStatusCode.OK)).DeviceToken;
        string[] secrets =
        [
            person.Ci, person.Name, Shopper.Password, shopper.Session.AccessToken, shopper.Session.RefreshToken,
            Shopper.Home.Recipient, Shopper.Home.Address1, device, nextDevice, .. Configured,
        ];

        var log = await Eventually.IsAsync(
            () => Task.FromResult(TextOf(shop.Telemetry.Received) + shop.Console.Text),
            text => Occurrences(text, order.PaymentKey) > 1); // In the console and in the export.
        var rows = await DumpAsync(shop.AccountDb) + await DumpAsync(shop.WebDb) + await DumpAsync(shop.CommerceDb);

        Assert.NotEmpty(shop.Telemetry.Spans(trace)); // The collector drops the oldest; these are still searched.
        Assert.DoesNotContain(verification, log);
        Assert.Contains(shopper.LoginId, rows);
        Assert.Contains(order.PaymentKey, rows);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, log);
            Assert.DoesNotContain(secret, rows);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), rows); // In a bytea column.
        }
    }

    /// <summary>Aspire disables the query redaction of the instrumentation packages for every service.</summary>
    [Theory]
    [InlineData("web", "/products?q=lamp&ticket={0}")]
    [InlineData("web", "/products?{0}")] // Without an equals sign.
    [InlineData("web", "/sign-up?identityVerificationId={0}")]
    [InlineData("commerce", "/products?q={0}")]
    [InlineData("commerce", "/cart?token={0}")]
    [InlineData("account", "/me?{0}")]
    public async Task Telemetry_contains_no_query_values(string service, string address)
    {
        var secret = $"secret{Guid.NewGuid():N}";
        var trace = ActivityTraceId.CreateRandom().ToString();
        using var door = shop.CreateClient(service);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, address, secret));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using var answer = await door.SendAsync(request);

        await Eventually.IsAsync(
            () => Task.FromResult(shop.Telemetry.Spans(trace)),
            spans => spans.Any(span => span.Kind == SpanKind.Server && span.Service == service));
        Assert.DoesNotContain(secret, TextOf(shop.Telemetry.Received) + shop.Console.Text);
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;

    private static string TextOf(IReadOnlyCollection<byte[]> exports) =>
        string.Concat(exports.Select(Encoding.UTF8.GetString));

    /// <summary>Returns every row of every table as text.</summary>
    private static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var dump = new StringBuilder();
        await using var tables = database.CreateCommand("""
            select string_agg(format('select t::text from %I.%I t', schemaname, tablename), ' union all ')
            from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
            """);
        await using var rows = database.CreateCommand((string)(await tables.ExecuteScalarAsync())!);
        await using var reader = await rows.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            dump.AppendLine(reader.GetString(0));
        }

        return dump.ToString();
    }
}
