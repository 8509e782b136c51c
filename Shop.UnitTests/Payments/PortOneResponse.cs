using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>Reads responses of PortOne about a payment.</summary>
internal static class PortOneResponse
{
    public const long Price = 12_900;
    public const string Store = "store-1";
    private const string Key = "0123456789abcdef0123456789abcdef";

    /// <summary>
    /// Reads the response about a paid payment, with these JSON fields replaced. As text, because JsonNode cannot write
    /// an unpaired surrogate; of two fields with one name the last counts.
    /// </summary>
    public static PaymentSnapshot Read(string fields)
    {
        var response = $$"""
            {
              "status": "PAID", "id": "{{Key}}", "transactionId": "t1", "storeId": "{{Store}}",
              "channel": {"type": "LIVE"}, "amount": {"total": {{Price}}, "taxFree": 0}, "currency": "KRW",
              "requestedAt": "2026-08-06T01:02:03Z", "paidAt": "2026-08-06T01:02:38Z", {{fields}}
            }
            """;
        return JsonSerializer.Deserialize<PaymentResponse>(response, JsonSerializerOptions.Web)!.ToSnapshot(Key);
    }
}
