// Reading PortOne's lists. PortOne adds fields and types without notice, calls its list API unstable, and returns
// payments with ids that the shop did not create.
using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

public sealed class PortOneListTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":500,"currency":"KRW" """, "PAID t 500 KRW")]
    [InlineData(
        """ "type":"CANCELLED","eventAmount":-500,"currency":"KRW","cancellation":{"id":"c"} """,
        "CANCELLED c 500 KRW")]
    [InlineData(
        """ "type":"CANCELLED","currency":"KRW","cancellation":{"id":"c","totalAmount":500} """, "CANCELLED c 500 KRW")]
    [InlineData(""" "type":"CANCELLED","eventAmount":-500,"currency":"KRW" """, "CANCELLED  500 KRW")]
    [InlineData(""" "type":"PAID","transactionId":"t","currency":"KRW" """, "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":500 """, "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":"500","currency":"KRW" """, "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":7,"eventAmount":5e30,"currency":"KRW" """, "PAID   ")]
    [InlineData(""" "type":"PAID","eventAmount":-1,"currency":"KRW" """, "PAID   ")]
    [InlineData(""" "type":"NEW","isNew":{"deep":[null]} """, "NEW   ")]
    public void Event_is_read_as_far_as_possible(string fields, string read)
    {
        var item = Read($$"""{"id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03.123456789Z",{{fields}}}""")!;

        Assert.Equal(read, $"{item.Type} {item.Reference} {item.AmountMinor} {item.Currency}");
        Assert.Equal("2026-08-06T01:02:03.1234567+00:00", $"{item.At:O}");
    }

    [Theory]
    [InlineData("""{"type":"PAID","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("""{"type":"PAID","id":"e","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("""{"type":"PAID","id":"e","paymentId":"p"}""")]
    [InlineData("""{"type":"PAID","id":"e","paymentId":"p","createdAt":"yesterday"}""")]
    [InlineData("""{"id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Event_without_an_identity_is_ignored(string item) => Assert.Null(Read(item));

    [Theory]
    [InlineData("""a\u0000b""", "a?b")]
    [InlineData("""a\ud83d\ude00b""", "a??b")]
    [InlineData("주문 1", "주문 1")]
    [InlineData("""\ud83d""", "\"\\ud83d\"")]
    public void Id_of_any_form_can_be_stored(string id, string stored)
    {
        Assert.Equal(stored, PaymentKeyOf(id));
        Assert.Equal(200, PaymentKeyOf(new('x', 10_000)).Length);

        static string PaymentKeyOf(string id) => Read(
            $$"""{"type":"PAID","id":"e","paymentId":"{{id}}","createdAt":"2026-08-06T01:02:03Z"}""")!.PaymentKey;
    }

    [Fact]
    public async Task Page_request_has_the_expected_form_and_returns_the_next_cursor()
    {
        var portOne = new StubPortOne(200, """
            {"items":[{"paymentEvent":{"type":"PAID","id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"},
                       "cursor":"after e"},
                      {"paymentEvent":{"type":"PAID"},"cursor":"after nothing"}], "page":"is new"}
            """);

        var page = await portOne.CreateClient<PortOneLists>().GetEventsAsync(
            new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero), "before", Timeout, default);

        Assert.Equal(
            """{"storeId":"store-1","from":"2026-08-06T01:00:00+00:00","cursor":"before","size":500}""",
            Uri.UnescapeDataString(Assert.Single(portOne.Requests).Address.Query["?requestBody=".Length..]));
        Assert.Equal("e", Assert.Single(page.Items).Id);
        Assert.Equal((1, "after nothing", null), (page.Unreadable, page.Next, page.UnavailableReason));
    }

    [Theory]
    [InlineData("""{"items":[]}""", null)]
    [InlineData("""{"items":[{"paymentEvent":{}}]}""", "a page without a usable next cursor")]
    [InlineData("""{"items":[{"paymentEvent":{},"cursor":"before"}]}""", "a page without a usable next cursor")]
    [InlineData("""{"items":{}}""", "an answer without items")]
    [InlineData("[]", "an answer without items")]
    [InlineData("<html>", "JsonException")]
    public async Task Only_an_empty_page_ends_the_list(string body, string? unavailable)
    {
        var page = await new StubPortOne(200, body).CreateClient<PortOneLists>().GetEventsAsync(
            default, "before", Timeout, default);

        Assert.Equal((0, null, unavailable), (page.Items.Count, page.Next, page.UnavailableReason));
    }

    [Fact]
    public async Task Unreadable_payment_does_not_hide_the_others()
    {
        var page = await new StubPortOne(200, """
            {"items":[{"payment":{"id":"odd","amount":"none"},"cursor":"1"},{"payment":7,"cursor":"2"},
                      {"payment":{"id":"fine","status":"READY"},"cursor":"3"}]}
            """).CreateClient<PortOneLists>().GetPaymentsAsync(default, null, Timeout, default);

        var fine = Assert.Single(page.Items);
        Assert.Equal(("fine", ProviderStatus.NotCaptured), (fine.PaymentKey, fine.Snapshot.Status));
        Assert.Equal((2, "3"), (page.Unreadable, page.Next));
    }

    private static PortOneEvent? Read(string item) => PortOneEvent.Read(JsonDocument.Parse(item).RootElement);
}
