// PortOne adds fields and types without notice, calls its lists unstable, and lists what anybody paid under any id.
using System.Net;
using System.Text;
using System.Text.Json;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults;

namespace Shop.Tests.Payments;

public sealed class ReadingPortOnesLists
{
    private const string Start = """{"id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03.123456789Z",""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":500,"currency":"KRW"}""", "PAID t 500 KRW")]
    [InlineData(
        """ "type":"CANCELLED","eventAmount":-500,"currency":"KRW","cancellation":{"id":"c"}}""",
        "CANCELLED c 500 KRW")]
    [InlineData(
        """ "type":"CANCELLED","currency":"KRW","cancellation":{"id":"c","totalAmount":500}}""", "CANCELLED c 500 KRW")]
    [InlineData(""" "type":"CANCELLED","eventAmount":-500,"currency":"KRW"}""", "CANCELLED  500 KRW")]
    [InlineData(""" "type":"PAID","transactionId":"t","currency":"KRW"}""", "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":500}""", "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":"t","eventAmount":"500","currency":"KRW"}""", "PAID t  ")]
    [InlineData(""" "type":"PAID","transactionId":7,"eventAmount":5e30,"currency":"KRW"}""", "PAID   ")]
    [InlineData(""" "type":"PAID","eventAmount":-1,"currency":"KRW"}""", "PAID   ")]
    [InlineData(""" "type":"NEW","isNew":{"deep":[null]}}""", "NEW   ")]
    public void An_event_tells_what_it_can(string rest, string read)
    {
        var told = PortOneEvent.Read(JsonDocument.Parse(Start + rest).RootElement)!;

        Assert.Equal(read, $"{told.Type} {told.Reference} {told.AmountMinor} {told.Currency}");
        Assert.Equal("2026-08-06T01:02:03.1234567+00:00", $"{told.At:O}");
    }

    [Theory]
    [InlineData("""{"type":"PAID","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("""{"type":"PAID","id":"e","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("""{"type":"PAID","id":"e","paymentId":"p"}""")]
    [InlineData("""{"type":"PAID","id":"e","paymentId":"p","createdAt":"yesterday"}""")]
    [InlineData("""{"id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void What_cannot_be_known_again_is_no_event(string item) =>
        Assert.Null(PortOneEvent.Read(JsonDocument.Parse(item).RootElement));

    [Theory]
    [InlineData("""a\u0000b""", "a?b")]
    [InlineData("""a\ud83d\ude00b""", "a??b")]
    [InlineData("주문 1", "주문 1")]
    public void An_id_of_any_shape_can_be_kept(string told, string kept) => Assert.Equal(
        kept,
        PortOneEvent.Read(JsonDocument.Parse(
            $$"""{"type":"PAID","id":"e","paymentId":"{{told}}","createdAt":"2026-08-06T01:02:03Z"}""").RootElement)!
            .PaymentKey);

    [Fact]
    public void Half_a_character_and_ten_thousand_of_them_can_be_kept()
    {
        Assert.Equal(
            "\"\\ud83d\"", PortOneEvent.Read(JsonDocument.Parse(
                """{"type":"PAID","id":"e","paymentId":"\ud83d","createdAt":"2026-08-06T01:02:03Z"}""").RootElement)!
                .PaymentKey);
        Assert.Equal(200, PortOneEvent.Read(JsonDocument.Parse(
            Start.Replace("\"p\"", $"\"{new string('x', 10_000)}\"", StringComparison.Ordinal)
            + """ "type":"PAID"}""").RootElement)!.PaymentKey.Length);
    }

    [Fact]
    public async Task A_page_is_asked_for_as_PortOne_wants_it_and_says_where_the_next_begins()
    {
        var portOne = new Answers("""
            {"items":[{"paymentEvent":{"type":"PAID","id":"e","paymentId":"p","createdAt":"2026-08-06T01:02:03Z"},
                       "cursor":"after e"},
                      {"paymentEvent":{"type":"PAID"},"cursor":"after nothing"}], "page":"is new"}
            """);

        var page = await Lists(portOne).GetEventsAsync(
            new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero), "before", Patience, default);

        Assert.Equal(
            """{"storeId":"store-1","from":"2026-08-06T01:00:00+00:00","cursor":"before","size":500}""",
            Uri.UnescapeDataString(portOne.Asked!.Query["?requestBody=".Length..]));
        Assert.Equal("e", Assert.Single(page.Items).Id);
        Assert.Equal((1, "after nothing", null), (page.Unreadable, page.Next, page.Trouble));
    }

    [Theory]
    [InlineData("""{"items":[]}""", null)]
    [InlineData("""{"items":[{"paymentEvent":{}}]}""", "a page after which the list cannot go on")]
    [InlineData("""{"items":[{"paymentEvent":{},"cursor":"before"}]}""", "a page after which the list cannot go on")]
    [InlineData("""{"items":{}}""", "an answer without items")]
    [InlineData("[]", "an answer without items")]
    [InlineData("<html>", "JsonException")]
    public async Task The_list_ends_with_an_empty_page_only(string answer, string? trouble)
    {
        var page = await Lists(new Answers(answer)).GetEventsAsync(default, "before", Patience, default);

        Assert.Equal((0, null, trouble), (page.Items.Count, page.Next, page.Trouble));
    }

    [Fact]
    public async Task One_payment_that_cannot_be_read_hides_no_other()
    {
        var page = await Lists(new Answers("""
            {"items":[{"payment":{"id":"odd","amount":"none"},"cursor":"1"},{"payment":7,"cursor":"2"},
                      {"payment":{"id":"fine","status":"READY"},"cursor":"3"}]}
            """)).GetPaymentsAsync(default, null, Patience, default);

        var fine = Assert.Single(page.Items);
        Assert.Equal(("fine", PaymentOutcome.NothingCaptured), (fine.PaymentKey, fine.Seen.Outcome));
        Assert.Equal((2, "3"), (page.Unreadable, page.Next));
    }

    private static PortOneLists Lists(Answers portOne) => new(
        new(portOne) { BaseAddress = new("http://portone") }, new() { StoreId = "store-1" });

    private sealed class Answers(string body) : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Asked = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }
    }
}
