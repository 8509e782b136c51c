using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

/// <summary>PortOne's text is stored without U+0000 and unpaired surrogates, which PostgreSQL refuses.</summary>
public sealed class FailureTextTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const int MaxLength = 500;

    [Theory]
    [InlineData("""{"pgMessage":"한도초과","reason":"PG_PROVIDER"}""", "한도초과")]
    [InlineData("""{"pgMessage":" ","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"한도\u0000초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\u0000","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\ud83d","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\ufffe"}""", null)]
    [InlineData("""{"pgMessage":7,"reason":[]}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("\"no object\"", null)]
    public void Text_is_the_payment_companys_or_else_PortOnes(string failure, string? text) =>
        Assert.Equal(text, TextOf(failure));

    [Fact]
    public void Long_text_is_cut_between_characters()
    {
        const string Emoji = "😀";
        var fits = new string('가', MaxLength - Emoji.Length);
        var splits = new string('가', MaxLength - 1);

        Assert.Equal(fits + Emoji, TextOf($$"""{"pgMessage":"{{fits}}{{Emoji}}끝"}"""));
        Assert.Equal(splits, TextOf($$"""{"pgMessage":"{{splits}}{{Emoji}}끝"}"""));
    }

    [Theory]
    [InlineData("transactionId", "\"t\\u0000\"")]
    [InlineData("currency", "\"K\\u0000W\"")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"c\u0000","totalAmount":100}]""")]
    public void Captured_payment_with_an_id_that_cannot_be_stored_is_unreadable(string field, string value) =>
        Assert.Equal(ProviderStatus.Unavailable, Read("PAID", field, value).Status);

    [Fact]
    public void Attempt_with_an_id_that_cannot_be_stored_is_ignored()
    {
        var seen = Read("FAILED", "transactionId", "\"t\\u0000\"");

        Assert.Equal(ProviderStatus.Failed, seen.Status);
        Assert.Null(seen.Attempt);
    }

    private static string? TextOf(string failure)
    {
        var seen = Read("FAILED", "failure", failure);
        Assert.Equal(ProviderStatus.Failed, seen.Status);
        return seen.Attempt!.FailureText;
    }

    private static PaymentSnapshot Read(string status, string field, string value)
    {
        // As text, because JsonNode cannot write an unpaired surrogate. Of two fields with one name the last counts.
        var answer = $$"""
            {
              "status": "{{status}}", "id": "{{Key}}", "transactionId": "t1", "storeId": "store-1",
              "channel": {"type": "LIVE"}, "amount": {"total": 12900, "taxFree": 0}, "currency": "KRW",
              "requestedAt": "2026-08-06T01:02:03Z", "{{field}}": {{value}}
            }
            """;
        return JsonSerializer.Deserialize<PaymentAnswer>(answer, JsonSerializerOptions.Web)!.About(Key);
    }
}
