using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Disputes;

/// <summary>PortOne's `disputes` are parsed leniently: invalid ones do not make the payment unreadable.</summary>
public sealed class DisputeParsingTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Dispute_is_read_with_its_fields()
    {
        var disputes = Read("""
            [{"status":"UNRESOLVED","pgDisputeId":"d-1","reason":"미수령","createdAt":"2026-08-06T01:02:03Z"},
             {"status":"RESOLVED","pgDisputeId":"d-2","reason":"중복","createdAt":"2026-08-07T01:02:03+09:00",
              "resolvedAt":"2026-08-08T00:00:00Z"}]
            """);

        Assert.Equal(
            [
                new("d-1", "UNRESOLVED", "미수령", new(2026, 8, 6, 1, 2, 3, TimeSpan.Zero), null),
                new("d-2", "RESOLVED", "중복", new(2026, 8, 6, 16, 2, 3, TimeSpan.Zero),
                    new DateTimeOffset(2026, 8, 8, 0, 0, 0, TimeSpan.Zero)),
            ],
            disputes);
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("7", 0)]
    [InlineData("{}", 0)]
    [InlineData("[]", 0)]
    [InlineData("[null, 7, \"x\", []]", 0)]
    [InlineData("[{}]", 1)]
    [InlineData("[{}, {}]", 1)] // Both have no id.
    [InlineData("""[{"status":"ESCALATED","pgDisputeId":"d-1"}]""", 1)]
    [InlineData("""[{"status":7,"pgDisputeId":[],"reason":{},"createdAt":"yesterday","resolvedAt":false}]""", 1)]
    [InlineData("""[{"pgDisputeId":"d-1","createdAt":"0001-01-01T00:00:00Z"}]""", 1)]
    [InlineData("""[{"pgDisputeId":"d-1","status":"UNRESOLVED"},{"pgDisputeId":"d-1","status":"RESOLVED"}]""", 1)]
    [InlineData("""[{"pgDisputeId":"\ud83d","status":"\u0000","reason":"a\u0000b"}]""", 1)]
    public void Unknown_fields_values_and_types_leave_the_payment_readable(string told, int count)
    {
        var disputes = Read(told);

        Assert.Equal(count, disputes.Count);
        Assert.All(disputes, dispute => Assert.DoesNotContain('\0', dispute.Id + dispute.Status + dispute.Reason));
    }

    [Fact]
    public void Dispute_without_an_id_is_known_by_its_time()
    {
        var told = """[{"status":"UNRESOLVED","createdAt":"2026-08-06T01:02:03Z"}]""";

        Assert.Equal(Read(told)[0].Id, Read(told.Replace("UNRESOLVED", "RESOLVED"))[0].Id);
        Assert.NotEqual(Read(told)[0].Id, Read(told.Replace("02:03Z", "02:04Z"))[0].Id);
    }

    private static IReadOnlyList<Dispute> Read(string disputes)
    {
        var answer = $$"""
            {
              "status": "PAID", "id": "{{Key}}", "transactionId": "t1", "storeId": "store-1",
              "channel": {"type": "LIVE"}, "amount": {"total": 12900, "taxFree": 0}, "currency": "KRW",
              "requestedAt": "2026-08-06T01:02:03Z", "paidAt": "2026-08-06T01:02:38Z", "disputes": {{disputes}}
            }
            """;
        var seen = JsonSerializer.Deserialize<PaymentAnswer>(answer, JsonSerializerOptions.Web)!.About(Key);
        Assert.Equal(ProviderStatus.Captured, seen.Status);
        return seen.Disputes ?? [];
    }
}
